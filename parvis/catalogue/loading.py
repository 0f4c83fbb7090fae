"""A file becomes rows of a data set of the catalogue, under its address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from parvis.catalogue.deposits import gate, words
from parvis.catalogue.models import Dataset
from parvis.catalogue.rows import actions as keying
from parvis.catalogue.rows import differences, editions, keys
from parvis.design.text import capital
from parvis.lake import actions
from parvis.lake.models import Pointer, Version
from parvis.lake.reading.understand import Choices
from parvis.lake.served.layout import type_of
from parvis.lake.store import store
from parvis.records import publishing


@dataclass(frozen=True)
class Loaded:
    dataset: Dataset
    version: Version
    warnings: list[str]

    def as_json(self) -> dict[str, Any]:
        columns = [
            {"name": each["name"], "type": str(type_of(each)), "meaning": each["meaning"]}
            for each in self.version.columns
        ]
        return {
            "dataset": self.dataset.slug, "version": self.version.name, "rows": self.version.rows,
            "columns": columns, "warnings": self.warnings,
        }  # fmt: skip


def load(
    path: Path, slug: str, choices: Choices | None = None, publish: bool = False, by: Any = None,
    key: Sequence[str] | None = None,
) -> Loaded:  # fmt: skip
    """Keeps a file as a version of the data set `slug`, a draft made now when there is none.

    With `publish`, readers get these rows from now on. `by` None is the application itself. `key`:
    titles of the columns that tell its rows apart from now on, perhaps none.
    What was decided of its columns holds for this file too. Raises Unreadable, Held, KeyProblem,
    ValidationError (of the slug), PermissionDenied; nothing is kept then.
    """
    record = _dataset(slug)
    _allowed(record, publish, by)
    with actions.kept(path, gate.applied(choices or Choices(), gate.in_force(record))) as name:
        if key is not None:
            manifest = store().manifest(name)
            key = keys.titled(key, manifest["columns"])
            keys.check(store().rows_path(manifest["sha256"]), manifest["columns"], key)
        with transaction.atomic():
            record = _dataset(slug)
            _allowed(record, publish, by)
            if publish:
                gate.demand(store().manifest(name), gate.in_force(record))
            if record.pk is None:
                record.save()
                record.save_revision(user=by)
            version = actions.recorded(record.uuid, name, by)
            if key is not None:
                keying.choose(by, record, key)
        if publish:
            published(version, by, None if key is None else (record, key))
    doubts = [] if key is not None else key_doubts(version)  # one that is given was looked at
    return Loaded(record, version, [*warnings(version), *doubts])


def published(
    version: Version, by: Any = None, key: tuple[Dataset, Sequence[str] | None] | None = None
) -> None:
    """Readers get this version from now on; the edition that tells it, what it changes, and the key
    that was chosen with it for its data set, are kept with it or not at all.

    The right to do so was looked at before, and that this key holds. Raises Damaged, KeyProblem.
    """
    before = editions.of(version.dataset).first()
    other = before is not None and before.version_id != version.pk
    chosen = key[1] if key else keys.chosen(version.dataset)
    changes = differences.between(before.version, version, chosen) if before and other else {}

    def told(pointer: Pointer) -> None:
        if key:
            keying.choose(by, *key)
        editions.record(pointer, changes)

    actions.publish(version, by, told)
    proven = key is not None or ("key" in changes and "instead_of" not in changes)
    keying.look(version, proven)


def _dataset(slug: str) -> Dataset:
    known = Dataset.objects.filter(slug=slug).first()
    if known:
        return known
    record = Dataset(live=False, slug=slug, title=capital(slug.replace("-", " ")))
    record.full_clean()
    return record


def _allowed(record: Dataset, publish: bool, by: Any) -> None:
    publishing.check_may(by, "add" if record.pk is None else "change", [record])
    if publish:
        publishing.check_may(by, "publish", [record])


def warnings(version: Version) -> list[str]:
    """What a person must look at: doubts of the reading, columns that may tell of people."""
    manifest = store().manifest(version.name)
    about = _(
        "La colonne %(column)s semble dire quelque chose d’une personne : vérifiez que la loi "
        "permet de la publier."
    )
    return words.doubts(manifest) + [
        about % {"column": title} for title in gate.suspected(manifest, {})
    ]


def key_doubts(version: Version) -> list[str]:
    """Why these rows break the key that was chosen."""
    try:
        rows = store().rows_path(version.sha256)
        keys.check(rows, version.columns, keys.chosen(version.dataset) or ())
    except keys.KeyProblem as problem:
        return [words.key_doubt(problem)]
    return []
