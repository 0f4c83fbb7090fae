"""Small makers of processings for tests; every name is invented."""

from __future__ import annotations

import datetime as dt
from itertools import count
from typing import Any

from django.utils import timezone

from parvis.privacy.models import (
    Officer,
    Part,
    Processing,
    Purpose,
    Recipient,
    Retention,
    Safeguard,
)
from parvis.records import bulk
from tests import makers

numbers = count(1)
ROWS = (
    "purposes",
    "retentions",
    "recipients",
    "parts",
    "transfers",
    "safeguards",
    "used",
    "tools",
    "exclusions",
)


def processing(**values: Any) -> Processing:
    """A draft, in order, of what a canteen does with data."""
    n = next(numbers)
    organisation = values.pop("organisation", None) or makers.organisation(kind="commune")
    Officer.objects.get_or_create(
        organisation=organisation, defaults={"name": "Délégué", "email": "dpd@ville.example"}
    )
    rows = {
        "purposes": [
            Purpose(title="Inscrire les enfants", basis="public_task", why="code de l’éducation")
        ],
        "retentions": [
            Retention(what="les inscriptions", number=2, unit="years", fate="destroy",
                      start="la fin de l’année scolaire")
        ],
        "recipients": [Recipient(name="service des écoles")],
        "safeguards": [Safeguard(measure="access", words="un mot de passe par agent")],
    }  # fmt: skip
    rows |= {name: values.pop(name) for name in ROWS if name in values}
    made = Processing(
        **{
            "title": f"Cantine des essais {n}",
            "slug": f"cantine-des-essais-{n}",
            "plain_summary": "Nous inscrivons les enfants à la cantine.",
            "organisation": organisation,
            "people": ["parent"],
            "data": ["identity", "contact"],
            "methods": ["web_form"],
            "review_on": timezone.localdate() + dt.timedelta(days=200),
        }
        | values
    )
    for name, held in rows.items():
        getattr(made, name).set(held)
    return made


def joint(name: str, **values: Any) -> Part:
    return Part(part="joint", name=name, **values)


def published(*made: Processing) -> Processing:
    """Saved and published together; the first one."""
    bulk.save_many(list(made))
    return made[0]
