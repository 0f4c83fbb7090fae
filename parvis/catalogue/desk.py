"""The catalogue at the desk."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button

from parvis.catalogue.assessment import todo
from parvis.catalogue.campaign import desk as campaign
from parvis.catalogue.citizens.desk import viewsets as citizens
from parvis.catalogue.deposits.desk import DATASET
from parvis.catalogue.harvest import desk as sources  # noqa: F401 - its screens register themselves
from parvis.catalogue.models import (
    Application,
    Catalogue,
    Contract,
    DataService,
    Dataset,
    DatasetSeries,
    GlossaryTerm,
    RecordQuality,
)
from parvis.records.desk import columns, rights, views
from parvis.records.desk.chooser import ChildPanel
from parvis.records.desk.viewset import RecordViewSet, register


class DatasetIndex(views.Index):
    """The list of data sets, with what is to be completed one click away, and the rows of each."""

    def get_list_more_buttons(self, instance: Any) -> list[Any]:
        buttons: list[Any] = super().get_list_more_buttons(instance)
        if self.is_mine(instance):
            where = columns.at(DATASET, instance.pk)
            buttons.append(Button(self.rows_label, where, icon_name="table", priority=35))
        return buttons

    @cached_property
    def rows_label(self) -> str:
        return gettext("Données")

    @property
    def header_more_buttons(self) -> list[Any]:
        buttons = super().header_more_buttons
        if self.can_change:
            where = reverse(self.model.snippet_viewset.get_url_name("missing"))
            label = gettext("À compléter")
            buttons.append(Button(label, url=where, icon_name="clipboard-list"))
            where = reverse(self.model.snippet_viewset.get_url_name("campaigns"))
            label = gettext("Campagnes d’inventaire")
            buttons.append(Button(label, url=where, icon_name="calendar-check"))
        return buttons


class MissingView(WagtailAdminTemplateMixin, TemplateView):
    """`/espace-agents/fiches/dataset/a-completer/?critere=`: the published records that lack
    something, among those one may change, with the way to the very field."""

    verb = "change"
    model: Any = None
    template_name = "catalogue/desk/missing.html"
    page_title = gettext_lazy("Descriptions à compléter")
    A_PAGE = 50

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """A constant number of queries, whatever the records."""
        mine = rights.reach(self.request.user, self.verb, self.model)
        quality = RecordQuality.objects.filter(record__in=mine.values("uuid"))
        chosen = self.request.GET.get("critere", "")
        context = {**super().get_context_data(**kwargs), "groups": self.groups(quality, chosen)}
        if not chosen:
            return context
        if chosen not in todo.tasks():
            raise Http404
        lacking = quality.filter(todo.lacking(chosen)).values("record")
        rows = mine.filter(uuid__in=lacking).select_related("organisation").order_by("title", "pk")
        page = Paginator(rows, self.A_PAGE).get_page(self.request.GET.get("p"))
        task = todo.tasks()[chosen]
        name = self.model.snippet_viewset.get_url_name("edit")
        found = [(row, reverse(name, args=[row.pk]) + self.anchor(task.field)) for row in page]
        return context | {"task": gettext(task.todo), "chosen": chosen, "page": page, "rows": found}

    def groups(self, quality: Any, chosen: str) -> list[dict[str, Any]]:
        """Criteria that some record lacks, what most lack first."""
        return [
            {
                "name": task.name,
                "todo": gettext(task.todo),
                "count": count,
                "current": task.name == chosen,
            }
            for task, count in todo.ranked(todo.counts(quality))
        ]

    def anchor(self, field: str) -> str:
        """Wagtail's own address of a field of its form; "" for one that the form has not."""
        form = self.model.snippet_viewset.get_edit_handler().get_form_class()
        here = {*form.base_fields, *form.formsets}
        return f"#:w:contentpath={field}" if field in here else ""


