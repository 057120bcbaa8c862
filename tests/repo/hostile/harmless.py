"""What a program may do at its import and pass all the same; each docstring holds pieces of a note it must bring."""

import os
import subprocess
import sys
import threading
import time

STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(1000)"


def a_thread_that_never_ends() -> None:
    threading.Thread(target=time.sleep, args=(1000,)).start()


def a_child_left_behind() -> None:
    subprocess.Popen([sys.executable, "-c", STUBBORN])


def a_child_in_a_session_of_its_own() -> None:
    """note: your service left a process running; it was ended:
    time.sleep(1000)
    """
    subprocess.Popen([sys.executable, "-c", STUBBORN], start_new_session=True)


def a_daemon_by_the_book() -> None:
    """note: your service left a process running; it was ended: a copy of itself"""
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(1000)
        os._exit(0)


def closes_its_output() -> None:
    sys.stdout.close()
    sys.stderr.close()
    os.close(1)
    os.close(2)


def goes_elsewhere() -> None:
    os.chdir("/")
