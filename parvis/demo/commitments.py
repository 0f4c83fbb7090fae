"""Who answers for the ten commitments in the demonstration, and evidence made up to show states."""

from __future__ import annotations

import datetime as dt
from typing import Any

from parvis.commitments import load as commitments
from parvis.commitments.load import Detail
from parvis.demo import source
from parvis.demo.source import Row
from parvis.organisations.models import Organisation

DAYS = ("starts_on", "due_on", "date", "checked_on")
NOT_VALUES = {"number", "organisation", "evidence", "elected_role_en"}


def load(organisations: dict[str, Organisation], owner: Organisation, reference: dt.date) -> int:
    """Create or complete the commitments; how many records changed."""
    details = {
        row["number"]: detail(row, organisations, reference) for row in source.rows("detail")
    }
    done = commitments.load(owner, details)
    return done.created + done.filled


def detail(row: Row, organisations: dict[str, Organisation], reference: dt.date) -> Detail:
    values = dated({name: row[name] for name in row if name not in NOT_VALUES}, reference)
    if "elected_name" in values:
        values["elected_name"] += " (personne fictive)"
    return Detail(
        organisation=organisations[row["organisation"]],
        values=values,
        evidence=tuple(dated(piece, reference) for piece in row.get("evidence", ())),
        english={"elected_role": row["elected_role_en"]} if "elected_role_en" in row else {},
    )


def dated(values: Row, reference: dt.date) -> dict[str, Any]:
    return {
        name: source.day(reference, value) if name in DAYS else value
        for name, value in values.items()
    }
