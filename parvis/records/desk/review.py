"""Reviewing a draft: what it changes in plain words, then publish or ask for a correction.

One page, no script: for a person who reviews once a month.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from parvis.records import canonical, publishing
from parvis.records.desk.conflicts import words
from parvis.records.desk.forms import label_of
from parvis.records.models import Published
from parvis.records.models.conflict import Conflict

UNSAID = {"uuid", "type", "hidden", "links", "organisation", "language"}


@dataclass(frozen=True)
class Change:
    """One field of the draft beside the published one; `old` "" when nothing is published."""

    label: str
    old: str
    new: str


def changes(draft: Any) -> list[Change]:
    """What publication would change for the public, field by field."""
    row = Published.objects.live().filter(pk=draft.uuid).first()
    before = row.content if row else {}
    after = publishing.project(draft).content
    return [
        Change(name_of(type(draft), name), "" if old is None else words(old), words(new))
        for name, old, new in canonical.changes(before, after)
        if name not in UNSAID and (new or old)
    ]


def name_of(model: type[Any], name: str) -> str:
    return capfirst(label_of(model, name))


class DecisionForm(forms.Form):
    comment = forms.CharField(
        label=gettext_lazy("Votre mot à l’auteur"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        max_length=2000,
        help_text=gettext_lazy("Nécessaire pour demander une correction : dites quoi et où."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.data.get("decision") == "reject" and not cleaned.get("comment", "").strip():
            self.add_error("comment", _("Dites ce qu’il faut corriger."))
        return cleaned


class ReviewView(WagtailAdminTemplateMixin, FormView):
    """`/espace-agents/fiches/<type>/relire/<pk>/`"""

    verb = "view_draft"  # the task then says whether they may decide
    model: Any = None
    index_url_name = ""
    edit_url_name = ""
    history_url_name = ""
    revisions_compare_url_name = ""
    template_name = "records/desk/review.html"
    page_title = gettext_lazy("Relire")
    form_class = DecisionForm

    def setup(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.record = self.model._default_manager.filter(pk=kwargs["pk"]).first()
        if self.record is None:
            raise Http404
        self.draft = self.record.get_latest_revision_as_object()
        self.task_state = self.record.current_workflow_task_state

    @property
    def actions(self) -> set[str]:
        task = self.record.current_workflow_task
        if task is None:
            return set()
        return {name for name, *_rest in task.specific.get_actions(self.record, self.request.user)}

    def get_page_subtitle(self) -> str:
        return str(self.draft)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        listing = {
            "url": reverse(self.index_url_name),
            "label": capfirst(self.model._meta.verbose_name_plural),
        }
        return [
            *self.breadcrumbs_items,
            listing,
            {"url": "", "label": _("Relire"), "sublabel": str(self.draft)},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        state = self.record.current_workflow_state
        viewset = self.model.snippet_viewset
        context |= {
            "record": self.record,
            "draft": self.draft,
            "changes": changes(self.draft),
            "conflicts": Conflict.objects.of(self.record).count(),
            "problems": self.draft.problems().values(),
            "can_decide": "approve" in self.actions,
            "task": self.task_state and self.task_state.task,
            "asked_by": state and state.requested_by,
            "asked_at": state and state.created_at,
            "final": bool(state and state.is_at_final_task),
            "history_url": reverse(self.history_url_name, args=[self.record.pk]),
            "preview_url": self.record.latest_revision_id
            and reverse(
                viewset.get_url_name("revisions_view"),
                args=[self.record.pk, self.record.latest_revision_id],
            ),
            "compare_url": self.compare_url(),
        }
        return context

    def compare_url(self) -> str:
        if not (self.record.live and self.record.latest_revision_id):
            return ""
        return reverse(self.revisions_compare_url_name, args=[self.record.pk, "live", "latest"])

    def form_valid(self, form: DecisionForm) -> HttpResponse:
        decision = self.request.POST.get("decision", "")
        if self.task_state is None or decision not in self.actions:
            raise PermissionDenied
        task = self.task_state.task.specific
        try:
            with transaction.atomic():
                comment = form.cleaned_data["comment"]
                task.on_action(
                    self.task_state.specific, self.request.user, decision, comment=comment
                )
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        messages.success(self.request, self.said(decision))
        return redirect("wagtailadmin_home")

    def said(self, decision: str) -> str:
        if decision == "reject":
            return _("Correction demandée pour « %(title)s ».") % {"title": self.draft}
        self.record.refresh_from_db()
        if self.record.current_workflow_task is None:
            return _("« %(title)s » est publiée.") % {"title": self.draft}
        return _("« %(title)s » passe à la relecture suivante.") % {"title": self.draft}
