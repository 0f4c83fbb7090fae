"""One harvest: page after page, from the documents a source gives to published records.

An item is known by (source, identifier) and the digest of what the source said last time: the
same again writes nothing. A batch is whole or nothing and the run notes where the next page
begins, so that a stopped harvest goes on there; memory stays flat across pages. What the run has
not seen when all is read has vanished, and is archived.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from parvis.catalogue.harvest import runs
from parvis.catalogue.harvest.connectors import Page
from parvis.catalogue.harvest.incoming import Incoming, incoming, recognise
from parvis.catalogue.harvest.read import read, undisturbed
from parvis.catalogue.harvest.rehearse import rehearse
from parvis.catalogue.harvest.report import Refused, Report
from parvis.catalogue.harvest.runs import hold, opened, resumable
from parvis.catalogue.harvest.sorting import batches, is_short, sentences, sorted_out
from parvis.catalogue.harvest.sources import bind, known
from parvis.catalogue.harvest.write import BATCH, archive, source_of, write
from parvis.catalogue.harvested import HarvestItem, HarvestRun, HarvestSource
from parvis.records.problems import Problem

SUSPECT = 0.5  # a source that loses more than half of its items at once is asked about first
SUSPECT_FROM = 10
MOST_WAITING = 2_000

State = HarvestRun.State


@dataclass
class Pace:
    """What a run holds in memory: its row, what waits for the end, what it says of items."""

    run: HarvestRun
    again: bool = False  # the page in hand was begun before a stop
    listed: bool = False  # the source has listed something
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
    asked: HarvestRun | None = None,
) -> Report:
    """Bring in what a catalogue lists; return what was done (or would be, in a dry run).

    `called` is the address that is kept (of a file only its name); `asked` the run to carry out,
    when someone asked for it at the desk. Raises a `Problem` or Refused, each with one sentence:
    what was read before is kept, and the next run goes on from there.
    """
    with patient():
        if dry_run:
            return rehearse(read(address, kind, progress=progress), called or address, kind)
        return bring_in(address, kind, called or address, allow_mass_archive, progress, asked)


@contextmanager
def patient() -> Iterator[None]:
    """Python looks for cycles less often, and never while a page is read (`undisturbed`): among the
    many objects of a page it finds none, and looking took a quarter of the time."""
    before = gc.get_threshold()
    gc.set_threshold(50_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def bring_in(
    address: str, kind: str, called: str, allow: bool, progress: bool, asked: HarvestRun | None
) -> Report:
    source = asked.source if asked else known(called, kind) or stopped(called, kind)
    pace = pace_of(opened(source, asked)) if source else None
    try:
        for page in read(address, kind, pace.run.cursor if pace else "", progress):
            pace = pace or begun(page, called, kind)
            if pace:
                take(pace, page)
        if pace is None or not pace.listed:
            raise Refused(_("Cette source ne contient aucun jeu de données. Rien n’a été changé."))
        settle(pace)
        put_away(pace, allow)
    except (Exception, KeyboardInterrupt) as cause:
        if pace:
            end(pace, State.STOPPED, error=said(cause))
        raise
    end(pace, State.DONE)
    return pace.report


def said(cause: BaseException) -> str:
    """What stopped a run, in one sentence; of a fault of ours the rest is in the log."""
    if isinstance(cause, Problem):
        return cause.sentence(_)
    if isinstance(cause, Refused):
        return str(cause)
    if isinstance(cause, KeyboardInterrupt):
        return _("Arrêté à la demande.")
    return _("Une erreur de ce portail l’a arrêté : elle est notée dans son journal.")


def stopped(address: str, kind: str) -> HarvestSource | None:
    """The source of a file of this name, when its last harvest is to be gone on with."""
    sources = HarvestSource.objects.filter(address=address, kind=kind)
    found = sources.select_related("catalogue", "organisation").first()
    return found if found and resumable(found) else None


def pace_of(run: HarvestRun) -> Pace:
    """Go on with a run where it is, whoever held it, and with what it has told so far."""
    told = [[(item, list(said)) for item, said in kept] for kept in (run.refused, run.remarks)]
    report = Report(run.created, run.updated, run.unchanged, run.archived, *told)
    return Pace(run, again=bool(run.cursor), listed=bool(run.cursor), report=report)


def begun(page: Page, address: str, kind: str) -> Pace | None:
    """The run of a source met for the first time, from the first page that lists something."""
    return (
        pace_of(opened(source_of(page.reading.catalogue, address, kind))) if lists(page) else None
    )


def lists(page: Page) -> bool:
    catalogue = page.reading.catalogue
    return bool(
        catalogue.series or catalogue.datasets or catalogue.services or page.reading.problems
    )


def take(pace: Pace, page: Page) -> None:
    """Bring in one page, batch by batch, then note where the next one begins."""
    run, reading = pace.run, page.reading
    pace.listed = pace.listed or lists(page)
    if run.source.catalogue is None and lists(page):
        bind(run.source, reading.catalogue)
    with undisturbed():
        items = incoming(reading.catalogue)
    for batch in batches(items):
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
        run.complete &= not is_short(reading)
        if not pace.waiting:  # after a stop, what waited is read again
            run.cursor = page.cursor
        run.save(update_fields=["cursor", "complete", "refused", "remarks"])
    pace.again = False


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
    pace.report.tell(refused, remarks)
    pace.run.refused, pace.run.remarks = pace.report.refused, pace.report.remarks


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
            "--allow-mass-archive, ou dites-le en moissonnant depuis l’espace des agents."
        )
        raise Refused(message % {"gone": gone, "known": known})


def end(pace: Pace, state: str, error: str = "") -> None:
    if state == State.DONE or pace.again:  # a page that fails twice: the next run begins anew
        pace.run.cursor = ""
    runs.end(pace.run, state, error)
