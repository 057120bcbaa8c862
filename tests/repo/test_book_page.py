"""The gradebook's page in a browser: in both themes, with hostile names and messages, with and without script."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from browser import CONTRAST, chromium, needs_chromium
from made_up_class import ABOUT, HOSTILE, LESSON, crowd, grade, hostile, ungraded
from workshop.classroom.book import index, keeping, write
from workshop.classroom.book.entries import entry
from workshop.classroom.grade import Grade
from workshop.classroom.intake import safe_name

pytestmark = needs_chromium
SIZE = {"width": 1280, "height": 720}
READABLE = 4.5  # WCAG 2.2, 1.4.3
VISIBLE = 3.0  # WCAG 2.2, 1.4.11: what isn't text
SHOWN = HOSTILE.replace("\x1b", "�").replace("\u202e", "�")
LONG = "Wolfeschlegelsteinhausenbergerdorff" * 5
# what shows words of its own, and is not for ears only
TEXTS = """() => [...document.querySelectorAll("body *")]
    .filter(each => [...each.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
    .filter(each => !each.closest(".unseen, script, option") && each.checkVisibility({visibilityProperty: true}))"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(params=["light", "dark"])
def theme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def everybody() -> list[Grade]:
    """All kinds of submissions at once."""
    same = ("the same content as early-ella, early-eric",)
    return [
        *crowd(60),
        grade(
            "late-louis", ["test_a_new_movie", "test_the_same_movie_twice"], seconds=12.3, digest="same", remarks=same
        ),
        grade("early-ella", ["test_a_new_movie", "test_the_same_movie_twice"], digest="same"),
        grade(LONG, ["test_a_new_movie"], remarks=(LONG,)),
        ungraded("zip-bomb", "it unpacks to more than 64 MiB: hand in only the lesson's folder"),
        *hostile(HOSTILE),
    ]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("book")
    write(out, LESSON, everybody(), ABOUT)
    return out


@contextmanager
def opened(browser: Browser, path: Path, **look: Any) -> Iterator[Page]:
    """The page at `path`; whatever the browser complains of, asks the network or pops up fails."""
    complaints: list[str] = []
    context = browser.new_context(**{"viewport": SIZE} | look)
    page = context.new_page()
    page.on("console", lambda said: complaints.append(said.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    page.on("request", lambda request: None if request.url.startswith("file:") else complaints.append(request.url))
    page.goto(path.as_uri())
    yield page
    assert complaints == []
    context.close()


def feedback(book: Path, name: str) -> Path:
    return keeping.feedback(book, safe_name(name))


def pages(book: Path) -> list[Path]:
    names = ("late-louis", LONG, "zip-bomb", *(each.name for each in hostile(HOSTILE)))
    return [book / "index.html", *(feedback(book, name) for name in names)]


def table(page: Page) -> Locator:
    return page.locator("table.all")


def heading(page: Page, column: str) -> Locator:
    return table(page).get_by_role("columnheader", name=column, exact=True)


def names(page: Page) -> list[str]:
    """Who is in the table, from the top to the bottom, as far as they are shown."""
    return table(page).locator("tbody tr:visible th").all_inner_texts()


def test_pages_open_without_complaints_and_nothing_overflows(browser: Browser, book: Path, theme: str) -> None:
    for path in pages(book):
        with opened(browser, path, color_scheme=theme) as page:
            across = "() => [document.documentElement.scrollWidth, innerWidth]"
            assert page.evaluate(across) == [SIZE["width"]] * 2, path.name
            edges = page.evaluate(f"""() => ({TEXTS})().map(each => {{
                const {{left, right}} = each.getBoundingClientRect();
                return [left, right, each.textContent.slice(0, 40)];
            }})""")
            assert [each for each in edges if each[0] < 0 or each[1] > SIZE["width"]] == []


def test_all_text_can_be_read(browser: Browser, book: Path, theme: str) -> None:
    for path in pages(book):
        with opened(browser, path, color_scheme=theme) as page:
            weak = page.evaluate(f"""() => {{
                const contrast = {CONTRAST};
                const drawn = document.querySelectorAll("svg text");
                for (const each of drawn) each.style.color = getComputedStyle(each).fill;
                return ({TEXTS})().filter(each => contrast(each) < {READABLE}).map(each => each.outerHTML.slice(0, 80));
            }}""")
            assert weak == [], path.name


def test_bars_stand_out(browser: Browser, book: Path, theme: str) -> None:
    with opened(browser, book / "index.html", color_scheme=theme) as page:
        ratios = page.evaluate(f"""() => {{
            const contrast = {CONTRAST}, ink = document.createElement("span");
            document.body.append(ink);
            return ["--bar", "--link"].map(name => {{ ink.style.color = `var(${{name}})`; return contrast(ink); }});
        }}""")
        assert min(ratios) >= VISIBLE


def test_both_themes_differ(browser: Browser, book: Path) -> None:
    grounds = []
    for theme in ("light", "dark"):
        with opened(browser, book / "index.html", color_scheme=theme) as page:
            grounds.append(page.evaluate("() => getComputedStyle(document.documentElement).backgroundColor"))
    assert grounds == ["rgb(255, 255, 255)", "rgb(18, 24, 30)"]


def test_hostile_text_is_shown_as_it_was_written(browser: Browser, book: Path) -> None:
    with opened(browser, book / "index.html") as page:
        shown = table(page).locator("th").filter(has_text="onerror")
        expect(shown).to_have_count(3)
        assert " ".join(SHOWN.split()) in shown.first.inner_text()
        assert page.locator("img, iframe, [onmouseover], [onerror]").count() == 0
        assert page.locator("script").count() == 1
    for each in hostile(HOSTILE):
        with opened(browser, feedback(book, each.name)) as page:
            what = page.locator("pre, .problem")
            assert "<script>alert(1)</script><img src=x onerror=alert(2)>" in what.inner_text()
            assert " ".join(SHOWN.split()) in page.locator(".who bdi").inner_text()
            assert page.locator("script, img, a").count() == 0


def test_script_that_got_in_would_not_run(browser: Browser, book: Path, tmp_path: Path) -> None:
    for path in (book / "index.html", feedback(book, "late-louis")):
        broken = tmp_path / path.name
        text = path.read_text(encoding="utf-8")
        broken.write_text(text.replace("<main>", "<main><script>document.title = 'mine'</script>"), encoding="utf-8")
        page = browser.new_page()
        page.goto(broken.as_uri())
        assert page.title().startswith(("Gradebook of", "Lesson 3"))
        page.close()


def test_links_lead_to_what_each_learner_is_told(browser: Browser, book: Path) -> None:
    with opened(browser, book / "index.html") as page:
        for name in ("late-louis", "zip-bomb", LONG[:40], "onerror"):
            table(page).get_by_role("link", name=name).first.click()
            expect(page.get_by_role("heading", level=1)).to_have_text("Lesson 3, Movie service")
            expect(page.locator(".who")).to_contain_text(name)
            page.go_back()
        page.locator("#slowest + table").get_by_role("link").first.click()
        expect(page.locator(".who")).to_contain_text("late-louis")


def test_columns_sort_up_and_down(browser: Browser, book: Path) -> None:
    with opened(browser, book / "index.html") as page:
        grades = everybody()
        assert len(names(page)) == len(grades)
        score = heading(page, "score")
        score.get_by_role("button").click()
        expect(score).to_have_attribute("aria-sort", "ascending")
        shown = table(page).locator("tbody tr td:nth-child(2)").all_inner_texts()
        expected = sorted((-1 if each.problem else each.score) for each in grades)
        assert [-1 if text == "–" else int(text.split("/")[0]) for text in shown] == expected
        score.get_by_role("button").click()
        expect(score).to_have_attribute("aria-sort", "descending")
        shown = table(page).locator("tbody tr td:nth-child(2)").all_inner_texts()
        assert [-1 if text == "–" else int(text.split("/")[0]) for text in shown] == expected[::-1]

        name = heading(page, "name")
        name.get_by_role("button").click()
        assert table(page).locator("[aria-sort]").count() == 1
        ours = [each for each in names(page) if each.endswith(tuple("0123456789"))]
        assert ours == sorted(ours)
        remarks = heading(page, "remarks")
        remarks.get_by_role("button").click()
        assert all(table(page).locator("tbody tr:nth-child(-n+5) td:last-child").all_inner_texts())


def test_the_table_is_used_with_the_keyboard(browser: Browser, book: Path) -> None:
    with opened(browser, book / "index.html") as page:
        page.get_by_label("Name").focus()
        page.keyboard.type("LOUIS")
        assert names(page) == ["late-louis"]
        expect(page.locator("output")).to_have_text(f"1 of {len(everybody())}")
        button = heading(page, "seconds").get_by_role("button")
        button.focus()
        assert button.evaluate("each => getComputedStyle(each).outlineStyle") != "none"
        page.keyboard.press("Enter")
        expect(heading(page, "seconds")).to_have_attribute("aria-sort", "ascending")
        assert names(page) == ["late-louis"]


def test_who_has_a_problem_is_found(browser: Browser, book: Path) -> None:
    grades = everybody()
    with opened(browser, book / "index.html") as page:
        show = page.get_by_label("Show")
        found = {}
        for value in ("problem", "remark", "full", "part", "none"):
            show.select_option(value)
            found[value] = len(names(page))
        graded = [each for each in grades if each.verdict]
        assert found == {
            "problem": len(grades) - len(graded),
            "remark": sum(bool(each.remarks) for each in grades),
            "full": sum(each.score == 15 for each in graded),
            "part": sum(0 < each.score < 15 for each in graded),
            "none": sum(each.score == 0 for each in graded),
        }


def test_the_page_is_read_without_script(browser: Browser, book: Path) -> None:
    with opened(browser, book / "index.html", java_script_enabled=False) as page:
        assert table(page).locator("tbody tr").count() == len(everybody())
        expect(page.locator(".find")).to_be_hidden()
        expect(page.get_by_text("Hardest tasks")).to_be_visible()


def test_the_page_has_names_for_who_hears_it(browser: Browser, book: Path) -> None:
    with opened(browser, book / "index.html") as page:
        heard = page.locator("body").aria_snapshot()
        levels = page.locator("h1, h2, h3").evaluate_all("all => all.map(each => Number(each.tagName[1]))")
        assert levels == [1, 2, 2, 2, 2, 2, 2]
        for name in ("Distribution of scores", "Hardest tasks", "Commonest failing messages", "Slowest submissions"):
            expect(page.get_by_role("region", name=name)).to_be_visible()
        assert "How many got how many points." in heard
        assert page.locator("table:not(:has(caption))").count() == 0
        assert page.locator("th:not([scope])").count() == 0
        assert '- cell "passed"' in heard
        assert [line for line in heard.splitlines() if line.strip() in ("- button", "- link", "- img")] == []


def test_a_small_window_loses_nothing(browser: Browser, book: Path) -> None:
    with opened(browser, book / "index.html", viewport={"width": 640, "height": 480}) as page:
        assert page.evaluate("() => document.documentElement.scrollWidth") == 640


def test_the_pages_of_a_large_class_lead_to_each_other(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "ROWS", 20)
    grades = crowd(50)
    write(tmp_path, LESSON, grades, ABOUT)
    expected = [[each.name for each in grades[first : first + 20]] for first in (0, 20, 40)]
    with opened(browser, tmp_path / "index.html") as page:
        seen = [names(page)]
        for label in ("21 to 40", "41 to 50"):
            page.get_by_role("navigation").first.get_by_role("link", name=label).click()
            expect(page.locator("[aria-current=page]").first).to_have_text(label)
            seen.append(names(page))
        assert seen == expected
        heading(page, "score").get_by_role("button").click()
        page.get_by_role("link", name="index.html").click()
        expect(page.get_by_text("Distribution of scores")).to_be_visible()


def test_two_thousand_rows_are_sorted_at_once(browser: Browser, tmp_path: Path) -> None:
    learners = [entry(ungraded(f"learner-{number}", "empty"), str(number), LESSON) for number in range(2000)]
    ((name, text),) = index.pages(learners, LESSON, ABOUT)
    keeping.keep(tmp_path / name, text)
    with opened(browser, tmp_path / name) as page:
        for direction in ("ascending", "descending"):
            heading(page, "name").get_by_role("button").click()
            expect(heading(page, "name")).to_have_attribute("aria-sort", direction)
        first = table(page).locator("tbody tr").first
        expect(first.locator("th")).to_have_text("learner-1999")
        page.get_by_label("Name").fill("learner-77")
        assert len(names(page)) == 11
