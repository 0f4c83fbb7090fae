"""What the room of rights tells the lower floors."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from parvis.records.hooks import implement
from parvis.records.keys import KeyStore
from parvis.records.kinds import Awaited, Indicator, RecordType, Section
from parvis.records.projection import View
from parvis.rights import words
from parvis.rights.requests import counting, course


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
def search_fields(projection: dict[str, Any]) -> dict[str, Any]:
    if projection["type"] != "right":
        return {}
    texts = [projection.get(name, "") for name in ("what", "when", "how", "answer")]
    return {"keywords": (projection.get("article", ""),), "body": " ".join(filter(None, texts))}


@implement
def facts(view: View) -> list[dict[str, Any]] | None:
    return words.facts(view) if view.type == "right" else None


@implement
def own_state(names: dict[str, Any]) -> str | None:
    """The public counters are others each day, not when a request came or was answered."""
    return course.today().isoformat() if names.get("figures") == "rights" else None


@implement
def indicators() -> list[Indicator]:
    return [
        Indicator(
            name="requests_received",
            label=_("demandes de droits reçues cette année"),
            value=lambda: counting.published().received,
            page="right",
        ),
        Indicator(
            name="requests_in_time",
            label=_("réponses données à temps cette année"),
            value=lambda: counting.published().in_time,
            unit="%",
            page="right",
        ),
    ]


@implement
def letter_keys(room: str) -> KeyStore | None:
    from parvis.rights.requests import letters, vault  # models are loaded by then

    return vault.store() if room == letters.ROOM else None


@implement
def scheduled() -> list[tuple[str, str, int]]:
    return [
        ("copy_request_keys", "parvis.rights.jobs.copy_keys", 86_400),
        ("look_after_request_keys", "parvis.rights.jobs.look_after_keys", 3_600),
        ("erase_requests", "parvis.rights.jobs.erase_requests", 3_600),
        ("remind_of_requests", "parvis.rights.jobs.remind", 10_800),
    ]


@implement
def awaits(user: Any) -> list[tuple[str, Iterable[Awaited]]]:
    from parvis.rights.desk import reminding  # models are loaded by then

    return [(str(_("Droits des personnes")), reminding.awaits(user))]


@implement
def desk_sections() -> list[Section]:
    return [Section(range(200, 220), _("Droits des personnes"), "mail")]
