"""The console's page over the real stack of lesson 12, under load, as an instructor uses it."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

if sys.platform != "linux":
    pytest.skip("freezes processes", allow_module_level=True)

from browser import SECONDS, chromium, needs_chromium
from console_page import SIZE
from shown import shown
from workshop.demo.server import Server
from workshop.serve.ports import free_port
from workshop.serve.waiting import until

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with shown(12, tmp_path_factory.mktemp("twelve"), rate=30) as console, chromium() as browser:
        server = Server(console, free_port())
        server.start()
        page = browser.new_page(viewport=SIZE)
        page.goto(server.address)
        yield page
        page.close()
        server.stop()


@pytest.fixture(autouse=True)
def well(page: Page) -> None:
    """Every test begins with a stack that answers everything."""
    answers(page)


def answers(page: Page) -> None:
    """All routes do, but for those that nobody has asked yet."""
    cells = page.locator("#replies button")
    bad = '#replies button:not([data-outcome="well"], [data-outcome="late"], [data-outcome="idle"])'
    told = "all => all.map(each => each.ariaLabel)"
    until(lambda: cells.count() and not page.locator(bad).count(), SECONDS)
    assert page.locator(bad).evaluate_all(told) == []
    expect(page.locator("#verdict .why")).to_have_text(re.compile(r"All \d\d routes answer\b"))


def says(page: Page) -> Locator:
    return page.locator("#verdict .what")


def box(page: Page, name: str) -> Locator:
    return page.locator(".box", has=page.get_by_text(name, exact=True))


def do(page: Page, what: str) -> None:
    page.locator("#stage").get_by_role("button", name=what, exact=True).click()


def test_a_killed_service_goes_and_comes_back(page: Page) -> None:
    box(page, "movies").click()
    do(page, "Kill")
    for event in ("movies killed", "movies answers again"):
        expect(page.locator(".flags")).to_contain_text(event)
    answers(page)


def test_while_books_is_frozen_authors_answers_with_what_it_has(page: Page) -> None:
    box(page, "books").click()
    do(page, "Freeze")
    expect(says(page)).to_have_text("books is frozen")
    expect(box(page, "authors")).to_contain_text("breaker open")
    switch = page.locator('.arrow[aria-label^="authors to books"] .breaker')
    expect(switch.locator(".open")).to_have_css("visibility", "visible")
    for route in ("GET /authors/{id}/books", "GET /authors?genre=…"):
        expect(page.locator(f'#replies [aria-label^="{route}: "]')).to_contain_text("200 old")
    expect(page.locator('#replies [aria-label^="GET /movies: "]')).to_contain_text("200")
    do(page, "Thaw")
    expect(switch.locator(".closed")).to_have_css("visibility", "visible")


def test_a_slow_service_is_said_to_be_slow_and_by_how_much(page: Page) -> None:
    box(page, "users").click()
    do(page, "2 s")
    expect(says(page)).to_have_text("users is slow: 2 s a reply")
    expect(page.locator('.arrow[aria-label^="clients to users"]')).to_have_class(re.compile(r"\blate\b"))
    do(page, "nothing")


def test_a_scenario_is_played_to_its_end_and_explained(page: Page) -> None:
    page.keyboard.press("1")
    do(page, "Play")
    expect(says(page)).to_contain_text("Valkey is")
    stage = page.locator("#stage")
    expect(stage).to_contain_text("What happened:")
    expect(stage).to_contain_text("well again after")


def test_a_scenario_that_is_stopped_is_mended_at_once(page: Page) -> None:
    page.keyboard.press("2")
    do(page, "Play")
    expect(says(page)).to_contain_text("books is slow")
    do(page, "Stop")
