"""`python tests/repo/attack_table.py` prints, as a Markdown table, what came of each attack when it was last tried."""

from __future__ import annotations

import json
from pathlib import Path

OUTCOMES = Path(__file__).resolve().parents[2] / ".workshop" / "attacks.json"


def table(outcomes: dict[str, dict[str, object]]) -> str:
    """Rows of name, what is done, kind, the score it honestly earns, and what came of it."""
    lines = ["| attack | what is done | kind | honest score | outcome |", "|---|---|---|---|---|"]
    for name, each in sorted(outcomes.items(), key=lambda item: (str(item[1]["kind"]), item[0])):
        problems = each["problems"]
        assert isinstance(problems, list)
        outcome = (
            "; ".join(map(str, problems)).replace("|", "\\|").replace("\n", " ") or f"{each['score']}, nothing else"
        )
        about = str(each["about"]).replace("|", "\\|")
        lines.append(f"| {name} | {about} | {each['kind']} | {each['honest']} | {outcome} |")
    return "\n".join(lines)


if __name__ == "__main__":
    if not OUTCOMES.exists():
        raise SystemExit("Nothing was tried yet: python3 -m workshop test tests/repo/test_attacks.py")
    print(table(json.loads(OUTCOMES.read_text(encoding="utf-8"))))
