from . import spy

spy.must_be_caged()


@spy.at_the_docs
def fill() -> str:
    """A gigabyte of files, then sixty thousand empty ones."""
    folder = spy.own_folder() / "many"
    folder.mkdir()
    total = 0
    try:
        for number in range(70):
            total += (folder / f"large-{number}").write_bytes(b"x" * 15 * 1024 * 1024)
    except OSError as error:
        spy.tried(f"{error.strerror}")
    (spy.got if total > 512 * 1024 * 1024 else spy.tried)(f"{total // 1024 // 1024} MB in files")
    count = 0
    try:
        for count in range(60_000):
            (folder / f"empty-{count}").touch()
    except OSError as error:
        spy.tried(f"{error.strerror}")
    (spy.got if count > 50_000 else spy.tried)(f"{count} empty files")
    return "done"


spy.tried("many files, when asked")
