"""Giving an access to rows that are not open to all, and taking it back.

Whoever may publish the data set decides; of data about people, those who protect personal data, and
nobody else (PermissionDenied otherwise). Either may take an access back.
"""

from __future__ import annotations

import secrets
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from parvis.catalogue import access
from parvis.catalogue.deposits.actions import may_decide
from parvis.catalogue.grants import rules
from parvis.catalogue.grants.asking import digest
from parvis.catalogue.grants.models import Grant
from parvis.catalogue.grants.rules import Rule, RuleProblem, about_people
from parvis.catalogue.models import Dataset
from parvis.lake import rows as lake
from parvis.organisations.models import Organisation
from parvis.records import journal
from parvis.records.desk import rights
from parvis.records.models import Published


def content_of(dataset: Dataset) -> dict[str, Any]:
    """What is published of a data set: what readers are judged by. {} when nothing is."""
    row = Published.objects.filter(pk=dataset.uuid).first()
    return dict(row.content) if row else {}


def may_see(user: Any, dataset: Dataset) -> bool:
    return rights.may(user, "publish", dataset) or may_decide(user)


def check_may(user: Any, dataset: Dataset) -> None:
    """Raises PermissionDenied."""
    if not may_see(user, dataset):
        raise PermissionDenied


def may_give(user: Any, dataset: Dataset) -> bool:
    """Giving another key is giving: whoever sees it reads. Those who protect personal data see
    accesses to anyone's rows, and give none where the rows are about nobody."""
    people = about_people(content_of(dataset))
    return may_decide(user) if people else rights.may(user, "publish", dataset)


def give(
    user: Any, dataset: Dataset, organisation: Organisation | None, rule: Rule
) -> tuple[Grant, str]:
    """The access, and the key of an organisation, which is not kept. Raises RuleProblem, or the
    QueryProblem of the condition."""
    content, version = content_of(dataset), lake.current(dataset.uuid)
    check_may(user, dataset)
    if not about_people(content) and not may_give(user, dataset):
        raise PermissionDenied
    if access.open_to_all(content):
        raise RuleProblem("open")
    if version is None:
        raise RuleProblem("no_rows")
    if about_people(content):
        if not may_decide(user):
            raise RuleProblem("officer")
        if organisation is None and not rule.least:
            raise RuleProblem("everyone")
    rules.check(rule, version.schema, timezone.localdate())
    key = secrets.token_urlsafe(32) if organisation else ""
    grant = Grant(
        dataset=dataset, organisation=organisation, columns=list(rule.columns),
        condition=rule.condition, least=rule.least, dimensions=list(rule.dimensions),
        purpose=rule.purpose.strip(), until=rule.until, people=about_people(content), by=user,
        secret=digest(key) if key else "",
    )  # fmt: skip
    with transaction.atomic():
        grant.save()
        _noted(grant, user, "given")
    return grant, key


def new_key(user: Any, grant: Grant) -> str:
    """Another key: the one before opens nothing any more."""
    if not may_give(user, grant.dataset):
        raise PermissionDenied
    key = secrets.token_urlsafe(32)
    grant.secret = digest(key)
    with transaction.atomic():
        grant.save(update_fields=["secret", "changed"])
        _noted(grant, user, "key")
    return key


def end(user: Any, grant: Grant) -> None:
    """From now on it opens nothing; that it was given stays known."""
    check_may(user, grant.dataset)
    with transaction.atomic():
        row = Grant.objects.select_for_update().get(pk=grant.pk)
        if row.ended is None:
            row.ended, row.secret = timezone.now(), ""
            row.save(update_fields=["ended", "secret", "changed"])
            _noted(row, user, "ended")


def _noted(grant: Grant, user: Any, what: str) -> None:
    to = str(grant.organisation.uuid) if grant.organisation else "everyone"
    journal.noted(grant.dataset, user, "parvis.grant", {"what": what, "grant": grant.pk, "to": to})
