"""The console's page in a real browser: what it shows, every button, the keyboard, and what breaks under way."""

from __future__ import annotations

import http.server
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from browser import SECONDS, chromium, needs_chromium
from console_page import Opened, opened
from small_console import HAPPENED, QUESTION, SCENARIOS
from small_course import until

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def shown(browser: Browser) -> Iterator[Opened]:
    with opened(browser) as shown:
        yield shown
        assert shown.complaints == []


def ordered(shown: Opened, *order: object) -> None:
    """The console was asked for this, and for nothing else since the last look."""
    until(lambda: shown.console.orders, f"asked for {order}", SECONDS)
    assert shown.console.orders == [order]
    shown.console.orders.clear()


# what it shows


def test_it_says_what_is_broken_what_works_and_why(shown: Opened) -> None:
    verdict = shown.page.locator("#verdict")
    expect(verdict.locator(".what")).to_have_text("Everything answers")
    expect(verdict.locator(".why")).to_have_text("All 25 routes answer.")
    shown.console.states["books"] = "slow 5 s"
    shown.console.tick()
    expect(verdict.locator(".what")).to_have_text("books is slow: 5 s a reply")
    expect(verdict.locator(".why")).to_have_text(
        "20 of 25 routes answer, 1 with an old answer. All 5 in trouble need books."
    )


def test_it_says_who_fails_though_all_runs(shown: Opened) -> None:
    shown.console.failing = ("authors",)
    shown.console.tick()
    expect(shown.page.locator("#verdict .what")).to_have_text("All runs, but authors: 13% of calls fail")
    shown.console.failing = ("authors", "users")
    shown.console.tick()
    expect(shown.page.locator("#verdict .what")).to_have_text("All runs, but users and authors fail or are slow")


def test_it_says_who_is_dragged_down(shown: Opened) -> None:
    shown.console.dragged_down = ("GET /authors", "POST /movies")
    shown.console.late = ("GET /movies",)
    shown.console.states["books"] = "slow 5 s"
    shown.console.tick()
    expect(shown.page.locator("#verdict .why")).to_have_text(
        "18 of 25 routes answer, 1 late, 1 with an old answer. 3 of the 8 in trouble do not even need books."
    )
    expect(shown.reply("POST /movies")).to_have_text("none")
    expect(shown.reply("GET /movies")).to_have_text("2.1 s")


def test_the_map_says_in_words_how_boxes_and_calls_are(shown: Opened) -> None:
    expect(shown.arrow("authors", "books")).to_have_attribute(
        "aria-label", "authors to books: 10 calls a second, 0% fail, median 4 ms, 95% within 12 ms"
    )
    expect(shown.box("authors")).to_have_text("authorsanswersbreaker closed")
    shown.console.states["books"] = "frozen"
    shown.console.tick()
    expect(shown.box("books")).to_have_text("booksfrozen: says nothing")
    expect(shown.box("authors")).to_have_text("authors13% of calls failbreaker open")
    expect(shown.box("users")).to_have_text("usersanswerscache has 83%")
    expect(shown.box("clients")).to_have_text("clientsanswerssend 40/s")
    expect(shown.arrow("clients", "books")).to_have_text("9.8/s ✗ 100%0.45 · 5.0 s")
    expect(shown.arrow("authors", "books")).to_have_text("breaker open")
    expect(shown.arrow("clients", "movies")).to_have_text("10/s4 · 12 ms")


def test_trouble_on_an_edge_stays_on_the_edge(shown: Opened) -> None:
    """The box looks as the share of all its calls has it look, of which those along this edge are a part."""
    shown.console.failing, shown.console.torn = ("users",), ("movies", "users")
    shown.console.tick()
    expect(shown.box("users")).to_have_attribute("data-look", "hurt")
    expect(shown.box("users")).to_contain_text("13% of calls fail")
    expect(shown.arrow("movies", "users")).to_have_class("arrow loud")
    expect(shown.arrow("movies", "users")).to_contain_text("✗ 50%")
    expect(shown.arrow("clients", "users")).to_have_class("arrow calm")


def test_calls_that_hang_are_not_taken_for_none(shown: Opened) -> None:
    shown.console.hanging = ("clients", "books")
    shown.console.tick()
    expect(shown.arrow("clients", "books")).to_have_text("✗ no answer")
    expect(shown.arrow("clients", "books")).to_have_class("arrow loud")
    expect(shown.arrow("clients", "books")).to_have_attribute(
        "aria-label", "clients to books: 3 calls without an answer"
    )


