"""The report of a demonstration, and the page of two: what stands in them, and whether that can be read."""

from __future__ import annotations

import dataclasses
import io
import re
from html.parser import HTMLParser
from itertools import product
from pathlib import Path

import click
import msgspec
import pytest
from click.testing import CliRunner
from rich.console import Console as Terminal

from made_up import MENDED, ROUTES, UNTIL, meanwhile, played, well
from workshop.catalog import ROOT, find
from workshop.cli import main
from workshop.demo import auto, charts, command, report, scenarios
from workshop.demo.compare import compare, rows
from workshop.demo.judge import LABELS, judge
from workshop.demo.played import OUTCOMES, Mark, Played
from workshop.demo.report import Report, ReportError, Scene
from workshop.promises import SCENARIOS, WORDS, Demo
from workshop.stacks.members import members

FALLS = played(
    missing=(), authors=meanwhile("well", 4.5), genre=meanwhile("failed", 2.0), adding=meanwhile("none", 8.0, UNTIL)
)
STANDS = played(missing=(), genre=meanwhile("stale"), adding=meanwhile("told"), books=meanwhile("well", 3.0))


def scene(what: Played, demo: Demo, title: str = "Books is slow") -> Scene:
    return Scene(
        title=title,
        question="Which clients will notice?",
        happened="A slow neighbour <stopped> a service that was well.",
        taught="12-resilience",
        taught_title="lesson 12, Resilience",
        demo=demo,
        played=what,
        judgement=judge(what, demo),
    )


def made(number: int, *scenes: Scene) -> Report:
    lesson = find(str(number))
    return Report(number, lesson.name, lesson.title, "processes", "the solutions", 40.0, "today", scenes)


SIX = made(6, scene(FALLS, Demo("books-slow", breaks=("unrelated", "told"))))
TWELVE = made(
    12,
    scene(STANDS, Demo("books-slow", keeps=("unrelated", "in-time", "told", "answers", "recovers", "writes"))),
    scene(msgspec.structs.replace(played("Valkey"), scenario="cache-dies"), Demo("cache-dies"), "The cache dies"),
)


