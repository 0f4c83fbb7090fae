"""The base of every type of record at the desk, and how a room registers one."""

from __future__ import annotations

import datetime as dt
from functools import cached_property, lru_cache
from typing import Any

from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.text import format_lazy
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList, Panel
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from parvis.design.spoken import in_words
from parvis.design.text import capital
from parvis.records import hooks
from parvis.records.desk import (
    bulk,
    chooser,
    documents,
    forms,
    review,
    rights,
    scope,
    transfer,
    views,
)
from parvis.records.desk.columns import Column
from parvis.records.desk.policy import RecordPolicy
from parvis.records.rebase import has_draft

viewsets: dict[str, RecordViewSet] = {}


def state_of(record: Any) -> str:
    """What the list says of a record, without a query."""
    if not record.live:
        return gettext("brouillon") if not record.first_published_at else gettext("retirée")
    return gettext("publiée, avec un brouillon") if has_draft(record) else gettext("publiée")


def due(record: Any) -> str:
    """The day a record must be read again, in words; a day that has gone by says so."""
    day = record.review_on
    return said(day, day < timezone.localdate(), get_language()) if day else ""


@lru_cache(maxsize=1000)
def said(day: dt.date, past: bool, _language: str | None) -> str:
    words = format_html('<time datetime="{}">{}</time>', day.isoformat(), in_words(day))
    if not past:
        return words
    return format_html('{} <strong class="parvis-late">{}</strong>', words, gettext("passée"))


def circle_of(record: Any) -> Any:
    model: Any = type(record)
    return labels(model).get(record.circle, record.circle)


@lru_cache(maxsize=100)
def labels(model: Any) -> dict[int, Any]:
    """Those of the circles, by number; each said in the language of who reads."""
    return dict(model._meta.get_field("circle").flatchoices)


capital_of = lazy(capital, str)


class RecordViewSet(SnippetViewSet):
    """The screens of one type of record.

    A room gives `model`, `own` (its panels, shown as the step "Ce qui lui est propre") and
    perhaps `list_filter`; the common steps are here.
    """

    own: tuple[Panel | str, ...] = ()
    related: tuple[str, ...] = ()  # relations that the list and the export read
    icon = "doc-full"
    list_per_page = 50
    copy_view_enabled = True
    inspect_view_enabled = False
    add_to_reference_index = False
    chooser_viewset_class = chooser.RecordChooser
    index_view_class = views.Index
    add_view_class = views.Create
    copy_view_class = views.Copy
    edit_view_class = views.Edit
    import_view_class: type[transfer.ImportView] = transfer.ImportView
    index_template_name = "records/desk/index.html"
    create_template_name = "records/desk/create.html"
    edit_template_name = "records/desk/edit.html"
    list_filter = ["live", "circle", "review_on"]
    search_fields = ["title", "slug", "summary"]
    add_to_admin_menu = True

    @property
    def kind(self) -> Any:
        return hooks.record_types()[self.model.record_type]

    @cached_property
    def menu_label(self) -> Any:
        return capital_of(self.kind.many)  # in the language of who reads, not of who starts

    def get_admin_url_namespace(self) -> str:
        return f"parvis_{self.model.record_type}"

    def get_admin_base_path(self) -> str:
        return f"fiches/{self.model.record_type}"

    def get_chooser_admin_url_namespace(self) -> str:
        return f"parvis_choose_{self.model.record_type}"

    def get_chooser_admin_base_path(self) -> str:
        return f"choisir/{self.model.record_type}"

    # Rule 4: the instance is checked whatever the view

    def construct_view(self, view_class: type, **kwargs: Any) -> Any:
        return super().construct_view(scope.scoped(view_class), **kwargs)

    def get_queryset(self, request: Any) -> Any:
        rows = rights.reach(request.user, "view_draft", self.model)
        joined = ("organisation", "latest_revision", "live_revision", "locked_by", *self.related)
        revisions = ("latest_revision__content", "live_revision__content")
        return rows.select_related(*joined).defer(*revisions)

    # What is shown

    @cached_property
    def list_display(self) -> list[Any]:
        place = Column("organisation", label=_("Organisation"), sort_key="organisation__title")
        return [
            "__str__",
            *(() if self.model.record_type == "organisation" else (place,)),
            Column("circle", label=_("Visible par"), sort_key="circle", accessor=circle_of),
            Column("review_on", label=_("À relire avant le"), sort_key="review_on", accessor=due),
            Column("state", label=_("État"), accessor=state_of),
        ]

    def get_edit_handler(self) -> Any:
        return forms.Steps(self.steps(), base_form_class=forms.RecordForm).bind_to_model(self.model)

    def steps(self) -> list[Panel]:
        """The short steps of the form, in the order one fills them."""
        own = [FieldPanel(panel) if isinstance(panel, str) else panel for panel in self.own]
        steps = [ObjectList(forms.first_step(self.model), heading=_("1. L’essentiel"))]
        if own:
            steps.append(ObjectList(own, heading=_("2. Ce qui lui est propre")))
        number = len(steps) + 1
        for title, panels in forms.last_steps(self.model):
            steps.append(ObjectList(panels, heading=format_lazy("{}. {}", number, title)))
            number += 1
        return steps

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), *self.own_urlpatterns()]

    def own_urlpatterns(self) -> list[URLPattern]:
        """Reviewing, changing many at once, exporting and importing: screens Wagtail has not."""
        view = self.construct_view
        return [
            path("relire/<int:pk>/", view(review.ReviewView), name="review"),
            path("documents/<int:pk>/", view(documents.DocumentsView), name="documents"),
            path("ensemble/", view(bulk.BulkEditView), name="bulk"),
            path("export.csv", view(transfer.ExportView), name="export"),
            path("import/", view(self.import_view_class), name="import"),
        ]


def register(viewset: type[RecordViewSet]) -> type[RecordViewSet]:
    """Give a type of record its screens; used as a decorator in a room's `desk.py`."""
    model = viewset.model
    register_permission_policy(model, RecordPolicy(model), exact_class=True)
    made = viewset()
    viewsets[model.record_type] = made
    register_snippet(made)
    return viewset
