"""Random but plausible things to send, the same again for the same seed: nothing can be hard-coded against a check."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

T = TypeVar("T")
TRIES = 20
ADJECTIVES = """
    Amber Bitter Broken Crimson Distant Electric Empty Frozen Gentle Golden Hidden Hollow Idle Last Long Lost
    Midnight Narrow Paper Quiet Restless Scarlet Second Silent Silver Small Sunken Velvet Wild Winter
""".split()
NOUNS = """
    Bridge Canal Carnival Coast Corridor Garden Harbour Horizon House Island Journey Lantern Letter Mirror
    Mountain Night Orchard Passage Promise Quarry Railway River Road Room Season Shore Signal Station Summer
    Theatre Tower Valley Voyage Window
""".split()
FIRST = """
    Ada Amara Bela Carmen Chidi Dana Elif Emeka Farah Goran Hana Ines Ivo Jana Kofi Leila Luca Mara Nadia Niko
    Omar Pia Ravi Rosa Sana Tariq Uma Vera Wanja Yusuf Zofia
""".split()
LAST = """
    Achebe Almeida Banerjee Berg Costa Dubois Eriksen Fontaine Garcia Haddad Ito Jansen Kovac Lindqvist Moreau
    Novak Okafor Petrov Quist Rossi Sato Tanaka Usman Vidal Weber Yilmaz Zeman
""".split()
GENRES = ("crime", "essay", "fantasy", "history", "horror", "poetry", "romance", "science fiction", "travel")
WORDS = """
    apple basket candle dolphin ember feather glacier hammer island jacket kettle ladder marble needle orange
    pebble quartz ribbon saddle thunder umbrella velvet walnut yellow zephyr
""".split()


class Values:
    """A source of values; each title, name, e-mail and id is given out once."""

    def __init__(self, seed: str) -> None:
        self.random = random.Random(seed)
        self.used: set[str] = set()

    def _fresh(self, make: Callable[[], str]) -> str:
        """A value of `make` that was not given out before; a number is put in once its values run out."""
        value, tries = make(), 1
        while value in self.used:
            value = make() if tries < TRIES else f"{self.integer(10, 10**9)}{make()}"
            tries += 1
        self.used.add(value)
        return value

    def choice(self, items: Sequence[T]) -> T:
        return self.random.choice(items)

    def integer(self, low: int, high: int) -> int:
        """From `low` to `high`, both included."""
        return self.random.randint(low, high)

    def year(self) -> int:
        return self.integer(1900, 2025)

    def word(self) -> str:
        return self._fresh(lambda: f"{self.choice(WORDS)}{self.integer(10, 99)}")

    def title(self) -> str:
        return self._fresh(lambda: f"The {self.choice(ADJECTIVES)} {self.choice(NOUNS)} {self.integer(2, 99)}")

    def name(self) -> str:
        return self._fresh(lambda: f"{self.choice(FIRST)} {self.choice(LAST)}")

    def email(self) -> str:
        return self._fresh(self._email)

    def _email(self) -> str:
        person = f"{self.choice(FIRST)}.{self.choice(LAST)}{self.integer(1, 999)}".lower()
        return f"{person}@{self.choice(WORDS)}.example"

    def genre(self) -> str:
        return self.choice(GENRES)

    def missing_id(self) -> str:
        """An id of harmless characters that no service has given out."""
        return self._fresh(lambda: f"{self.choice(WORDS)}-{self.random.getrandbits(48):012x}")

    def movie(self, **changes: Any) -> dict[str, Any]:
        """A valid movie, with `changes` laid over it."""
        word = self.word()
        return {
            "title": self.title(),
            "year": self.year(),
            "cast": [self.name(), self.name()],
            "image": f"https://images.example.org/{word}.jpg",
            "description": f"A film about a {self.choice(WORDS)} and a {self.choice(WORDS)}.",
        } | changes

    def user(self, **changes: Any) -> dict[str, Any]:
        return {"name": self.name(), "email": self.email()} | changes

    def author(self, **changes: Any) -> dict[str, Any]:
        return {"name": self.name(), "born": self.integer(1850, 1995)} | changes

    def book(self, author_id: str, **changes: Any) -> dict[str, Any]:
        return {"title": self.title(), "author_id": author_id, "genre": self.genre(), "year": self.year()} | changes
