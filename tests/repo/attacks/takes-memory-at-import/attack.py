from . import spy

spy.must_be_caged()
MEGABYTE = 1024 * 1024
held = []
while len(held) < 2048:
    held.append(b"x" * MEGABYTE)
    if len(held) % 256 == 0:
        spy.tried(f"{len(held)} MB")
    if len(held) == 1024:
        spy.got("a gigabyte")
raise SystemExit("no limit of memory was met")
