import subprocess
import sys

from . import spy

spy.must_be_caged()
CODE = """
import threading
count = 0
try:
    while count < 3000:
        threading.Thread(target=threading.Event().wait, daemon=True).start()
        count += 1
except RuntimeError:
    pass
print(count, flush=True)
import os; os._exit(0)
"""
said = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, timeout=20)
count = int(said.stdout or 0)
(spy.got if count > 1000 else spy.tried)(f"{count} threads {said.stderr[-40:]}")
