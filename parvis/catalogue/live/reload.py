"""A feed whose time has come: its rows are brought, and shown if they are others."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from parvis.catalogue.deposits import actions as deposits
from parvis.catalogue.deposits import addresses
from parvis.catalogue.deposits.gate import Held
from parvis.catalogue.deposits.models import Deposit
from parvis.catalogue.deposits.place import largest, safe
from parvis.catalogue.deposits.reading import chunks, described
from parvis.catalogue.live import letters
from parvis.catalogue.live.models import Feed, PushedRow
from parvis.catalogue.live.publish import let_go, publish
from parvis.catalogue.rows import keys
from parvis.records.fetch import Client, Limits
from parvis.records.problems import Problem

logger = logging.getLogger(__name__)

LONGEST_WAIT = dt.timedelta(days=1)  # between two tries of what fails
WRITTEN = ("etag", "last_modified", "sha256", "shown", "answered", "changed", "problem", "failures",
           "passing", "told")  # fmt: skip


def due() -> list[Feed]:
    rows = Feed.objects.filter(paused=False, next_at__lte=timezone.now()).order_by("next_at")
    return list(rows.select_related("dataset"))


def reload_due() -> int:
    """Every feed whose time has come, one after the other; how many showed new rows. One that fails
    touches no other."""
    shown = 0
    for feed in due():
        if taken(feed):
            shown += apart(feed)
    return shown


def apart(feed: Feed) -> bool:
    """`reload`; a fault of ours is told to the journal of the portal, and keeps no other feed."""
    try:
        return reload(feed)
    except Exception:
        logger.exception("the feed of %s was not read", feed.dataset_id)
        return False


def taken(feed: Feed) -> bool:
    """Whether it is this process that reads it now."""
    wait = min(dt.timedelta(minutes=feed.every) * 2 ** min(feed.failures, 12), LONGEST_WAIT)
    wait = max(wait, dt.timedelta(minutes=feed.every))
    then = timezone.now() + wait
    rows = Feed.objects.filter(pk=feed.pk, next_at=feed.next_at, paused=False)
    moved = rows.update(next_at=then)
    feed.next_at = then
    return bool(moved)


def reload(feed: Feed) -> bool:
    """Whether readers get other rows now. What goes wrong is written down, and told once."""
    try:
        with TemporaryDirectory(prefix="parvis-feed-") as folder:
            path = brought(feed, Path(folder))
            changed = path is not None and shown(feed, path)
    except Problem as problem:
        feed.failures += 1
        first = feed.problem is None
        feed.problem = described(problem)
        with transaction.atomic():
            _write(feed)
            if first:
                letters.failed(feed, problem)
        return False
    now = timezone.now()
    feed.failures, feed.problem, feed.answered = 0, None, now
    if changed:
        feed.changed, feed.told = now, None
    let_go(feed)
    _write(feed)
    return changed


def _write(feed: Feed) -> None:
    """What reading changed: what a person decides meanwhile stays as they say."""
    Feed.objects.filter(pk=feed.pk).update(**{name: getattr(feed, name) for name in WRITTEN})


def brought(feed: Feed, folder: Path) -> Path | None:
    """The file of its rows; None when they are those that readers have. Raises FetchError."""
    return pushed(feed, folder) if feed.kind == Feed.Kind.PUSH else fetched(feed, folder)


def fetched(feed: Feed, folder: Path) -> Path | None:
    limits = Limits(total=300, size=largest())
    client = Client(limits=limits, allow_private=frozenset(settings.PARVIS_ALLOW_PRIVATE))
    target = addresses.target(client, feed.address)
    with client.fetch(target.url, etag=feed.etag, last_modified=feed.last_modified) as answer:
        if answer.path is None:
            return None
        with answer.path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        if digest == feed.sha256:
            return None
        path = folder / safe(target.name)
        shutil.copyfile(answer.path, path)
        feed.etag, feed.last_modified = answer.etag[:500], answer.last_modified[:100]
        feed.sha256 = digest
    return path


def pushed(feed: Feed, folder: Path) -> Path | None:
    """What was pushed, as a file of objects; rows too old to be kept go first, and readers then
    get those that are left."""
    with transaction.atomic():
        if not keys.chosen(feed.dataset.uuid):
            old = timezone.now() - dt.timedelta(days=feed.days)
            if PushedRow.objects.filter(feed=feed, at__lt=old).delete()[0]:
                feed.shown = 0
                _write(feed)
        received = Feed.objects.values_list("received", flat=True).get(pk=feed.pk)
        if received == feed.shown or not feed.rows.exists():
            return None
        path = folder / "lignes.ndjson"
        with path.open("w", encoding="utf-8") as out:
            rows = feed.rows.order_by("key", "pk").values_list("row", flat=True)
            for row in rows.iterator(chunk_size=2_000):
                out.write(f"{row}\n")
    feed.shown = received
    return path


def shown(feed: Feed, path: Path) -> bool:
    """Publishes; whether the rows are others. Rows that the gate holds become a deposit, which
    those who decide are told of."""
    try:
        return publish(feed, path)
    except Problem as problem:
        feed.sha256 = feed.etag = feed.last_modified = ""  # to be read again, even unchanged
        feed.shown = 0
        waits = feed.dataset.deposits.filter(state__in=Deposit.OPEN)
        if isinstance(problem, Held) and not waits.exists():
            deposits.give(None, feed.dataset, path.name, chunks(path))
        raise


def silent() -> int:
    """Tell, once, of feeds without a new row for longer than was said; how many."""
    now = timezone.now()
    told = 0
    rows = Feed.objects.filter(paused=False, silent_after__gt=0, told=None, changed__isnull=False)
    for feed in rows.select_related("dataset"):
        if feed.changed and feed.changed < now - dt.timedelta(minutes=feed.silent_after):
            with transaction.atomic():
                if Feed.objects.filter(pk=feed.pk, told=None).update(told=now):
                    letters.silent(feed)
                    told += 1
    return told
