"""Forgetting a request: its text goes, then its key, here and in every copy. The row that stays
says when it came and how it ended, no longer who nor what.

The order is what makes a cut harmless: the row first says that it is erased; a key that outlives
such a row is destroyed by `look_after`, which runs each hour.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from parvis.records.mail import forget_file
from parvis.rights.desk.models import Recourse
from parvis.rights.requests import course, files, letters, vault
from parvis.rights.requests.choices import OPEN, Kind, Stage
from parvis.rights.requests.models import Code, Event, Hold, Piece, Request

ORPHAN = dt.timedelta(days=1)  # a key, or a file, without a row is older than this
BATCH = 200


def erase(requests: Sequence[Request]) -> None:
    """Erase these requests for good: their retention is over, or the person wants it."""
    now = timezone.now()
    for request in requests:
        blank(request, now)
    destroy_keys(requests)


@transaction.atomic
def blank(request: Request, now: dt.datetime) -> None:
    locked = Request.objects.select_for_update().get(pk=request.pk)
    if locked.erased:
        return
    names = [piece.file.name for piece in locked.pieces.all() if piece.file]
    if locked.stage in OPEN:
        locked.stage, locked.withdrawn = Stage.WITHDRAWN, course.today()
    locked.pieces.all().delete()
    forget_file(letters.ROOM, locked.uuid)
    locked.events.update(sealed=b"")
    Code.objects.filter(request=locked).delete()
    held = Hold.objects.filter(request=locked)
    if held.exclude(done=None).filter(released=None).exists():
        letters.images_over(locked)
    held.update(device=None)
    locked.sealed, locked.erased, locked.once = b"", now, None
    locked.save()
    Event.objects.create(request=locked, kind=Kind.ERASED, at=now)
    for name in names:
        transaction.on_commit(lambda name=name: files.destroy(name))  # type: ignore[misc]


def destroy_keys(requests: Sequence[Request]) -> None:
    """Destroy the keys of erased requests, and write the proof."""
    places = vault.store().destroy([one.uuid for one in requests])
    for request in requests:
        proof = f"{timezone.now().isoformat(timespec='seconds')} {places[request.uuid]}"
        Request.objects.filter(pk=request.pk, proof="").update(proof=proof)


def over(today: dt.date) -> QuerySet[Request]:
    """What has been kept as long as it may: counted from the end of the request, or from its
    second answer. While a remedy is open nothing goes."""
    before = today - dt.timedelta(days=settings.PARVIS_REQUESTS_DAYS)
    ended = Q(answered__lt=before) | Q(withdrawn__lt=before) | Q(forwarded__lt=before)
    rows = Request.objects.filter(ended, erased=None).exclude(stage__in=OPEN)
    contested = Recourse.objects.filter(ended=None).values("request")
    return rows.exclude(answered_again__gte=before).exclude(pk__in=contested)


def erase_old() -> int:
    """Erase what has been kept long enough; how many."""
    rows = list(over(course.today())[:BATCH])
    if rows:
        erase(rows)
    return len(rows)


def look_after() -> int:
    """Destroy the keys that no request needs: of one that was erased, or that was never kept
    because the machine stopped. How many."""
    store = vault.store()
    live = set(Request.objects.filter(erased=None).values_list("uuid", flat=True))
    erased = set(Request.objects.exclude(erased=None).values_list("uuid", flat=True))
    young = timezone.now() - ORPHAN
    known = store.known()
    gone = {one for one in store.in_copies() | known.keys() if one in erased}
    gone |= {one for one, made in known.items() if one not in live | erased and made < young}
    if gone:
        store.destroy(gone)
    unproved = Request.objects.exclude(erased=None).filter(proof="")
    if rows := list(unproved[:BATCH]):
        destroy_keys(rows)
    return len(gone)


def look_after_files() -> int:
    """Destroy the sealed files that no row names; how many."""
    storage = Piece._meta.get_field("file").storage
    known = set(Piece.objects.exclude(file="").values_list("file", flat=True))
    long_ago = (timezone.now() - ORPHAN).timestamp()
    found = 0
    root = Path(storage.path(""))
    for folder in ("requests", "rights/identity"):
        for path in (root / folder).glob("??/*"):
            if path.relative_to(root).as_posix() not in known and path.stat().st_mtime < long_ago:
                files.destroy(path.relative_to(root).as_posix())
                found += 1
    return found
