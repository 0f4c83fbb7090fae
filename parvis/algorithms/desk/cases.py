"""The desk's screens of cases: list, one, add one, withdraw one, the key of the application."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from parvis.algorithms.explained import actions, cases, telling
from parvis.algorithms.explained.forms import CaseForm
from parvis.algorithms.explained.models import Case, ExplainedDecision
from parvis.algorithms.models import DecisionType
from parvis.records import hooks
from parvis.records.desk import facets, rights
from parvis.records.desk.middleware import refuse
from parvis.records.keys import KeyAbsent, KeyUnreadable

SPACE = "parvis_cases"
TITLE = gettext_lazy("Dossiers de décisions")
A_PAGE = 50
FILTERS = ("decision", "calcul")


def at(name: str, *args: Any) -> str:
    return reverse(f"{SPACE}:{name}", args=args)


def mine(user: Any) -> QuerySet[ExplainedDecision]:
    """The types of decision whose cases this person keeps: those that they publish."""
    scope = hooks.first("scope", user=user, verb="publish", model=DecisionType)
    if scope is None:
        return ExplainedDecision.objects.none()
    held = DecisionType.objects.filter(scope).values("pk")
    rows = ExplainedDecision.objects.filter(decision__in=held)
    return rows.select_related("decision", "algorithm").order_by("decision__title", "pk")


def some(types: QuerySet[DecisionType], values: list[Any]) -> QuerySet[Any, Any]:
    held = types.order_by().values("pk")
    rows = ExplainedDecision.objects.filter(decision__in=held, pk__gt=values[0])
    return rows.order_by().values_list("pk")[:1]


SOME = rights.Reached("publish", some)


def keeps_some(user: Any) -> bool:
    """Whether `mine` has any: every page of the desk asks it."""
    return bool(SOME(user, DecisionType, [0]))


class CasesItem(MenuItem):
    """In the menu of those who publish a type of decision that is explained."""

    def is_shown(self, request: HttpRequest) -> bool:
        return keeps_some(request.user)


class Screen(WagtailAdminTemplateMixin):
    """A screen of those who keep cases; `found` may narrow it to one type of decision or case."""

    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not keeps_some(request.user):
            return refuse(request)
        self.find(request, **kwargs)
        try:
            response = super().dispatch(request, *args, **kwargs)
            if hasattr(response, "render"):
                response.render()  # what cannot be read shows while it is written
        except (KeyAbsent, KeyUnreadable):
            response = render(request, "records/desk/lost.html", {"back": at("list")}, status=503)
        response["Cache-Control"] = "private, no-store"
        return response

    def find(self, request: HttpRequest, **kwargs: Any) -> None:
        """What the address names. Raise Http404, whether it is another's or none."""

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        last = {"url": "", "label": self.page_title}
        return [*self.breadcrumbs_items, {"url": at("list"), "label": TITLE}, last]


class ListView(Screen, TemplateView):
    """`/espace-agents/dossiers-de-decisions/?decision=&calcul=&p=`: nothing of what cases say."""

    template_name = "algorithms/desk/cases.html"
    page_title = TITLE

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        request, kinds = self.request, list(mine(self.request.user))
        asked = facets.asked(request, FILTERS)
        rows = Case.objects.filter(explained__in=kinds, kept_until__gte=timezone.localdate())
        narrowed = {
            "decision": Q(explained__prefix=asked["decision"]) if "decision" in asked else Q(),
            "calcul": Q(replay=asked["calcul"]) if "calcul" in asked else Q(),
        }
        listed = rows.filter(*narrowed.values()).select_related("explained__decision")
        page = Paginator(listed.order_by("-received", "-pk"), A_PAGE).get_page(request.GET.get("p"))
        by_kind = counted(rows.filter(narrowed["calcul"]), "explained__prefix")
        by_state = counted(rows.filter(narrowed["decision"]), "replay")
        return {
            **super().get_context_data(**kwargs),
            "kinds": kinds,
            "page": page,
            "keep": facets.kept(request),
            "facets": [
                facets.facet(
                    request, "decision", gettext("Type de décision"),
                    [(one.prefix, one.decision.title, by_kind.get(one.prefix, 0)) for one in kinds],
                ),
                facets.facet(
                    request, "calcul", gettext("Calcul refait"),
                    [(one, one.label, by_state.get(one, 0)) for one in Case.Replay],
                ),
            ],
        }  # fmt: skip