def test_the_breaker_is_drawn_as_a_switch_where_there_is_one(shown: Opened) -> None:
    def drawn(source: str, target: str, part: str, how: str) -> None:
        expect(shown.arrow(source, target).locator(part)).to_have_css("visibility", how)

    drawn("movies", "users", ".closed", "hidden")
    drawn("authors", "books", ".closed", "visible")
    drawn("authors", "books", ".open", "hidden")
    shown.console.states["books"] = "away"
    shown.console.tick()
    drawn("authors", "books", ".closed", "hidden")
    drawn("authors", "books", ".open", "visible")


def test_the_last_reply_of_each_route_is_shown_with_what_it_says(shown: Opened) -> None:
    expect(shown.page.locator("#replies tbody button")).to_have_count(25)
    shown.console.states["books"] = "frozen"
    shown.console.tick()
    expect(shown.reply("POST /authors/{id}/books")).to_have_text("503")
    expect(shown.reply("GET /authors/{id}/books")).to_have_text("200 old")
    expect(shown.reply("GET /books")).to_have_text("waits")
    expect(shown.reply("GET /movies")).to_have_text("200")
    shown.reply("POST /authors/{id}/books").click()
    stage = shown.page.locator("#stage")
    expect(stage).to_contain_text("Needs authors, PostgreSQL and books.")
    expect(stage).to_contain_text("503: refused, and told why, after 4 ms")
    expect(stage).to_contain_text("“books is left alone for 4 s.”")
    expect(stage).to_contain_text('"status": 503')


def test_the_time_lines_have_the_two_minutes_and_what_happened(shown: Opened) -> None:
    layers = shown.page.locator(".outcome:is(path)")
    assert [bool(layer.get_attribute("d")) for layer in layers.all()] == [True, False, False, False, False]
    shown.console.states["books"] = "slow 5 s"
    shown.console.tick("books slow: 5 s a reply")
    expect(shown.page.locator(".flags text")).to_have_text("10:02:00 books slow: 5 s a reply")
    shown.console.tick()
    until(lambda: all(layer.get_attribute("d") for layer in layers.all()), "every outcome is drawn", SECONDS)
    told = shown.page.locator("#lines .unseen")
    until(lambda: "requests in the last two minutes" in told.inner_text(), "they are told in words", SECONDS)
    assert "refused, and told why" in told.inner_text()


def test_what_happens_is_spoken(shown: Opened) -> None:
    shown.console.tick("books killed")
    expect(shown.page.locator("[aria-live=polite]")).to_have_text("10:02:00 books killed")


# every button


@pytest.mark.parametrize("name", ["movies", "users", "authors", "books", "PostgreSQL", "Valkey"])
def test_every_action_on_a_box(shown: Opened, name: str) -> None:
    shown.box(name).click()
    expect(shown.box(name)).to_have_attribute("aria-expanded", "true")
    expect(shown.page.locator("#stage pre")).to_contain_text(f"{name} has answered request 19")
    for words, does, then in (("Freeze", "freeze", "frozen"), ("Thaw", "thaw", "running")):
        shown.button(words).click()
        ordered(shown, name, does, None)
        expect(shown.page.locator("#stage .step")).to_contain_text("answers" if then == "running" else then)
    for words, seconds in (("0.5 s", 0.5), ("2 s", 2), ("5 s", 5), ("nothing", 0)):
        shown.button(words).click()
        ordered(shown, name, "slow", seconds)
        expect(shown.button(words)).to_have_attribute("aria-pressed", "true")
    if name not in ("PostgreSQL", "Valkey"):
        for words, does in (("Bad version", "deploy"), ("Roll back", "roll back")):
            shown.button(words).click()
            ordered(shown, name, does, None)
    else:
        expect(shown.button("Bad version")).to_have_count(0)
    for words in ("Restart", "Kill"):
        shown.button(words).click()
        ordered(shown, name, words.lower(), None)
    expect(shown.box(name)).to_contain_text(f"{name}away")


def test_what_is_refused_is_said_with_its_reason(shown: Opened) -> None:
    shown.console.refuses = "books is away at present: it is started again in 3 s."
    shown.box("books").click()
    shown.button("Kill").click()
    expect(shown.page.get_by_role("alert")).to_have_text(shown.console.refuses)
    shown.console.refuses = ""
    shown.button("Kill").click()
    ordered(shown, "books", "kill", None)
    expect(shown.page.get_by_role("alert")).to_have_count(0)


