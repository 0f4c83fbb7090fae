"""Small makers of collection points for tests; every name is invented."""

from __future__ import annotations

import datetime as dt
from itertools import count
from typing import Any

from parvis.privacy.models import About, CollectionPoint
from parvis.records import bulk
from tests import makers

numbers = count(1)


def point(*processings: Any, **values: Any) -> CollectionPoint:
    """A draft, in order, of a paper form that bears a copy of the notice."""
    n = next(numbers)
    made = CollectionPoint(
        **{
            "title": f"Formulaire des essais {n}",
            "slug": f"formulaire-des-essais-{n}",
            "organisation": values.pop("organisation", None) or makers.organisation(),
            "kind": "paper",
            "shows": "copy",
            "form": "notice",
            "since": dt.date(2025, 1, 6),
        }
        | values
    )
    made.about.set([About(processing=one) for one in processings])
    return made


def put(*made: CollectionPoint) -> CollectionPoint:
    """Saved and published together; the first one."""
    bulk.save_many(list(made))
    return made[0]
