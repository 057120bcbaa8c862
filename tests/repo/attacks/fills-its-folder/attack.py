from . import spy

spy.must_be_caged()


@spy.at_the_first_request
def fill() -> None:
    """In many folders, each of which may be read by nobody."""
    total = 0
    try:
        for number in range(60):
            folder = spy.own_folder() / f"filled-{number}"
            folder.mkdir()
            with (folder / "large").open("wb", buffering=0) as file:
                for _ in range(15):
                    total += file.write(b"x" * 1024 * 1024)
            folder.chmod(0)
    except OSError as error:
        spy.tried(f"{error.strerror}")
    (spy.got if total > 512 * 1024 * 1024 else spy.tried)(f"{total // 1024 // 1024} MB in its folder")
