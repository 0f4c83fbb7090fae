"""The steps of review: who approves is decided by `may` on the record, not by groups."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Task, TaskState

from parvis.records import hooks
from parvis.records.desk.letters import ask_for_review


class RoleReviewTask(Task):
    """One step of review.

    `verb` is the right that its reviewers hold on the record. `need` names when the step applies
    (one of the answers of the hook `needs_review`; empty: always): elsewhere it is skipped.

    Nobody approves what they themselves submitted or last changed, unless no one else may.
    """

    verb = models.CharField(_("droit demandé"), max_length=40, default="publish")
    need = models.CharField(_("seulement si"), max_length=40, blank=True)

    admin_form_fields = [*Task.admin_form_fields, "verb", "need"]

    class Meta:
        verbose_name = _("relecture par rôle")
        verbose_name_plural = _("relectures par rôle")

    def start(self, workflow_state: Any, user: Any = None) -> TaskState:
        state = super().start(workflow_state, user=user)
        draft = workflow_state.content_object.get_latest_revision_as_object()
        if self.need and self.need not in hooks.gather("needs_review", record=draft):
            state.status = TaskState.STATUS_SKIPPED
            state.save()
        else:
            ask_for_review(self, draft, by=user)
        return state

    def reviewers(self, record: Any) -> list[Any]:
        """Active people who may take this step on this record."""
        people = get_user_model()._default_manager.filter(is_active=True).order_by("pk")
        return [person for person in people if self.allows(person, record)]

    def allows(self, user: Any, record: Any) -> bool:
        return bool(hooks.first("may", user=user, verb=self.verb, record=record))

    def can_decide(self, user: Any, record: Any) -> bool:
        if not self.allows(user, record):
            return False
        if user.pk not in authors(record):
            return True
        return not any(person.pk not in authors(record) for person in self.reviewers(record))

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        if not self.can_decide(user, obj):
            return []
        return [
            ("reject", _("Demander une correction"), True),
            ("approve", _("Approuver"), False),
            ("approve", _("Approuver avec un commentaire"), True),
        ]

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> Any:
        waiting = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        able = [
            state.pk
            for state in waiting.select_related("workflow_state").prefetch_related(
                "workflow_state__content_object"
            )
            if state.workflow_state.content_object
            and self.can_decide(user, state.workflow_state.content_object)
        ]
        return TaskState.objects.filter(pk__in=able)

    def user_can_access_editor(self, obj: Any, user: Any) -> bool:
        return False  # who may not change it reviews it on its own screen

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        return not hooks.first("may", user=user, verb="change", record=obj)

    @classmethod
    def get_description(cls) -> str:
        return str(_("Relue par qui en a le rôle pour l’organisation de la fiche."))


def authors(record: Any) -> set[int | None]:
    """Who submitted the draft under review, and who wrote its last version."""
    state = record.current_workflow_state
    revision = record.latest_revision
    return {state.requested_by_id if state else None, revision.user_id if revision else None}
