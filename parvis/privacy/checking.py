"""The rules put to the register: drafts before publication, what is public since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils import timezone

from parvis.catalogue import access
from parvis.catalogue.links.known import Silent, last_changed
from parvis.organisations.models import Organisation
from parvis.organisations.tree import AGENT_KINDS
from parvis.privacy import rules, words
from parvis.privacy.faults import Known, addresses
from parvis.records import canonical, ruled, since
from parvis.records.audience import VISITOR
from parvis.records.consistency import Breach
from parvis.records.kinds import Circle
from parvis.records.models import Link, Published
from parvis.records.models.published import PublishedQuerySet, circles
from parvis.records.remembered import Notes, Records, Register, only
from parvis.records.since import parts

Content = Mapping[str, Any]
Opened = tuple[str, set[str] | None]
SILENT = Silent()


def broken(processing: Any) -> list[Breach]:
    """What this draft breaks."""
    organisation = processing.organisation
    content = processing.projected() | {
        "review_on": canonical.plain(processing.review_on),
        "organisation": str(organisation.uuid) if organisation else None,
    }
    known = known_of({processing.uuid: content})[processing.uuid]
    return list(rules.check(content, known))


def lacking(processing: Any) -> dict[str, str]:
    """What keeps this draft from being published, a sentence by field."""
    found: dict[str, str] = {}
    for breach in broken(processing):
        if breach.rule.severity == "error":
            found.setdefault(breach.rule.field, ruled.sentence(breach))
    return found


def advised(processing: Any) -> list[str]:
    """What the rules will tell of this draft once it is public, and does not keep it from it."""
    hidden = processing.withheld()
    return [
        ruled.sentence(breach)
        for breach in broken(processing)
        if breach.rule.severity != "error" and not hidden & rules.reads(breach.rule)
    ]


def public_rows(kind: str = "processing") -> list[Published]:
    return list(Published.objects.visible(VISITOR).filter(type=kind).order_by("title", "pk"))


def found(rows: Sequence[Published]) -> Iterator[tuple[Published, Breach]]:
    """What each of these public processings breaks, in a constant number of queries for PART."""
    known = known_of({row.uuid: row.content for row in rows})
    for row in rows:
        for breach in rules.check(row.content, known[row.uuid]):
            yield row, breach


def known_of(contents: Mapping[UUID, Content]) -> dict[UUID, Known]:
    """What the rules must know of processings beside what is published of each."""
    given = {uuid: addresses(content) for uuid, content in contents.items()}
    dead = SILENT.among({one for mine in given.values() for one in mine})
    bodies = public_bodies(contents.values())
    opened = open_personal(contents.values())
    tied = with_algorithm(list(contents))
    today = timezone.localdate()
    return {
        uuid: Known(
            today,
            public_body=content.get("organisation") in bodies,
            dead=tuple(one for one in given[uuid] if one in dead),
            opens=tuple(told(content, opened)),
            algorithm=uuid in tied,
        )
        for uuid, content in contents.items()
    }


def public_bodies(contents: Iterable[Content]) -> set[str]:
    wanted = {one for content in contents if (one := content.get("organisation"))}
    rows = Organisation.objects.filter(kind__in=AGENT_KINDS, uuid__in=wanted)
    return {str(uuid) for uuid in rows.values_list("uuid", flat=True)}


def open_columns(row: Published) -> Opened | None:
    """Of a data set that is open and says something of people: its title and the columns that do,
    None where it is marked as a whole."""
    if access.level(row.content) != "open":
        return None
    columns = row.content.get("dictionary") or ()
    named = {one["name"] for one in columns if one.get("personal_data")}
    if named:
        return row.title, named
    return (row.title, None) if row.content.get("personal_data") else None


OPENED = Notes(open_columns)


def open_personal(contents: Iterable[Content]) -> dict[str, Opened]:
    """Open data sets that say something of people, among those treated, by uuid."""
    wanted = {UUID(row["dataset"]) for content in contents for row in content.get("used") or ()}
    datasets = Published.objects.visible(VISITOR).filter(type="dataset")
    found = OPENED.of(wanted, datasets)
    return {str(uuid): opened for uuid, opened in found.items() if opened}


def told(content: Content, opened: Mapping[str, Opened]) -> Iterator[str]:
    """Titles of the open data sets in which this processing treats something of people."""
    for row in content.get("used") or ():
        title, columns = opened.get(row["dataset"], ("", set()))
        if title and (columns is None or not row["column"] or row["column"] in columns):
            yield title


def with_algorithm(uuids: Sequence[UUID]) -> set[UUID]:
    """Those for which an algorithm of the public register says that it is used there."""
    return reached(uuids, predicate="used_in")


def reached(uuids: Sequence[UUID], **by: str) -> set[UUID]:
    """Those to which such a link of a public record leads."""
    found: set[UUID] = set()
    for part in parts(uuids):
        rows = Link.objects.filter(
            circles(VISITOR, "subject__"), object__in=part, subject__state="live", **by
        )
        found.update(rows.values_list("object", flat=True))
    return found


def known_rows(rows: Sequence[Published]) -> dict[UUID, Known]:
    return known_of({row.uuid: row.content for row in rows})


FIELDS = ("organisation", "used", "purposes", "exclusions", "transfers")  # what `known_of` reads


def keep(content: Content) -> dict[str, Any]:
    """What the rules and the pages of the register read of each processing."""
    facets = words.facets(dict(content))
    return only(*FIELDS, "kept_back")(content) | {"facets": facets}


def concerned(changes: since.Changes) -> set[UUID]:
    """Processings of which `known_of` may say something else: an algorithm says, or no longer, that
    it is used there; their controller or a data set was published anew."""
    return changes.tied("used_in") | since.subjects(changes.records, "processing")


def reserved() -> PublishedQuerySet:
    return Published.objects.live().filter(circle__gt=Circle.PUBLIC)


REGISTER = Register(
    "processing", keep, known_rows, rules.check, beside=last_changed, concerned=concerned
)
LIVE = Register(  # the desk’s
    "processing", only(*FIELDS), known_rows, rules.check, Published.objects.live, last_changed,
    concerned,
)  # fmt: skip
RESERVED = Records("processing", only("reserved"), reserved)


# what stands in other registers and that no processing treats


def neighbours(kind: str) -> Register:
    """Public data sets about people, or devices that recognise them; known: whether a processing
    names each."""

    def known(rows: Sequence[Published]) -> dict[UUID, bool]:
        held = treated([row.uuid for row in rows])
        return {row.uuid: row.uuid in held for row in rows}

    def check(content: Content, known: bool) -> Iterator[Breach]:
        if not known and rules.is_personal(content):
            yield Breach(rules.NEIGHBOURS[kind])

    def concerned(changes: since.Changes) -> set[UUID]:
        return {other for _predicate, other in changes.links}

    return Register(kind, only(), known, check, beside=tuple, concerned=concerned)


NEIGHBOURS = tuple(neighbours(kind) for kind in rules.NEIGHBOURS)


def untreated() -> Iterator[tuple[Published, Breach]]:
    """Public data sets about people and devices that recognise them which no processing names."""
    for register in NEIGHBOURS:
        yield from register.put()[1]


def treated(uuids: Sequence[UUID]) -> set[UUID]:
    """Those that a public processing treats, or collects by: one that is reserved would be told by
    what the public page does not find."""
    return reached(uuids, subject__type="processing")
