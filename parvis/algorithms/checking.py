"""The rules put to the register: drafts before publication, what is public since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from parvis.algorithms import rules
from parvis.algorithms.breaches import ALGORITHM_ADDRESSES, DECISION_ADDRESSES, Known
from parvis.catalogue.links.known import Silent, last_changed
from parvis.records import canonical, ruled, since
from parvis.records.audience import VISITOR
from parvis.records.consistency import Breach
from parvis.records.models import Link, Published
from parvis.records.remembered import Notes, Register, only

ADDRESSES = {"algorithm": ALGORITHM_ADDRESSES, "decision": DECISION_ADDRESSES}
SILENT = Silent()
LISTS = ("data_uses", "assessments", "remedies")  # whose rows have an address


def lacking(kind: str, draft: Any) -> dict[str, str]:
    """What keeps this draft from being published, a sentence by field."""
    content = draft.projected() | {"review_on": canonical.plain(draft.review_on)}
    found: dict[str, str] = {}
    for breach in rules.check(kind, content, Known(timezone.localdate())):
        if breach.rule.severity == "error":
            found.setdefault(breach.rule.field, ruled.sentence(breach))
    return found


def lacking_algorithm(draft: Any) -> dict[str, str]:
    return lacking("algorithm", draft)


def lacking_decision(draft: Any) -> dict[str, str]:
    return lacking("decision", draft)


def found(kind: str, rows: Sequence[Published]) -> Iterator[tuple[Published, Breach]]:
    """What each of these public records breaks, by a constant number of queries."""
    known = known_of(kind, rows)
    for row in rows:
        for breach in rules.check(kind, row.content, known[row.uuid]):
            yield row, breach


def known_of(kind: str, rows: Sequence[Published]) -> dict[UUID, Known]:
    """What the rules must know of records beside what is published of each."""
    uuids = [row.uuid for row in rows]
    treated = tied_to_processing(uuids)
    given = {row.uuid: addresses(kind, row) for row in rows}
    dead = SILENT.among({one for mine in given.values() for one in mine})
    sensitive = sensitive_decisions(rows) if kind == "algorithm" else {}
    degrees = degrees_of(uuids) if kind == "decision" else {}
    today = timezone.localdate()
    return {
        row.uuid: Known(
            today,
            treated=row.uuid in treated,
            dead=tuple(one for one in given[row.uuid] if one in dead),
            sensitive=sensitive.get(row.uuid, ()),
            degrees=degrees.get(row.uuid, frozenset()),
        )
        for row in rows
    }


def tied_to_processing(uuids: Iterable[UUID]) -> set[UUID]:
    """Those that a live processing is tied to."""
    live = Q(object__type="processing", object__state="live")
    return set(Link.objects.filter(live, subject__in=list(uuids)).values_list("subject", flat=True))


def addresses(kind: str, row: Published) -> list[str]:
    content = row.content
    given = [content.get(name) for name in ADDRESSES[kind]]
    for name in LISTS:
        given += [one.get("url") for one in content.get(name) or ()]
    return [one for one in given if one]


SENSITIVE = Notes(lambda row: row.title if row.content.get("special_data") else "")


def sensitive_decisions(rows: Iterable[Published]) -> dict[UUID, tuple[str, ...]]:
    """Titles of the decisions from sensitive data that each algorithm takes alone."""
    alone = {row.uuid: decided_alone(row) for row in rows}
    wanted = {one for few in alone.values() for one in few}
    noted = SENSITIVE.of(wanted, Published.objects.visible(VISITOR))
    titles = {uuid: title for uuid, title in noted.items() if title}
    return {uuid: tuple(titles[one] for one in few if one in titles) for uuid, few in alone.items()}


def decided_alone(row: Published) -> list[UUID]:
    """The decisions that this algorithm takes alone."""
    return [
        UUID(one["decision"])
        for one in row.content.get("contributions") or ()
        if one["decision"] and one["degree"] == "decides"
    ]


def degrees(row: Published) -> list[tuple[str | None, str]]:
    """The decisions in which an algorithm that serves takes part, and how far."""
    if row.content.get("status") == "retired":
        return []
    return [(one["decision"], one["degree"]) for one in row.content.get("contributions") or ()]


DEGREES = Notes(degrees)


def degrees_of(decisions: Iterable[UUID]) -> dict[UUID, frozenset[str]]:
    """What public algorithms that serve do in each of these decisions."""
    edges = Link.objects.filter(predicate="contributes_to", object__in=list(decisions))
    pairs = list(edges.values_list("subject", "object"))
    noted = DEGREES.of({one for one, _decision in pairs}, Published.objects.visible(VISITOR))
    found: dict[UUID, frozenset[str]] = {}
    for subject, decision in pairs:
        theirs = {degree for one, degree in noted.get(subject, ()) if one == str(decision)}
        found[decision] = found.get(decision, frozenset()) | theirs
    return found


def concerned(kind: str, changes: since.Changes) -> set[UUID]:
    """Records of which `known_of` may say something else: an algorithm takes part, or no longer,
    in this decision; a processing, a decision or an algorithm they name was published anew."""
    return changes.tied("contributes_to") | since.subjects(changes.records, kind)


REGISTERS = {
    kind: Register(
        kind,
        only(*given, *LISTS, "contributions"),
        partial(known_of, kind),
        partial(rules.check, kind),
        beside=last_changed,
        concerned=partial(concerned, kind),
    )
    for kind, given in ADDRESSES.items()
}
