"""Movies can be replaced and deleted, and keep their ids."""

from tests.contract.movies.seeds import copies, seeded


class Replacing:
    """A movie can be replaced by another."""

    def test_replacing_a_movie(self, movies, some):
        """PUT /movies/{id} answers 200 with the new movie, which is there from then on under the same id."""
        [movie] = seeded(movies, [some.movie()])
        fields = some.movie()
        changed = fields | {"id": movie.id}
        movies.put(movie.address, json=fields).expect(200, json=changed, because="PUT answers what is there now")
        movies.get(movie.address).expect(200, json=changed, because="the next to ask must see the change")

    def test_replacing_means_the_whole(self, movies, some):
        """What a PUT leaves out is gone: cast, image and description go back to [], null and ""."""
        [movie] = seeded(movies, [some.movie()])
        short = {"title": some.title(), "year": some.year()}
        whole = short | {"cast": [], "image": None, "description": ""}
        because = "PUT replaces the whole movie; to keep what isn't mentioned would be PATCH"
        movies.put(movie.address, json=short).expect(200, json=whole, because=because)

    def test_the_other_movies_stay(self, movies, some):
        """A PUT changes one movie: the others stay, and so does the order."""
        first, second = seeded(movies, [some.movie(), some.movie()])
        fields = some.movie()
        movies.put(first.address, json=fields).expect(200)
        because = "replacing is neither adding nor removing"
        movies.get("/movies").expect(200, json=movies.holding([fields, second.fields]), because=because)

    def test_replacing_what_is_not_there(self, movies, some):
        """A PUT to an unknown id answers 404 and creates nothing."""
        first, second = seeded(movies, [some.movie(), some.movie()])
        movies.put(first.address, json=first.fields).expect(200)
        film = some.movie()
        because = "this service gives out the ids, so a client can't bring one along"
        movies.put(f"/movies/{some.missing_id()}", json=film).expect(404, because=because)
        because = "a refused PUT must create nothing"
        wanted = movies.holding([first.fields, second.fields])
        listed = movies.get("/movies").expect(200, json=wanted, because=because)
        if copies(film, listed):
            listed.unmet("a list without the movie that was sent", because)

    def test_renaming_onto_another(self, movies, some):
        """A PUT that gives a movie the title and year of another is refused with 409 Conflict."""
        first, second = seeded(movies, [some.movie(), some.movie()])
        movies.put(first.address, json=some.movie()).expect(200)
        because = "what POST refuses must not come in by PUT: two movies would have one title and year"
        movies.put(first.address, json=second.fields).expect(409, because=because)

    def test_a_refused_put_changes_nothing(self, movies, some):
        """After a PUT that was refused with 409, every field of every movie is as it was."""
        first, second = seeded(movies, [some.movie(), some.movie()])
        taken = some.movie(title=second.fields["title"], year=second.fields["year"])
        movies.put(first.address, json=taken).expect(409, because="another movie has this title and year")
        because = "a refused change must not be half done"
        wanted = movies.holding([first.fields, second.fields])
        movies.get("/movies").expect(200, json=wanted, because=because)

    def test_keeping_its_own_title(self, movies, some):
        """A PUT with the movie's own title and year is no conflict."""
        [movie] = seeded(movies, [some.movie()])
        changed = movie.fields | {"description": some.title()}
        because = "a movie is not a duplicate of itself"
        movies.put(movie.address, json=changed).expect(200, json=changed, because=because)

    def test_a_put_that_is_no_movie(self, movies, some):
        """A PUT whose body isn't a valid movie is refused like a POST, and changes nothing."""
        first, second = seeded(movies, [some.movie(), some.movie()])
        movies.put(first.address, json=first.fields).expect(200)
        for wrong in (some.movie(title=" "), some.movie(year=str(some.year()))):
            because = "a movie must be valid whichever way it comes in"
            movies.put(first.address, json=wrong).expect(400, 422, because=because)
        because = "a refused PUT must change nothing"
        wanted = movies.holding([first.fields, second.fields])
        movies.get("/movies").expect(200, json=wanted, because=because)

    def test_the_old_title_is_free_again(self, movies, some):
        """Once a movie has been renamed, its old title and year can be given to a new one."""
        [movie] = seeded(movies, [some.movie()])
        movies.put(movie.address, json=some.movie()).expect(200)
        because = "nobody has that title and year any more"
        movies.post("/movies", json=movie.fields).expect(201, because=because)


class Gone:
    """A movie that was deleted is gone."""

    def test_a_deleted_movie_is_gone(self, movies, some):
        """After DELETE /movies/{id}, which answers 204, the movie is neither found nor listed; the others stay."""
        first, second = seeded(movies, [some.movie(), some.movie()])
        movies.get(first.address).expect(200)
        movies.delete(first.address).expect(204, because="it is done, and there is nothing to say about it")
        movies.get(first.address).expect(404, because="the movie was deleted")
        because = "the list shows what is there now: all but the one that was deleted"
        listed = movies.get("/movies").expect(200, json=movies.holding([second.fields]), because=because)
        if copies(first.fields, listed):
            listed.unmet("a list without the deleted movie", because)


class Deleting:
    """What isn't there can't be deleted, and is in nobody's way."""

    def test_deleting_it_again(self, movies, some):
        """What isn't there can't be deleted: the second DELETE answers 404, and so does an unknown id."""
        [movie] = seeded(movies, [some.movie()])
        movies.delete(movie.address).expect(204)
        movies.delete(movie.address).expect(404, because="there is no such movie any more")
        movies.delete(f"/movies/{some.missing_id()}").expect(404, because="there never was such a movie")

    def test_a_deleted_movie_can_come_back(self, movies, some):
        """Once a movie is deleted, its title and year are free again."""
        [movie] = seeded(movies, [some.movie()])
        movies.delete(movie.address).expect(204)
        movies.post("/movies", json=movie.fields).expect(201, because="a movie that is gone is in nobody's way")


class Ids:
    """An id belongs to one movie, for ever."""

    def test_an_id_is_never_given_twice(self, movies, some):
        """A movie that comes after a deletion gets an id that no movie has or had."""
        first, second, third = seeded(movies, [some.movie() for _ in range(3)])
        seen = [first.id, second.id, third.id]
        for gone in (third, first):
            movies.delete(gone.address).expect(204)
            made = movies.post("/movies", json=some.movie()).expect(201)
            if made.json["id"] in seen:
                made.unmet("an id that no movie has had", "an old bookmark would show somebody another movie")
            seen.append(made.json["id"])
        because = "a movie keeps its id, whatever is deleted and created later"
        movies.get(second.address).expect(200, json=second.fields, because=because)
