"""What the page is told once, before it shows anything: the lesson, its boxes, routes and scenarios."""

from __future__ import annotations

from typing import Any

from workshop.catalog import Lesson
from workshop.demo import scenarios
from workshop.demo.report import Mode
from workshop.demo.system import GATEWAY, System
from workshop.demo.traffic import MOST_GATEWAY_RATE, MOST_RATE, Traffic

RATES = (10, 20, 40, 100, int(MOST_RATE))  # requests a second to choose from
GATEWAY_RATES = (4, 8, 12, int(MOST_GATEWAY_RATE))


def setup(system: System, mode: Mode, traffic: Traffic) -> dict[str, Any]:
    """As GET /api/setup answers it."""
    lesson = system.lesson
    return {
        "lesson": {"number": lesson.number, "title": lesson.title},
        "mode": mode,
        "boxes": [
            {"name": box.name, "kind": box.kind, "says": box.says, "actions": list(box.actions)}
            for box in system.boxes.values()
        ],
        "edges": [{"source": edge.source, "target": edge.target} for edge in system.edges],
        "routes": [
            {"name": route.name, "service": route.service, "needs": sorted(route.needs)} for route in traffic.routes
        ],
        "scenarios": [
            {
                "id": scenario.id,
                "title": scenario.title,
                "question": scenario.question,
                "happened": scenario.told(lesson),
                "link": link(scenario.lesson(lesson)),
            }
            for scenario in scenarios.of(lesson)
        ],
        "rate": traffic.rate,
        "rates": list(GATEWAY_RATES if GATEWAY in system.boxes else RATES),
    }


def link(lesson: Lesson) -> dict[str, str]:
    """Where the console shows a lesson's text, and how that is called."""
    return {"title": f"Lesson {lesson.number}: {lesson.title}", "href": f"/lessons/{lesson.name}/README.md"}
