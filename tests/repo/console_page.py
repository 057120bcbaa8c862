"""The console's page in a browser, over a console of known figures."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from browser import SECONDS
from small_console import SmallConsole
from workshop.demo.server import Server
from workshop.serve.ports import free_port
from workshop.serve.waiting import until

SIZE = {"width": 1280, "height": 720}


@dataclass
class Opened:
    """A console, its server, and pages of it in the same browser window's profile."""

    browser: Browser
    console: SmallConsole = field(default_factory=SmallConsole)
    look: dict[str, Any] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    complaints: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    page: Page = field(init=False)

    def __post_init__(self) -> None:
        self.console.repeats = True  # else the page says that nothing comes
        self.serve()
        self.context = self.browser.new_context(**{"viewport": SIZE, "timezone_id": "UTC"} | self.look)

    def serve(self) -> None:
        self.server = Server(self.console, self.port)
        self.server.start()

    def open(self) -> Page:
        """One more page, that shows figures."""
        page = self.context.new_page()
        page.on("console", lambda said: self._heard(said.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self.asked.append(request.url))
        page.goto(self.server.address)
        boxes = page.locator(".box[data-look]")
        if not until(lambda: boxes.count() == len(self.console.boxes), SECONDS / 2):
            page.reload()  # a browser drops what it is loading when Docker changes the machine's networks
        expect(boxes).to_have_count(len(self.console.boxes))
        return page

    def _heard(self, text: str) -> None:
        if not text.startswith("Failed to load resource"):  # what was refused, or a console that has ended
            self.complaints.append(text)

    def box(self, name: str) -> Locator:
        return self.page.locator(".box", has=self.page.get_by_text(name, exact=True))

    def button(self, name: str) -> Locator:
        """A button of the stage."""
        return self.page.locator("#stage").get_by_role("button", name=name, exact=True)

    def arrow(self, source: str, target: str) -> Locator:
        return self.page.locator(f'.arrow[aria-label^="{source} to {target}: "]')

    def reply(self, route: str) -> Locator:
        return self.page.locator(f'#replies button[aria-label^="{route}: "]')

    def close(self) -> None:
        self.context.close()
        self.server.stop()


@contextmanager
def opened(browser: Browser, lesson: int = 12, **look: Any) -> Iterator[Opened]:
    """The page of a console, open; `look` as for a context of Playwright."""
    console = Opened(browser, SmallConsole(lesson), look)
    try:
        console.page = console.open()
        yield console
    finally:
        console.close()