class Page(HTMLParser):
    """The elements of a page, and its text as it is read."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data.split()

    @property
    def text(self) -> str:
        return " ".join(self.words)

    def targets(self) -> list[str]:
        return [value for _, given in self.elements for name in ("href", "src") if (value := given.get(name))]


def shown(seen: Report, tmp_path: Path) -> Page:
    report.write(seen, tmp_path / "report.html")
    return Page((tmp_path / "report.html").read_text(encoding="utf-8"))


# the report


def test_a_report_says_what_was_sent_failed_and_kept(tmp_path: Path) -> None:
    text = shown(TWELVE, tmp_path).text
    assert "Stack 12, Resilience: what it keeps, and what it breaks" in text
    assert "the solutions, run as processes, under 40 requests a second; today" in text
    assert "The stack did what its lesson.toml says, in all 6 points." in text
    assert "170 requests sent 20 failed 0 came late 0 of 68 failed or came late, and don't need books" in text
    assert "3.00 s the slowest at once all was well after the mending" in text
    assert "who reads is answered kept 20 of 20 were answered, 20 of them with an old answer" in text
    assert "A slow neighbour <stopped> a service that was well." in text
    assert "Which clients will notice?" in text


def test_a_report_says_what_differs(tmp_path: Path) -> None:
    differs = made(6, scene(STANDS, Demo("books-slow", breaks=("unrelated",), keeps=("told",))))
    text = shown(differs, tmp_path).text
    assert "In 1 of 2 points the stack did otherwise than its lesson.toml says:" in text
    assert "Books is slow: unrelated should break visibly: none of 68 failed" in text
    assert "others notice nothing kept : differs" in text
    assert "never was all well again" in shown(SIX, tmp_path).text


def test_what_is_broken_as_promised_does_not_differ(tmp_path: Path) -> None:
    text = shown(SIX, tmp_path).text
    assert "The stack did what its lesson.toml says, in all 2 points." in text
    assert "others notice nothing broken none of 68 failed; the slowest took 4.50 s of 4 s (GET /authors)" in text


def test_a_report_needs_nothing_beside_it(tmp_path: Path) -> None:
    page = shown(TWELVE, tmp_path)
    assert {tag for tag, _ in page.elements} & {"script", "link", "img", "iframe", "object"} == set()
    assert [target for target in page.targets() if not target.startswith("#")] == []
    source = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert re.findall(r"https?:|url\(|@import", source) == []


def test_a_report_in_the_repository_leads_to_the_lesson(tmp_path: Path) -> None:
    places = {
        ROOT / ".workshop" / "reports" / "12.html": "../../lessons/12-resilience/README.md",
        ROOT / "12.html": "lessons/12-resilience/README.md",
    }
    for place, target in places.items():
        assert target in Page(report.page("report.html", place, report=TWELVE)).targets()
        assert (place.parent / target).resolve().is_file()
    elsewhere = Page(report.page("report.html", tmp_path / "12.html", report=TWELVE))
    assert elsewhere.targets() == ["#books-slow", "#cache-dies"]
    assert "lesson 12, Resilience" in elsewhere.text


def test_every_link_within_a_report_leads_somewhere(tmp_path: Path) -> None:
    page = shown(TWELVE, tmp_path)
    ids = {given["id"] for _, given in page.elements if "id" in given}
    assert {target.removeprefix("#") for target in page.targets()} <= ids


def test_a_report_is_kept_as_json_too(tmp_path: Path) -> None:
    report.write(TWELVE, tmp_path / "new" / "12.html")
    assert report.read(tmp_path / "new" / "12.json", "demo 12 --auto") == TWELVE


def test_a_report_that_can_not_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ReportError, match=r"12\.html can't be written: "):
        report.write(TWELVE, tmp_path / "file" / "12.html")
    wanted = command.Wanted(docker=False, mine=False, rate=None, out=tmp_path / "file" / "12.html")
    with pytest.raises(click.ClickException, match=r"12\.html can't be written: "):  # and nothing was started before
        command.demo_alone(find("12"), wanted, Terminal(quiet=True))


@pytest.mark.parametrize(("value", "said"), [(0, "at once"), (0.0042, "4 ms"), (0.35, "0.35 s"), (12.34, "12.3 s")])
def test_times_are_said_as_people_say_them(value: float, said: str) -> None:
    assert report.seconds(value) == said


# the charts


def heads(svg: str, outcome: str) -> int:
    """How many heads of this outcome are drawn."""
    return sum(path.count("M") for path in re.findall(rf'class="(?:head|dot) {outcome}" d="([^"]+)"', svg))


@pytest.mark.parametrize("what", [FALLS, STANDS, played("clients")], ids=["falls", "stands", "peak"])
def test_every_request_is_drawn_with_its_outcome(what: Played) -> None:
    for svg in (charts.lanes(what), charts.waits(what, 4.0)):
        for outcome in OUTCOMES:
            expected = sum(reply.outcome == outcome for reply in what.replies)
            assert heads(svg, outcome) == expected, outcome


def test_every_route_has_a_lane_in_the_group_that_it_belongs_to() -> None:
    groups = dict(charts.grouped(STANDS))
    assert groups == {
        "needs books": ["GET /authors?genre=", "POST /authors/{id}/books"],
        "asks books itself": ["GET /books"],
        "doesn't need books": ["GET /movies", "GET /authors"],
    }
    lanes = charts.lanes(STANDS)
    assert [lanes.count(f">{route.name}<") for route in ROUTES] == [1] * len(ROUTES)
    assert dict(charts.grouped(played("clients")))["every route"] == [route.name for route in ROUTES]


def test_what_took_long_has_a_long_line() -> None:
    late = played(genre=lambda at: ("well", 5.0) if at == 5.0 else well(at))
    (tails,) = re.findall(r'class="tail well" d="([^"]+)"', charts.lanes(late, 1000))
    ((begin, end),) = re.findall(r"M([\d.]+) [\d.]+H([\d.]+)", tails)
    pixels = 1000 - charts.LEFT - charts.RIGHT
    assert float(end) - float(begin) == pytest.approx(5.0 / UNTIL * pixels, abs=0.2)
    assert float(begin) == pytest.approx(charts.LEFT + 5.0 / UNTIL * pixels, abs=0.1)


def test_nothing_is_drawn_outside() -> None:
    crowded = msgspec.structs.replace(
        FALLS, marks=(*FALLS.marks, *(Mark(MENDED + number / 10, "words that take some room") for number in range(8)))
    )
    for svg, width in product(
        (charts.lanes(crowded, 740), charts.waits(crowded, 4.0, 740), charts.calls(crowded, 740)), [740]
    ):
        box = re.search(r'viewBox="0 0 (\d+) ([\d.]+)"', svg or "")
        assert box
        assert int(box[1]) == width
        xs = [float(x) for x in re.findall(r'(?:M|x=")(-?[\d.]+)', svg or "")]
        ys = [float(y) for y in re.findall(r"M-?[\d.]+ (-?[\d.]+)", svg or "")]
        assert min(xs) >= 0
        assert max(xs) <= width
        assert min(ys) >= 0
        assert max(ys) <= float(box[2])


def test_words_of_marks_do_not_run_into_each_other() -> None:
    marks = tuple(Mark(3.0 + number / 10, f"something number {number}") for number in range(4))
    lanes = charts.lanes(msgspec.structs.replace(STANDS, marks=marks))
    lines = re.findall(r'class="mark" [^>]*y="([\d.]+)">something', lanes)
    assert len(set(lines)) == 4


def test_calls_to_the_box_are_drawn_where_there_are_any() -> None:
    svg = charts.calls(STANDS)
    assert svg is not None
    assert "calls from authors to books, a second (at most 8)" in svg
    assert charts.calls(msgspec.structs.replace(STANDS, calls=())) is None


def test_an_outcome_has_a_shape_of_its_own() -> None:
    assert set(charts.HEADS) == set(OUTCOMES)
    assert len(set(charts.HEADS.values())) == len(OUTCOMES)
    legend = Page(charts.legend()).text
    assert legend == " ".join(OUTCOMES.values())


# whether it can be read

CSS = (Path(report.__file__).parent / "templates" / "report.css").read_text(encoding="utf-8")
LIGHT, DARK = (
    dict(re.findall(r"--([a-z]+): (#[0-9a-f]{6})", part)) for part in CSS.split("prefers-color-scheme: dark")
)
TEXT = ("ink", "soft", "link", "well", "failed")
DRAWN = ("stale", "told", "none")


def luminance(colour: str) -> float:
    """How bright it is, from 0 to 1 (WCAG 2.2)."""
    channels = (int(colour[begin : begin + 2], 16) / 255 for begin in (1, 3, 5))
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_text_and_marks_stand_out_from_what_is_behind_them(theme: dict[str, str]) -> None:
    weak = [
        (name, behind)
        for name, behind in product((*TEXT, *DRAWN), ("paper", "panel", "bad"))
        if contrast(theme[name], theme[behind]) < (4.5 if name in TEXT and behind != "bad" else 3.0)
    ]
    assert weak == []


def test_both_themes_have_all_colours() -> None:
    assert LIGHT.keys() == DARK.keys()
    used = set(re.findall(r"var\(--([a-z]+)\)", CSS))
    assert used <= LIGHT.keys()


def test_every_class_that_is_drawn_has_a_look() -> None:
    svg = f"{charts.lanes(STANDS)}{charts.waits(STANDS, 4.0)}{charts.calls(STANDS)}"
    drawn = {name for given in re.findall(r'class="([^"]+)"', svg) for name in given.split()}
    assert {name for name in drawn - {"chart"} if not re.search(rf"\.chart [^{{]*\.{name}\b", CSS)} == set()


# two side by side


def test_two_reports_are_put_side_by_side(tmp_path: Path) -> None:
    report.write(SIX, tmp_path / "06.html")
    report.write(TWELVE, tmp_path / "12.html")
    path = compare(find("6"), find("12"), "processes", None, tmp_path)
    assert path == tmp_path / "06-12.html"
    page = Page(path.read_text(encoding="utf-8"))
    text = page.text
    assert "stacks 6 and 12" in text
    assert "Books is slow stack 6 20 + 54 + 0 of 170 stack 12 0 + 20 + 0 of 170" in text
    assert "The cache dies stack 6 not played stack 12 0 + 0 + 0 of 170" in text
    assert "This stack promises nothing for it: it has no cache." in text
    assert text.count("A slow neighbour <stopped> a service that was well.") == 3
    assert {tag for tag, _ in page.elements} & {"script", "link", "img"} == set()


def test_both_are_drawn_at_the_same_scale() -> None:
    longer = msgspec.structs.replace(FALLS, until=2 * UNTIL)
    _, row = rows(made(6, scene(longer, Demo("books-slow"))), TWELVE)
    assert row.seconds == 2 * UNTIL
    band = re.compile(r'class="bad" x="([\d.]+)" [^>]*width="([\d.]+)"')
    for draw in (charts.lanes, charts.calls, lambda *given: charts.waits(given[0], 4.0, *given[1:])):
        drawn = [band.findall(str(draw(what, 740, row.seconds))) for what in (longer, STANDS)]
        assert drawn[0] == drawn[1] != band.findall(str(draw(STANDS, 740)))


def test_scenarios_stand_in_the_order_of_the_course() -> None:
    found = rows(SIX, TWELVE)
    assert [(row.id, row.left is not None, row.right is not None) for row in found] == [
        ("cache-dies", False, True),
        ("books-slow", True, True),
    ]


def test_a_report_that_is_missing_is_told_with_the_command_that_makes_it(tmp_path: Path) -> None:
    report.write(TWELVE, tmp_path / "12.html")
    with pytest.raises(
        ReportError, match=r"06\.json is not there\. This makes it anew: python3 -m workshop demo 6 --auto$"
    ):
        compare(find("6"), find("12"), "processes", None, tmp_path)
    with pytest.raises(ReportError, match=r"12-docker\.json is not there\. .* demo 12 --auto --docker$"):
        compare(find("12"), find("6"), "containers", None, tmp_path)


@pytest.mark.parametrize("content", [b"{", b"[]", b"\xff", b'{"type": "demo-0"}', b'{"type": "demo-1"}'])
def test_a_report_of_another_version_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "06.json").write_bytes(content)
    with pytest.raises(ReportError, match=r"is no report of this version of the workshop\. This makes it anew: "):
        compare(find("6"), find("12"), "processes", None, tmp_path)


def test_the_page_of_two_can_be_put_elsewhere(tmp_path: Path) -> None:
    report.write(SIX, tmp_path / "06.html")
    report.write(TWELVE, tmp_path / "12.html")
    other = tmp_path / "a" / "page.html"
    assert compare(find("6"), find("12"), "processes", other, tmp_path) == other
    assert other.is_file()


# the table


def printed(seen: Report, width: int = 160) -> str:
    terminal = Terminal(width=width, file=io.StringIO())
    auto.show(seen, terminal)
    return terminal.file.getvalue()  # type: ignore[attr-defined]


def test_the_table_says_what_was_kept_broken_or_differs() -> None:
    text = printed(TWELVE)
    row = next(line for line in text.splitlines() if "Books is slow" in line).split()
    assert row[3:] == ["170", "20", "0", "3.00", "s", "at", "once", *WORDS]
    row = next(line for line in text.splitlines() if "The cache dies" in line).split()
    assert row[-5:] == ["(unrelated)", "(in-time)", "(told)", "(answers)", "(recovers)"]
    assert "The stack did what its lesson.toml says, in all 6 points." in text
    differs = printed(made(6, scene(FALLS, Demo("books-slow", keeps=("unrelated",)))))
    assert "unrelated !" in differs
    assert "differs  Books is slow: unrelated should be kept: none of 68 failed" in differs


def test_the_table_can_be_read_in_a_narrow_terminal() -> None:
    lines = printed(TWELVE, 80).splitlines()
    assert max(len(line) for line in lines if "│" in line or "─" in line) <= 80
    assert not any("…" in line for line in lines)
    assert sum("unrelated" in line for line in lines) == 2


# the scenarios


@pytest.mark.parametrize("scenario", scenarios.scenarios().values(), ids=lambda scenario: scenario.id)
def test_texts_can_be_read_from_the_back_of_a_room(scenario: scenarios.Scenario) -> None:
    assert len(scenario.question) <= 220
    assert scenario.question.count("\n") == 0
    for text in scenario.happened.values():
        assert len(text) <= 340
        assert max(len(sentence.split()) for sentence in re.split(r"[.?!:;] ", text)) <= 24
    for words in (scenario.mended, *(step.says for step in scenario.steps)):
        assert len(words) <= 40


def test_the_scenarios_are_those_of_the_catalog() -> None:
    assert tuple(scenarios.scenarios()) == SCENARIOS


@pytest.mark.parametrize("number", range(6, 15))
def test_every_stack_from_lesson_6_on_has_its_scenarios(number: int) -> None:
    lesson = find(str(number))
    expected = [name for name in SCENARIOS if number >= 11 or name != "cache-dies"]
    assert [scenario.id for scenario in scenarios.of(lesson)] == expected
    for scenario, demo in zip(scenarios.of(lesson), lesson.demo, strict=True):
        assert scenario.told(lesson)
        assert scenario.lesson(lesson).text.is_file()
        assert demo.keeps


def test_each_word_has_a_label() -> None:
    assert tuple(LABELS) == WORDS


# the command


def test_lessons_without_scenarios_say_where_there_are_some() -> None:
    wanted = command.Wanted(docker=False, mine=False, rate=None, out=None)
    with pytest.raises(click.UsageError, match=r"lesson 3 has no scenarios.*\n.*python3 -m workshop demo 6$"):
        command.demo_alone(find("3"), wanted, Terminal(quiet=True))


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ("14", "add --docker"),
        ("14 --docker --rate 20", "--rate 16 at most"),
        ("12 --rate nan", "not in the range"),
        ("12 --auto --rate 2", "--auto needs 4 requests a second at least"),
        ("12 --auto --port 8091", "--port does not go with --auto"),
        ("12 --auto --out report.json", "ends in .html"),
        ("12 --out report.html", "--out goes with --auto or --compare"),
        ("--compare 6", "--compare goes with two lessons"),
        ("--compare 6 12 --mine", "--mine does not go with --compare"),
        ("--compare 3 12", "lesson 3 has no scenarios"),
        ("--compare 12 14", "add --docker"),
        ("6 12", "one lesson at a time"),
    ],
)
def test_wrong_use_is_told_before_anything_is_started(arguments: str, says: str) -> None:
    result = CliRunner().invoke(main, ["demo", *arguments.split()])
    assert result.exit_code == 2
    assert says in " ".join(result.output.split())
    assert "Starting" not in result.output


def test_who_can_not_show_it_does_not_say_that_a_promise_was_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", "tcp://127.0.0.1:1")
    result = CliRunner().invoke(main, ["demo", "12", "--docker", "--auto"])
    assert result.exit_code == 2
    assert "--docker needs Docker" in result.output
    assert "Starting" not in result.output


def test_a_report_says_whose_services_it_shows() -> None:
    lesson = find("6")
    solutions = members(lesson, mine=False, say=print)
    own = [dataclasses.replace(member, folder=member.lesson.work) for member in solutions]
    assert command._whose(solutions) == "the solutions"
    assert command._whose(own) == "yours"
    assert command._whose([*solutions[:2], *own[2:]]) == "yours: books, authors; the others are the solutions"
    assert report.place(lesson, "processes", mine=True) != report.place(lesson, "processes")
