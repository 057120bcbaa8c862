"""How the console's page looks, measured in a browser: in both themes, calm and in trouble, at 1280 by 720."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from browser import CONTRAST, SECONDS, chromium, needs_chromium
from console_page import SIZE, Opened, opened
from small_course import until

pytestmark = needs_chromium
SMALLEST = 15  # pixels of a letter's size
READABLE = 4.5  # WCAG 2.2, 1.4.3
VISIBLE = 3.0  # WCAG 2.2, 1.4.11: what isn't text
TROUBLE = {"books": "frozen", "movies": "away", "users": "slow 2 s", "PostgreSQL": "bad version", "clients": "running"}
PARTS = "header > *, #scenarios button, #stage, #map, #lines, #replies"
PLACED = f"{PARTS}, .box, .arrow line, #replies button, #lines > svg"

# all that shows words of its own, with what is needed to judge it; what ends in an ellipsis or at an edge is cut
TEXTS = """() => {
    const edges = each => each.getBoundingClientRect();
    const hides = each => getComputedStyle(each).overflowX === "hidden";
    const around = each => each ? [each, ...around(each.parentElement)] : [];
    const isCut = each => around(each).some(one => hides(one) && (
        one.scrollWidth > one.clientWidth || edges(each).right > edges(one).right + 0.5));
    return [...document.querySelectorAll("body *")]
        .filter(each => [...each.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
        .filter(each => !each.closest(".unseen, noscript") && each.checkVisibility({visibilityProperty: true}))
        .map(each => {
            const style = getComputedStyle(each), svg = each.ownerSVGElement;
            const scale = svg ? edges(svg).width / svg.viewBox.baseVal.width : 1;
            if (svg) each.style.color = style.fill;  // for what measures contrast
            const {x, y, width, height} = edges(each);
            return {
                text: each.textContent, x, y, width, height, size: parseFloat(style.fontSize) * scale,
                cut: !svg && isCut(each), isDrawn: Boolean(svg),
            };
        });
}"""
PLACES = """selector => [...document.querySelectorAll(selector)].map(each => {
    const {x, y, width, height} = each.getBoundingClientRect();
    return {name: each.id || each.getAttribute("aria-label") || each.textContent.slice(0, 30), x, y, width, height};
})"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


def trouble(shown: Opened) -> None:
    """Bring everything about that can be shown at once."""
    for name, state in TROUBLE.items():
        shown.console.states[name] = state
    shown.console.tick("books frozen: it is there, and says nothing")
    shown.console.tick("PostgreSQL replaced by a bad version")
    expect(shown.box("books")).to_have_attribute("data-look", "frozen")


@pytest.fixture(params=[6, 12, 14])
def lesson(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture(params=["light", "dark"])
def theme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def overlaps(places: list[dict[str, Any]], slack: float) -> list[tuple[str, str]]:
    """The pairs that have more than so many pixels in common, across and down."""

    def common(one: dict[str, Any], other: dict[str, Any], start: str, length: str) -> float:
        end = min(one[start] + one[length], other[start] + other[length])
        return float(end - max(one[start], other[start]))

    return [
        (str(one.get("name", one.get("text"))), str(other.get("name", other.get("text"))))
        for one, other in itertools.combinations(places, 2)
        if common(one, other, "x", "width") > slack and common(one, other, "y", "height") > slack
    ]


def outside(places: list[dict[str, Any]]) -> list[str]:
    return [
        str(each)
        for each in places
        if each["x"] < 0
        or each["y"] < 0
        or each["x"] + each["width"] > SIZE["width"] + 1
        or each["y"] + each["height"] > SIZE["height"] + 1
    ]


def views(shown: Opened) -> Iterator[str]:
    """Everything that the stage can show, one after the other."""
    yield "welcome"
    shown.page.keyboard.press("2")
    yield "question"
    shown.console.play("books-slow")
    expect(shown.button("Stop")).to_be_visible()
    yield "playing"
    shown.console.end()
    expect(shown.page.locator("#stage")).to_contain_text("Here 31 of 412 failed")
    yield "happened"
    for box in ("clients", "authors", "PostgreSQL"):
        shown.box(box).click()
        if box != "clients":
            expect(shown.page.locator("#stage pre")).to_contain_text("has answered request 19")
        yield box
    shown.reply("POST /authors/{id}/books").click()
    yield "reply"


def test_all_can_be_read_and_nothing_is_over_anything_else(browser: Browser, lesson: int, theme: str) -> None:
    with opened(browser, lesson, color_scheme=theme, reduced_motion="reduce") as shown:
        trouble(shown)
        for view in views(shown):
            texts = shown.page.evaluate(TEXTS)
            assert len(texts) > 100
            assert [text for text in texts if text["size"] < SMALLEST - 0.01] == [], view
            assert outside(texts) == [], view
            cut = {text["text"] for text in texts if text["cut"]}
            assert cut <= {"/.well-known/jwks.json"}, view
            drawn = [text for text in texts if text["isDrawn"]]
            assert overlaps(drawn, slack=3) == [], view  # a letter's own height has some air in it

            stage = shown.page.locator("#stage")
            assert stage.evaluate("each => each.scrollHeight - each.clientHeight") <= 0, view
            assert stage.locator(".large").evaluate_all(
                "all => all.every(each => each.scrollHeight <= each.clientHeight + 1)"
            )
            assert unreadable(shown.page) == [], view
        parts = shown.page.evaluate(PLACES, PARTS)
        assert outside(parts) == []
        assert overlaps(parts, slack=0) == []
        boxes = shown.page.evaluate(PLACES, ".box")
        assert overlaps(boxes, slack=0) == []
        labels = shown.page.evaluate(PLACES, ".arrow text")
        assert [pair for pair in overlaps(boxes + labels, slack=2) if pair not in overlaps(labels, slack=2)] == []
        scrolls = "() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
        assert shown.page.evaluate(scrolls) == [SIZE["width"], SIZE["height"]]


def unreadable(page: Page) -> list[str]:
    """The texts whose contrast is too low."""
    texts = page.locator(":is(header, nav, #stage, main, #replies) *")
    return texts.evaluate_all(f"""all => {{
        const contrast = {CONTRAST};
        return all.filter(each => each.checkVisibility({{visibilityProperty: true}}) && !each.closest(".unseen"))
            .filter(each => [...each.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
            .filter(each => contrast(each) < {READABLE}).map(each => each.textContent);
    }}""")


def test_nothing_moves_when_something_breaks(browser: Browser, lesson: int) -> None:
    with opened(browser, lesson) as shown:
        calm = shown.page.evaluate(PLACES, PLACED)
        assert len(calm) > 50
        trouble(shown)
        for _ in views(shown):
            places = shown.page.evaluate(PLACES, PLACED)
            assert [where(each) for each in places] == [where(each) for each in calm]


def where(place: dict[str, Any]) -> tuple[float, ...]:
    return tuple(round(place[name], 1) for name in ("x", "y", "width", "height"))


def test_what_is_wrong_is_told_by_more_than_colour(browser: Browser) -> None:
    with opened(browser) as shown:
        looks = {}
        for state in ("running", "slow 2 s", "frozen", "away"):
            shown.console.states["books"] = state
            shown.console.tick()
            box = shown.box("books")
            expect(box.locator(".state")).to_contain_text("answers" if state == "running" else state)
            band = "each => { const style = getComputedStyle(each, '::before'); return style.backgroundImage; }"
            looks[state] = box.locator("use").get_attribute("href"), box.evaluate(band)
        assert len({sign for sign, _ in looks.values()}) == 4
        assert len({pattern for _, pattern in looks.values()}) == 4

        bad = ("stale", "told", "failed")
        fills = [shown.page.locator(f".legend .{name}").evaluate("each => getComputedStyle(each).fill") for name in bad]
        assert [f"#pattern-{name}" in fill for name, fill in zip(bad, fills, strict=True)] == [True] * 3


def test_outcomes_stand_out_from_each_other_and_from_the_ground(browser: Browser, theme: str) -> None:
    with opened(browser, color_scheme=theme) as shown:
        contrast = f"""names => {{
            const contrast = {CONTRAST}, ground = document.createElement("div"), ink = document.createElement("div");
            document.body.append(ground); ground.append(ink);
            return names.map(name => {{
                ground.style.background = "var(--raised)"; ink.style.color = `var(--${{name}})`;
                return contrast(ink);
            }});
        }}"""
        ratios = shown.page.evaluate(contrast, ["well", "stale", "failed", "none"])
        assert min(ratios) >= VISIBLE, ratios


def test_the_theme_is_chosen_by_a_button_and_kept(browser: Browser) -> None:
    with opened(browser, color_scheme="light") as shown:
        ground = "() => getComputedStyle(document.body).backgroundColor"
        light = shown.page.evaluate(ground)
        shown.page.get_by_role("button", name="Dark").click()
        dark = shown.page.evaluate(ground)
        assert dark != light
        shown.page.reload()
        expect(shown.page.get_by_role("button", name="Light")).to_be_visible()
        assert shown.page.evaluate(ground) == dark
        other = shown.open()
        assert other.evaluate(ground) == dark


def test_nothing_glides_for_who_wants_no_motion(browser: Browser) -> None:
    glides = """all => [...new Set(all.map(each => {
        const style = getComputedStyle(each);
        return `${style.transitionDuration} ${style.animationName}`;
    }))]"""
    with opened(browser) as shown:
        assert any("0.25s" in each for each in shown.page.locator(".box").evaluate_all(glides))
    with opened(browser, reduced_motion="reduce") as shown:
        assert shown.page.locator("body *").evaluate_all(glides) == ["0s none"]


def test_everything_has_a_name_for_who_hears_the_page(browser: Browser, lesson: int) -> None:
    with opened(browser, lesson) as shown:
        trouble(shown)
        heard = shown.page.locator("body").aria_snapshot()
        names = [
            "14 Compose",
            'navigation "Scenarios"',
            "Map of the stack",
            "The last two minutes",
            "books, frozen: says nothing",
        ]
        names[0] = f'heading "{lesson:02} '
        for name in [*names, "clients to ", "GET /books: waits for 3.0 s", "Not running as they should"]:
            assert name in heard, name
        assert [line for line in heard.splitlines() if line.strip() in ("- button", "- link", "- img")] == []


def test_a_small_window_is_scrolled_and_loses_nothing(browser: Browser) -> None:
    with opened(browser, viewport={"width": 640, "height": 480}) as shown:
        across = "() => [document.documentElement.scrollWidth, innerWidth]"
        assert shown.page.evaluate(across) == [640, 640]
        for name in ("#verdict", "#scenarios", "#stage", "#map", "#lines", "#replies"):
            part = shown.page.locator(name)
            part.scroll_into_view_if_needed()
            expect(part).to_be_in_viewport()


def test_a_large_window_is_used(browser: Browser) -> None:
    with opened(browser, viewport={"width": 1920, "height": 1080}) as shown:
        size = "() => parseFloat(getComputedStyle(document.documentElement).fontSize)"
        assert round(shown.page.evaluate(size), 1) == 24
        replies = shown.page.locator("#replies").bounding_box()
        assert replies
        assert replies["x"] + replies["width"] > 1900
        assert replies["y"] + replies["height"] > 1060


def test_the_page_stays_small_and_quick(browser: Browser) -> None:
    """At 200 requests a second, in trouble, with events: no more elements after a minute than after a second."""
    with opened(browser) as shown:
        shown.console.rate = 200
        trouble(shown)
        session = shown.context.new_cdp_session(shown.page)
        session.send("Performance.enable")

        def metrics() -> dict[str, float]:
            return {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}

        def painted(event: str) -> None:
            shown.console.tick(event)
            expect(shown.page.locator("[aria-live=polite]")).to_contain_text(event)

        for number in range(40):
            painted(f"event {number} of the first ones")
        session.send("HeapProfiler.collectGarbage")
        before = metrics()
        for number in range(120):
            painted(f"event {number} of those after")
        session.send("HeapProfiler.collectGarbage")
        after = metrics()
        spent = {
            name: after[name] - before[name] for name in ("ScriptDuration", "LayoutDuration", "RecalcStyleDuration")
        }
        print(f"120 pictures: {spent}, nodes {before['Nodes']:.0f} -> {after['Nodes']:.0f}")
        flags = 3 * 120  # an event is three elements, and all of these are of the last two minutes
        assert after["Nodes"] < before["Nodes"] + 2 * flags
        assert sum(spent.values()) / 60 < 0.2, "seconds of work for a second of figures"
        until(lambda: shown.page.locator(".flags > g").count() == 162, "the events of two minutes are kept", SECONDS)