def counted(rows: QuerySet[Case], name: str) -> dict[str, int]:
    return dict(rows.order_by().values_list(name).annotate(count=Count("pk")))


class OfDecision(Screen):
    """A screen of one type of decision."""

    explained: ExplainedDecision

    def find(self, request: HttpRequest, **kwargs: Any) -> None:
        found = mine(request.user).filter(pk=kwargs["pk"]).first()
        if found is None:
            raise Http404
        self.explained = found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        told = super().get_context_data(**kwargs)
        return {**told, "explained": self.explained}


class AddView(OfDecision, FormView):
    """`…/<pk>/ajouter/`: one case, by a form made from what the rules take."""

    template_name = "algorithms/desk/case_add.html"
    page_title = gettext_lazy("Ajouter un dossier")
    form_class = CaseForm

    def find(self, request: HttpRequest, **kwargs: Any) -> None:
        super().find(request, **kwargs)
        versions = cases.versions_of(self.explained)
        current = telling.current(versions, timezone.localdate())
        if current is None:
            raise Http404
        self.tell = telling.teller(current.rules)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "tell": self.tell}

    def form_valid(self, form: CaseForm) -> HttpResponse:
        told = cases.add(self.explained, form.cells(), by=self.request.user)
        if told.problem:
            form.refused(told.problem)
            return self.form_invalid(form)
        case = cases.find(told.reference)
        assert case is not None
        said = gettext("Le dossier est gardé. Référence à écrire sur la lettre : %(reference)s")
        messages.success(self.request, said % {"reference": told.reference})
        return redirect(at("case", case.pk))


class DoorView(OfDecision, TemplateView):
    """`…/<pk>/porte/`: the key with which the application that decides sends its cases."""

    template_name = "algorithms/desk/case_door.html"
    page_title = gettext_lazy("L’application qui décide envoie ses dossiers")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        slug = self.explained.decision.slug
        address = self.request.build_absolute_uri(reverse("send_cases", args=[slug]))
        return {**super().get_context_data(**kwargs), "address": address}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("action") == "close":
            actions.close_door(self.explained, by=request.user)
            messages.success(request, gettext("Plus aucune clé n’ouvre cette porte."))
            return redirect(at("door", self.explained.pk))
        given = actions.new_key(self.explained, by=request.user)
        return self.render_to_response(self.get_context_data(given=given))


class OfCase(Screen):
    """A screen of one case that is not past its day."""

    case: Case

    def find(self, request: HttpRequest, **kwargs: Any) -> None:
        rows = Case.objects.filter(explained__in=mine(request.user))
        related = rows.select_related("rules", "explained__decision", "explained__algorithm")
        day = timezone.localdate()
        found = related.filter(pk=kwargs["pk"], kept_until__gte=day).first()
        if found is None:
            raise Http404
        self.case = found


class CaseView(OfCase, TemplateView):
    """`…/dossier/<pk>/`: one case, opened: that someone read it is written first."""

    template_name = "algorithms/desk/case.html"
    page_title = gettext_lazy("Un dossier")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        cases.read_by(self.case, self.request.user)
        log = Paginator(self.case.readings.select_related("by"), A_PAGE)
        return {
            **super().get_context_data(**kwargs),
            **telling.explanation(self.case),
            "page": log.get_page(self.request.GET.get("p")),
        }


class WithdrawView(OfCase, FormView):
    """`…/dossier/<pk>/retirer/`"""

    template_name = "algorithms/desk/case_withdraw.html"
    page_title = gettext_lazy("Retirer ce dossier")
    form_class = forms.Form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "case": self.case}

    def form_valid(self, form: forms.Form) -> HttpResponse:
        cases.withdraw(self.case, by=self.request.user)
        messages.success(self.request, gettext("Le dossier et sa clé sont détruits."))
        return redirect(at("list"))


app_name = SPACE
urlpatterns = [
    path("", ListView.as_view(), name="list"),
    path("<int:pk>/ajouter/", AddView.as_view(), name="add"),
    path("<int:pk>/porte/", DoorView.as_view(), name="door"),
    path("dossier/<int:pk>/", CaseView.as_view(), name="case"),
    path("dossier/<int:pk>/retirer/", WithdrawView.as_view(), name="withdraw"),
]
