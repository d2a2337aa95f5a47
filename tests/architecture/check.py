#!/usr/bin/env python3
"""Holds the shape of the source tree: include directions, sizes, banned calls.

Usage: check.py ROOT. Prints one line per violation and exits 1 when there is any.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(sys.argv[1])
MAX_LINES, MAX_TEST_LINES, MAX_COLUMNS = 400, 500, 100

# folder -> project folders it may include from (itself always).
ENGINE = ["engine/core", "engine/kernels", "engine/layers", "engine/model", "engine/explain",
          "engine/data", "engine/io", "engine/train"]
ALLOWED = {
    "engine/core": [],
    "engine/kernels": ["engine/core"],
    "engine/layers": ["engine/core", "engine/kernels"],
    "engine/io": ["engine/core"],
    "engine/data": ["engine/core", "engine/io"],
    "engine/model": ["engine/core", "engine/kernels", "engine/layers", "engine/io"],
    "engine/explain": ["engine/core", "engine/layers", "engine/model", "engine/io",
                       "engine/train"],
    "engine/train": ["engine/core", "engine/kernels", "engine/layers", "engine/model",
                     "engine/data", "engine/io"],
    "app/state": ENGINE,
    "app/figure": ["app/state"],
    "app/render": ["engine/core"],
    "app/ui": ["app/state", "app/figure", "app/render"] + ENGINE,
    "app/cli": ["app/state"] + ENGINE,
    "app/shell": ["app/state", "app/figure", "app/render", "app/ui", "app/cli"] + ENGINE,
    "app": ["app/shell", "app/cli"] + ENGINE,
}
# external header pattern -> folders that may include it
EXTERNAL = {
    r"<imgui.*|<GLFW/.*": ["app/ui", "app/shell"],
    r"<imgui_impl_.*": ["app/shell"],
    r"<GLFW/.*": ["app/shell"],
    r"<glad/.*|<EGL/.*": ["app/render"],
    r"<CLI/.*": ["app/cli", "app/shell", "app"],
    r"<stb_.*": ["engine/io"],
}
BANNED = {
    r"\b(?:std::)?(?:stof|stod|strtod|strtof|atof|sscanf)\s*\(": "locale-dependent parsing",
    r"\bprintf\s*\([^)]*%[0-9.]*[fge]": "locale-dependent printing",
    r"\bsetlocale\s*\(": "the locale is never set",
    r"\bstbi_write_(?:png|jpg|bmp|tga|hdr)\s*\(": "writes a file without checking; encode, then write",
    r"\bnew\s+[A-Za-z_:]+\s*[({\[]": "naked new",
    r"-ffast-math": "inexact arithmetic",
}

problems = []


def folder_of(path: pathlib.Path) -> str:
    parts = path.relative_to(ROOT).parts
    return "/".join(parts[:2]) if len(parts) > 2 else parts[0]


def check_includes(path: pathlib.Path, number: int, line: str) -> None:
    folder = folder_of(path)
    match = re.match(r'\s*#\s*include\s+(["<][^">]+)', line)
    if not match:
        return
    target = match.group(1)
    if target.startswith('"'):
        included = "/".join(target[1:].split("/")[:2])
        if included != folder and included not in ALLOWED.get(folder, []):
            problems.append(f"{path.relative_to(ROOT)}:{number}: {folder} may not include {included}")
        if not (ROOT / target[1:]).exists() and "shader_sources" not in target:
            problems.append(f"{path.relative_to(ROOT)}:{number}: no such header {target[1:]}")
        return
    for pattern, folders in EXTERNAL.items():
        if re.fullmatch(pattern, target) and folder not in folders:
            problems.append(f"{path.relative_to(ROOT)}:{number}: {folder} may not include {target}>")
    if "nlohmann/json.hpp" in target and path.suffix == ".h":
        problems.append(f"{path.relative_to(ROOT)}:{number}: JSON belongs into .cpp files")


def check_file(path: pathlib.Path, is_test: bool) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    limit = MAX_TEST_LINES if is_test else MAX_LINES
    name = path.relative_to(ROOT)
    if len(lines) > limit:
        problems.append(f"{name}: {len(lines)} lines, at most {limit}")
    for number, line in enumerate(lines, 1):
        if len(line) > MAX_COLUMNS:
            problems.append(f"{name}:{number}: {len(line)} columns, at most {MAX_COLUMNS}")
        if is_test:
            continue
        check_includes(path, number, line)
        code = line.split("//")[0]
        for pattern, why in BANNED.items():
            if re.search(pattern, code):
                problems.append(f"{name}:{number}: {why}")
        if path.suffix == ".h" and re.match(r"\s*using namespace", code):
            problems.append(f"{name}:{number}: using namespace in a header")
        if re.match(r"\s{2,}static\s+(?!const|constexpr|_|inline|[A-Za-z_:<>,&* ]+\()", code):
            problems.append(f"{name}:{number}: mutable function-local static")


def check_phrases() -> None:
    """Two phrases of one name in two headers would break the one-definition rule unseen."""
    seen = {}
    for path in sorted((ROOT / "app/state/phrases").glob("*.h")):
        for name in re.findall(r"inline constexpr Phrase (k\w+)", path.read_text(encoding="utf-8")):
            if name in seen:
                problems.append(f"{path.relative_to(ROOT)}: {name} is also in {seen[name]}")
            seen[name] = path.relative_to(ROOT)


check_phrases()
for top, is_test in (("engine", False), ("app", False), ("tests", True)):
    for path in sorted((ROOT / top).rglob("*")):
        if path.suffix in (".cpp", ".h", ".inc"):
            check_file(path, is_test)

print("\n".join(problems) if problems else "the tree has its shape")
sys.exit(1 if problems else 0)
