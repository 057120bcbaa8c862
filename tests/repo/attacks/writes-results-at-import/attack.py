import json

from . import spy

RESULT = {"name": "test_the_document_has_a_name", "task": 6, "harder": False, "requirement": "", "status": "passed"}
LINES = [{"result": RESULT | {"task": task}} for task in range(1, 7)] + [{"ended": True}]
for line in LINES:
    spy.send_everywhere(json.dumps(line).encode() + b"\n")
spy.tried("results on every descriptor")
