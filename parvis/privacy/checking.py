"""The rules put to the register: drafts before publication, what is public since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils import timezone

from parvis.catalogue import access
from parvis.catalogue.links.known import answers
from parvis.organisations.models import Organisation
from parvis.organisations.tree import AGENT_KINDS
from parvis.privacy import rules
from parvis.privacy.faults import Known, addresses
from parvis.records import canonical, ruled
from parvis.records.audience import VISITOR
from parvis.records.consistency import Breach
from parvis.records.models import Link, Published
from parvis.records.models.published import circles
from parvis.records.remembered import Register

Content = Mapping[str, Any]
PART = 400  # keys of one query: SQLite counts its parameters


def lacking(processing: Any) -> dict[str, str]:
    """What keeps this draft from being published, a sentence by field."""
    organisation = processing.organisation
    content = processing.projected() | {
        "review_on": canonical.plain(processing.review_on),
        "organisation": str(organisation.uuid) if organisation else None,
    }
    known = known_of({processing.uuid: content})[processing.uuid]
    found: dict[str, str] = {}
    for breach in rules.check(content, known):
        if breach.rule.severity == "error":
            found.setdefault(breach.rule.field, ruled.sentence(breach))
    return found


def public_rows(kind: str = "processing") -> list[Published]:
    return list(Published.objects.visible(VISITOR).filter(type=kind).order_by("title", "pk"))


def found(rows: Sequence[Published]) -> Iterator[tuple[Published, Breach]]:
    """What each of these public processings breaks, in a constant number of queries for PART."""
    known = known_of({row.uuid: row.content for row in rows})
    for row in rows:
        for breach in rules.check(row.content, known[row.uuid]):
            yield row, breach


# what `known_of` reads, and the page of what is not published
FIELDS = ("organisation", "used", "purposes", "exclusions", "transfers", "kept_back")


def known_of(contents: Mapping[UUID, Content]) -> dict[UUID, Known]:
    """What the rules must know of processings beside what is published of each."""
    given = {one for content in contents.values() for one in addresses(content)}
    dead = {address for address, answered in answers(given).items() if not answered}
    bodies = public_bodies(contents.values())
    opened = open_personal(contents.values())
    tied = with_algorithm(list(contents))
    today = timezone.localdate()
    return {
        uuid: Known(
            today,
            public_body=content.get("organisation") in bodies,
            dead=tuple(one for one in addresses(content) if one in dead),
            opens=tuple(told(content, opened)),
            algorithm=uuid in tied,
        )
        for uuid, content in contents.items()
    }


def public_bodies(contents: Iterable[Content]) -> set[str]:
    wanted = {one for content in contents if (one := content.get("organisation"))}
    rows = Organisation.objects.filter(kind__in=AGENT_KINDS, uuid__in=wanted)
    return {str(uuid) for uuid in rows.values_list("uuid", flat=True)}


def open_personal(contents: Iterable[Content]) -> dict[str, tuple[str, set[str] | None]]:
    """Open data sets that say something of people, among those treated: by uuid, their title and
    the columns that do; None where the set is marked as a whole."""
    wanted = {row["dataset"] for content in contents for row in content.get("used") or ()}
    rows = Published.objects.visible(VISITOR).filter(pk__in=wanted, type="dataset")
    found: dict[str, tuple[str, set[str] | None]] = {}
    for row in rows:
        if access.level(row.content) != "open":
            continue
        columns = {
            one["name"] for one in row.content.get("dictionary") or () if one.get("personal_data")
        }
        if columns:
            found[str(row.uuid)] = (row.title, columns)
        elif row.content.get("personal_data"):
            found[str(row.uuid)] = (row.title, None)
    return found


def told(content: Content, opened: Mapping[str, tuple[str, set[str] | None]]) -> Iterator[str]:
    """Titles of the open data sets in which this processing treats something of people."""
    for row in content.get("used") or ():
        title, columns = opened.get(row["dataset"], ("", set()))
        if title and (columns is None or not row["column"] or row["column"] in columns):
            yield title


def with_algorithm(uuids: Sequence[UUID]) -> set[UUID]:
    """Those for which an algorithm of the public register says that it is used there."""
    found: set[UUID] = set()
    for start in range(0, len(uuids), PART):
        rows = Link.objects.filter(
            circles(VISITOR, "subject__"),
            object__in=uuids[start : start + PART], predicate="used_in", subject__state="live",
        )  # fmt: skip
        found.update(rows.values_list("object", flat=True))
    return found


def known_rows(rows: Sequence[Published]) -> dict[UUID, Known]:
    return known_of({row.uuid: row.content for row in rows})


REGISTER = Register("processing", FIELDS, known_rows, rules.check)
LIVE = Register("processing", FIELDS, known_rows, rules.check, Published.objects.live)  # the desk’s


# what stands in other registers and that no processing treats


def neighbours(kind: str) -> Register:
    """Public data sets about people, or devices that recognise them; known: whether a processing
    names each."""

    def known(rows: Sequence[Published]) -> dict[UUID, bool]:
        held = treated(kind)
        return {row.uuid: row.uuid in held for row in rows}

    def check(content: Content, known: bool) -> Iterator[Breach]:
        if not known and rules.is_personal(content):
            yield Breach(rules.NEIGHBOURS[kind])

    return Register(kind, (), known, check)


NEIGHBOURS = tuple(neighbours(kind) for kind in rules.NEIGHBOURS)


def untreated() -> Iterator[tuple[Published, Breach]]:
    """Public data sets about people and devices that recognise them which no processing names."""
    for register in NEIGHBOURS:
        yield from register.put()[1]


def treated(kind: str) -> set[UUID]:
    """Records of this type that a public processing treats, or collects by: one that is reserved
    would be told by what the public page does not find."""
    rows = Link.objects.filter(
        circles(VISITOR, "subject__"),
        object__type=kind, subject__type="processing", subject__state="live",
    )  # fmt: skip
    return set(rows.values_list("object", flat=True))
