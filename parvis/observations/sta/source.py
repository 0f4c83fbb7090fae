"""The rows that a path leads to: a question to the database, or a condition on observations."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import F, QuerySet

from parvis.observations import conditions as c
from parvis.observations import reading
from parvis.observations.measures import Row
from parvis.observations.sta import kept, observed
from parvis.observations.sta.columns import LINKS, RANKS
from parvis.observations.sta.entities import OBSERVATION, Entity, Relation, target
from parvis.observations.sta.kept import back
from parvis.observations.sta.path import Path, Step, written
from parvis.observations.sta.problems import StaProblem
from parvis.observations.sta.resolve import Asked
from parvis.observations.sta.shapes import key_of, link
from parvis.records.questions import Question

NUMBERED = Question(lambda name, ids: kept.rows(name).filter(pk=ids[0]))


@dataclass(frozen=True)
class Source:
    """`rows` of every kind but observations, which have `where`; `scoped`: of one datastream;
    `ranked`: in a relation that has an order of its own; `key`: of the one that `rows` asks for,
    when nothing of its kind is hidden."""

    entity: Entity
    rows: QuerySet[Any] | None = None
    where: c.Condition | None = None
    scoped: bool = False
    ranked: bool = False
    key: int | None = None

    def one(self) -> Any:
        """The only row, None when there is none; looked for once."""
        return self._row

    @cached_property
    def _row(self) -> Any:
        if self.key is not None:
            return next(iter(NUMBERED([self.key], self.entity.name)), None)
        if self.rows is not None:
            return self.rows.first()
        return next(iter(reading.page(c.Ask(self.where, limit=1))), None)


def source(asked: Asked, path: Path) -> Source:
    """Raises StaProblem when an entity on the way is not there, or not shown."""
    first = path.steps[0]
    found = start(asked, first)
    for number, step in enumerate(path.steps[1:], 1):
        row = there(found, path, number)
        found = followed(asked, found.entity, step, row)
    if not path.last.many:
        there(found, path, len(path.steps))
    return found


def start(asked: Asked, step: Step) -> Source:
    if step.entity is OBSERVATION:
        where = observed.not_of(asked.sight.unseen)
        return Source(OBSERVATION, where=c.both(where, numbered(step.id)))
    rows = asked.seen(step.entity)
    if step.id is None:
        return Source(step.entity, rows)
    key = step.id if asked.sight.of(step.entity) is None else None
    return Source(step.entity, rows.filter(pk=step.id), key=key)


def there(found: Source, path: Path, count: int) -> Any:
    row = found.one()
    if row is None:
        raise StaProblem("entity", value=written(Path(path.steps[:count])))
    return row


def numbered(key: int | None) -> c.Condition | None:
    return None if key is None else c.Compare(c.Column("id"), "=", c.Value(key))


def followed(asked: Asked, entity: Entity, step: Step, row: Any) -> Source:
    assert step.relation is not None
    if step.entity is OBSERVATION:
        column = LINKS["Observation"][entity.name]
        where = c.both(
            c.Compare(c.Column(column), "=", c.Value(key_of(row))),
            numbered(step.id),
            None if column == "datastream" else observed.not_of(asked.sight.unseen),
        )
        return Source(OBSERVATION, where=where, scoped=column == "datastream")
    rows = related(asked, entity, step.relation, row)
    rank = RANKS.get(entity.name, {}).get(step.relation.name)
    if rank is not None:
        rows = rows.annotate(rank_of=F(rank))
    rows = rows if step.id is None else rows.filter(pk=step.id)
    return Source(step.entity, rows, ranked=rank is not None)


def related(asked: Asked, entity: Entity, relation: Relation, row: Any) -> QuerySet[Any]:
    rows = asked.seen(target(relation))
    if relation.many:
        return rows.filter(**{back(entity, relation): key_of(row)})
    return rows.filter(pk=link(entity, relation.name, row))


__all__ = ["Row", "Source", "source"]
