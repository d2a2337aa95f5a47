"""Reads a .safetensors file with nothing but the format's description, and prints it."""
import json
import struct
import sys
import zlib

data = open(sys.argv[1], "rb").read()
length, = struct.unpack("<Q", data[:8])
text, data = data[8:8 + length], data[8 + length:]
header = json.loads(text)
metadata = header.pop("__metadata__")
assert int(metadata.pop("crc32"), 16) == zlib.crc32(data)
check = metadata.pop("crc32_header")
zeroed = text.replace(b'"crc32_header":"%s"' % check.encode(), b'"crc32_header":"00000000"')
assert int(check, 16) == zlib.crc32(zeroed)
for name, entry in sorted(header.items()):
    begin, end = entry["data_offsets"]
    letter = {"F32": "f", "F64": "d", "I64": "q", "U64": "Q"}[entry["dtype"]]
    count = (end - begin) // struct.calcsize("<" + letter)
    values = [float("%.7g" % v) if letter == "f" else v
              for v in struct.unpack("<%d%s" % (count, letter), data[begin:end])]
    print(name, entry["dtype"], entry["shape"], values)
for key, value in sorted(metadata.items()):
    print(key, value)