def test_the_load_is_chosen_at_the_clients(shown: Opened) -> None:
    shown.box("clients").click()
    shown.button("200/s").click()
    ordered(shown, "rate", 200)
    expect(shown.button("200/s")).to_have_attribute("aria-pressed", "true")
    expect(shown.box("clients")).to_have_text("clientsanswerssend 200/s")


@pytest.mark.parametrize(("scenario", "title"), SCENARIOS.items())
def test_every_scenario_asks_plays_and_explains(shown: Opened, scenario: str, title: str) -> None:
    strip = shown.page.locator("#scenarios").get_by_role("button", name=title)
    stage = shown.page.locator("#stage")
    strip.click()
    expect(stage).to_contain_text(f"Ask the room: {QUESTION}")
    assert shown.console.orders == []
    shown.button("Play").click()
    ordered(shown, "play", scenario)
    expect(strip).to_contain_text("7 s")
    expect(stage).to_contain_text("Now: books slow: 3 s a reply")
    expect(shown.button("Playing …")).to_have_attribute("aria-disabled", "true")

    shown.console.end()
    expect(stage).to_contain_text(f"What happened: {HAPPENED}")
    expect(stage).to_contain_text("Here 31 of 412 failed; well again after 1.2 s.")
    link = stage.get_by_role("link")
    expect(link).to_have_attribute("href", "/lessons/12-resilience/README.md#the-idea")
    with shown.context.expect_page() as lesson:
        link.click()
    expect(lesson.value.get_by_role("heading", name="The idea")).to_be_in_viewport()
    shown.button("Question").click()
    expect(stage).to_contain_text(QUESTION)


def test_a_scenario_can_be_stopped(shown: Opened) -> None:
    shown.page.keyboard.press("2")
    expect(shown.button("Stop")).to_be_hidden()
    shown.button("Play").click()
    ordered(shown, "play", "books-slow")
    shown.button("Stop").click()
    ordered(shown, "stop")
    expect(shown.button("Play")).to_be_enabled()


# the keyboard


def test_the_keyboard_alone_suffices(shown: Opened) -> None:
    keyboard = shown.page.keyboard
    keyboard.press("4")
    expect(shown.button("Play")).to_be_focused()
    keyboard.press("Enter")
    ordered(shown, "play", "bad-deploy")
    shown.console.tick()
    expect(shown.button("Playing …")).to_be_focused()
    keyboard.press("Tab")
    expect(shown.button("Stop")).to_be_focused()
    keyboard.press("Enter")
    ordered(shown, "stop")
    expect(shown.button("Play")).to_be_focused()

    shown.box("books").focus()
    keyboard.press("Enter")
    expect(shown.button("Kill")).to_be_focused()
    keyboard.press("Tab")
    keyboard.press("Space")
    ordered(shown, "books", "freeze", None)
    keyboard.press("Escape")
    expect(shown.box("books")).to_be_focused()
    expect(shown.button("Kill")).to_have_count(0)

    shown.reply("GET /movies").focus()
    for key, route in (
        ("ArrowDown", "GET /movies/{id}"),
        ("ArrowRight", "PUT /movies/{id}"),
        ("ArrowUp", "POST /movies"),
    ):
        keyboard.press(key)
        expect(shown.reply(route)).to_be_focused()
    keyboard.press("Enter")
    expect(shown.page.locator("#stage h2")).to_have_text("POST /movies")
    keyboard.press("Escape")
    expect(shown.reply("POST /movies")).to_be_focused()


def test_tab_reaches_everything_and_shows_where_it_is(shown: Opened) -> None:
    expect(shown.reply("GET /movies")).to_be_visible()
    reached = []
    for _ in range(30):
        shown.page.keyboard.press("Tab")
        name, ring = shown.page.evaluate(
            "() => { const at = document.activeElement, style = getComputedStyle(at);"
            " return [at === document.body ? '' : at.ariaLabel ?? at.innerText,"
            " style.outlineStyle + ' ' + parseFloat(style.outlineWidth)]; }"
        )
        if not name:  # past the last one
            break
        reached.append(name)
        assert ring.startswith("solid ")
        assert float(ring.split()[1]) >= 3, name
    words = " ".join(reached)
    for name in ("Dark", *SCENARIOS.values(), *(box["name"] for box in shown.console.boxes), "GET /movies: 200"):
        assert name in words


