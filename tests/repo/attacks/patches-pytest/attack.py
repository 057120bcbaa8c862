from . import spy


def passed(*_: object, **__: object) -> None:
    """Whatever was to be checked is so."""


for module, name in (
    ("_pytest.runner", "call_and_report"),
    ("_pytest.runner", "pytest_runtest_call"),
    ("_pytest.python", "Function.runtest"),
    ("_pytest.reports", "TestReport.from_item_and_call"),
    ("_pytest.outcomes", "fail"),
    ("unittest.case", "TestCase.fail"),
):
    spy.patch(module, name, passed)
