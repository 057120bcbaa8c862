"""What a movie is: the service asks here, and the document says the same."""

import re
from collections.abc import Callable
from typing import Any

Movie = dict[str, Any]

TITLE_LENGTH = 200
FIRST_YEAR, LAST_YEAR = 1888, 2100
NOT_BLANK = r"[^\s\x1c-\x1f\x85]"  # \s alone is not the same in every language
URL = r"^[Hh][Tt][Tt][Pp][Ss]?://([A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?([/?#][^\s\x00-\x1F\x7F]*)?$"


def is_text(value: Any) -> bool:
    return isinstance(value, str) and re.search(NOT_BLANK, value) is not None


def is_title(value: Any) -> bool:
    return is_text(value) and len(value) <= TITLE_LENGTH


def is_year(value: Any) -> bool:
    return type(value) is int and FIRST_YEAR <= value <= LAST_YEAR


def is_cast(value: Any) -> bool:
    return isinstance(value, list) and all(is_text(name) for name in value)


def is_image(value: Any) -> bool:
    return value is None or (isinstance(value, str) and re.fullmatch(URL, value) is not None)


def is_description(value: Any) -> bool:
    return isinstance(value, str)


FIELDS: dict[str, Callable[[Any], bool]] = {
    "image": is_image,
    "title": is_title,
    "description": is_description,
    "cast": is_cast,
    "year": is_year,
}


def complete(movie: Movie) -> Movie:
    return {"cast": [], "image": None, "description": ""} | movie


def movie_in(body: dict[str, Any]) -> Movie:
    """A whole movie, of nothing but the five fields. Raises ValueError, which says what is wrong."""
    if not body.keys() <= FIELDS.keys():
        raise ValueError(f"A movie has nothing but {', '.join(FIELDS)}.")
    movie = complete(body)
    for name, fits in FIELDS.items():
        if name not in movie or not fits(movie[name]):
            raise ValueError(f"{name} is missing, or not what the document says.")
    return {name: movie[name] for name in FIELDS}
