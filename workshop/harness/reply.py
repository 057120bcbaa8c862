"""A reply under examination: what a check expects of it, and the message when it isn't so."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NoReturn
from urllib.parse import urljoin, urlsplit

from requests.structures import CaseInsensitiveDict
from requests.utils import parse_header_links

from workshop.harness.expected import UNFOUND, abridged, difference, readable, same, words
from workshop.harness.http import UNSET, Answer, Request, joined, status_line


class Unmet(AssertionError):
    """A requirement that is not met: what was expected (with the reason, if the status doesn't say it) and what came.

    `request` is the one it is about, so that its number can be shown.
    """

    def __init__(self, expected: str, got: str, because: str = "", request: Request | None = None) -> None:
        self.expected = f"{expected}: {because}" if because else expected
        self.got = got
        self.request = request

    def __str__(self) -> str:
        return readable(f"expected {_continued(self.expected)}\ngot      {_continued(self.got)}")

    def with_reason(self, because: str) -> Unmet:
        """Itself, the reason added where there is one."""
        if because:
            self.expected += f": {because}"
        return self


def _continued(text: str) -> str:
    """`text` with its further lines set in where they would else read as a new "expected" or "got"."""
    first, *others = text.split("\n")
    return "\n".join([first, *(f" {line}" if line.startswith(("expected ", "got ")) else line for line in others)])


def _no_number(name: str) -> NoReturn:
    """Refuse NaN and Infinity: Python reads them, JSON (RFC 8259, 6) does not have them."""
    raise ValueError(name)


@dataclass
class Reply:
    """What a service answered to `request`."""

    request: Request
    answer: Answer
    base: str = field(default="", repr=False)

    @property
    def status(self) -> int:
        return self.answer.status

    @cached_property
    def headers(self) -> CaseInsensitiveDict[str]:
        """The headers, names without regard to case; fields of one name joined by commas (RFC 9110, 5.3)."""
        return CaseInsensitiveDict(joined(self.answer.headers).items())

    @property
    def seconds(self) -> float:
        return self.answer.seconds

    @property
    def text(self) -> str:
        return self.answer.body.decode("utf-8", errors="replace")

    @cached_property
    def json(self) -> Any:
        """The body as JSON; raises Unmet when it isn't JSON or doesn't say so."""
        kind = self.answer.headers.get_content_type() if "Content-Type" in self.answer.headers else "no Content-Type"
        if not (kind == "application/json" or kind.endswith("+json")):
            self.unmet("a JSON body with Content-Type: application/json", got=f"{self.shown} ({kind})")
        try:
            return json.loads(self.answer.body, parse_constant=_no_number)
        except (ValueError, RecursionError):
            self.unmet("a body that can be read as JSON")

    @property
    def location(self) -> str:
        """The path that Location names; raises Unmet when there is none."""
        if not (location := self.headers.get("Location")):
            self.unmet("a Location header", because="it says where the new thing can be fetched")
        return self.path_to(location)

    @cached_property
    def links(self) -> dict[str, str]:
        """The paths that Link names, by relation (RFC 8288)."""
        parsed = parse_header_links(self.headers.get("Link", ""))
        entries = [{name.lower(): value for name, value in entry.items()} for entry in parsed]
        return {rel: self.path_to(entry["url"]) for entry in entries for rel in entry.get("rel", "").lower().split()}

    def path_to(self, reference: str) -> str:
        """The path and query of a URL in this reply, which may be absolute or relative (RFC 3986, 5)."""
        try:
            parts = urlsplit(urljoin(self.request.path, reference))
        except ValueError:
            self.unmet("an address that can be asked for", got=reference)
        return parts.path + (f"?{parts.query}" if parts.query else "")

    @property
    def shown(self) -> str:
        """Status and body in one line."""
        return f"{status_line(self.status)}  {abridged(self.text)}".rstrip()

    def unmet(self, expected: str, because: str = "", got: str | None = None) -> NoReturn:
        """Fail the check: `expected` in words, the reason, and what came (the reply itself unless said)."""
        raise Unmet(expected, got if got is not None else self.shown, because, self.request)

    def expect(
        self,
        *statuses: int,
        json: Any = UNSET,
        headers: Mapping[str, Any] | None = None,
        within: float | None = None,
        because: str = "",
    ) -> Reply:
        """Require one of `statuses`, and a body, headers and a time (seconds) where given; raises Unmet.

        `json` is a requirement as in `workshop.harness.expected`; `because` tells the learner why.
        """
        if statuses and self.status not in statuses:
            self.unmet(" or ".join(map(status_line, statuses)), because)
        if json is not UNSET and (found := difference(json, self.json)):
            place = f"{found.place}: " if found.place else ""
            self.unmet(f"{place}{found.expected}", because, f"{place}{found.got}  in  {abridged(self.text)}")
        for name, value in (headers or {}).items():
            got = self.headers.get(name, UNFOUND)
            if not same(value, got):
                came = "no such header" if got is UNFOUND else f"{name}: {got}"
                self.unmet(f"the header {name}: {value if isinstance(value, str) else words(value)}", because, came)
        if within is not None and self.seconds > within:
            self.unmet(f"a reply within {within:g} seconds", because, f"a reply after {self.seconds:.1f} seconds")
        return self
