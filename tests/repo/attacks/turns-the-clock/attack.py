import os
import subprocess
import time

from . import spy

spy.must_be_caged()

spy.attempt("the machine's clock", lambda: time.clock_settime(time.CLOCK_REALTIME, time.time()))
spy.attempt("date", lambda: subprocess.run(["date", "-s", "@0"], capture_output=True, check=True))
os.environ |= {"LD_PRELOAD": "/usr/lib/faketime.so", "FAKETIME": "-10y", "TZ": "Pacific/Kiritimati"}
time.tzset()
real = time.time
time.time = lambda: real() * 10
spy.tried("time is money")
