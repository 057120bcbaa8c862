"""The system's Chromium, for tests that look at pages, and what they measure there."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

SECONDS = 30.0  # that anything may take
BROWSER = shutil.which("chromium-headless-shell") or shutil.which("chromium") or shutil.which("google-chrome")
CONTRAST = """element => {
    const channels = colour => {
        const numbers = colour.match(/[0-9.]+/g).map(Number);
        return colour.startsWith("color(") ? numbers.map((n, i) => i < 3 ? n * 255 : n) : numbers;
    };
    const over = (front, back) => {
        const alpha = front.length > 3 ? front[3] : 1;
        return [0, 1, 2].map(i => front[i] * alpha + back[i] * (1 - alpha));
    };
    const luminance = colour => {
        const [r, g, b] = colour.map(c => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const chain = [];
    for (let each = element; each; each = each.parentElement) chain.push(getComputedStyle(each));
    const back = chain.reduceRight((under, style) => over(channels(style.backgroundColor), under), [255, 255, 255]);
    const opacity = chain.reduce((all, style) => all * Number(style.opacity), 1);
    const ink = channels(chain[0].color);
    const front = over([...ink.slice(0, 3), (ink[3] ?? 1) * opacity], back);
    const [dark, light] = [luminance(front), luminance(back)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
}"""
needs_chromium = pytest.mark.skipif(BROWSER is None, reason="needs chromium")


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        # chromium's own sandbox does not work for root, as which containers run this
        browser = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        expect.set_options(timeout=SECONDS * 1000)
        yield browser
        expect.set_options(timeout=None)
        browser.close()
