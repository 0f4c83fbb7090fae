"""One harvest: page after page, from the documents a source gives to published records.

An item is known by (source, identifier) and the digest of what the source said last time: the
same again writes nothing. A batch is whole or nothing and the run notes where the next page
begins, so that a stopped harvest goes on there; memory stays flat across pages. What the run has
not seen when all is read has vanished, and is archived.
"""

from __future__ import annotations

import datetime as dt
import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parvis.catalogue.dcat.read import Reading
from parvis.catalogue.harvest.connectors import Page
from parvis.catalogue.harvest.incoming import Incoming, Recognised, incoming, recognise
from parvis.catalogue.harvest.read import read
from parvis.catalogue.harvest.report import Refused, Report, Told, by_item
from parvis.catalogue.harvest.write import BATCH, archive, source_of, write
from parvis.catalogue.harvested import TOLD, HarvestItem, HarvestRun, HarvestSource
from parvis.records.problems import Problem

SUSPECT = 0.5  # a source that loses more than half of its items at once is asked about first
SUSPECT_FROM = 10
SHORT = "count"  # the source gave fewer items than it announced: what lacks has not vanished
RESUMED_WITHIN = dt.timedelta(days=1)
MOST_WAITING = 2_000

State = HarvestRun.State


@dataclass
class Pace:
    """What a run holds in memory: its row, what waits for the end, what it says of items."""

    run: HarvestRun
    again: bool = False  # the page in hand was begun before a stop
    waiting: list[Incoming] = field(default_factory=list)
    report: Report = field(default_factory=Report)


def harvest(
    address: str,
    kind: str = "dcat",
    *,
    called: str = "",
    dry_run: bool = False,
    allow_mass_archive: bool = False,
    progress: bool = False,
) -> Report:
    """Bring in what a catalogue lists; return what was done (or would be, in a dry run).

    `called` is the address that is kept (of a file only its name). Raises a `Problem` or Refused,
    each with one sentence: what was read before is kept, and the next run goes on from there.
    """
    with patient():
        if dry_run:
            return rehearse(read(address, kind, progress=progress), called or address)
        return bring_in(address, kind, called or address, allow_mass_archive, progress)


