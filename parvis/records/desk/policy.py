"""Wagtail's questions about permission, answered by `may`: groups and permission rows count for
nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from wagtail.permission_policies import BasePermissionPolicy

from parvis.records import hooks
from parvis.records.desk import rights
from parvis.records.desk.rights import VERBS


class RecordPolicy(BasePermissionPolicy):
    """One type of record. Nobody deletes: records are withdrawn or archived."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        verb = VERBS.get(action)
        return bool(verb and user.is_active and rights.somewhere(user, verb, self.model))

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        verb = VERBS.get(action)
        return bool(verb and rights.may(user, verb, instance))

    def instances_user_has_any_permission_for(
        self, user: Any, actions: Iterable[str]
    ) -> QuerySet[Any]:
        found = self.model._default_manager.none()
        for action in actions:
            if action in VERBS:
                found |= rights.reach(user, VERBS[action], self.model)
        return found

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[Any]:
        people = get_user_model()._default_manager.filter(is_active=True)
        able = [
            person.pk
            for person in people
            if any(self.user_has_permission(person, action) for action in actions)
        ]
        return people.filter(pk__in=able)


class DeskBackend:
    """`user.has_perm` for the desk: its door, and the buttons Wagtail shows by type of record. No
    session names it, as it has no `get_user`."""

    def authenticate(self, _request: Any, **_credentials: Any) -> None:
        """Nobody signs in by it."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        if not user_obj.is_active or user_obj.is_anonymous:
            return False
        if perm == "wagtailadmin.access_admin":
            return rights.enters(user_obj)
        app, _dot, codename = perm.partition(".")
        action, _underscore, name = codename.partition("_")
        kinds = {kind.model.lower(): kind for kind in hooks.record_types().values()}
        kind = kinds.get(f"{app}.{name}")
        if kind is None or action not in VERBS:
            return False
        if obj is not None:
            return rights.may(user_obj, VERBS[action], obj)
        return rights.somewhere(user_obj, VERBS[action], model_of(kind.model))


def model_of(label: str) -> type[Any]:
    from django.apps import apps

    return apps.get_model(label)
