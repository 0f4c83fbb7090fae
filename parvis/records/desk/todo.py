"""What awaits a person at the desk, with dates: the first screen."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, QuerySet, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component
from wagtail.models import Revision, TaskState, WorkflowState

from parvis.records import hooks
from parvis.records.desk import rights
from parvis.records.desk.viewset import viewsets
from parvis.records.models import Feedback
from parvis.records.models.conflict import Conflict
from parvis.records.questions import Question

SHOWN = 20  # of each sort
SOON = dt.timedelta(days=30)


@dataclass(frozen=True)
class Item:
    """One thing to do: what, where, since or before when."""

    title: str
    url: str
    detail: str = ""
    on: dt.date | dt.datetime | None = None
    late: bool = False


@dataclass
class Sort:
    """Things to do of one sort, at most SHOWN of them."""

    title: str
    items: list[Item] = field(default_factory=list)
    more: int = 0


def sorts(user: Any) -> list[Sort]:
    """All that awaits this person, the most pressing first; sorts with nothing are left out."""
    found = [
        Sort(_("À relire"), to_review(user)),
        Sort(_("À corriger"), returned(user)),
        Sort(_("Brouillons contredits par une mise à jour"), contradicted(user)),
        Sort(_("Messages du public, à répondre"), feedback(user)),
        *rooms(user),
        Sort(_("Fiches à revoir"), to_look_over(user)),
        Sort(_("Mes brouillons"), drafts(user)),
    ]
    for sort in found:
        sort.more = max(0, len(sort.items) - SHOWN)
        sort.items = sort.items[:SHOWN]
    return [sort for sort in found if sort.items]


def address(record: Any, screen: str = "edit") -> str:
    return reverse(viewsets[record.record_type].get_url_name(screen), args=[record.pk])


IN_REVIEW = Question(
    lambda _shape, values: (
        TaskState.objects.filter(status=values[0], task__active=True)
        .order_by()
        .values_list("pk")[:1]
    )
)


def to_review(user: Any) -> list[Item]:
    if not IN_REVIEW([TaskState.STATUS_IN_PROGRESS]):
        return []
    states = (
        TaskState.objects.reviewable_by(user)
        .select_related("task", "workflow_state", "workflow_state__requested_by")
        .prefetch_related("workflow_state__content_object")
        .order_by("started_at")
    )
    items = []
    for state in states[: SHOWN * 2]:
        record = state.workflow_state.content_object
        if record is not None and record.record_type in viewsets:
            asked = _("demandé par %(name)s") % {"name": state.workflow_state.requested_by}
            where = address(record, "review")
            items.append(Item(title_of(record), where, asked, state.started_at))
    return items


def title_of(record: Any) -> str:
    """The title of its latest version (one query less than making that version)."""
    revision = record.latest_revision
    return revision.object_str if revision else str(record)


RETURNED = Question(
    lambda _shape, values: (
        WorkflowState.objects.filter(requested_by=values[0], status=values[1])
        .order_by()
        .values_list("pk")[:1]
    )
)


def returned(user: Any) -> list[Item]:
    if not RETURNED([user.pk, WorkflowState.STATUS_NEEDS_CHANGES]):
        return []
    states = (
        WorkflowState.objects.filter(requested_by=user, status=WorkflowState.STATUS_NEEDS_CHANGES)
        .select_related("current_task_state")
        .prefetch_related("content_object")
        .order_by("current_task_state__finished_at")
    )
    return [
        Item(
            title_of(state.content_object),
            address(state.content_object),
            state.current_task_state.comment,
            state.current_task_state.finished_at,
        )
        for state in states
        if state.content_object is not None and rights.may(user, "change", state.content_object)
    ]


def contradicted(user: Any) -> list[Item]:
    items = []
    for kind in Conflict.objects.order_by().values_list("type", flat=True).distinct():
        if kind not in viewsets:
            continue
        rows = rights.reach(user, "change", viewsets[kind].model)
        clashing = Conflict.objects.filter(type=kind).values("record")
        for record in rows.filter(uuid__in=clashing).select_related("latest_revision")[: SHOWN + 1]:
            detail = _("la fiche publiée a changé depuis")
            items.append(Item(title_of(record), address(record), detail))
    return items


ASKED = Question(
    lambda _shape, values: (
        Feedback.objects.filter(state=values[0]).order_by().values_list("record__type").distinct()
    )
)


def feedback(user: Any) -> list[Item]:
    items = []
    asked = {kind for (kind,) in ASKED([Feedback.State.WAITING])}
    waiting = Feedback.objects.filter(state=Feedback.State.WAITING).select_related("record")
    for kind, viewset in viewsets.items():
        if kind not in asked:
            continue
        mine = rights.reach(user, "answer", viewset.model).values("uuid")
        found = waiting.filter(record__type=kind, record__in=mine).order_by("created")
        for item in found[: SHOWN + 1]:
            where = reverse("parvis_feedback:answer", args=[item.uuid])
            items.append(Item(item.record.title, where, item.heading, item.created))
    return sorted(items, key=lambda item: item.on)  # type: ignore[arg-type,return-value]


def due(_shape: Any, days: list[Any]) -> QuerySet[Any]:
    """The types of which any record, whoever’s, is to be looked over by this day."""
    kinds = [
        viewset.model._default_manager.filter(live=True, review_on__lte=days[0])
        .order_by()
        .values_list(Value(kind, CharField()))
        for kind, viewset in viewsets.items()
    ]
    return kinds[0].union(*kinds[1:])


DUE = Question(due)
# of one type, at most SHOWN of each and one more
SOONEST = rights.Reached(
    "change",
    lambda rows, days: (
        rows.filter(live=True, review_on__lte=days[0])
        .order_by("review_on")
        .values_list("pk", "title", "review_on")[: SHOWN + 1]
    ),
)


def to_look_over(user: Any) -> list[Item]:
    today = timezone.localdate()
    items = []
    known = {kind for (kind,) in DUE([today + SOON])}
    for viewset in [one for kind, one in viewsets.items() if kind in known]:
        edit = viewset.get_url_name("edit")
        for key, title, day in SOONEST(user, viewset.model, [today + SOON]):
            late = day < today
            detail = _("date de relecture passée") if late else _("à relire bientôt")
            items.append(Item(title, reverse(edit, args=[key]), detail, day, late))
    return sorted(items, key=lambda item: item.on)  # type: ignore[arg-type,return-value]


WRITTEN = Question(
    lambda _shape, users: (
        Revision.objects.filter(user=users[0])
        .order_by()
        .values_list("base_content_type")
        .distinct()
    )
)


def drafts(user: Any) -> list[Item]:
    """Drafts whose last version is the person's own, and that nobody is reviewing."""
    items = []
    types = {kind for (kind,) in WRITTEN([user.pk])}
    if not types:
        return []
    busy: dict[int, list[str]] = defaultdict(list)
    reviewed = WorkflowState.objects.active().filter(base_content_type__in=types)
    for kind, key in reviewed.values_list("base_content_type", "object_id"):
        busy[kind].append(key)
    for viewset in viewsets.values():
        kind = ContentType.objects.get_for_model(viewset.model).pk
        if kind not in types:
            continue
        rows = rights.reach(user, "change", viewset.model).filter(
            has_unpublished_changes=True, latest_revision__user=user
        )
        keys = [int(key) for key in busy[kind]]
        found = rows.exclude(pk__in=keys).select_related("latest_revision")
        for record in found.order_by("-latest_revision__created_at")[: SHOWN + 1]:
            detail = str(viewset.kind.one)
            when = record.latest_revision.created_at
            items.append(Item(title_of(record), address(record), detail, when))
    return sorted(items, key=lambda item: item.on, reverse=True)  # type: ignore[arg-type,return-value]


def rooms(user: Any) -> list[Sort]:
    """What each room knows of: what is late first, then by day."""
    found: defaultdict[str, list[Item]] = defaultdict(list)
    for heading, items in hooks.gather("awaits", user=user):
        found[str(heading)] += [
            Item(str(one.sentence), one.url, str(one.detail), one.on, one.late) for one in items
        ]
    made = [Sort(heading, sorted(items, key=pressing)) for heading, items in found.items()]
    return sorted(made, key=lambda sort: all(not item.late for item in sort.items))


def pressing(item: Item) -> tuple[bool, bool, str]:
    return not item.late, item.on is None, item.on.isoformat() if item.on else ""


class AwaitsPanel(Component):
    """Wagtail's home is replaced by this one panel."""

    name = "awaits"
    order = 10
    template_name = "records/desk/awaits.html"

    def __init__(self, user: Any) -> None:
        self.user = user

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        kinds = [v for v in viewsets.values() if rights.somewhere(self.user, "add", v.model)]
        return {
            "sorts": sorts(self.user),
            "kinds": [(v.kind.one, reverse(v.get_url_name("add"))) for v in kinds],
            "person": self.user,
        }
