"""The key of a data set: the columns that tell one row from another, as its producer says.

Where nobody said, it is guessed anew between two editions. `models.py` brings the model in.
"""

from __future__ import annotations

import csv
from collections.abc import Container, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import duckdb
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parvis.lake import engine
from parvis.lake import keys as lake
from parvis.lake.models import Pointer
from parvis.lake.query.failures import EngineProblem
from parvis.lake.reading import types
from parvis.lake.served.reader import LIMITS, SPILLED, bounded
from parvis.records.problems import Problem, gettext_noop

Columns = Sequence[Mapping[str, Any]]  # of a version or of a reading: `name`, `title`, `type`
Profile = Mapping[str, Mapping[str, Any]]  # by the name of a column
MOST = 5  # columns of a key
SECONDS = 20.0  # to look at all rows
TRIED = 6
LEADING = 4  # columns of which two may make a key together
NEARLY = 0.9  # distinct values are estimated in large files
NEVER = ("DOUBLE", "GEOMETRY")  # of a guess: measures are no keys


class RowKey(models.Model):
    """What was chosen. `columns`: their titles in the file, as choices and decisions name them;
    none where nothing tells one row from another. `holds`: for the rows that are read today."""

    dataset = models.OneToOneField(
        "catalogue.Dataset", models.CASCADE, related_name="row_key",
        verbose_name=_("jeu de données"),
    )  # fmt: skip
    columns = models.JSONField(_("colonnes qui désignent une ligne"), default=list, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("choisie par"),
    )  # fmt: skip
    at = models.DateTimeField(_("choisie le"), default=timezone.now)
    holds = models.BooleanField(_("tient pour les lignes d’aujourd’hui"), default=True)

    class Meta:
        verbose_name = _("clé d’un jeu de données")
        verbose_name_plural = _("clés de jeux de données")

    def __str__(self) -> str:
        return f"{self.dataset} : {', '.join(self.columns)}"


class KeyProblem(Problem):
    """Columns that are not the key of these rows."""

    sentences = {
        "many": gettext_noop("Une clé a %(most)s colonnes au plus, et non %(count)s."),
        "column": gettext_noop(
            "La clé nomme « %(column)s », qui n’est pas une colonne de ces lignes : %(known)s."
        ),
        "shape": gettext_noop(
            "« %(column)s » est un lieu, qui ne peut pas désigner une ligne : choisissez une autre "
            "colonne."
        ),
        "empty": gettext_noop(
            "La clé « %(key)s » ne désigne pas chaque ligne. Lignes où une valeur manque : "
            "%(count)s, par exemple %(row)s. Choisissez d’autres colonnes, ou corrigez le fichier."
        ),
        "shared": gettext_noop(
            "La clé « %(key)s » ne désigne pas chaque ligne. Lignes qui ont la même qu’une autre : "
            "%(count)s, par exemple %(row)s. Choisissez d’autres colonnes, ou corrigez le fichier."
        ),
        "slow": gettext_noop(
            "Regarder toutes les lignes demande trop de temps ou de mémoire : choisissez moins de "
            "colonnes, plus courtes."
        ),
        "pushed": gettext_noop(
            "Des lignes sont arrivées sous la désignation d’avant : pour en changer, arrêtez ce "
            "flux puis recommencez-le."
        ),
    }


def kept(dataset: UUID) -> RowKey | None:
    return RowKey.objects.filter(dataset__uuid=dataset).first()


def chosen(dataset: UUID) -> list[str] | None:
    """The titles that were chosen, perhaps none; None where nobody said."""
    found = kept(dataset)
    return None if found is None else list(found.columns)


def described(dataset: UUID, dictionary: Container[str]) -> list[str]:
    """Names, in a dictionary, of the columns of the key that holds for the rows of today; nothing
    unless it has them all."""
    key, pointer = kept(dataset), Pointer.objects.filter(dataset=dataset)
    current = pointer.select_related("version").first() if key and key.holds else None
    if key is None or current is None:
        return []
    names = {one["title"]: one["name"] for one in current.version.columns}
    said = [next((n for n in (title, names.get(title)) if n and n in dictionary), "")
            for title in key.columns]  # fmt: skip
    return said if all(said) else []


