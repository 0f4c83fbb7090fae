"""Every screen of a type of record, made to ask `may` about the record in its address.

Wagtail's views check the model only. `Scoped` is put in front of each of them by the viewset
(`RecordViewSet.construct_view`): what one may not see does not exist (404), what one may not do
is refused (403), before the view's own code runs.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from wagtail.admin.views import generic
from wagtail.admin.views.generic import history, lock, workflow
from wagtail.admin.views.generic.preview import PreviewOnCreate, PreviewRevision
from wagtail.models import TaskState

from parvis.records import hooks
from parvis.records.desk import rights
from parvis.records.desk.middleware import refuse

REFUSED = "delete"  # no role has it
# the verb of each kind of screen, the most particular first; "change" for any other
SCREENS: tuple[tuple[type, str], ...] = (
    (generic.DeleteView, REFUSED),
    (generic.CreateView, "add"),
    (PreviewOnCreate, "add"),
    (generic.IndexView, "view_draft"),
    (history.HistoryView, "view_draft"),
    (history.WorkflowHistoryView, "view_draft"),
    (history.WorkflowHistoryDetailView, "view_draft"),
    (generic.InspectView, "view_draft"),
    (generic.UsageView, "view_draft"),
    (generic.RevisionsCompareView, "view_draft"),
    (PreviewRevision, "view_draft"),
    (workflow.PreviewRevisionForTask, "view_draft"),
    (workflow.WorkflowAction, "view_draft"),  # the task itself says what they may do
    (workflow.CollectWorkflowActionData, "view_draft"),
    (generic.UnpublishView, "withdraw"),
    (generic.RevisionsUnscheduleView, "publish"),
    (lock.LockView, "change"),
    (lock.UnlockView, "change"),
)


def verb_of(view_class: type) -> str:
    own: str | None = getattr(view_class, "verb", None)
    return own or next(
        (verb for screen, verb in SCREENS if issubclass(view_class, screen)), "change"
    )


class Scoped:
    """Put before a view of one type of record."""

    verb: str
    model: Any
    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        refusal = self.refusal(request, kwargs)
        return refusal or super().dispatch(request, *args, **kwargs)  # type: ignore[misc]

    def refusal(self, request: HttpRequest, kwargs: dict[str, Any]) -> HttpResponse | None:
        if "pk" not in kwargs:
            return (
                None if rights.somewhere(request.user, self.verb, self.model) else refuse(request)
            )
        record = record_at(self.model, kwargs["pk"])
        seen = "add" if record is None else "view_draft"
        if record is None or not rights.may(request.user, seen, record):
            raise Http404
        check_task(record, kwargs.get("task_state_id"))
        if self.verb == REFUSED:
            return refuse(request)
        if self.verb == "add":  # a copy of what one sees, for an organisation one has
            return None if rights.somewhere(request.user, "add", self.model) else refuse(request)
        return None if rights.may(request.user, self.verb, record) else refuse(request)


def record_at(model: Any, pk: Any) -> Any:
    rows = model._default_manager.select_related("organisation")
    return rows.filter(pk=pk).first() if str(pk).isdecimal() else None


def check_task(record: Any, task_state: Any) -> None:
    """Raise Http404 when the task in the address is another record's."""
    if task_state and not TaskState.objects.for_instance(record).filter(pk=task_state).exists():
        raise Http404


def scoped(view_class: type) -> type:
    """The same view, which asks first."""
    if issubclass(view_class, Scoped):
        return view_class
    return type(view_class.__name__, (Scoped, view_class), {"verb": verb_of(view_class)})


def choosable(request: HttpRequest, model: Any) -> Any:
    """Rows one may point to: what one sees published, and the drafts one may see."""
    from parvis.records.audience import VISITOR
    from parvis.records.models import Published

    audience = hooks.first("audience", request=request) or VISITOR
    shown = Published.objects.visible(audience, archived=True).filter(type=model.record_type)
    drafts = rights.reach(request.user, "view_draft", model).values("pk")
    rows = model._default_manager.all()
    return rows.filter(uuid__in=shown.values("uuid")) | rows.filter(pk__in=drafts)
