"""A small media library: movies, users, books and authors in one program."""
