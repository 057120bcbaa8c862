import contextlib

from . import spy

own = spy.own_folder()


@spy.at_the_first_request
def replace() -> None:
    """In its own folder and in the one above, where its log lies."""
    for folder in (own, own.parent):
        for name in ("log", "data.json", "routes.json", "routes.log"):
            with contextlib.suppress(OSError):
                (folder / name).unlink()
            try:
                (folder / name).symlink_to(spy.GIVEN["secret_file"])
                spy.tried(f"{name} leads to the secret")
            except OSError as error:
                spy.tried(f"{name}: {error.strerror}")


spy.at_the_docs(lambda: 1 / 0)
