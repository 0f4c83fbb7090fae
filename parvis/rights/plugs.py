"""What the room of rights tells the lower floors."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from parvis.records.hooks import implement
from parvis.records.kinds import RecordType


@implement
def record_types() -> list[RecordType]:
    return [
        RecordType(
            name="right",
            model="rights.Right",
            path="droits",
            one=_("droit"),
            many=_("droits"),
        )
    ]


@implement
def scheduled() -> list[tuple[str, str, int]]:
    return [
        ("copy_request_keys", "parvis.rights.jobs.copy_keys", 86_400),
        ("look_after_request_keys", "parvis.rights.jobs.look_after_keys", 3_600),
        ("erase_requests", "parvis.rights.jobs.erase_requests", 3_600),
        ("remind_of_requests", "parvis.rights.jobs.remind", 10_800),
    ]


@implement
def awaits(user: Any) -> Iterable[tuple[str, str, Any]]:
    from parvis.rights.desk import reminding  # models are loaded by then

    return reminding.awaits(user)