@register
class DatasetDesk(RecordViewSet):
    model = Dataset
    index_view_class = DatasetIndex
    edit_view_class = citizens.EditDataset
    icon = "table"
    menu_order = 100
    own = (
        MultiFieldPanel(
            ["themes", "keywords", "spatial", "temporal"], heading=_("De quoi parlent ces données")
        ),
        MultiFieldPanel(
            ["frequency", "licence", "access_level", "personal_data"],
            heading=_("À quelles conditions"),
        ),
        MultiFieldPanel(
            ["legal_reasons", "why_not_open"], heading=_("Si elles ne sont pas ouvertes à tous")
        ),
        MultiFieldPanel(
            ["is_reference", "territorial_interest", "hvd_categories", "inspire_themes"],
            heading=_("Ce qui les distingue"),
        ),
        MultiFieldPanel(
            ["application", "series", "process", "contacts", "landing_page"],
            heading=_("D’où elles viennent"),
        ),
        ChildPanel(
            "distributions",
            heading=_("Fichiers et accès"),
            label=_("Fichier ou accès"),
            panels=[
                FieldPanel("title"),
                FieldPanel("access_url"),
                FieldPanel("download_url"),
                FieldPanel("description"),
            ],
        ),
        ChildPanel(
            "dictionary",
            heading=_("Ce que dit chaque colonne"),
            label=_("Colonne"),
            panels=[
                FieldPanel("name"),
                FieldPanel("title"),
                FieldPanel("meaning"),
                FieldPanel("type"),
                FieldPanel("unit"),
                FieldPanel("nomenclature"),
                FieldPanel("personal_data"),
                FieldPanel("term"),
            ],
        ),
    )
    related = ("application", "catalogue", "series")
    list_filter = ["live", "circle", "access_level", "frequency", "licence", "application"]

    def own_urlpatterns(self) -> list[URLPattern]:
        view = self.construct_view(MissingView)
        missing = path("a-completer/", view, name="missing")
        warn = path("prevenir/<int:pk>/", self.construct_view(citizens.WarnView), name="warn")
        campaigns = campaign.urlpatterns(self.construct_view)
        return [*super().own_urlpatterns(), missing, warn, *campaigns]


@register
class SeriesDesk(RecordViewSet):
    model = DatasetSeries
    icon = "list-ul"
    menu_order = 102
    own = (
        *("themes", "keywords", "spatial", "temporal", "frequency", "licence"),
        *("contacts", "landing_page"),
    )
    related = ("catalogue",)
    list_filter = ["live", "circle"]


@register
class ServiceDesk(RecordViewSet):
    model = DataService
    icon = "cogs"
    menu_order = 104
    own = (
        *("endpoint_url", "endpoint_description", "themes", "keywords", "licence"),
        *("access_rights", "contacts"),
    )
    related = ("catalogue",)
    list_filter = ["live", "circle"]


@register
class ApplicationDesk(RecordViewSet):
    model = Application
    icon = "desktop"
    menu_order = 110
    own = ("supplier", "contract", "hosting", "users", "ends_on", "personal_data")
    related = ("contract",)
    list_filter = ["live", "circle"]


@register
class ContractDesk(RecordViewSet):
    model = Contract
    icon = "form"
    menu_order = 114
    own = (
        MultiFieldPanel(["partner", "partner_record", "number"], heading=_("Avec qui")),
        MultiFieldPanel(["subject", "starts_on", "ends_on"], heading=_("Quoi, et quand")),
        ChildPanel(
            "deliveries",
            heading=_("Données que le contrat fait remettre"),
            label=_("Remise de données"),
            panels=[
                FieldPanel("title"),
                FieldPanel("dataset"),
                FieldPanel("due_on"),
                FieldPanel("delivered_on"),
            ],
        ),
    )
    related = ("partner_record",)
    list_filter = ["live", "circle", "ends_on"]


@register
class TermDesk(RecordViewSet):
    model = GlossaryTerm
    icon = "openquote"
    menu_order = 120
    own = ("synonyms", "source")
    list_filter = ["live", "circle"]


@register
class CatalogueDesk(RecordViewSet):
    model = Catalogue
    icon = "site"
    menu_order = 122
    own = ("homepage",)
    list_filter = ["live", "circle"]


register(citizens.ReuseDesk)
register(citizens.RequestDesk)