@contextmanager
def patient() -> Iterator[None]:
    """Python looks for cycles less often: among the many objects of a page it finds none, and
    looking took a quarter of the time."""
    before = gc.get_threshold()
    gc.set_threshold(50_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def bring_in(
    address: str, kind: str, called: str, allow_mass_archive: bool, progress: bool
) -> Report:
    run = unfinished(called, kind)
    pages = read(address, kind, run.cursor if run else "", progress)
    pace = taken_over(run) if run else None
    try:
        for page in pages:
            pace = pace or begun(page, called, kind)
            if pace:
                take(pace, page)
        if pace is None:
            raise Refused(_("Cette source ne contient aucun jeu de données. Rien n’a été changé."))
        settle(pace)
        put_away(pace, allow_mass_archive)
    except Exception as cause:
        if pace:
            end(pace, State.STOPPED, error=said(cause))
        raise
    end(pace, State.DONE)
    return pace.report


def said(cause: Exception) -> str:
    """What stopped a run, in one sentence; of a fault of ours the rest is in the log."""
    if isinstance(cause, Problem):
        return cause.sentence(_)
    if isinstance(cause, Refused):
        return str(cause)
    return _("Une erreur de ce portail l’a arrêté : elle est notée dans son journal.")


def unfinished(address: str, kind: str) -> HarvestRun | None:
    """The last run of this address, when it was stopped not long ago, some pages on."""
    last = (
        HarvestRun.objects.filter(source__address=address, source__kind=kind)
        .select_related("source__catalogue", "source__organisation")
        .first()
    )
    recent = last and timezone.now() - last.started < RESUMED_WITHIN
    return last if last and recent and last.state != State.DONE and last.cursor else None


def taken_over(run: HarvestRun) -> Pace:
    """Go on with a run, whoever held it, and with what it has told so far."""
    run.holder, run.state, run.error, run.ended = uuid4(), State.RUNNING, "", None
    run.save(update_fields=["holder", "state", "error", "ended"])
    told = [[(item, list(said)) for item, said in kept] for kept in (run.refused, run.remarks)]
    report = Report(run.created, run.updated, run.unchanged, run.archived, *told)
    return Pace(run, again=True, report=report)


def begun(page: Page, address: str, kind: str) -> Pace | None:
    """A new run, from the first page that lists something."""
    catalogue = page.reading.catalogue
    listed = catalogue.series or catalogue.datasets or catalogue.services
    if not (listed or page.reading.problems):
        return None
    source = source_of(catalogue, address, kind)
    source.runs.filter(state=State.RUNNING).update(state=State.STOPPED, holder=uuid4())
    return Pace(HarvestRun.objects.create(source=source))


def take(pace: Pace, page: Page) -> None:
    """Bring in one page, batch by batch, then note where the next one begins."""
    run, reading = pace.run, page.reading
    for batch in batches(incoming(reading.catalogue)):
        with transaction.atomic():
            hold(run)
            take_batch(pace, batch)
    problems, doubts = sentences(reading)
    with transaction.atomic():
        hold(run)
        tell(pace, problems, doubts)
        names = [name for name, _sentence in problems]
        for start in range(0, len(names), BATCH):  # refused, not vanished
            known = run.source.items.filter(identifier__in=names[start : start + BATCH])
            known.update(seen=run.pk)
        run.complete &= all(p.problem.code != SHORT for p in reading.problems)
        if not pace.waiting:  # after a stop, what waited is read again
            run.cursor = page.cursor
        run.save(update_fields=["cursor", "complete", "refused", "remarks"])
    pace.again = False


def sentences(reading: Reading) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """(item, sentence) of those the reader refused, and of those it doubts."""
    refused: list[tuple[str, str]] = []
    doubts: list[tuple[str, str]] = []
    for one in reading.problems:
        (refused if one.refused else doubts).append((one.item, one.problem.sentence(_)))
    return refused, doubts


def batches(items: Sequence[Incoming]) -> Iterator[list[Incoming]]:
    """At most BATCH items of one model each."""
    for _model, group in groupby(items, lambda item: item.model):
        rest = list(group)
        for start in range(0, len(rest), BATCH):
            yield rest[start : start + BATCH]


def hold(run: HarvestRun) -> None:
    """Lock the run, or stop: another process has taken it, or a newer run of its source."""
    held = HarvestRun.objects.select_for_update().filter(pk=run.pk, holder=run.holder)
    if not held.exists():
        raise Refused(_("Un autre moissonnage de cette source a pris la suite de celui-ci."))


def take_batch(pace: Pace, batch: Sequence[Incoming], last: bool = False) -> None:
    run = pace.run
    found = recognise(run.source, batch, run.pk, pace.again, last)
    if len(pace.waiting) + len(found.waiting) > MOST_WAITING:
        found.taken += found.waiting
        found.waiting = []
    pace.waiting += found.waiting
    fresh, changed, same = sorted_out(found)
    if fresh or changed:
        write(run.source, [*fresh, *changed], found, run.pk)
    if same:
        HarvestItem.objects.filter(pk__in=[row.pk for row in same]).update(seen=run.pk)
    tell(pace, found.refused, found.remarks)
    count(pace, created=len(fresh), updated=len(changed), unchanged=len(same))


def sorted_out(
    found: Recognised,
) -> tuple[list[Incoming], list[Incoming], list[HarvestItem]]:
    """New items, changed ones, and the rows of those that are as they were."""
    fresh, changed, same = [], [], []
    for item in found.taken:
        before = found.before(item)
        if before is None:
            fresh.append(item)
        elif (
            bytes(before.digest) == item.digest
            and before.gone is None
            and before.identifier == item.identifier
        ):
            same.append(before)
        else:
            changed.append(item)
    return fresh, changed, same


def count(pace: Pace, **more: int) -> None:
    """Add to the counts of the run and of the report, in the transaction of what is counted."""
    run = pace.run
    for name, number in more.items():
        setattr(run, name, getattr(run, name) + number)
        setattr(pace.report, name, getattr(run, name))
    run.save(update_fields=list(more))


def tell(
    pace: Pace, refused: Sequence[tuple[str, str]], remarks: Sequence[tuple[str, str]]
) -> None:
    """Add sentences to the report, once each (a page may be read again); the first TOLD items are
    kept."""
    for name, sentences in (("refused", refused), ("remarks", remarks)):
        told: list[Told] = getattr(pace.report, name)
        told += [one for one in by_item(sentences) if one not in told][: TOLD - len(told)]
        setattr(pace.run, name, told)


def settle(pace: Pace) -> None:
    """All is read: what waited is what vanished under a new identifier, or is new."""
    waiting, pace.waiting = pace.waiting, []
    for batch in batches(waiting):
        with transaction.atomic():
            hold(pace.run)
            take_batch(pace, batch, last=True)


def put_away(pace: Pace, allow_mass_archive: bool) -> None:
    """Archive what the source lists no more, unless it is suddenly most of it."""
    run = pace.run
    if not run.complete:
        return
    gone = run.source.items.filter(gone=None).exclude(seen=run.pk).order_by("pk")
    if not allow_mass_archive:
        check_loss(gone.count(), run.source.items.count() - run.created)
    while rows := list(gone[:BATCH]):
        with transaction.atomic():
            hold(run)
            archive(rows)
            count(pace, archived=len(rows))


def check_loss(gone: int, known: int) -> None:
    if known >= SUSPECT_FROM and gone > SUSPECT * known:
        message = _(
            "%(gone)s des %(known)s fiches connues ont disparu de la source d’un coup : la source "
            "est sans doute en panne. Aucune n’a été archivée. Si c’est voulu, ajoutez "
            "--allow-mass-archive."
        )
        raise Refused(message % {"gone": gone, "known": known})


def end(pace: Pace, state: str, error: str = "") -> None:
    run = pace.run
    run.state, run.error, run.ended = state, error, timezone.now()
    if state == State.DONE or pace.again:  # a page that fails twice: the next run begins anew
        run.cursor = ""
    HarvestRun.objects.filter(pk=run.pk, holder=run.holder).update(
        state=run.state, error=run.error, ended=run.ended, cursor=run.cursor,
        refused=run.refused, remarks=run.remarks,
    )  # fmt: skip


def rehearse(pages: Iterator[Page], address: str) -> Report:
    """What a harvest would do, nothing written: only identifiers are held in memory."""
    report, source, listed, complete = Report(), None, set[str](), True
    for number, page in enumerate(pages):
        reading = page.reading
        if source is None and number == 0:
            key = (reading.catalogue.uri or address)[:500]
            source = HarvestSource.objects.filter(key=key).first()
        for batch in batches(incoming(reading.catalogue)):
            found = recognise(source, batch, 0, last=True)
            fresh, changed, same = sorted_out(found)
            report.created += len(fresh)
            report.updated += len(changed)
            report.unchanged += len(same)
            report.refused += by_item(found.refused)
            report.remarks += by_item(found.remarks)
            listed |= {row.identifier for item in batch if (row := found.before(item))}
        report.refused += by_item(
            [(p.item, p.problem.sentence(_)) for p in reading.problems if p.refused]
        )
        report.remarks += by_item(
            [(p.item, p.problem.sentence(_)) for p in reading.problems if not p.refused]
        )
        listed |= {p.item for p in reading.problems if p.refused}
        complete &= all(p.problem.code != SHORT for p in reading.problems)
    if not (report.created + report.updated + report.unchanged or report.refused):
        raise Refused(_("Cette source ne contient aucun jeu de données. Rien n’a été changé."))
    if source and complete:
        names = source.items.filter(gone=None).values_list("identifier", flat=True)
        report.archived = sum(name not in listed for name in names.iterator())
    return report
