"""Small sets of rules for tests, and the three of the demonstration."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

from parvis.algorithms.ruleset import reading
from parvis.algorithms.ruleset.model import Rules

DEMO = Path("parvis/demo/data/rules")


def demo(name: str = "quotient-familial-de-la-cantine") -> dict[str, Any]:
    return json.loads((DEMO / f"{name}.json").read_text(encoding="utf-8"))


def rules(**changes: Any) -> Rules:
    return reading.from_document(demo() | changes)


def number(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "kind": "number", "label": {"fr": name}, "source": "declared"} | more


def step(name: str, do: str, *of: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "label": {"fr": name}, "do": do, "of": list(of)} | more


def table(name: str, rows: list[tuple[str, str]], key: str = "from", **more: Any) -> dict[str, Any]:
    shape = "thresholds" if key == "from" else "choices"
    values = [{"since": "2020-01-01", "value": [{key: a, "value": b} for a, b in rows]}]
    return {"name": name, "label": {"fr": name}, "shape": shape, "values": values} | more


def document(steps: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    """Rules of a few steps over two numbers, a flag, two dates and a choice."""
    inputs = [
        *(number("a"), number("b")),
        {**number("f"), "kind": "flag"},
        *({**number(name), "kind": "date"} for name in ("d", "e")),
        {**number("c"), "kind": "choice", "choices": {"x": {"fr": "Ix"}, "y": {"fr": "Igrec"}}},
    ]
    made = {"title": {"fr": "Essai"}, "inputs": inputs, "steps": steps}
    return copy.deepcopy(made | {"outcome": steps[-1]["name"]} | more)


GIVEN = {"a": "10", "b": "4", "f": "oui", "d": "2024-01-31", "e": "2024-02-29", "c": "x"}
