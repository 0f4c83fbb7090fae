"""The whole demonstration, loaded once: what is already there is left as it is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from parvis.demo import (
    algorithms,
    cases,
    catalogue,
    commitments,
    contributions,
    conversation,
    database,
    devices,
    notices,
    organisations,
    people,
    processings,
    rights,
    rows,
)

WHY = "Démonstration"
SINCE = -700  # days: when the people of the demonstration took their roles


@dataclass(frozen=True)
class Loaded:
    """How many of each were created (or, for commitments, completed)."""

    organisations: int
    accounts: int
    applications: int
    terms: int
    datasets: int
    contracts: int
    databases: int
    commitments: int
    messages: int
    contributions: int
    devices: int
    processings: int
    notices: int
    algorithms: int
    cases: int
    rights: int
    requests: int
    rows: int = 0
    measures: int = 0

    @property
    def total(self) -> int:
        return sum(vars(self).values())


def load(now: dt.datetime | None = None) -> Loaded:
    """Load the demonstration; days are counted from `now`. Accounts come in demo mode only.

    The rows come last: a load that was cut is ended by the next one.
    """
    found = replace(load_records(now), rows=rows.load())
    return replace(found, measures=devices.measure(now) if found.devices else 0)


@transaction.atomic
def load_records(now: dt.datetime | None = None) -> Loaded:
    now = now or timezone.now()
    reference = timezone.localdate(now)
    new_organisations = organisations.load(WHY)
    known = organisations.by_slug()
    accounts = 0
    if settings.PARVIS_DEMO:
        accounts = people.load(known, reference + dt.timedelta(days=SINCE))
    persons = people.by_username()
    return Loaded(
        organisations=new_organisations,
        accounts=accounts,
        applications=catalogue.load_applications(known, reference, WHY),
        terms=catalogue.load_terms(known, WHY),
        commitments=commitments.load(known, known[organisations.TERRITORY], reference),
        datasets=catalogue.load_datasets(known, persons, reference, WHY),
        contracts=catalogue.load_contracts(known, reference, WHY),
        databases=database.load(),
        devices=devices.load(known, reference, WHY),
        rights=rights.load_rights(known[organisations.TERRITORY], WHY),
        processings=processings.load(known, reference, WHY),
        notices=notices.load(known, reference, WHY),
        algorithms=algorithms.load(known, reference, WHY),
        cases=cases.load(reference, WHY),
        messages=conversation.load(persons, now),
        contributions=contributions.load(known, reference, WHY),
        requests=rights.load_requests(persons, known[organisations.TERRITORY], reference),
    )
