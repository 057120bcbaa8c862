from workshop.harness import harder, task


@task(5)
def test_deleting_a_movie(movies, seeded):
    """DELETE /movies/{id} answers 204; the movie is gone, and the others stay."""
    first, second = seeded
    movies.delete(first.address).expect(204, because="it is done, and there is nothing to say about it")
    movies.get(first.address).expect(404, because="the movie was deleted")
    movies.get("/movies").expect(200, json=[second.fields], because="only the one that was named is deleted")


@task(5)
def test_deleting_it_again(movies, some, seeded):
    """What isn't there can't be deleted: the second DELETE answers 404, and so does an unknown id."""
    first, _ = seeded
    movies.delete(first.address).expect(204)
    movies.delete(first.address).expect(404, because="there is no such movie any more")
    movies.delete(f"/movies/{some.missing_id()}").expect(404, because="there never was such a movie")


@task(5)
def test_an_id_is_never_given_twice(movies, some):
    """A movie that comes after a deletion gets an id that no movie has or had."""
    movies.start(data=[some.movie() for _ in range(3)])
    seen = [film["id"] for film in movies.get("/movies").expect(200).json]
    for gone in (seen[2], seen[0]):
        movies.delete(f"/movies/{gone}").expect(204)
        made = movies.post("/movies", json=some.movie()).expect(201)
        if made.json["id"] in seen:
            made.unmet("an id that no movie has had", "an old bookmark would show somebody another movie")
        seen.append(made.json["id"])


@task(5)
def test_a_deleted_movie_can_come_back(movies, seeded):
    """Once a movie is deleted, its title and year are free again."""
    first, _ = seeded
    movies.delete(first.address).expect(204)
    movies.post("/movies", json=first.fields).expect(201, because="a movie that is gone is in nobody's way")


@harder(5)
def test_an_id_from_before_a_restart(movies, some):
    """An id that was given out before a restart doesn't lead to another movie after it."""
    film = some.movie()
    made = movies.post("/movies", json=film).expect(201)
    movies.get(made.location).expect(200, json=film)
    movies.restart()
    movies.post("/movies", json=some.movie()).expect(201)
    because = "the restart lost that movie, and its id must not now mean another"
    movies.get(made.location).expect(404, because=because)
