"""A reply in a notebook cell: what came, and how it looks there."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from email.message import Message
from typing import Any

from markupsafe import Markup

from workshop.harness.expected import readable, shorten
from workshop.harness.http import status_line
from workshop.notebook import markup

HEADERS = (
    "Content-Type",
    "Location",
    "Allow",
    "Link",
    "Retry-After",
    "WWW-Authenticate",
    "X-Request-ID",
    "ETag",
    "Cache-Control",
    "Vary",
    "Age",
    "Cache-Status",
)
COLOURS = {2: markup.GREEN, 3: markup.BLUE, 4: markup.AMBER, 5: markup.RED}
HTML_LIMIT, TEXT_LIMIT = 20_000, 4_000


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back for a request and how many seconds it took; status 0 where nothing did, and `text` says why.

    `said` holds what the service printed meanwhile, where the reply is a 5xx or none.
    """

    method: str
    path: str
    status: int
    seconds: float
    headers: Message = field(default_factory=Message)
    body: bytes = b""
    said: str = ""

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", errors="replace")

    @property
    def json(self) -> Any:
        """The body as JSON; None where it isn't JSON, or its Content-Type doesn't say so."""
        kind = self.headers.get_content_type()
        if not (kind == "application/json" or kind.endswith("+json")):
            return None
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None

    def __repr__(self) -> str:
        heading = f"{self.method} {self.path}  {self._outcome}  ({_time(self.seconds)})"
        headers = [f"{name}: {value}" for name, value in self._headers]
        said = ["the service said:", self.said] if self.said else []
        return "\n".join([heading, *headers, self._shown(TEXT_LIMIT), *said]).rstrip()

    def _repr_html_(self) -> str:
        request = markup.code(f"{self.method} {self.path}")
        parts = [
            markup.element("div", "", request, " ", self._badge, " ", markup.muted(_time(self.seconds))),
            *(markup.element("div", "", markup.muted(f"{name}: "), value) for name, value in self._headers),
            markup.lines(self._shown(HTML_LIMIT)),
        ]
        if self.said:
            parts += [markup.muted("the service said:"), markup.lines(self.said)]
        return str(markup.block(*parts))

    @property
    def _outcome(self) -> str:
        return status_line(self.status) if self.status else "no reply"

    @property
    def _badge(self) -> Markup:
        return markup.badge(self._outcome, COLOURS.get(self.status // 100, markup.RED))

    @property
    def _headers(self) -> list[tuple[str, str]]:
        """The headers that say something about the API."""
        return [(name, value) for name in HEADERS for value in self.headers.get_all(name, [])]

    @property
    def _in_a_line(self) -> str:
        return readable(shorten(self.text))

    def _shown(self, limit: int) -> str:
        """The body as it is read best."""
        if not self.body:
            return "(no body)"
        if b"\0" in self.body:
            return f"({len(self.body)} bytes that are not text)"
        document = self.json
        text = self.text if document is None else json.dumps(document, indent=2, ensure_ascii=False)
        if len(text) > limit:
            text = f"{text[:limit]}\n… ({len(text) - limit} more characters)"
        return readable(text.replace("\r\n", "\n"))


class Replies(list[Reply]):
    """Replies to requests that were sent together, in the order of the requests."""

    def __repr__(self) -> str:
        return "\n".join(
            f"{number}. {each.method} {each.path}  {each._outcome}  ({_time(each.seconds)})  {each._in_a_line}"
            for number, each in enumerate(self, start=1)
        )

    def _repr_html_(self) -> str:
        rows = [
            [
                markup.cell(str(number), right=True),
                markup.cell(markup.code(f"{each.method} {each.path}")),
                markup.cell(each._badge),
                markup.cell(markup.muted(_time(each.seconds)), right=True),
                markup.wide_cell(each._in_a_line),
            ]
            for number, each in enumerate(self, start=1)
        ]
        return str(markup.block(markup.table(rows)))


def _time(seconds: float) -> str:
    if not seconds:
        return "not sent"
    return f"{seconds:.1f} s" if seconds >= 1 else f"{seconds * 1000:.0f} ms"
