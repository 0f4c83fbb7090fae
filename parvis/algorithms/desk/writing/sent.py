"""From what the form sends to a document, and from a document to what the form works on."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from parvis.algorithms.desk.writing import rows
from parvis.algorithms.ruleset import cells, editing, reading
from parvis.algorithms.ruleset.cells import FIGURE, Cells, Piece
from parvis.algorithms.ruleset.model import Do, Kind, Shape, Source

PARTS = ("inputs", "parameters", "steps", "tests")
MOST_VALUES = 60  # of one parameter
FRESH: Mapping[str, Piece] = {
    "inputs": {"kind": Kind.NUMBER.value, "source": Source.DECLARED.value},
    "parameters": {"shape": Shape.NUMBER.value, "values": [{}]},
    "steps": {"do": Do.ADD.value, "of": []},
    "tests": {"inputs": {}},
    "values": {},
}


def open_document(document: Mapping[str, Any]) -> Piece:
    """A document whose every part is there to work on."""
    made = copy.deepcopy(dict(document))
    return {"title": {}, "outcome": ""} | {part: [] for part in PARTS} | made


def document_of(post: QueryDict) -> Piece:
    made: Piece = {
        "title": cells.texts(typed(post, "rules", rows.Heading), "title"),
        "inputs": [
            cells.to_input(typed(post, one, rows.InputRow)) for one in listed(post, "inputs")
        ],
        "parameters": [parameter(post, one) for one in listed(post, "parameters")],
        "steps": [step(post, one) for one in listed(post, "steps")],
        "tests": [example(post, one) for one in listed(post, "tests")],
    }
    made = cells.named(made)
    last = made["steps"][-1].get("name", "") if made["steps"] else ""
    made["outcome"] = post.get("rules-outcome", "") or last
    return made


def listed(post: QueryDict, part: str, most: int = 0) -> list[str]:
    """The prefix of each row that was sent."""
    count = post.get(f"{part}-count", "0")
    found = int(count) if count.isdecimal() and len(count) < 5 else 0
    return [f"{part}-{place}" for place in range(min(found, most or reading.MOST[part]))]


def typed(post: QueryDict, prefix: str, form: type[rows.Row]) -> Cells:
    found: Cells = {name: post.get(f"{prefix}-{name}", "").strip() for name in form.base_fields}
    if "claims" in found:
        found["claims"] = post.getlist(f"{prefix}-claims")
    return found


def parameter(post: QueryDict, prefix: str) -> Piece:
    values = listed(post, f"{prefix}-values", MOST_VALUES)
    said = [typed(post, one, rows.ValueRow) for one in values]
    return cells.to_parameter(typed(post, prefix, rows.ParameterRow), said)


def step(post: QueryDict, prefix: str) -> Piece:
    told = typed(post, prefix, rows.StepRow)
    of, weights = operands(post, f"{prefix}-of"), operands(post, f"{prefix}-weight")
    weights += [""] * (len(of) - len(weights))
    return cells.to_step(told, of, weights[: len(of)])


def operands(post: QueryDict, prefix: str) -> list[str]:
    found: list[str] = []
    for place in range(reading.MOST_OPERANDS):
        name = f"{prefix}{place}"
        if name not in post and f"{name}_number" not in post:
            break
        number = post.get(f"{name}_number", "").strip()
        found.append(cells.to_operand(post.get(name, "").strip(), number))
    return found


def example(post: QueryDict, prefix: str) -> Piece:
    told = typed(post, prefix, rows.ExampleRow)
    start = f"{prefix}-{FIGURE}"
    names = [name for name in post if name.startswith(start)]
    given = {name.removeprefix(f"{prefix}-"): post.get(name, "").strip() for name in names}
    return cells.to_example(told | given)


def moved(document: Piece, verb: str, path: str, do: str) -> Piece:
    """The rows as a button asked. Raise KeyError for what names none."""
    fresh = FRESH[path.rpartition(".")[2]] if verb == "add" else {}
    if path == "steps" and do in set(Do):
        fresh = {**fresh, "do": do}
    return editing.moved(document, verb, path, fresh)