def named(titles: Sequence[str], columns: Columns) -> tuple[str, ...]:
    """Names of the columns of a key. Raises KeyProblem where they cannot be one."""
    if len(titles) > MOST:
        raise KeyProblem("many", most=MOST, count=len(titles))
    known = {one["name"]: one for one in columns} | {one["title"]: one for one in columns}
    for title in titles:
        if title not in known:
            told = ", ".join(one["title"] for one in columns[:30])
            raise KeyProblem("column", column=title[:80], known=told)
        if known[title]["type"] == "GEOMETRY":
            raise KeyProblem("shape", column=title)
    return tuple(known[title]["name"] for title in titles)


def titled(key: Sequence[str], columns: Columns) -> list[str]:
    """The titles of these columns, which may be given by their names. Raises KeyProblem."""
    titles = {one["name"]: one["title"] for one in columns}
    return [titles[name] for name in dict.fromkeys(named(key, columns))]


def parted(text: str) -> list[str]:
    """Titles that stand between commas, each once; within quotes, one that has a comma itself."""
    told = next(csv.reader([text.replace("\n", " ")], skipinitialspace=True), [])
    return list(dict.fromkeys(title.strip() for title in told if title.strip()))


def joined(titles: Sequence[str]) -> str:
    """As `parted` reads it."""
    quoted = (f'"{title.replace(chr(34), chr(34) * 2)}"' if {",", '"'} & {*title} else title
              for title in titles)  # fmt: skip
    return ", ".join(quoted)


def check(rows: Path, columns: Columns, titles: Sequence[str]) -> None:
    """Looks at all rows of a file. Raises KeyProblem."""
    key = named(titles, columns)
    if not key:
        return
    try:
        with opened(rows) as (link, path), bounded(link, SECONDS):
            found = lake.fault(link, path, key)
            row = lake.example(link, path, key, found) if found else {}
    except EngineProblem as problem:
        raise KeyProblem("slow") from problem
    if found:
        words = {one["name"]: one["title"] for one in columns}
        told = ", ".join(f"{words.get(name, name)} = {value or '–'}" for name, value in row.items())
        code, count = ("empty", found.empty) if found.empty else ("shared", found.shared)
        raise KeyProblem(code, key=", ".join(titles), count=count, row=told)


def proposed(rows: Path, columns: Columns, profile: Profile, count: int) -> list[str]:
    """Titles of the first guess that holds for all rows of a file; none where none does in time."""
    titles = {one["name"]: one["title"] for one in columns}
    try:
        with opened(rows) as (link, path), bounded(link, SECONDS):
            for key in guesses(columns, [(profile, count)]):
                if lake.fault(link, path, key) is None:
                    return [titles[name] for name in key]
    except EngineProblem:  # the file is read without a proposal
        return []
    return []


def guesses(columns: Columns, told: Sequence[tuple[Profile, int]]) -> Iterator[tuple[str, ...]]:
    """Names of columns that alone, then by two, may tell rows apart, in the order of the file.
    `told`: of each file that has them, the profile and how many rows there are."""
    common = [
        one["name"]
        for one in columns
        if engine_type(one) not in NEVER and all(full(each.get(one["name"])) for each, _n in told)
    ]
    alone = [
        (name,)
        for name in common
        if all(profile[name]["distinct"] >= NEARLY * rows for profile, rows in told)
    ]
    together = combinations(common[:LEADING], 2)
    yield from [*alone, *together][:TRIED]


def engine_type(column: Mapping[str, Any]) -> str:
    """Of a version's column, or of one that was just read."""
    kind = column["type"]
    return types.BY_NAME[kind].sql if kind in types.BY_NAME else kind


def full(column: Mapping[str, Any] | None) -> bool:
    return column is not None and not column["nulls"]


@contextmanager
def opened(rows: Path) -> Iterator[tuple[duckdb.DuckDBPyConnection, Path]]:
    """An engine that reads the folder of these rows alone, for not all stand in the store yet; and
    where it finds them."""
    path = rows.resolve()
    with TemporaryDirectory(prefix="parvis-key-") as spill:
        link = engine.counter((path.parent,), Path(spill), LIMITS, SPILLED, "UTC")
        try:
            yield link, path
        finally:
            link.close()
