"""The two kinds of datastream, which one table holds: of one property, of several."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from parvis.observations import facts
from parvis.observations.measures import Row, is_list
from parvis.observations.models import Component, Datastream
from parvis.observations.sta import kept, multi
from parvis.observations.sta.bodies import Draft
from parvis.observations.sta.entities import OBSERVATION
from parvis.observations.sta.kept import SEVERAL
from parvis.observations.sta.problems import StaProblem

ONE = "Datastream"


def several(rows: Iterable[Any]) -> frozenset[int]:
    """The MultiDatastreams of these observations, whose results are lists: nothing is asked about
    any other row."""
    listed = {
        row.datastream for row in rows
        if isinstance(row, Row) and is_list(row.other)
    }  # fmt: skip
    if not listed:
        return frozenset()
    return frozenset(kept.rows(SEVERAL).filter(pk__in=listed).values_list("pk", flat=True))


def stream(single: Mapping[str, int | None]) -> int:
    """The datastream that an observation names, of either kind. Raises StaProblem."""
    named = [key for key in (single.get(ONE), single.get(SEVERAL)) if key is not None]
    if not named:
        raise StaProblem("missing", field=ONE, entity=OBSERVATION.name)
    if len(named) > 1:
        raise StaProblem("either", field=ONE, other=SEVERAL)
    return named[0]


def check(draft: Draft) -> None:
    """The datastream that an observation names is of the kind it says; of another kind, a result
    that is no list is refused where it is kept. Raises StaProblem."""
    listed = isinstance(draft.values.get("result"), list)
    for name in (ONE, SEVERAL) if listed else (SEVERAL,):
        for key in draft.links.get(name, ()):
            if isinstance(key, int):
                there(name, key)


def there(name: str, key: int) -> None:
    if not kept.rows(name).filter(pk=key).exists():
        raise StaProblem("absent", entity=name, value=key)


def types(key: int) -> list[str]:
    """Of a MultiDatastream. Raises StaProblem."""
    found = kept.rows(SEVERAL).filter(pk=key).values_list("types", flat=True).first()
    if found is None:
        raise StaProblem("absent", entity=SEVERAL, value=key)
    return list(found)


def compose(row: Datastream, ids: Sequence[int]) -> None:
    """These are the properties of a MultiDatastream, in their order. Raises StaProblem."""
    twice = next((one for one in ids if ids.count(one) > 1), None)
    if twice is not None:
        raise StaProblem("twice", field=multi.PROPERTIES, value=twice)
    row.components.all().delete()
    Component.objects.bulk_create(
        Component(datastream=row, observed_property_id=one, position=rank)
        for rank, one in enumerate(ids)
    )


def amend(row: Datastream, draft: Draft) -> None:
    """A MultiDatastream is still whole once it is changed; its results keep their types. It is held
    until the transaction ends. Raises StaProblem, MeasureProblem."""
    [held] = facts.held([row.pk]).values()
    named = draft.links.get(multi.PROPERTIES)
    count = row.components.count() if named is None else len(named)
    multi.agree(row.types or (), row.unit, count)
    if held.count and held.types != row.types:
        raise StaProblem("typed", field=multi.TYPES)
