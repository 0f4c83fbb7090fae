"""Options become questions about observations."""

from __future__ import annotations

from dataclasses import replace

from parvis.lake.query.tree import Node
from parvis.observations import conditions as c
from parvis.observations.sta import observed, orders
from parvis.observations.sta.entities import OBSERVATION
from parvis.observations.sta.options import Options
from parvis.observations.sta.resolve import Asked

IN_TIME = (c.Order("start"), c.Order("last"))


def told(asked: Asked, condition: Node | None) -> c.Condition | None:
    """A `$filter` on observations."""
    if condition is None:
        return None
    left = asked.resolved(OBSERVATION, condition)
    return observed.condition(asked.meaning(OBSERVATION).condition(left))


def asking(where: c.Condition | None, scoped: bool, options: Options) -> c.Ask:
    """In the order of time when nothing is said about one datastream, else of identifiers."""
    order = orders.observations(options.orderby) or (IN_TIME if scoped else ())
    ask = c.Ask(where, order, limit=options.size, skip=options.skip)
    if not options.token:
        return ask
    after = tuple(orders.read(options.token, orders.kinds(ask.whole_order)))
    return replace(ask, after=after, skip=0)
