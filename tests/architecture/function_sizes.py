#!/usr/bin/env python3
"""Holds functions to a size that a reader can keep in the head.

Usage: function_sizes.py ROOT. Needs universal-ctags, whose parser also reads what clang 14 cannot.
Prints one line per violation and exits 1 when there is any.
"""
import json
import re
import subprocess
import sys

MAX_LINES, MAX_DRAW_LINES, MAX_PARAMETERS = 60, 80, 6


def functions(root):
    command = ["ctags", "-f", "-", "-R", "--languages=C++", "--langmap=C++:.cpp.h",
               "--c++-kinds=f", "--fields=+neS", "--output-format=json", "engine", "app"]
    lines = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout
    found = [json.loads(line) for line in lines.splitlines()]
    return [tag for tag in found if "end" in tag]


def parameters(signature):
    inside = signature.strip()[1:-1]
    while True:  # commas of template arguments, calls and initialisers are no parameters' commas
        shorter = re.sub(r"<[^<>()]*>|\([^()]*\)|\{[^{}]*\}", "", inside)
        if shorter == inside:
            break
        inside = shorter
    return 0 if inside.strip() in ("", "void") else inside.count(",") + 1


def main():
    found = functions(sys.argv[1])
    if len(found) < 100:
        sys.exit(f"ctags found {len(found)} functions only")
    problems = []
    for tag in found:
        lines = tag["end"] - tag["line"] + 1
        limit = MAX_DRAW_LINES if tag["name"].startswith("draw") else MAX_LINES
        place = f"{tag['path']}:{tag['line']}: {tag['name']}"
        if lines > limit:
            problems.append(f"{place}: {lines} lines, at most {limit}")
        count = parameters(tag.get("signature", "()"))
        if count > MAX_PARAMETERS:
            problems.append(f"{place}: {count} parameters, at most {MAX_PARAMETERS}")
    print("\n".join(problems) or f"{len(found)} functions have their size")
    sys.exit(1 if problems else 0)


main()
