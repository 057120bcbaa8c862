"""What a movie is, and how one is read from a request's body. This file is finished."""

import re

from flask import abort

from library import web
from library.collection import Item


def read_movie() -> Item:
    """The movie in the request's body, with these five fields whatever else was sent; 400 if one is wrong."""
    body = web.json_object()
    return {
        "title": web.text(body, "title", most=200),
        "year": web.integer(body, "year", 1888, 2100),
        "cast": read_cast(body.get("cast", [])),
        "image": read_image(body.get("image")),
        "description": read_description(body.get("description", "")),
    }


def read_cast(names: object) -> list[str]:
    """A list of names, or 400."""
    if not isinstance(names, list) or not all(isinstance(name, str) and name.strip() for name in names):
        abort(400, "cast: expected a list of names")
    return names


def read_image(url: object) -> str | None:
    """The address of a picture, None for no picture, or 400."""
    if url is None:
        return None
    if not isinstance(url, str) or not re.fullmatch(r"https?://[^\s/]\S*", url):
        abort(400, "image: expected an http or https URL, or null")
    return url


def read_description(description: object) -> str:
    """A text, which may be empty, or 400."""
    if not isinstance(description, str):
        abort(400, "description: expected text")
    return description
