"""Task 2: users and authors each keep their own data."""

from workshop.harness import task


def started(library, holding, some):
    """Start with one user and one author; gives both as the lists show them."""
    user, author = some.user(), some.author()
    holding(users=[user], authors=[author])
    because = "each list holds its own people, and all of them"
    [listed_user] = library.get("/users").expect(200, json=[user], because=because).json
    [listed_author] = library.get("/authors").expect(200, json=[author], because=because).json
    return listed_user, listed_author


@task(2)
def test_nobody_is_found_under_the_other_address(library, holding, some):
    """A user is found under /users only, an author under /authors only."""
    user, author = started(library, holding, some)
    for owner, other, person in (("/users", "/authors", user), ("/authors", "/users", author)):
        library.get(f"{owner}/{person['id']}").expect(200, json=person)
        reply = library.get(f"{other}/{person['id']}").expect(200, 404)
        if reply.status == 200 and reply.json.get("name") == person["name"]:
            reply.unmet("404 Not Found", because=f"this person belongs to {owner}, and no other address leads there")


@task(2)
def test_users_can_not_touch_authors(library, holding, some):
    """PUT and DELETE under /users change no author."""
    _, author = started(library, holding, some)
    address = f"/authors/{author['id']}"
    library.get(address).expect(200, json=author)
    library.put(f"/users/{author['id']}", json=some.user()).expect(200, 404)
    library.get(address).expect(200, json=author, because="a PUT under /users must not replace an author")
    library.delete(f"/users/{author['id']}").expect(204, 404)
    library.get(address).expect(200, json=author, because="a DELETE under /users must not take an author away")


@task(2)
def test_users_and_authors_keep_nothing_together(packages):
    """library.users and library.authors keep their data apart, and don't reach into each other."""
    because = "where two can write, no rule about the data can be kept by either of them"
    packages.shares_no_data("library.users", "library.authors", because)
    for package, other in (("library.users", "library.authors"), ("library.authors", "library.users")):
        packages.keeps_out_of(package, other, because="what a package keeps is its own")
