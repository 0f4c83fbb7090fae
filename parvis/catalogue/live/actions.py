"""What one decides of live data, and how rows are pushed.

Whoever may publish the data set may let its rows publish themselves (PermissionDenied otherwise);
whoever holds the key of a feed may push, and nothing else.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from parvis.catalogue.deposits.models import Deposit
from parvis.catalogue.live.models import Feed, PushedRow
from parvis.catalogue.rows import actions as keying
from parvis.catalogue.rows import keys
from parvis.lake import rows as lake
from parvis.lake.store import store
from parvis.records import journal, publishing
from parvis.records.fetch import Client
from parvis.records.problems import Problem, gettext_noop

ROWS, COLUMNS, CELL = 1_000, 500, 10_000  # of one push; characters of a value
LONGEST_NAME = 200
MOST = 100_000  # rows kept of a feed
DECIDED = ("kind", "address", "every", "days", "silent_after", "paused", "choices", "secret", "by",
           "next_at", "failures", "etag", "last_modified", "sha256")  # fmt: skip
_UNKEPT = re.compile("[\0\ud800-\udfff]")


class PushProblem(Problem):
    """Rows that are not taken: none of the push is."""

    sentences = {
        "rows": gettext_noop(
            "Le corps doit être une liste d’objets JSON, ou un objet par ligne (NDJSON)."
        ),
        "many": gettext_noop(
            "%(count)s lignes dans un envoi : %(most)s au plus, envoyez-en moins."
        ),
        "object": gettext_noop("Ligne %(row)s : un objet JSON est attendu."),
        "wide": gettext_noop("Ligne %(row)s : %(count)s champs, %(most)s au plus."),
        "value": gettext_noop(
            "Ligne %(row)s, champ « %(field)s » : un texte, un nombre, vrai ou faux, ou rien est "
            "attendu, de %(most)s signes au plus."
        ),
        "key": gettext_noop(
            "Ligne %(row)s : le champ « %(field)s », qui désigne la ligne, est absent ou vide."
        ),
        "twice": gettext_noop(
            "Ligne %(row)s : « %(key)s » désigne deux lignes du même envoi, gardez la dernière."
        ),
        "full": gettext_noop(
            "Ce flux garde %(most)s lignes au plus : demandez un jeu de données plus petit."
        ),
        "paused": gettext_noop("Ce flux est en pause : réessayez plus tard."),
    }


def save(user: Any, feed: Feed, key: Sequence[str] | None = None) -> str:
    """Begin or change a feed; the key to push with when it has none yet, else "". `key`: columns
    that tell the rows of the data set apart from now on; None leaves what is. Raises FetchError
    when its address could not be asked for, KeyProblem, ValidationError."""
    publishing.check_may(user, "publish", [feed.dataset])
    known = Feed.objects.filter(pk=feed.pk).exists()
    if key is not None:
        key = demanded(feed, key)
    if feed.kind == Feed.Kind.ADDRESS:
        client = Client(allow_private=frozenset(settings.PARVIS_ALLOW_PRIVATE))
        client.vet(feed.address)
    given = ""
    if feed.kind == Feed.Kind.PUSH and not feed.secret:
        given, feed.secret = _secret()
    before = Deposit.objects.filter(dataset=feed.dataset, state=Deposit.State.PUBLISHED).first()
    feed.choices = before.choices if before else feed.choices
    feed.by = user
    feed.next_at, feed.failures = timezone.now(), 0
    feed.etag = feed.last_modified = feed.sha256 = ""
    feed.full_clean()
    with transaction.atomic():
        # what is pushed and read meanwhile stays
        feed.save(update_fields=DECIDED if known else None)
        facts = {"kind": feed.kind, "every": feed.every, "paused": feed.paused}
        journal.noted(feed.dataset, user, "parvis.feed", facts)
        if key is not None:
            keying.choose(user, feed.dataset, key)
    return given


def demanded(feed: Feed, key: Sequence[str]) -> Sequence[str]:
    """The key, by titles. Rows that are read again have it, as those that readers get; of rows that
    are pushed there is nothing to look at yet. Raises KeyProblem."""
    version = lake.current(feed.dataset.uuid)
    if feed.kind == Feed.Kind.ADDRESS and version is not None:
        key = keys.titled(key, version.columns)
        keys.check(store().rows_path(version.sha256), version.columns, key)
    elif len(key) > keys.MOST:
        raise keys.KeyProblem("many", most=keys.MOST, count=len(key))
    return key


def new_key(user: Any, feed: Feed) -> str:
    """Another key: the one before opens nothing any more."""
    publishing.check_may(user, "publish", [feed.dataset])
    given, feed.secret = _secret()
    with transaction.atomic():
        feed.save(update_fields=["secret"])
        journal.noted(feed.dataset, user, "parvis.feed", {"key": "new"})
    return given


def stop(user: Any, feed: Feed) -> None:
    """Rows stay as they are; what was pushed and is not shown yet is let go."""
    publishing.check_may(user, "publish", [feed.dataset])
    with transaction.atomic():
        journal.noted(feed.dataset, user, "parvis.feed", {"stopped": True})
        feed.delete()


def _secret() -> tuple[str, str]:
    given = secrets.token_urlsafe(32)
    return given, digest(given)


def digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def opens(feed: Feed, key: str) -> bool:
    return bool(feed.secret) and hmac.compare_digest(feed.secret, digest(key))


@transaction.atomic
def push(feed: Feed, rows: Sequence[Any]) -> int:
    """Takes rows, all or none; once this returns none of them is lost. How many pushes the feed
    acknowledged. Raises PushProblem."""
    locked = Feed.objects.select_for_update().filter(pk=feed.pk).first()
    if locked is None or locked.paused:
        raise PushProblem("paused")
    key = keys.chosen(feed.dataset.uuid) or []  # which does not change while the feed is locked
    found = [_row(feed, key, number, row) for number, row in enumerate(rows, 1)]
    if len(found) > ROWS:
        raise PushProblem("many", count=len(found), most=ROWS)
    _once(found)
    keyed = bool(key)
    PushedRow.objects.bulk_create(
        found, update_conflicts=keyed, unique_fields=["feed", "key"] if keyed else None,
        update_fields=["row", "at"] if keyed else None, batch_size=200,
    )  # fmt: skip
    if locked.rows.count() > MOST:
        raise PushProblem("full", most=MOST)
    Feed.objects.filter(pk=feed.pk).update(received=F("received") + 1)
    return locked.received + 1


def _row(feed: Feed, key: Sequence[str], number: int, row: Any) -> PushedRow:
    if not isinstance(row, Mapping) or not row:
        raise PushProblem("object", row=number)
    if len(row) > COLUMNS:
        raise PushProblem("wide", row=number, count=len(row), most=COLUMNS)
    for name, value in row.items():
        if not (_plain(value) and _plain(name) and len(name) <= LONGEST_NAME):
            shown = name[:80].encode("utf-8", "replace").decode()
            raise PushProblem("value", row=number, field=shown, most=CELL)
    text = json.dumps(row, ensure_ascii=False)
    return PushedRow(feed=feed, key=_key(key, number, row), row=text, at=timezone.now())


def _plain(value: Any) -> bool:
    """What a column can hold, and a database keep."""
    if isinstance(value, str):
        return len(value) <= CELL and not _UNKEPT.search(value)
    if isinstance(value, float):
        return isfinite(value)
    return value is None or (isinstance(value, int) and abs(value) < 10**38)


def _key(key: Sequence[str], number: int, row: Mapping[str, Any]) -> str | None:
    if not key:
        return None
    for field in key:
        if row.get(field) in (None, ""):
            raise PushProblem("key", row=number, field=field)
    text = json.dumps([row[field] for field in key], ensure_ascii=False)
    return text if len(text) <= 300 else digest(text)


def _once(found: Sequence[PushedRow]) -> None:
    seen: set[str] = set()
    for number, row in enumerate(found, 1):
        if row.key is not None and row.key in seen:
            raise PushProblem("twice", row=number, key=row.key[:80])
        seen.add(row.key or "")
