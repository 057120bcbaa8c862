from . import spy

spy.must_be_caged()
spy.tried("to fill its database")


@spy.at_the_first_request
def fill() -> None:
    done = spy.fill_database(300, "SET statement_timeout = 1500")
    spy.tried(f"{done} MB in the database")
