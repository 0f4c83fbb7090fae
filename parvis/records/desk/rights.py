"""What the desk asks about a person: the hooks, with "no" where no room answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.apps import apps
from django.db.models import Model, Q, QuerySet

from parvis.records import hooks
from parvis.records.questions import Question

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


class Reached:
    """`reach` for what every page asks: `make(rows, values)` is the queryset, whose SQL is written
    once for all who have the same scope. The scope itself is asked each time."""

    def __init__(
        self, verb: str, make: Callable[[QuerySet[Any], list[Any]], QuerySet[Any, Any]]
    ) -> None:
        self.verb = verb
        self.question = Question(lambda shape, values: make(rows_within(*shape), values))

    def __call__(self, user: Any, model: type[Model], values: Sequence[Any]) -> list[Any]:
        """Nothing for who has no scope. There is at least one value (`Question`)."""
        scope = hooks.first("scope", user=user, verb=self.verb, model=model)
        return [] if scope is None else self.question(values, (model, scope))


def rows_within(model: type[Model], scope: Q) -> QuerySet[Any]:
    return model._default_manager.filter(scope)


def organisations(user: Any, verb: str, kind: str) -> QuerySet[Any]:
    """The organisations for which this person may do `verb` on records of this type."""
    return within(hooks.first("organisations_for", user=user, verb=verb, kind=kind))


class Answering:
    """`organisations` for what every page asks: `make(organisations, values)`, as in `Reached`."""

    def __init__(
        self, verb: str, make: Callable[[QuerySet[Any], list[Any]], QuerySet[Any, Any]]
    ) -> None:
        self.verb = verb
        self.question = Question(lambda scope, values: make(within(scope), values))

    def __call__(self, user: Any, kind: str, values: Sequence[Any]) -> list[Any]:
        scope = hooks.first("organisations_for", user=user, verb=self.verb, kind=kind)
        return [] if scope is None else self.question(values, scope)


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
        kept[scope] = bool(SOME([0], scope))
    return kept[scope]


def some(scope: Any, values: list[Any]) -> QuerySet[Any, Any]:
    return within(scope).filter(pk__gt=values[0]).order_by().values_list("pk")[:1]


SOME = Question(some)
