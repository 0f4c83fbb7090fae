"""What the form shows of a draft: its rows, each fault at its field, the sentence of each step."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from parvis.algorithms.desk.writing import rows
from parvis.algorithms.desk.writing.choices import OPERATIONS
from parvis.algorithms.explained import telling
from parvis.algorithms.ruleset import cells, problems
from parvis.algorithms.ruleset.cells import FIGURE, Piece
from parvis.algorithms.ruleset.drafting import Draft
from parvis.algorithms.ruleset.model import ON, Do, Shape
from parvis.algorithms.ruleset.problems import Refusal
from parvis.algorithms.ruleset.words import Teller
from parvis.design.text import capital

PLACE = re.compile(r"(?:inputs|parameters|steps|tests)\[[0-9]+\]")
VALUE = re.compile(r"values\[([0-9]+)\]\.?")
# what a form asks, where a document is told another thing
MENDS = {
    problems.A_NUMBER: problems.A_PLAIN_NUMBER,
    problems.A_LIST: problems.A_ROW,
    problems.A_FULL_LIST: problems.A_ROW,
}
TEXTS = ("label", "why", "title")
Row = dict[str, Any]
Names = list[tuple[str, str]]


class Shown:
    """`told`: whether faults and advice are shown, once one asked."""

    def __init__(self, document: Piece, draft: Draft, told: bool) -> None:
        self.document, self.draft = document, draft
        self.tell: Teller = telling.teller(draft.rules)
        self.problems = grouped(draft.problems) if told else {}
        self.advices = grouped(draft.advices) if told else {}
        self.faults: list[dict[str, str]] = []
        self.labels = {
            one["name"]: label(one)
            for part in ("inputs", "parameters", "steps")
            for one in document[part]
            if one.get("name")
        } | {ON: _("la date de la décision")}

    def heading(self) -> rows.Heading:
        form = rows.Heading(cells.text_cells(self.document, "title"), "rules")
        self.blame(form, self.problems.pop("title", ()), _("Titre"))
        return form

    def outcome(self) -> rows.Outcome:
        chosen = self.document.get("outcome", "")
        steps = self.named(self.document["steps"])
        last = steps[-1][0] if steps else ""
        known = {"outcome": "" if chosen == last or chosen not in dict(steps) else chosen}
        return rows.Outcome(known, steps)

    def inputs(self) -> list[Row]:
        found = []
        for place, piece in enumerate(self.document["inputs"]):
            form = rows.InputRow(cells.from_input(piece), f"inputs-{place}")
            found.append(self.row("inputs", place, piece, form, _("Donnée")))
        return found

    def parameters(self) -> list[Row]:
        found = []
        for place, piece in enumerate(self.document["parameters"]):
            form = rows.ParameterRow(cells.from_parameter(piece), f"parameters-{place}")
            shape = piece.get("shape", Shape.NUMBER.value)
            values = [
                rows.ValueRow(cells.from_value(one), f"parameters-{place}-values-{nth}", shape)
                for nth, one in enumerate(piece["values"])
            ]
            self.blame_values(place, values)
            row = self.row("parameters", place, piece, form, _("Valeur fixée"))
            found.append(row | {"values": values, "path_of_values": f"parameters.{place}.values"})
        return found

    def steps(self) -> list[Row]:
        found = []
        tables = self.tables()
        for place, piece in enumerate(self.document["steps"]):
            form = rows.StepRow(
                piece, cells.from_step(piece), f"steps-{place}", self.before(place), tables
            )
            found.append(self.row("steps", place, piece, form, _("Étape")) | self.told(place))
        return found

    def told(self, place: int) -> dict[str, str]:
        """What the public will read of a step, once it holds."""
        step = self.draft.sound.get(place)
        if step is None:
            return {}
        why = self.tell.text(step.why) if step.why else ""
        return {"rule": self.tell.rule(step), "why": why}

    def tests(self) -> list[Row]:
        found = []
        inputs = self.document["inputs"]
        for place, piece in enumerate(self.document["tests"]):
            form = rows.ExampleRow(cells.from_example(piece), f"tests-{place}", inputs)
            found.append(self.row("tests", place, piece, form, _("Exemple")))
        return found

    def general(self) -> list[str]:
        """Faults of no row."""
        said = {
            "steps": _("Ces règles n’ont pas d’étape. Ajoutez-en une."),
            "tests": _("Ces règles n’ont pas d’exemple. Ajoutez-en un."),
        }
        return [
            said.get(place) or problem.sentence(_)
            for place, found in self.problems.items()
            for _rest, problem in found
        ]

    # rows

    def row(self, part: str, place: int, piece: Piece, form: rows.Row, kind: str) -> Row:
        at = f"{part}[{place}]"
        number = numbered(kind, place)
        self.blame(form, self.problems.pop(at, ()), number)
        count = len(self.document[part])
        said = label(piece) if piece.get("label") else ""
        return {
            "form": form,
            "place": place,
            "name": piece.get("name", ""),
            "legend": f"{number}{_(' : ')}{said}" if said else number,
            "number": number,
            "first": place == 0,
            "last": place == count - 1,
            "path": f"{part}.{place}",
            "advices": [self.sentence(one, "") for _rest, one in self.advices.get(at, ())],
        }

    def blame(self, form: rows.Row, found: Any, where: str) -> None:
        """Say each fault at its field, and above the form with a link to it."""
        for rest, problem in found:
            name = field_of(form, rest, problem)
            called = str(form.fields[name].label) if name else rest
            if name.startswith(("of", "weight")) and " " in str(problem.params.get("value", "")):
                problem = type(problem)("kind", **problem.params | {"mend": problems.A_SINGLE})
            text = self.sentence(problem, called)
            form.add_error(name or None, text)
            place = form[name].id_for_label if name else str(form.prefix)
            self.faults.append({"id": place, "where": where, "text": text})

    def blame_values(self, place: int, values: list[rows.ValueRow]) -> None:
        """The faults of a parameter that are those of one of its values."""
        kept, at = [], f"parameters[{place}]"
        where = numbered(_("Valeur fixée"), place)
        for rest, problem in self.problems.get(at, ()):
            inside = VALUE.match(rest)
            if inside and int(inside[1]) < len(values):
                self.blame(values[int(inside[1])], [(rest[inside.end() :], problem)], where)
            else:
                kept.append((rest, problem))
        if at in self.problems:
            self.problems[at] = kept

    def sentence(self, problem: Refusal, called: str) -> str:
        """A refusal that names what people see: the label of a field, the words of a name."""
        params = dict(problem.params)
        if called and problem.code not in {"example", "example_refused"}:
            params["field"] = called
        if params.get("value") in self.labels and problem.code != "twice":
            params["value"] = self.labels[str(params["value"])]
        if problem.code == "operands":
            params["value"] = str(dict(OPERATIONS)[Do(str(params["value"]))]).partition(" : ")[0]
        mend = params.get("mend")
        params["mend"] = MENDS.get(mend, mend) if isinstance(mend, str) else mend
        return type(problem)(problem.code, **params).sentence(_)

    # what selects offer

    def named(self, pieces: list[Piece]) -> Names:
        return [(one["name"], words(one)) for one in pieces if one.get("name")]

    def tables(self) -> Names:
        shaped = [
            one for one in self.document["parameters"]
            if one.get("shape", Shape.NUMBER) != Shape.NUMBER
        ]  # fmt: skip
        return self.named(shaped)

    def before(self, place: int) -> list[tuple[str, Names]]:
        """What a step may read: inputs, numbers that are fixed, the steps above it."""
        plain = [
            one for one in self.document["parameters"]
            if one.get("shape", Shape.NUMBER) == Shape.NUMBER
        ]  # fmt: skip
        groups = [
            (_("Ce qui est demandé"), self.named(self.document["inputs"])),
            (_("Les valeurs fixées"), self.named(plain)),
            (_("Les étapes au-dessus"), self.named(self.document["steps"][:place])),
            (_("Le jour"), [(ON, capital(_("la date de la décision")))]),
        ]
        return [(title, rows_) for title, rows_ in groups if rows_]


def grouped(found: list[tuple[str, Any]]) -> dict[str, list[tuple[str, Any]]]:
    """Problems by row, each with what is left of its field: {"steps[2]": [("of", …)]}."""
    made: dict[str, list[tuple[str, Any]]] = {}
    for place, problem in found:
        row = PLACE.match(place)
        at, rest = (row[0], place[row.end() :].lstrip(".")) if row else (place, place)
        if at.partition(".")[0] == "title":
            at, rest = "title", place
        made.setdefault(at, []).append((rest, problem))
    return made


def field_of(form: rows.Row, rest: str, problem: Refusal) -> str:
    """The field of a row that a problem is about; "" where it is about the row."""
    if problem.code in {"example", "example_refused"}:
        return "outcome"
    found = list(candidates(form, rest, problem))
    return next((one for one in found if one in form.fields), "")


def candidates(form: rows.Row, rest: str, problem: Refusal) -> Iterator[str]:
    first, _dot, then = rest.partition(".")
    name, _bracket, place = first.partition("[")
    place = place.rstrip("]")
    if name in TEXTS:
        yield f"{name}_{then or 'fr'}"
    if name == "name" and not form["label_fr"].value():
        yield "label_fr"  # which it would be made from
    if name == "inputs":
        yield f"{FIGURE}{then}"
    kind = {"of": "of", "weights": "weight"}.get(name)
    if kind:
        yield from operands(form, kind, place, str(problem.params.get("value", "")))
    yield name


def operands(form: rows.Row, kind: str, place: str, value: str) -> Iterator[str]:
    """The operand at a place, or that bears a value; else the first that is empty."""
    every = [one for one in form.fields if one.startswith(kind) and one[-1].isdigit()]
    if place:
        yield f"{kind}{place}"
    for one in every:
        if value in {form[one].value(), form[f"{one}_number"].value()} and value:
            yield one
    for one in every:
        if not form[one].value() and not form[f"{one}_number"].value():
            yield one
    yield "do"


def numbered(kind: str, place: int) -> str:
    return _("%(kind)s %(n)s") % {"kind": kind, "n": place + 1}


def label(piece: Mapping[str, Any]) -> str:
    return str((piece.get("label") or {}).get("fr") or piece.get("name", ""))


def words(piece: Mapping[str, Any]) -> str:
    """What a select says of a row: its words, and its unit."""
    said = capital(label(piece))
    return f"{said} ({piece['unit']})" if piece.get("unit") else said
