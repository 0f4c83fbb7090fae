"""What changed in a database's schema between two scans, in plain words.

Renaming leaves no trace in a schema: it is guessed from what stayed the same, and said as a guess.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from rapidfuzz.fuzz import ratio

from parvis.catalogue.scan.lexicon import words_of
from parvis.catalogue.scan.model import Column, Inventory, Table
from parvis.records.problems import gettext_noop

ALIKE = 0.7  # share of columns in common from which a table is taken for another renamed
CLOSE = 55.0  # likeness of names, of 100, from which a column is taken for another renamed
PAIRS = 250_000  # comparisons of tables beyond which only the very same columns are recognised

SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "table_added": gettext_noop("La table « %(table)s » est nouvelle."),
        "table_removed": gettext_noop("La table « %(table)s » n’existe plus."),
        "table_renamed": gettext_noop(
            "La table « %(before)s » semble avoir été renommée « %(table)s »."
        ),
        "column_added": gettext_noop(
            "La colonne « %(column)s » (%(after)s) a été ajoutée à « %(table)s »."
        ),
        "column_removed": gettext_noop("La colonne « %(column)s » a été retirée de « %(table)s »."),
        "column_renamed": gettext_noop(
            "Dans « %(table)s », la colonne « %(before)s » semble avoir été renommée "
            "« %(column)s »."
        ),
        "column_retyped": gettext_noop(
            "Dans « %(table)s », la colonne « %(column)s » est passée de %(before)s à %(after)s."
        ),
        "column_optional": gettext_noop(
            "Dans « %(table)s », la colonne « %(column)s » peut maintenant être vide."
        ),
        "column_required": gettext_noop(
            "Dans « %(table)s », la colonne « %(column)s » ne peut plus être vide."
        ),
        "guess_personal": gettext_noop(
            "Dans « %(table)s », la colonne « %(column)s » semble maintenant parler de personnes."
        ),
        "guess_not_personal": gettext_noop(
            "Dans « %(table)s », la colonne « %(column)s » ne semble plus parler de personnes."
        ),
        "key_changed": gettext_noop(
            "La clé de « %(table)s » a changé : %(before)s est devenu %(after)s."
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Change:
    """One difference; `before` and `after` are names or types, as the code says."""

    code: str
    schema: str
    table: str
    column: str = ""
    before: str = ""
    after: str = ""

    def sentence(self, gettext: Callable[[str], str] = gettext_noop) -> str:
        names = {"table": self.table, "column": self.column}
        return gettext(SENTENCES[self.code]) % {**names, "before": self.before, "after": self.after}


def difference(before: Inventory, after: Inventory) -> tuple[Change, ...]:
    """Changes in order of schema and table. Comments and numbers of rows are no change."""
    old = {table.key: table for table in before.tables}
    new = {table.key: table for table in after.tables}
    removed = [table for key, table in old.items() if key not in new]
    added = [table for key, table in new.items() if key not in old]
    renamed = renamed_tables(removed, added)
    gone = {table.key for table, _now in renamed}
    come = {now.key for _table, now in renamed}
    pairs = [(table, new[key]) for key, table in old.items() if key in new]
    changes = [_of("table_removed", table) for table in removed if table.key not in gone]
    changes += [_of("table_added", table) for table in added if table.key not in come]
    changes += [_of("table_renamed", now, before=table.name) for table, now in renamed]
    changes += [change for pair in (*pairs, *renamed) for change in table_changes(*pair)]
    return tuple(sorted(changes, key=lambda change: (change.schema, change.table)))


def renamed_tables(removed: Sequence[Table], added: Sequence[Table]) -> list[tuple[Table, Table]]:
    """Each removed table with the added one it most looks like, if it looks like one."""
    close = len(removed) * len(added) <= PAIRS
    bound = ALIKE if close else 1.0
    candidates = sorted(
        (
            (likeness(old, new), old.name, new.name, old, new)
            for old, new in _pairs(removed, added, close)
        ),
        key=lambda candidate: (-candidate[0], candidate[1], candidate[2]),
    )
    found: list[tuple[Table, Table]] = []
    gone: set[tuple[str, str]] = set()
    come: set[tuple[str, str]] = set()
    for score, _old, _new, old, new in candidates:
        if score >= bound and old.key not in gone and new.key not in come:
            gone.add(old.key)
            come.add(new.key)
            found.append((old, new))
    return found


def _pairs(
    removed: Sequence[Table], added: Sequence[Table], close: bool
) -> Iterator[tuple[Table, Table]]:
    if close:
        yield from ((old, new) for old in removed for new in added if old.schema == new.schema)
        return
    by_columns = {(table.schema, signature(table)): table for table in added}
    for old in removed:
        if new := by_columns.get((old.schema, signature(old))):
            yield old, new


def signature(table: Table) -> frozenset[tuple[str, str]]:
    return frozenset((column.name, column.type) for column in table.columns)


def likeness(old: Table, new: Table) -> float:
    """Columns of the same name and type, among all that either has; one column proves nothing."""
    before, after = signature(old), signature(new)
    either = before | after
    return len(before & after) / len(either) if len(either) > 1 else 0.0


def table_changes(before: Table, after: Table) -> Iterator[Change]:
    old = {column.name: column for column in before.columns}
    new = {column.name: column for column in after.columns}
    removed = [column for name, column in old.items() if name not in new]
    added = [column for name, column in new.items() if name not in old]
    renamed = renamed_columns(removed, added)
    gone, come = {old.name for old, _new in renamed}, {new.name for _old, new in renamed}
    for column in removed:
        if column.name not in gone:
            yield _of("column_removed", after, column.name, before=column.type)
    for column in added:
        if column.name not in come:
            yield _of("column_added", after, column.name, after=column.type)
    for was, now in renamed:
        yield _of("column_renamed", after, now.name, before=was.name, after=now.name)
    for name in (name for name in new if name in old):
        yield from column_changes(after, old[name], new[name])
    names = {was.name: now.name for was, now in renamed}
    key = tuple(names.get(name, name) for name in before.primary_key)
    if key != after.primary_key:
        keys = [", ".join(names) or "—" for names in (before.primary_key, after.primary_key)]
        yield _of("key_changed", after, before=keys[0], after=keys[1])


def renamed_columns(
    removed: Sequence[Column], added: Sequence[Column]
) -> list[tuple[Column, Column]]:
    """Columns of the same type whose names are close, or say the same in words."""
    candidates = sorted(
        (
            (-closeness(old.name, new.name), old.name, new.name, old, new)
            for old in removed
            for new in added
            if old.type == new.type
        ),
        key=lambda candidate: candidate[:3],
    )
    found: dict[str, tuple[Column, Column]] = {}
    taken: set[str] = set()
    for score, old_name, new_name, old, new in candidates:
        if -score >= CLOSE and old_name not in found and new_name not in taken:
            found[old_name] = (old, new)
            taken.add(new_name)
    return list(found.values())


def closeness(one: str, other: str) -> float:
    """Of 100: the same words written otherwise are the same."""
    if {word.code for word in words_of(one)} == {word.code for word in words_of(other)}:
        return 100.0
    return ratio(one.lower(), other.lower())


def column_changes(table: Table, old: Column, new: Column) -> Iterator[Change]:
    if old.type != new.type:
        yield _of("column_retyped", table, new.name, before=old.type, after=new.type)
    if old.nullable != new.nullable:
        code = "column_optional" if new.nullable else "column_required"
        yield _of(code, table, new.name)


def _of(code: str, table: Table, column: str = "", before: str = "", after: str = "") -> Change:
    return Change(code, table.schema, table.name, column, before, after)