def test_keys_with_others_held_are_left_to_the_browser(shown: Opened) -> None:
    shown.page.keyboard.press("Control+2")
    shown.page.keyboard.press("Alt+2")
    expect(shown.page.locator("#scenarios [aria-pressed=true]")).to_have_count(0)


# reloads, two pages, broken streams


def test_a_reloaded_page_loses_nothing(shown: Opened) -> None:
    shown.console.states["books"] = "slow 5 s"
    shown.console.tick("books slow: 5 s a reply")
    shown.page.keyboard.press("3")
    drawn = shown.page.locator(".outcome.told:is(path)")
    expect(drawn).to_have_attribute("d", re.compile("^M"))
    before = [layer.get_attribute("d") for layer in shown.page.locator("#lines path:is(.outcome, .wait)").all()]
    assert all(before)
    shown.page.reload()
    expect(shown.page.locator(".flags text")).to_have_text("10:02:00 books slow: 5 s a reply")
    after = [layer.get_attribute("d") for layer in shown.page.locator("#lines path:is(.outcome, .wait)").all()]
    assert after == before
    expect(shown.page.locator("#stage h2")).to_have_text("The database restarts")


def test_two_pages_show_the_same(shown: Opened) -> None:
    other = shown.open()
    shown.box("books").click()
    shown.button("Freeze").click()
    for page in (shown.page, other):
        expect(page.locator("#verdict .what")).to_have_text("books is frozen")
    other.keyboard.press("5")
    other.locator("#stage").get_by_role("button", name="Play", exact=True).click()
    for page in (shown.page, other):
        expect(page.locator("#scenarios [data-runs=true]")).to_contain_text("A traffic peak")
    third = shown.open()
    expect(third.locator("#stage h2")).to_have_text("A traffic peak")


def test_a_broken_stream_is_said_and_comes_back_by_itself(shown: Opened) -> None:
    verdict = shown.page.locator("#verdict")
    shown.server.streams.closing.set()  # ends the streams, old and new
    shown.console.tick()
    expect(verdict).to_contain_text("No news from the console since")
    expect(shown.page.locator("#connection")).to_have_text("no connection")
    shown.console.tick("books killed meanwhile")
    shown.server.streams.closing.clear()
    expect(shown.page.locator("#connection")).to_have_text("live")
    expect(verdict).to_contain_text("Everything answers")
    expect(shown.page.locator(".flags text")).to_have_text("10:02:01 books killed meanwhile")


@pytest.mark.parametrize("lost", ["page/map.js", "page/frame.css", "api/setup"])
def test_what_does_not_come_is_asked_for_again(shown: Opened, lost: str) -> None:
    """A browser drops what it is loading when the machine's networks change, as Docker has them do."""
    page = shown.context.new_page()
    page.route(f"**/{lost}", lambda route: route.abort(), times=1)
    page.goto(shown.server.address)
    expect(page.locator(".box[data-look]")).to_have_count(7)
    expect(page.locator("#map")).to_have_css("border-top-left-radius", "8px")


@pytest.mark.parametrize(
    "older", ["delete Object.groupBy", "CSS.supports = (name, value) => !value.includes('light-dark')"]
)
def test_a_browser_that_is_too_old_is_told_so(shown: Opened, older: str) -> None:
    page = shown.context.new_page()
    page.on("pageerror", lambda error: shown.complaints.append(str(error)))
    page.add_init_script(older)
    page.goto(shown.server.address)
    expect(page.locator("body")).to_have_text(
        "This browser is too old for the live stack: use Chrome or Edge 123, Firefox 120, Safari 17.5, or a later one."
    )


def test_another_setup_on_the_same_port_is_taken_over(shown: Opened) -> None:
    shown.server.streams.closing.set()
    expect(shown.page.locator("#connection")).to_have_text("no connection")
    shown.console.routes.pop()
    shown.server.streams.closing.clear()
    expect(shown.page.locator("#verdict .why")).to_have_text("All 24 routes answer.")
    expect(shown.page.locator("#replies tbody button")).to_have_count(24)


def test_a_page_that_nobody_sees_asks_for_nothing_and_misses_nothing(shown: Opened) -> None:
    hide = """hidden => {
        Object.defineProperty(document, "hidden", {value: hidden, configurable: true});
        document.dispatchEvent(new Event("visibilitychange", {bubbles: true}));
    }"""
    assert shown.server.streams.pages == 1
    shown.page.evaluate(hide, True)
    until(lambda: shown.server.streams.pages == 0, "its stream is closed", SECONDS)
    shown.console.tick("books killed meanwhile")
    shown.page.evaluate(hide, False)
    expect(shown.page.locator(".flags text")).to_have_text("10:02:00 books killed meanwhile")
    expect(shown.page.locator("#connection")).to_have_text("live")


