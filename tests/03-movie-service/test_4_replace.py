from workshop.harness import task


@task(4)
def test_replacing_a_movie(movies, some, seeded):
    """PUT /movies/{id} answers 200 with the new movie, which is there from then on under the same id."""
    first, _ = seeded
    fields = some.movie()
    changed = fields | {"id": first.id}
    movies.put(first.address, json=fields).expect(200, json=changed, because="PUT answers what is there now")
    movies.get(first.address).expect(200, json=changed, because="the next to ask must see the change")


@task(4)
def test_replacing_means_the_whole(movies, some, seeded):
    """What a PUT leaves out is gone: cast, image and description go back to [], null and ""."""
    first, _ = seeded
    short = {"title": some.title(), "year": some.year()}
    whole = short | {"cast": [], "image": None, "description": ""}
    because = "PUT replaces the whole movie; to keep what isn't mentioned would be PATCH"
    movies.put(first.address, json=short).expect(200, json=whole, because=because)


@task(4)
def test_the_other_movies_stay(movies, some, seeded):
    """A PUT changes one movie: the others stay, and so does the order."""
    first, second = seeded
    fields = some.movie()
    movies.put(first.address, json=fields).expect(200)
    because = "replacing is neither adding nor removing"
    movies.get("/movies").expect(200, json=[fields, second.fields], because=because)


@task(4)
def test_replacing_what_is_not_there(movies, some, seeded):
    """A PUT to an unknown id answers 404 and creates nothing."""
    first, second = seeded
    movies.put(first.address, json=first.fields).expect(200)
    because = "this service gives out the ids, so a client can't bring one along"
    movies.put(f"/movies/{some.missing_id()}", json=some.movie()).expect(404, because=because)
    because = "a refused PUT must create nothing"
    movies.get("/movies").expect(200, json=[first.fields, second.fields], because=because)


@task(4)
def test_renaming_onto_another(movies, some, seeded):
    """A PUT that gives a movie the title and year of another is refused with 409 Conflict."""
    first, second = seeded
    movies.put(first.address, json=some.movie()).expect(200)
    because = "what POST refuses must not come in by PUT: two movies would have one title and year"
    movies.put(first.address, json=second.fields).expect(409, because=because)


@task(4)
def test_a_refused_put_changes_nothing(movies, some, seeded):
    """After a PUT that was refused with 409, every field of every movie is as it was."""
    first, second = seeded
    taken = some.movie(title=second.fields["title"], year=second.fields["year"])
    movies.put(first.address, json=taken).expect(409, because="another movie has this title and year")
    because = "a refused change must not be half done"
    movies.get("/movies").expect(200, json=[first.fields, second.fields], because=because)


@task(4)
def test_keeping_its_own_title(movies, some, seeded):
    """A PUT with the movie's own title and year is no conflict."""
    first, _ = seeded
    changed = first.fields | {"description": some.title()}
    movies.put(first.address, json=changed).expect(200, json=changed, because="a movie is not a duplicate of itself")


@task(4)
def test_a_put_that_is_no_movie(movies, some, seeded):
    """A PUT whose body isn't a valid movie is refused like a POST, and changes nothing."""
    first, second = seeded
    movies.put(first.address, json=first.fields).expect(200)
    because = "a movie must be valid whichever way it comes in"
    for wrong in (some.movie(title=" "), some.movie(year=str(some.year())), some.movie(is_admin=True)):
        movies.put(first.address, json=wrong).expect(400, 422, because=because)
    because = "a refused PUT must change nothing"
    movies.get("/movies").expect(200, json=[first.fields, second.fields], because=because)


@task(4)
def test_the_old_title_is_free_again(movies, some, seeded):
    """Once a movie has been renamed, its old title and year can be given to a new one."""
    first, _ = seeded
    movies.put(first.address, json=some.movie()).expect(200)
    movies.post("/movies", json=first.fields).expect(201, because="nobody has that title and year any more")
