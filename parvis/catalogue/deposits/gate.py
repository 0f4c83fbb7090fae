"""The gate: a column that may tell of people is not published before somebody decides.

What was decided of a column holds for the files that come after, under the same title.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from parvis.catalogue.deposits.models import PersonalDecision
from parvis.catalogue.models import Dataset
from parvis.lake.place import FROM_FILE
from parvis.lake.reading.blur import SHAPE
from parvis.lake.reading.understand import Choices
from parvis.records.problems import Problem, gettext_noop

Measure = PersonalDecision.Measure
Decisions = Mapping[str, PersonalDecision]  # by title
COORDINATES = {"latitude", "longitude", "point"}  # meanings of columns that tell a place


class Held(Problem):
    """Rows that wait for a decision."""

    sentences = {
        "waits": gettext_noop(
            "Ces colonnes semblent dire quelque chose de personnes : %(columns)s. La personne qui "
            "protège les données personnelles doit d’abord décider de chacune, ou retirez-les."
        ),
    }


def in_force(dataset: Dataset) -> Decisions:
    """The last decision on each column, by its title. One query."""
    if dataset.pk is None:
        return {}
    rows = PersonalDecision.objects.filter(dataset=dataset).select_related("by").order_by("pk")
    return {row.column: row for row in rows}


def applied(choices: Choices, decisions: Decisions) -> Choices:
    """The producer's choices and, above them, what was decided; a column that the producer leaves
    out stays out."""
    of = {
        measure: [title for title, one in decisions.items() if one.measure == measure]
        for measure in Measure
    }
    barred = sorted({*of[Measure.DROP], *of[Measure.COUNT]})
    blurred = {title: decisions[title].blur for title in sorted(of[Measure.BLUR])}
    least = max((decisions[title].least for title in of[Measure.COUNT]), default=0)
    return replace(choices, barred=tuple(barred), blurred=blurred, least=least)


def suspected(said: Mapping[str, Any], decisions: Decisions) -> list[str]:
    """Titles of the columns that may tell of people, in their order. `said`: a manifest, or what a
    reading says (its `columns`, `profile` and `reading`).

    Where rows tell of people, or did before something was taken away, so does their place: that of
    a geographic file, and its coordinates.
    """
    titles = {each["name"]: each["title"] for each in said["columns"]}
    people = [titles[each["name"]] for each in said["profile"]["columns"] if each["personal"]]
    shapes = has_shapes(said)
    if not (people or decisions) or not (shapes or SHAPE in decisions):
        return people
    where = [each["title"] for each in said["columns"] if each["meaning"] in COORDINATES]
    return [*dict.fromkeys([*people, *where]), *([SHAPE] if shapes else [])]


def has_shapes(said: Mapping[str, Any]) -> bool:
    """Whether the file places its rows otherwise than by columns."""
    return bool(said["reading"]["place"].startswith(FROM_FILE))


def undecided(said: Mapping[str, Any], decisions: Decisions) -> list[str]:
    return [title for title in suspected(said, decisions) if title not in decisions]


def demand(said: Mapping[str, Any], decisions: Decisions) -> None:
    """Raises Held while a column waits."""
    if left := undecided(said, decisions):
        raise Held("waits", columns=", ".join(left))
