"""Sources at the desk: the list, one source and its runs, the report of a run."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import include, path, reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import FormView, TemplateView
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from parvis.catalogue.harvest import actions
from parvis.catalogue.harvest.forms import AskForm, SourceForm
from parvis.catalogue.harvest.read import connectors
from parvis.catalogue.harvest.report import Refused
from parvis.catalogue.harvested import HarvestRun, HarvestSource
from parvis.records.desk.middleware import refuse

A_PAGE = 50
JOINED = ("organisation", "catalogue")
OUTCOMES = {"refusees": "refused", "remarques": "remarks"}


def page_of(rows: Any, request: Any) -> Page[Any]:
    return Paginator(rows, A_PAGE).get_page(request.GET.get("p"))


class OwnSources(WagtailAdminTemplateMixin):
    """Screens of those who manage sources; another organisation's source does not exist."""

    kwargs: dict[str, Any]
    request: Any
    template_name: str

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if not actions.organisations(request.user).exists():
            return refuse(request)
        return super().dispatch(request, *args, **kwargs)

    def source(self) -> HarvestSource:
        rows = actions.sources(self.request.user).select_related(*JOINED)
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        home = {"url": reverse("parvis_sources:index"), "label": _("Sources")}
        return [*self.breadcrumbs_items, home, {"url": "", "label": self.page_title}]


class SourcesView(OwnSources, TemplateView):
    """`/espace-agents/sources/`: state, last run and next one of each source."""

    template_name = "catalogue/desk/sources.html"
    page_title = gettext_lazy("Sources moissonnées")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """A constant number of queries, whatever the sources."""
        runs = HarvestRun.objects.filter(source=OuterRef("pk"), rehearsal=False)
        rows = actions.sources(self.request.user).select_related(*JOINED)
        last = Subquery(runs.order_by("-started").values("pk")[:1])
        page = page_of(rows.annotate(last=last).order_by("catalogue__title", "pk"), self.request)
        ends = HarvestRun.objects.defer("refused", "remarks").in_bulk([row.last for row in page])
        listed = [(row, ends.get(row.last)) for row in page]
        return super().get_context_data(**kwargs) | {"page": page, "rows": listed}


class EditView(OwnSources, FormView):
    """`/espace-agents/sources/ajouter/` and `…/<pk>/modifier/`."""

    template_name = "catalogue/desk/source_form.html"
    form_class = SourceForm

    def setup(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.page_title = _("Modifier la source") if kwargs else _("Ajouter une source")

    def get_form_kwargs(self) -> dict[str, Any]:
        asked = super().get_form_kwargs() | {"by": self.request.user}
        if "pk" in self.kwargs:
            asked["instance"] = self.source()
        else:
            mine = list(actions.organisations(self.request.user)[:2])
            asked["initial"] = {"organisation": mine[0].pk} if len(mine) == 1 else {}
        return asked

    def form_valid(self, form: Any) -> HttpResponse:
        source = actions.save(self.request.user, form.save(commit=False))
        messages.success(self.request, _("La source est enregistrée."))
        return redirect("parvis_sources:source", pk=source.pk)


class SourceView(OwnSources, TemplateView):
    """`/espace-agents/sources/<pk>/`: what one may ask of a source, and the history of its runs."""

    template_name = "catalogue/desk/source.html"
    page_title = gettext_lazy("Source")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        source = self.source()
        runs = source.runs.defer("refused", "remarks")
        known = connectors().get(source.kind)
        return super().get_context_data(**kwargs) | {
            "source": source,
            "kind": _(known.label) if known else source.kind,
            "form": AskForm(),
            "items": source.items.filter(gone=None).count(),
            "page": page_of(runs, self.request),
        }


class AskView(OwnSources, View):
    """`/espace-agents/sources/<pk>/demander/`: a preview, or a harvest now."""

    page_title = ""

    def post(self, request: Any, **_kwargs: Any) -> HttpResponse:
        source, form = self.source(), AskForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("Choisissez « Essayer » ou « Moissonner »."))
            return redirect("parvis_sources:source", pk=source.pk)
        data = form.cleaned_data
        try:
            run = actions.ask(
                request.user, source,
                rehearsal=data["do"] == "preview", loss_allowed=data["loss_allowed"],
            )  # fmt: skip
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("parvis_sources:source", pk=source.pk)
        return redirect("parvis_sources:run", pk=run.pk)


class RemoveView(OwnSources, TemplateView):
    """`/espace-agents/sources/<pk>/retirer/`: asked once more, then forgotten."""

    template_name = "catalogue/desk/source_remove.html"
    page_title = gettext_lazy("Retirer la source")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"source": self.source()}

    def post(self, request: Any, **_kwargs: Any) -> HttpResponse:
        source = self.source()
        try:
            actions.remove(request.user, source)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("parvis_sources:source", pk=self.kwargs["pk"])
        messages.success(request, _("La source est retirée ; ses fiches sont restées."))
        return redirect("parvis_sources:index")


class RunView(OwnSources, TemplateView):
    """`/espace-agents/sources/moissonnages/<pk>/?issue=`: what a run did, and what it says of
    single items, page by page."""

    template_name = "catalogue/desk/run.html"
    page_title = gettext_lazy("Compte rendu")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = HarvestRun.objects.filter(source__in=actions.sources(self.request.user))
        joined = [f"source__{name}" for name in JOINED]
        run = get_object_or_404(rows.select_related(*joined), pk=self.kwargs["pk"])
        chosen = self.request.GET.get("issue", "")
        if chosen and chosen not in OUTCOMES:
            raise Http404
        names = [OUTCOMES[chosen]] if chosen else list(OUTCOMES.values())
        told = [(name, item, said) for name in names for item, said in getattr(run, name)]
        return super().get_context_data(**kwargs) | {
            "run": run,
            "chosen": chosen,
            "page": page_of(told, self.request),
            "under_way": actions.under_way(run),
        }


URLS = [
    path("", SourcesView.as_view(), name="index"),
    path("ajouter/", EditView.as_view(), name="add"),
    path("<int:pk>/", SourceView.as_view(), name="source"),
    path("<int:pk>/modifier/", EditView.as_view(), name="edit"),
    path("<int:pk>/demander/", AskView.as_view(), name="ask"),
    path("<int:pk>/retirer/", RemoveView.as_view(), name="remove"),
    path("moissonnages/<int:pk>/", RunView.as_view(), name="run"),
]


@hooks.register("register_admin_urls")
def addresses() -> list[Any]:
    return [path("sources/", include((URLS, "parvis_sources")))]


class SourcesItem(MenuItem):
    def is_shown(self, request: Any) -> bool:
        return actions.manages(request.user)


@hooks.register("register_admin_menu_item")
def sources_item() -> MenuItem:
    label, url = gettext_lazy("Sources"), reverse_lazy("parvis_sources:index")
    return SourcesItem(label, url, name="sources", icon_name="download", order=124)
