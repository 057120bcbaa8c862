"""What the console costs while a page looks at it: processor, memory and its slope, and how smoothly the page draws.

    python3 benchmarks/console.py [--lesson 12] [--rate 200] [--minutes 15]

Runs `demo` as one does by hand, opens its page in Chromium, and looks at all of it every few seconds. The slope is that
of a line through the second half of the samples: what grows without end shows there. CPU is in parts of one core.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pexpect
import psutil
from playwright.sync_api import CDPSession, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)]

from workshop.serve.ports import free_port  # noqa: E402 (the path must be right first)

ARGUMENTS = "-m workshop demo {lesson} --rate {rate:g} --port {port} --no-browser"
EVERY = 10.0  # seconds from sample to sample
FRAMES = """() => {
    window.frames_ = {last: performance.now(), count: 0, late: 0, longest: 0};
    const each = now => {
        const took = now - frames_.last;
        Object.assign(frames_, {last: now, count: frames_.count + 1, late: frames_.late + (took > 50),
                                longest: Math.max(frames_.longest, took)});
        requestAnimationFrame(each);
    };
    requestAnimationFrame(each);
}"""
MB = 1 << 20


class Watched:
    """Something whose processor seconds and bytes are looked at again and again."""

    def __init__(self, name: str, look: Callable[[], tuple[float, float]]) -> None:
        self.name = name
        self.look = look
        self.samples: list[tuple[float, float, float]] = []

    def sample(self) -> None:
        self.samples.append((time.monotonic(), *self.look()))

    def line(self) -> str:
        (began, first, size), *_, (ended, last, end) = self.samples
        cpu = (last - first) / (ended - began)
        second_half = self.samples[len(self.samples) // 2 :]
        slope = statistics.linear_regression([at for at, _, _ in second_half], [much for _, _, much in second_half])[0]
        most = max(much for _, _, much in self.samples)
        return (
            f"{self.name:22} {cpu:6.1%} {size / MB:8.1f} MB {end / MB:8.1f} MB {most / MB:8.1f} MB "
            f"{slope * 60 / 1024:+9.1f} KB a minute"
        )


def of_process(process: psutil.Process) -> Callable[[], tuple[float, float]]:
    def look() -> tuple[float, float]:
        times = process.cpu_times()
        return times.user + times.system, float(process.memory_info().rss)

    return look


def of_page(session: CDPSession) -> Callable[[], tuple[float, float]]:
    """The seconds of the page's main thread, and its heap once what nobody needs is gone."""

    def look() -> tuple[float, float]:
        session.send("HeapProfiler.collectGarbage")
        told: list[dict[str, Any]] = session.send("Performance.getMetrics")["metrics"]
        found = {metric["name"]: metric["value"] for metric in told}
        return float(found["TaskDuration"]), float(found["JSHeapUsedSize"])

    return look


def watch(page: Page, parts: list[Watched], minutes: float) -> list[float]:
    """Sample until the time is over; the requests a second that were sent, as the page showed them."""
    rates = []
    end = time.monotonic() + 60 * minutes
    page.evaluate(FRAMES)
    while time.monotonic() < end:
        for part in parts:
            part.sample()
        page.wait_for_timeout(EVERY * 1000)
        rates.append(page.evaluate(RATE))
    return rates


RATE = """async () => {
    const reader = (await fetch("/api/stream")).body.pipeThrough(new TextDecoderStream()).getReader();
    for (let text = ""; ; text += (await reader.read()).value) {
        const found = text.match(/event: now[^]*?data: (.*)\\n\\n/);
        if (!found) continue;
        await reader.cancel();
        return JSON.parse(found[1]).edges.filter(edge => edge.source === "clients")
            .reduce((all, edge) => all + edge.rate, 0);
    }
}"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lesson", type=int, default=12)
    parser.add_argument("--rate", type=float, default=200.0)
    parser.add_argument("--minutes", type=float, default=15.0)
    given = parser.parse_args()
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        sys.exit("The page is looked at in Chromium, and there is none: install it, then run this again.")
    words = ARGUMENTS.format(lesson=given.lesson, rate=given.rate, port=free_port())
    demo = pexpect.spawn(sys.executable, words.split(), cwd=str(ROOT), encoding="utf-8", timeout=120)
    with sync_playwright() as playwright:
        demo.expect(r"(http://127\.0\.0\.1:\d+/\?token=[\w-]+)")
        address = demo.match.group(1)  # type: ignore[union-attr]
        console = psutil.Process(demo.pid)
        wire = next(each for each in console.children() if "workshop.demo.wire.switchboard" in each.cmdline())
        page = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"]).new_page()
        page.set_viewport_size({"width": 1280, "height": 720})
        page.goto(address)
        page.get_by_role("button", name="books").first.wait_for()
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable")
        parts = [
            Watched("console", of_process(console)),
            Watched("wire", of_process(wire)),
            Watched("page, main thread", of_page(session)),
        ]
        rates = watch(page, parts, given.minutes)
        frames = page.evaluate("() => frames_")
    came = statistics.median(rates)
    print(f"stack of lesson {given.lesson}, {given.minutes:g} minutes: {came:.0f} requests a second came through")
    print(f"{'':22} {'CPU':>6} {'at first':>11} {'at last':>11} {'at most':>11}   slope, second half")
    for part in parts:
        print(part.line())
    late = frames["late"] / frames["count"]
    print(f"frames: {frames['count']}, {late:.2%} later than 50 ms, the longest wait {frames['longest']:.0f} ms")
    demo.sendintr()
    demo.expect(pexpect.EOF)


if __name__ == "__main__":
    main()
