"""What one decides of the rows of a data set: their key."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from parvis.catalogue.live.models import Feed
from parvis.catalogue.models import Dataset
from parvis.catalogue.rows import keys
from parvis.catalogue.rows.keys import KeyProblem, RowKey
from parvis.lake.models import Version
from parvis.lake.store import store
from parvis.records import journal, publishing

logger = logging.getLogger(__name__)


@transaction.atomic
def choose(user: Any, dataset: Dataset, titles: Sequence[str] | None) -> None:
    """From now on these columns are the key; none of them, nothing is; None, it is guessed.

    Whoever calls has seen that they hold (`keys.check`). Raises PermissionDenied, KeyProblem while
    rows that were pushed stand under another key.
    """
    publishing.check_may(user, "change", [dataset])
    before = keys.chosen(dataset.uuid)
    if before == titles:
        return
    pushed = Feed.objects.select_for_update().filter(dataset=dataset, kind=Feed.Kind.PUSH).first()
    if pushed and (before or []) != list(titles or ()) and pushed.rows.exists():
        raise KeyProblem("pushed")
    if titles is None:
        RowKey.objects.filter(dataset=dataset).delete()
    else:
        said = {"columns": list(titles), "by": user, "at": timezone.now(), "holds": True}
        RowKey.objects.update_or_create(dataset=dataset, defaults=said)
    journal.noted(dataset, user, "parvis.key", {"columns": titles})


def look(version: Version, proven: bool = False) -> None:
    """Whether the key that was chosen holds for the rows that readers get from now on; `proven`:
    two versions were compared by it."""
    key = keys.kept(version.dataset)
    if key is None or not key.columns:
        return
    holds = proven or holding(version, key.columns)
    if holds != key.holds:
        RowKey.objects.filter(pk=key.pk).update(holds=holds, at=timezone.now())


def holding(version: Version, titles: Sequence[str]) -> bool:
    try:
        keys.check(store().rows_path(version.sha256), version.columns, titles)
    except KeyProblem:
        return False
    except OSError as error:  # the store is away: nothing is said of a key that nobody looked at
        logger.warning("A key was not looked at: %s", type(error).__name__)
        return False
    return True
