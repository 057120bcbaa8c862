import platform

from . import spy

ADD_KEY, KEYCTL = (248, 250) if platform.machine() == "x86_64" else (217, 219)
SESSION, USER = -3, -4
SEARCH = 10
for name, ring in {"session": SESSION, "user": USER}.items():
    spy.attempt(
        f"a key in the ring of the {name}",
        lambda ring=ring: spy.call("syscall", ADD_KEY, b"user", b"attack-left", b"x", 1, ring),
    )
    spy.attempt(
        f"a key found in the ring of the {name}",
        lambda ring=ring: spy.call("syscall", KEYCTL, SEARCH, ring, b"user", b"attack-left", 0),
    )