def test_silence_is_said(shown: Opened) -> None:
    shown.console.repeats = False
    expect(shown.page.locator("#connection")).to_have_text("no news")
    expect(shown.page.locator("#verdict")).to_contain_text("What you see is old.")
    shown.console.tick()
    expect(shown.page.locator("#connection")).to_have_text("live")


def test_a_page_of_an_ended_console_says_so(browser: Browser) -> None:
    with opened(browser) as shown:
        shown.server.stop()
        expect(shown.page.locator("#connection")).to_have_text("no connection")
        shown.serve()
        expect(shown.page.locator("#verdict")).to_contain_text("Open the address that the terminal shows now.")
        shown.page.goto(shown.server.address)
        expect(shown.page.locator("#connection")).to_have_text("live")


# other pages in the same browser


ELSEWHERE = """<!doctype html>
<form method="post" enctype="text/plain" action="CONSOLE/api/action" target="frame">
<input name='{"box":"books","do":"kill","x":"' value='"}'></form>
<iframe name="frame"></iframe><iframe src="CONSOLE/"></iframe><img src="CONSOLE/api/log?box=books">
<a href="ADDRESS">the console</a>
<script>
const body = JSON.stringify({box: "books", do: "kill"}), url = "CONSOLE/api/action", credentials = "include";
const tries = [
  () => fetch(url, {method: "POST", mode: "no-cors", credentials, body}),
  () => fetch(url, {method: "POST", credentials, body, headers: {"Content-Type": "application/json"}}),
  () => fetch("CONSOLE/api/setup", {credentials}).then((reply) => reply.text()),
  () => new Promise((good, bad) => {
    const source = new EventSource("CONSOLE/api/stream", {withCredentials: true});
    source.onopen = good; source.onerror = bad;
  }),
];
document.forms[0].submit();
Promise.allSettled(tries.map((each) => each()))
  .then((all) => { document.title = all.map((one) => one.status).join(" "); });
</script>"""


class Elsewhere(http.server.BaseHTTPRequestHandler):
    """A page of somebody else's program on this machine."""

    said = ""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(self.said.encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def elsewhere(shown: Opened) -> Iterator[int]:
    """The port of that page."""
    told = ELSEWHERE.replace("CONSOLE", f"http://127.0.0.1:{shown.port}").replace("ADDRESS", shown.server.address)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), type("Page", (Elsewhere,), {"said": told}))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_page_from_elsewhere_can_do_and_see_nothing(shown: Opened, elsewhere: int, host: str) -> None:
    """Not even on the same host, whose cookies it has the browser send."""
    page = shown.context.new_page()
    replies = []
    page.on("response", lambda reply: replies.append((reply.status, reply.url)))
    page.goto(f"http://{host}:{elsewhere}/")
    expect(page).to_have_title("rejected rejected rejected rejected")
    statuses = {status for status, url in replies if f":{shown.port}/api/" in url}
    assert statuses <= {401, 403}
    assert shown.console.orders == []
    frames = [frame for frame in page.frames if frame.url == f"http://127.0.0.1:{shown.port}/"]
    assert not any(frame.locator("#map").count() for frame in frames)

    shown.box("books").click()
    shown.button("Kill").click()
    ordered(shown, "books", "kill", None)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_the_address_works_as_a_link_on_any_page(browser: Browser, shown: Opened, elsewhere: int, host: str) -> None:
    page = browser.new_context().new_page()
    page.goto(f"http://{host}:{elsewhere}/")
    page.get_by_role("link").click()
    expect(page.locator(".box[data-look]")).to_have_count(7)
    assert page.url == f"http://127.0.0.1:{shown.port}/"
    page.context.close()


def test_it_needs_nothing_from_elsewhere(shown: Opened) -> None:
    assert len(shown.asked) > 10
    assert [url for url in shown.asked if not url.startswith(f"http://127.0.0.1:{shown.port}/")] == []
    page = Path(__file__).parents[2] / "workshop" / "demo" / "page"
    assert [file.name for file in page.iterdir() if "https://" in file.read_text(encoding="utf-8")] == []
