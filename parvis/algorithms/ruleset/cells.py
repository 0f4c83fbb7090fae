"""A set of rules as cells of text, one row an input, a parameter, a step, an example; and back.

What someone typed and cannot be read stays as it was typed: `reading` says what is wrong with it.
Texts are {"fr", "en"} in the document, two cells here: `label_fr`, `label_en`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from parvis.algorithms.ruleset import editing, parts
from parvis.algorithms.ruleset.checking import COUNTS
from parvis.algorithms.ruleset.model import Do, Kind, Shape
from parvis.algorithms.ruleset.problems import RuleProblem

Cells = dict[str, Any]  # text, or a list of texts
Piece = dict[str, Any]  # a part of the document
LANGUAGES = ("fr", "en")
FIGURE = "in_"  # before the name of an input, in the row of an example
LONGEST_NAME = 60


def name_of(label: str, taken: Iterable[str]) -> str:
    """A name for what is called so: « Revenus du foyer » is `revenus_du_foyer`; "" for none."""
    bare = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    made = re.sub(r"[^a-z0-9]+", "_", bare.replace("'", " ")).strip("_")
    made = made if not made or made[0].isalpha() else f"n{made}"
    made, known, number = made[: LONGEST_NAME - 4].strip("_"), set(taken), 2
    found = made
    while found and found in known:
        found, number = f"{made}_{number}", number + 1
    return found


def filled(piece: Piece) -> Piece:
    return {name: value for name, value in piece.items() if value not in ("", None, [], {})}


def texts(cells: Cells, name: str) -> dict[str, str]:
    return filled({one: cells.get(f"{name}_{one}", "") for one in LANGUAGES})


def text_cells(piece: Piece, name: str) -> Cells:
    said = piece.get(name) or {}
    return {f"{name}_{one}": said.get(one, "") for one in LANGUAGES}


def shown(value: Any) -> str:
    """A figure of the document as people write it: "12.50" is 12,50."""
    text = "" if value is None else str(value)
    return text.replace(".", ",") if parts.NUMBER.match(text) else text


def copied(cells: Cells, *names: str) -> Piece:
    return {name: cells.get(name, "") for name in names}


# inputs


def to_input(cells: Cells) -> Piece:
    made = copied(cells, "name", "kind", "source", "unit", "dataset", "ground")
    made |= {"label": texts(cells, "label")}
    made |= {name: editing.bare(cells.get(name, "")) for name in ("least", "most")}
    if cells.get("kind") == Kind.CHOICE:
        made["choices"] = to_choices(cells.get("choices", ""))
    return filled(made)


def from_input(piece: Piece) -> Cells:
    cells = copied(piece, "name", "kind", "source", "unit", "dataset", "ground")
    bounds = {name: shown(piece.get(name)) for name in ("least", "most")}
    choices = "\n".join(
        " ; ".join([value, *(label[one] for one in LANGUAGES if label.get(one))])
        for value, label in (piece.get("choices") or {}).items()
    )
    return cells | bounds | text_cells(piece, "label") | {"choices": choices}


def to_choices(text: str) -> dict[str, dict[str, str]]:
    """« locataire ; Locataire ; Tenant », one a line; a label alone makes its value."""
    made: dict[str, dict[str, str]] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        value, *said = (one.strip() for one in line.split(";"))
        if not said:
            value, said = name_of(value, made), [value]
        made[value] = filled(dict(zip(LANGUAGES, said, strict=False)))
    return made


# parameters


def to_parameter(cells: Cells, values: list[Cells]) -> Piece:
    made = copied(cells, "name", "shape", "unit", "text")
    made |= {"label": texts(cells, "label"), "claims": cells.get("claims", [])}
    shape = cells.get("shape", "")
    return filled(made) | {"values": [to_value(one, shape) for one in values]}


def from_parameter(piece: Piece) -> Cells:
    cells = copied(piece, "name", "unit", "text") | text_cells(piece, "label")
    return cells | {
        "shape": piece.get("shape", Shape.NUMBER.value), "claims": piece.get("claims", []),
    }  # fmt: skip


def to_value(cells: Cells, shape: str) -> Piece:
    typed = cells.get("value", "")
    try:
        value = editing.typed(Shape(shape), "", typed) if typed.strip() else ""
    except (ValueError, RuleProblem):
        value = typed
    return filled(copied(cells, "since", "until") | {"value": value})


def from_value(piece: Piece) -> Cells:
    value = piece.get("value", "")
    if isinstance(value, list):
        rows = ((one.get("from", one.get("is")), one.get("value")) for one in value)
        value = "\n".join(f"{shown(key)} ; {shown(given)}" for key, given in rows)
    return copied(piece, "since", "until") | {"value": shown(value)}


# steps


def slots(do: str, taken: int) -> int:
    """How many operands a step shows: those that it takes, or one more than it has."""
    if do in COUNTS:
        return max(COUNTS[Do(do)][1], taken)
    return max(taken + 1, 2)


def to_operand(chosen: str, number: str) -> str:
    """A name, or a number; both together cannot be read, and say so."""
    return " ".join(filter(None, [chosen, editing.bare(number)]))


def from_operand(operand: Any) -> tuple[str, str]:
    text = str(operand)
    chosen, _space, number = text.partition(" ")
    if parts.NAME.match(chosen):
        return chosen, shown(number)
    return "", shown(text)


def to_step(cells: Cells, of: list[str], weights: list[str]) -> Piece:
    do = cells.get("do", "")
    made = copied(cells, "name", "do", "unit", "table", "option")
    made |= {"label": texts(cells, "label"), "why": texts(cells, "why")}
    decimals = cells.get("decimals", "").strip()
    if decimals:
        made["decimals"] = int(decimals) if re.fullmatch("[0-9]{1,4}", decimals) else decimals
    if do == Do.SCORE:
        pairs = [one for one in zip(of, weights, strict=True) if any(one)]
        made |= {"of": [a for a, _w in pairs], "weights": [w for _a, w in pairs]}
    else:
        made["of"] = of if do in COUNTS and any(of) else [one for one in of if one]
    return filled(made)


def from_step(piece: Piece) -> Cells:
    cells = copied(piece, "name", "do", "unit", "table", "option")
    cells |= text_cells(piece, "label") | text_cells(piece, "why")
    return cells | {"decimals": str(piece.get("decimals", ""))}


# examples


def to_example(cells: Cells) -> Piece:
    given = {
        name.removeprefix(FIGURE): editing.bare(value)
        for name, value in cells.items()
        if name.startswith(FIGURE) and value
    }
    made = {"label": texts(cells, "label"), "on": cells.get("on", "")}
    return filled(made) | filled({"outcome": editing.bare(cells.get("outcome", ""))}) | {
        "inputs": given
    }  # fmt: skip


def from_example(piece: Piece) -> Cells:
    given = {f"{FIGURE}{name}": as_typed(one) for name, one in piece.get("inputs", {}).items()}
    told = copied(piece, "on") | {"outcome": shown(piece.get("outcome"))}
    return told | text_cells(piece, "label") | given


def as_typed(value: Any) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    return shown(value)


def named(document: Mapping[str, Any]) -> dict[str, Any]:
    """The same rules, where all that has a label and no name gets one."""
    rows = [one for part in ("inputs", "parameters", "steps") for one in document[part]]
    taken = [one["name"] for one in rows if one.get("name")]
    for one in rows:
        label = (one.get("label") or {}).get("fr", "")
        if not one.get("name") and (made := name_of(label, taken)):
            one["name"] = made
            taken.append(made)
    return dict(document)
