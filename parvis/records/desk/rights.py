"""What the desk asks about a person: the hooks, with "no" where no room answers."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models import Model, Q, QuerySet

from parvis.records import hooks

KEPT = "_parvis_somewhere"

# Wagtail's words for what one may do, and ours
VERBS = {
    "view": "view_draft",
    "add": "add",
    "change": "change",
    "publish": "publish",
    "unpublish": "withdraw",
    "lock": "change",
    "unlock": "publish",
}


def may(user: Any, verb: str, record: Any) -> bool:
    """Whether this person may do `verb` on this very record."""
    return bool(hooks.first("may", user=user, verb=verb, record=record))


def enters(user: Any) -> bool:
    """Whether this person has a place at the desk."""
    return bool(user.is_active and hooks.first("enters", user=user))


def is_administrator(user: Any) -> bool:
    """Whether this person runs the whole platform: only they see Wagtail's own screens."""
    return bool(user.is_active and user.is_superuser)


def reach(user: Any, verb: str, model: type[Model]) -> QuerySet[Any]:
    """The rows of a record's model on which this person may do `verb`."""
    scope = hooks.first("scope", user=user, verb=verb, model=model)
    rows = model._default_manager.all()
    return rows.none() if scope is None else rows.filter(scope)


def organisations(user: Any, verb: str, kind: str) -> QuerySet[Any]:
    """The organisations for which this person may do `verb` on records of this type."""
    return within(hooks.first("organisations_for", user=user, verb=verb, kind=kind))


def within(scope: Q | None) -> QuerySet[Any]:
    rows = apps.get_model("organisations.Organisation")._default_manager.all()
    return rows.none() if scope is None else rows.filter(scope)


def somewhere(user: Any, verb: str, model: type[Any]) -> bool:
    """Whether there is any organisation for which they may, or they run the platform."""
    return is_administrator(user) or for_some(user, verb, model.record_type)


def for_some(user: Any, verb: str, kind: str) -> bool:
    """Whether there is any organisation for which they may; kept on the user of this request, by
    scope: every entry of the menu asks it, nearly all with the same."""
    scope = hooks.first("organisations_for", user=user, verb=verb, kind=kind)
    kept: dict[Q | None, bool] = user.__dict__.setdefault(KEPT, {})
    if scope not in kept:
        kept[scope] = within(scope).exists()
    return kept[scope]
