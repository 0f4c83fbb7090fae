"""What devices are tied to in the published graph, as the rules ask it: open data sets they feed,
processings that treat what they take in, algorithms that are used there.

Neighbouring rooms are known here by the names of their types and predicates alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from parvis.catalogue import access
from parvis.records.audience import VISITOR
from parvis.records.models import Link, Published
from parvis.records.models.published import circles
from parvis.records.remembered import Notes

Pairs = Sequence[tuple[UUID, UUID]]
"""A device, and what it is tied to."""
WAYS = ("dataset", "processing", "algorithm")
"""What leads from a device to an algorithm: an organisation does not."""
OPEN = Notes(lambda row: row.title if access.level(row.content) == "open" else "")


def from_devices(devices: Collection[UUID], *predicates: str) -> Pairs:
    """Their published ties, those of `predicates` where some are named. One query."""
    rows = Link.objects.filter(subject__in=devices)
    if predicates:
        rows = rows.filter(predicate__in=predicates)
    return list(rows.values_list("subject", "object"))


def opened(feeds: Pairs) -> dict[UUID, tuple[str, ...]]:
    """Titles of the data sets open to all that each device feeds."""
    datasets = Published.objects.visible(VISITOR).filter(type="dataset")
    titles = OPEN.of({dataset for _device, dataset in feeds}, datasets)
    found: dict[UUID, tuple[str, ...]] = {}
    for device, dataset in feeds:
        if title := titles.get(dataset):
            found[device] = (*found.get(device, ()), title)
    return found


def treated(devices: Iterable[UUID], feeds: Pairs) -> set[UUID]:
    """Devices that a processing treats, themselves or through a data set they feed. Two queries,
    none for none."""
    mine = set(devices)
    if not mine:
        return set()
    held = {far for far, _processing in processings({*mine, *(s for _d, s in feeds)})}
    return {one for one in mine if one in held} | {one for one, s in feeds if s in held}


def processings(uuids: Collection[UUID]) -> Pairs:
    """Live processings that are tied to these, either way. Two queries."""
    out = Link.objects.filter(object__type="processing", object__state="live", subject__in=uuids)
    back = Link.objects.filter(subject__type="processing", subject__state="live", object__in=uuids)
    return [*out.values_list("subject", "object"), *back.values_list("object", "subject")]


def analysed(devices: Collection[UUID], ties: Pairs) -> set[UUID]:
    """Devices of which a public algorithm says that it works on what they take in: it is tied to
    them, to a data set they feed, or to a processing of either. Five queries, none for none."""
    if not devices:
        return set()
    near = {device: {device} for device in devices}
    ways = Published.objects.filter(pk__in={far for _device, far in ties}, type__in=WAYS)
    led = set(ways.values_list("pk", flat=True))
    for device, far in ties:
        near[device] |= {far} & led
    treats: dict[UUID, set[UUID]] = {}
    for far, processing in processings(set().union(*near.values())):
        treats.setdefault(far, set()).add(processing)
    reach = {
        device: around.union(*(treats.get(one, ()) for one in around))
        for device, around in near.items()
    }
    works = with_algorithm(set().union(*reach.values()))
    return {device for device, around in reach.items() if around & works}


def with_algorithm(uuids: Collection[UUID]) -> set[UUID]:
    """Those of these that are algorithms everyone may see, or that such a one is tied to."""
    public = Published.objects.visible(VISITOR).filter(type="algorithm")
    found = set(public.filter(pk__in=uuids).values_list("pk", flat=True))
    edges = Link.objects.filter(
        circles(VISITOR, "subject__"), object__in=uuids,
        subject__type="algorithm", subject__state="live",
    )  # fmt: skip
    return found | set(edges.values_list("object", flat=True))
