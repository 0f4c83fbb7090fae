"""`$orderby`, and the place of a row in it: the next page begins after the last row, whatever
came meanwhile."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, F, FloatField, QuerySet, TextField
from django.db.models import Field as Output
from django.db.models.expressions import OrderBy

from parvis.lake.query import tree
from parvis.observations import conditions as c
from parvis.observations.measures import Row
from parvis.observations.sta import forms
from parvis.observations.sta.columns import FIELDS, LINKS
from parvis.observations.sta.entities import OBSERVATION
from parvis.observations.sta.forms import Constant, Expression, made
from parvis.observations.sta.meaning import Meaning
from parvis.observations.sta.options import Order
from parvis.observations.sta.orm import Said
from parvis.observations.sta.problems import StaProblem
from parvis.observations.sta.references import reference
from parvis.observations.sta.values import Kind, Value

Scalar = str | float | bool | None
LARGEST = 4_000  # signs of a token


@dataclass(frozen=True)
class Key:
    """One expression of an order; what is absent comes first, or last when descending."""

    form: Expression
    kind: Kind
    descending: bool

    def output(self) -> Output[Any, Any]:
        kinds = {Kind.TEXT: TextField, Kind.BOOLEAN: BooleanField}
        return kinds.get(self.kind, FloatField)()


RANK = Key(forms.Field("rank_of"), Kind.NUMBER, descending=False)


def keys(meaning: Meaning, orders: Sequence[Order], ranked: bool = False) -> list[Key]:
    """With the identifier at the end, so that no two rows have the same place. `ranked`: of a
    relation that has an order of its own, where none is asked for."""
    found = [key for order in orders for key in of(meaning, order)] or [RANK] * ranked
    descending = bool(found) and found[-1].descending
    return [*found, Key(forms.Field("id"), Kind.NUMBER, descending)]


def of(meaning: Meaning, order: Order) -> list[Key]:
    value = meaning.value(order.expression)
    down = order.descending
    if value.kind is Kind.PLACE:
        raise StaProblem("unordered", order.expression.place, value=named(order))
    if value.kind is Kind.DYNAMIC:
        faces = (Kind.NUMBER, Kind.TEXT)
        return [Key(collated(value.faces[kind], kind), kind, down) for kind in faces]
    ends = [value.main] if value.end is None else [value.main, value.end]
    return [Key(collated(form, value.kind), value.kind, down) for form in ends]


def collated(form: Expression, kind: Kind) -> Expression:
    return made("collated", form) if kind is Kind.TEXT else form


def named(order: Order) -> str:
    node = order.expression
    return node.name if isinstance(node, tree.Column | tree.Call) else "$orderby"


def placed(rows: QuerySet[Any], found: Sequence[Key]) -> QuerySet[Any]:
    """Rows that each bear their place, as `place_0` …"""
    for number, key in enumerate(found):
        rows = rows.annotate(**{f"place_{number}": Said(key.form, key.output())})
    return rows


def ways(found: Sequence[Key]) -> list[OrderBy]:
    return [way(F(f"place_{number}"), key) for number, key in enumerate(found)]


def sorted_by(rows: QuerySet[Any], found: Sequence[Key]) -> QuerySet[Any]:
    return placed(rows, found).order_by(*ways(found))


def way(column: F, key: Key) -> OrderBy:
    if key.form == forms.Field("id"):
        return column.desc() if key.descending else column.asc()
    return column.desc(nulls_last=True) if key.descending else column.asc(nulls_first=True)


def place(row: Any, found: Sequence[Key]) -> list[Scalar]:
    return [getattr(row, f"place_{number}") for number in range(len(found))]


def beyond(found: Sequence[Key], after: Sequence[Scalar]) -> Expression:
    """What comes after a place."""
    ways: list[Expression] = []
    same: list[Expression] = []
    for key, value in zip(found, after, strict=True):
        further = after_one(key, value)
        if further is not None:
            ways.append(forms.every([*same, further]))
        same.append(
            made("absent", key.form) if value is None else made("=", key.form, Constant(value))
        )
    return forms.some(ways)


def after_one(key: Key, value: Scalar) -> Expression | None:
    absent = made("absent", key.form)
    if value is None:
        return None if key.descending else made("no", absent)
    further = made("<" if key.descending else ">", key.form, Constant(value))
    return forms.some([further, absent]) if key.descending else further


def token(values: Sequence[Scalar]) -> str:
    text = json.dumps(values, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read(text: str, kinds: Sequence[Kind]) -> list[Scalar]:
    """The place that a token tells. Raises StaProblem when it is none of this order."""
    try:
        if len(text) > LARGEST:
            raise ValueError(text[:20])
        values = json.loads(base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True))
        sound = isinstance(values, list) and len(values) == len(kinds)
        if not (sound and all(map(fits, values, kinds)) and values[-1] is not None):
            raise ValueError(text)
    except (ValueError, binascii.Error, RecursionError) as error:
        raise StaProblem("token") from error
    return values


def fits(value: Any, kind: Kind) -> bool:
    if value is None:
        return True
    if kind is Kind.TEXT:
        return isinstance(value, str) and "\0" not in value and value.isprintable() is not None
    if kind is Kind.BOOLEAN:
        return isinstance(value, bool)
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 2**63


def observations(orders: Sequence[Order]) -> tuple[c.Order, ...]:
    """The same of observations, whose order is one of their columns. Raises StaProblem."""
    return tuple(one for order in orders for one in columns(order))


def columns(order: Order) -> list[c.Order]:
    node = order.expression
    if not isinstance(node, tree.Column):
        raise StaProblem("order", node.place, value=named(order))
    told = reference(OBSERVATION, node)
    name = told.property.name
    if told.steps:
        if name != "@iot.id" or len(told.steps) > 1:
            raise StaProblem("order", node.place, value=node.name)
        return [c.Order(LINKS["Observation"][told.steps[0][1].name], order.descending)]
    if name == "result" and len(told.inside) == 1 and told.inside[0].isdigit():
        return [c.Order(c.part(int(told.inside[0])), order.descending)]
    if told.inside or name in ("parameters", "resultQuality"):
        raise StaProblem("order", node.place, value=node.name)
    fields = {"phenomenonTime": ("start", "last"), "result": ("number", "other")}.get(
        name, FIELDS["Observation"][name]
    )
    both = (fields,) if isinstance(fields, str) else fields
    return [c.Order(one, order.descending) for one in both]


def kinds(order: Sequence[c.Order]) -> list[Kind]:
    return [Kind.TEXT if one.column == "other" else Kind.NUMBER for one in order]


def place_of(row: Row, order: tuple[c.Order, ...]) -> list[Scalar]:
    return list(c.place(row, order))


__all__ = ["Key", "Value", "beyond", "keys", "observations", "place", "place_of", "read",
           "sorted_by", "token"]  # fmt: skip
