"""The cases that a service sends, as lines of a CSV file: read one by one, never all at once.

`dossier;decide_le;resultat;decide_par;motif_d_ecart;regles`, then one column for each input of the
rules, and if need be `<input>_source` and `<input>_date`.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from parvis.algorithms.ruleset import parts
from parvis.algorithms.ruleset.model import Rules
from parvis.algorithms.ruleset.problems import Refusal, RuleProblem
from parvis.records.problems import gettext_noop

FIXED = ("dossier", "decide_le", "resultat", "decide_par", "motif_d_ecart", "regles")
REQUIRED = FIXED[:3]
LONGEST = 300


class RowProblem(Refusal):
    """One line that cannot be kept; the others are."""

    sentences: ClassVar = {
        "columns": gettext_noop("La colonne « %(field)s » manque. Ajoutez-la à la première ligne."),
        "unknown": gettext_noop(
            "La colonne « %(field)s » n’est pas une donnée de ces règles. Colonnes possibles : "
            "%(mend)s."
        ),
        "missing": gettext_noop("« %(field)s » est vide. Remplissez cette colonne."),
        "long": gettext_noop(
            "« %(field)s » dépasse 300 caractères ou contient un caractère invisible. "
            "Raccourcissez ou corrigez."
        ),
        "day": gettext_noop(
            "« %(field)s » vaut « %(value)s ». Donnez une date, comme « 2026-09-01 »."
        ),
        "rules": gettext_noop(
            "Aucune règle n’est publiée pour une décision du %(value)s. Publiez-les d’abord."
        ),
        "version": gettext_noop(
            "« regles » vaut « %(value)s », qui n’est pas une version publiée. Laissez vide pour "
            "celle du jour de la décision."
        ),
        "inputs": gettext_noop("Ce dossier ne se calcule pas : %(problem)s"),
        "json": gettext_noop("Le corps doit être un objet JSON, ou une liste d’objets."),
        "batch": gettext_noop("%(value)s dossiers dans un envoi : envoyez-en de 1 à %(most)s."),
        "object": gettext_noop("Dossier %(value)s : un objet JSON est attendu."),
        "cell": gettext_noop(
            "Dossier %(value)s, « %(field)s » : un texte, un nombre, vrai, faux ou rien est "
            "attendu."
        ),
        "future": gettext_noop("« decide_le » vaut « %(value)s », qui n’est pas encore venu."),
        "old": gettext_noop(
            "Une décision du %(value)s n’est plus gardée : sa durée de conservation est passée."
        ),
    }


@dataclass(frozen=True)
class Row:
    """One case as it came. `values` holds inputs, `sources` and `dates` what is told of them."""

    file: str
    decided: dt.date
    outcome: str
    role: str
    override: str
    version: str
    values: Mapping[str, str]


def lines(text: Iterable[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each line with its number, its columns by name. Raise RowProblem for the first line."""
    found = csv.reader(text, delimiter=";")
    names = [name.strip().removeprefix("\ufeff") for name in next(found, [])]
    for name in REQUIRED:
        if name not in names:
            raise RowProblem("columns", field=name)
    for number, cells in enumerate(found, 2):
        if any(cells):
            yield number, dict(zip(names, cells, strict=False))


def read(cells: Mapping[str, str]) -> Row:
    """Raise RowProblem."""
    bare = {name: cell.strip() for name, cell in cells.items()}
    for name, cell in bare.items():
        if len(cell) > LONGEST or not parts.printable(cell):
            raise RowProblem("long", field=parts.shown(name))
    for name in REQUIRED:
        if not bare.get(name):
            raise RowProblem("missing", field=name)
    return Row(
        file=bare["dossier"],
        decided=day(bare["decide_le"], "decide_le"),
        outcome=bare["resultat"],
        role=bare.get("decide_par", ""),
        override=bare.get("motif_d_ecart", ""),
        version=bare.get("regles", ""),
        values={name: cell for name, cell in bare.items() if name not in FIXED},
    )


def day(value: str, field: str) -> dt.date:
    try:
        return parts.day(value, field)
    except RuleProblem as wrong:
        raise RowProblem("day", field=field, value=parts.shown(value)) from wrong


def content(row: Row, rules: Rules) -> dict[str, Any]:
    """What is sealed of a case. Raise RowProblem for a column that the rules do not know."""
    found: dict[str, dict[str, str]] = {"inputs": {}, "sources": {}, "dates": {}}
    places = {one.name: ("inputs", one.name) for one in rules.inputs}
    places |= {f"{one.name}_source": ("sources", one.name) for one in rules.inputs}
    places |= {f"{one.name}_date": ("dates", one.name) for one in rules.inputs}
    for column, value in row.values.items():
        if column not in places:
            mend = ", ".join(one.name for one in rules.inputs)
            raise RowProblem("unknown", field=parts.shown(column), mend=mend)
        part, name = places[column]
        if value:
            found[part][name] = value
    for name, value in found["dates"].items():
        day(value, f"{name}_date")
    return found | {"outcome": row.outcome, "role": row.role, "override": row.override}
