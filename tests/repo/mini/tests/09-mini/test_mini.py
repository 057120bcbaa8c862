from workshop.harness import harder, task

SECONDS = 2  # a service that hangs shall not take long


@task(1)
def test_hello(mini, some):
    """Whoever says hello is greeted by name."""
    name = some.name()
    mini.get("/hello", params={"name": name}, seconds=SECONDS).expect(
        200, json={"hello": name}, because="people like their names"
    )


@task(2)
def test_a_note_is_added(mini, some):
    """A note that is added is answered with 201 Created."""
    note = {"text": some.word()}
    mini.post("/notes", json=note, seconds=SECONDS).expect(201, json=note)


@task(2)
def test_notes_are_kept(mini, some):
    """The list has the notes of the beginning, and those that were added."""
    first, second = {"text": some.word()}, {"text": some.word()}
    mini.start(data=[first])
    mini.get("/notes", seconds=SECONDS).expect(200, json=[first])
    mini.post("/notes", json=second, seconds=SECONDS).expect(201)
    mini.get("/notes", seconds=SECONDS).expect(200, json=[first, second], because="a note is no good when it is lost")


@harder(2)
def test_a_note_says_something(mini):
    """A blank note is refused."""
    mini.post("/notes", json={"text": " "}, seconds=SECONDS).expect(400)


@task(3)
def test_about(mini):
    """Page, table and settings say that the service is small."""
    about = mini.get("/about", seconds=SECONDS).expect(200).json
    for name, text in about.items():
        if "small" not in text:
            mini.get("/about").unmet(f"the word small in {name}")
