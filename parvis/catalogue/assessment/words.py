"""The quality of the public catalogue in words and tables, as its page and its CSV say it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from parvis.catalogue import scores
from parvis.catalogue.assessment import todo
from parvis.catalogue.assessment.models import CatalogueQuality, RecordQuality
from parvis.catalogue.quality import mqa, nine
from parvis.catalogue.quality.criterion import Criterion, total
from parvis.catalogue.quality.standing import BANDS
from parvis.design import numbers

COLUMNS = ("grille", "critere", "phrase", "a_faire", "respecte", "sur", "points", "points_max")
MOST_TASKS = 15  # told on the page; the CSV has all
LATE = "update_fulfilled_in_time"


def latest() -> CatalogueQuality | None:
    return CatalogueQuality.objects.order_by("-day").first()


def late_today(today: dt.date | None = None) -> int:
    """Public data sets whose update is overdue on the day it is read."""
    return RecordQuality.objects.filter(todo.lacking(LATE, today), public=True).count()


def european(row: CatalogueQuality) -> tuple[Criterion, ...]:
    """The assessment of the whole catalogue, without what nothing measures yet."""
    counts = {name: (kept, of) for name, (kept, of) in row.counts["european"].items()}
    tally = mqa.Tally(row.sets, [counts.get(one.name, (0, 0)) for one in mqa.INDICATORS])
    return tuple(one for one in tally.criteria() if counts.get(one.name, (0, 0))[1])


def national(row: CatalogueQuality, late: int) -> dict[str, int]:
    """Criterion of data.gouv.fr → data sets that keep it today."""
    kept = {name: row.counts["national"].get(name, 0) for name in nine.SAID}
    return kept | {LATE: max(kept[LATE] - late, 0)}


def context(row: CatalogueQuality, late: int, language: str) -> dict[str, Any]:
    """Everything the page says."""
    found = european(row)
    return {
        "sets": row.sets,
        "made": row.made,
        "score": scores.european_words(found),
        "bands": [
            (scores.band_words(name), row.counts["bands"].get(name, 0), name) for name in BANDS
        ],
        "tasks": missing(row, late, language),
        "dimensions": dimensions(found, language),
        "national": [
            [
                _(nine.SAID[name][0]),
                numbers.number(kept, language=language),
                share(kept, row.sets, language),
            ]
            for name, kept in national(row, late).items()
        ],
        "addresses": addresses(row.counts["addresses"], language),
    }


def missing(row: CatalogueQuality, late: int, language: str) -> list[list[str]]:
    """What to do, on how many data sets, what lacks most first: the MOST_TASKS first."""
    lack = row.counts["lacking"] | ({LATE: late} if late else {})
    return [
        [_(task.todo), numbers.number(count, language=language), share(count, row.sets, language)]
        for task, count in todo.ranked(lack)[:MOST_TASKS]
    ]


def dimensions(found: tuple[Criterion, ...], language: str) -> list[list[str]]:
    by_name = {one.name: one for one in found}
    rows = []
    for name, title in mqa.DIMENSIONS.items():
        own = [
            by_name[one.name]
            for one in mqa.INDICATORS
            if one.dimension == name and one.name in by_name
        ]
        points, most = round(total(own)), round(sum(one.most for one in own))
        rows.append(
            [
                _(title),
                numbers.number(points, language=language),
                numbers.number(most, language=language),
            ]
        )
    return rows


def addresses(counts: Mapping[str, int], language: str) -> list[list[str]]:
    words = {
        "yes": _("répondent"),
        "no": _("ne répondent pas"),
        "unknown": _("pas encore vérifiées, ou que nous ne pouvons pas vérifier"),
    }
    return [
        [said, numbers.number(counts.get(name, 0), language=language)]
        for name, said in words.items()
    ]


def share(count: int, of: int, language: str) -> str:
    return numbers.number(round(100 * count / of), language=language) + " %" if of else ""


def rows(row: CatalogueQuality, late: int) -> Iterator[dict[str, str]]:
    """One row a criterion, of both grids."""
    by_name = {one.name: one for one in european(row)}
    for one in mqa.INDICATORS:
        kept, of = row.counts["european"].get(one.name, (0, 0))
        measured = by_name.get(one.name)
        yield {
            "grille": "MQA",
            "critere": one.name,
            "phrase": _(one.sentence),
            "a_faire": _(one.todo),
            "respecte": str(kept),
            "sur": str(of),
            "points": f"{measured.points:.1f}" if measured else "",
            "points_max": str(one.weight),
        }
    for name, kept in national(row, late).items():
        sentence, advice, _field = nine.SAID[name]
        yield {
            "grille": "data.gouv.fr",
            "critere": name,
            "phrase": _(sentence),
            "a_faire": _(advice),
            "respecte": str(kept),
            "sur": str(row.sets),
            "points": f"{kept / row.sets:.3f}" if row.sets else "",
            "points_max": "1",
        }
