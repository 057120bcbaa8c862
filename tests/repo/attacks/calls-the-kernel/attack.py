import ctypes
import errno
import platform

from . import spy

spy.must_be_caged()

REFUSED = {errno.EPERM, errno.EACCES, errno.ENOSYS}
CALLS = {  # x86-64
    "ptrace": 101, "process_vm_readv": 310, "process_vm_writev": 311, "bpf": 321, "perf_event_open": 298,
    "userfaultfd": 323, "io_uring_setup": 425, "add_key": 248, "request_key": 249, "keyctl": 250, "mount": 165,
    "umount2": 166, "unshare": 272, "setns": 308, "pivot_root": 155, "init_module": 175, "finit_module": 313,
    "delete_module": 176, "kexec_load": 246, "open_by_handle_at": 304, "swapon": 167, "sethostname": 170,
    "settimeofday": 164, "clock_settime": 227, "adjtimex": 159, "quotactl": 179, "acct": 163, "fanotify_init": 300,
    "kcmp": 312, "pidfd_getfd": 438, "fsopen": 430, "move_mount": 429, "open_tree": 428, "mount_setattr": 442,
    "lookup_dcookie": 212, "iopl": 172, "ioperm": 173, "modify_ldt": 154, "syslog": 103, "vhangup": 153,
    "process_madvise": 440, "io_uring_register": 427,
}  # fmt: skip
HARMLESS = {
    "adjtimex": (0,),
    "ioperm": (0, 1, 1),
    "iopl": (3,),
    "vhangup": (),
    "syslog": (10, 0, 0),
    "unshare": (0x10000000,),
    "umount2": (b"/x", 0),
}

if platform.machine() != "x86_64":
    spy.tried("another machine's numbers")
else:
    for name, number in CALLS.items():
        if name == "vhangup":
            continue
        arguments = HARMLESS.get(name, (-1, -1, -1, -1, -1))
        result = spy.LIBC.syscall(number, *arguments)
        why = ctypes.get_errno()
        if result == -1 and why in REFUSED:
            spy.tried(f"{name}: {errno.errorcode[why]}")
        else:
            spy.got(f"{name}: {result} {errno.errorcode.get(why, why) if result == -1 else ''}")
