from . import spy

spy.must_be_caged()
ENOUGH = 2500
spy.tried("to fill PostgreSQL")


@spy.at_the_first_request
def fill() -> None:
    done = spy.fill_database(ENOUGH)
    (spy.got if done >= ENOUGH else spy.tried)(f"{done} MB in the database")
