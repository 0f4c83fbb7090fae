"""Inventory campaigns at the desk: the list of them, opening one, its coverage, one's own list."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext, gettext_lazy, ngettext
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from parvis.catalogue.campaign import actions, coverage, lists
from parvis.catalogue.campaign.actions import CampaignProblem
from parvis.catalogue.campaign.models import Campaign, CampaignAnswer, CampaignPart
from parvis.organisations.models import Organisation

A_PAGE = 50
STATES = {
    coverage.Standing.WAITING: gettext_lazy("rien encore"),
    coverage.Standing.BEGUN: gettext_lazy("commencée"),
    coverage.Standing.LOOKED_AT: gettext_lazy("regardée, à dire complète"),
    coverage.Standing.COMPLETE: gettext_lazy("complète"),
}


class CampaignScreen(WagtailAdminTemplateMixin):
    """A screen beside the list of data sets, for those who may change some."""

    verb = "change"
    model: Any = None

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        where = {"url": self.at("campaigns"), "label": gettext("Campagnes d’inventaire")}
        return [*self.breadcrumbs_items, where, {"url": "", "label": self.get_page_title()}]

    def at(self, name: str, *arguments: Any) -> str:
        return reverse(self.model.snippet_viewset.get_url_name(name), args=arguments)

    def campaigns(self) -> Any:
        """Those that concern an organisation of this person."""
        mine = lists.mine(self.request.user, self.verb)
        found = Campaign.objects.filter(parts__organisation__in=mine)
        return found.select_related("organisation").distinct()

    def campaign(self, key: int) -> Campaign:
        found: Campaign | None = self.campaigns().filter(pk=key).first()
        if found is None:
            raise Http404
        return found


class CampaignsView(CampaignScreen, TemplateView):
    """`/espace-agents/fiches/dataset/campagnes/`: what is open, what was."""

    template_name = "catalogue/desk/campaigns.html"
    page_title = gettext_lazy("Campagnes d’inventaire")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = Paginator(self.campaigns(), A_PAGE).get_page(self.request.GET.get("p"))
        opens = lists.mine(self.request.user, "publish").exists()
        return {
            **super().get_context_data(**kwargs),
            "page": page,
            "rows": [(one, self.at("campaign", one.pk)) for one in page],
            "open_url": self.at("campaign_open") if opens else "",
        }


class OpenForm(forms.Form):
    organisation = forms.ModelChoiceField(
        label=gettext_lazy("Pour"), queryset=Organisation.objects.none(),
        help_text=gettext_lazy("Tous les services qui en font partie sont invités aussi."),
    )  # fmt: skip
    title = forms.CharField(label=gettext_lazy("Nom de la campagne"), max_length=200)
    closes_on = forms.DateField(
        label=gettext_lazy("Dernier jour"), widget=forms.DateInput(attrs={"type": "date"})
    )
    message = forms.CharField(
        label=gettext_lazy("Ce que vous demandez aux référents"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip


class OpenView(CampaignScreen, FormView):
    """`/espace-agents/fiches/dataset/campagnes/ouvrir/`."""

    template_name = "catalogue/desk/campaign_open.html"
    page_title = gettext_lazy("Ouvrir une campagne d’inventaire")
    form_class = OpenForm

    def get_form(self, form_class: Any = None) -> OpenForm:
        form: OpenForm = super().get_form(form_class)
        mine = lists.mine(self.request.user, "publish").filter(live=True)
        form.fields["organisation"].queryset = mine.order_by("title")  # type: ignore[attr-defined]
        return form

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if not lists.mine(request.user, "publish").exists():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: OpenForm) -> HttpResponse:
        try:
            campaign = actions.open_campaign(self.request.user, **form.cleaned_data)
        except CampaignProblem as problem:
            field = "closes_on" if problem.code == "past" else "organisation"
            form.add_error(field, problem.sentence(gettext))
            return self.form_invalid(form)
        messages.success(
            self.request, gettext("La campagne est ouverte ; les référents sont prévenus.")
        )
        return redirect(self.at("campaign", campaign.pk))


class CampaignView(CampaignScreen, TemplateView):
    """`/espace-agents/fiches/dataset/campagnes/<campaign>/`: how far each list is."""

    template_name = "catalogue/desk/campaign.html"

    def get_page_title(self) -> str:
        return str(self.campaign(self.kwargs["campaign"]))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        campaign = self.campaign(self.kwargs["campaign"])
        found = lists.shares(campaign)
        mine = set(lists.mine(self.request.user, self.verb).values_list("pk", flat=True))
        rows = [
            {
                "share": share,
                "state": STATES[share.standing],
                "gone": share.answers.get("gone", 0),
                "wrong": share.answers.get("wrong", 0),
                "url": self.at("campaign_part", campaign.pk, part.pk)
                if part.organisation_id in mine
                else "",
            }
            for part, share in found
        ]
        page = Paginator(rows, A_PAGE).get_page(self.request.GET.get("p"))
        return {
            **super().get_context_data(**kwargs),
            "campaign": campaign,
            "page": page,
            "coverage": coverage.covered(share for _part, share in found),
        }


class OfPart(CampaignScreen):
    """A screen about one list, for who may change its data sets."""

    kwargs: dict[str, Any]

    def part(self) -> CampaignPart:
        mine = lists.mine(self.request.user, self.verb)
        rows = CampaignPart.objects.filter(campaign=self.kwargs["campaign"], organisation__in=mine)
        found = rows.select_related("campaign", "organisation").filter(pk=self.kwargs["part"])
        part = found.first()
        if part is None:
            raise Http404
        return part

    def get_page_title(self) -> str:
        return self.part().organisation.title


class AllView(OfPart, TemplateView):
    """`/espace-agents/fiches/dataset/campagnes/<campaign>/<part>/tout/`: all that is left is right.

    A step of its own, which says how many and names the first ones, so that nobody says so by
    accident.
    """

    template_name = "catalogue/desk/campaign_all.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        part = self.part()
        rows = lists.unanswered(part).order_by("title", "pk")
        return {
            **super().get_context_data(**kwargs),
            "part": part,
            "left": rows.count(),
            "titles": list(rows.values_list("title", flat=True)[:A_PAGE]),
            "back_url": self.back(part),
        }

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        part = self.part()
        text = request.POST.get("expected", "")
        try:
            expected = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
            count = actions.confirm_all(request.user, part, expected)
        except CampaignProblem as problem:
            messages.error(request, problem.sentence(gettext))
            return redirect(request.path if problem.code == "changed" else self.back(part))
        said = ngettext("%(n)s fiche dite exacte.", "%(n)s fiches dites exactes.", count)
        messages.success(request, said % {"n": count})
        return redirect(self.back(part))

    def back(self, part: CampaignPart) -> str:
        return self.at("campaign_part", part.campaign_id, part.pk)


class PartView(OfPart, TemplateView):
    """`/espace-agents/fiches/dataset/campagnes/<campaign>/<part>/`: confirm one's own list."""

    template_name = "catalogue/desk/campaign_part.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        part = self.part()
        rows = lists.datasets(part.organisation).order_by("title", "pk")
        page = Paginator(rows, A_PAGE).get_page(self.request.GET.get("p"))
        said = dict(
            part.answers.filter(record__in=[r.uuid for r in page]).values_list("record", "state")
        )
        labels = dict(CampaignAnswer.State.choices)
        edit = self.model.snippet_viewset.get_url_name("edit")
        return {
            **super().get_context_data(**kwargs),
            "part": part,
            "page": page,
            "rows": [
                (row, labels.get(said.get(row.uuid, ""), ""), reverse(edit, args=[row.pk]))
                for row in page
            ],
            "left": lists.unanswered(part).count(),
            "open": [row.uuid for row in page if row.uuid not in said],
            "all_url": self.at("campaign_all", part.campaign_id, part.pk),
            "states": CampaignAnswer.State.choices,
            "add_url": self.at("add"),
        }

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        part = self.part()
        try:
            if request.POST.get("complete"):
                actions.declare_complete(request.user, part)
                messages.success(request, gettext("Merci : votre liste est complète."))
            else:
                whole = request.POST.get("page") == "all"
                ticked = chosen(request.POST, "shown" if whole else "record")
                state = request.POST.get("state", "")
                count = actions.answer(request.user, part, ticked, state, keep=whole)
                said = ngettext("%(n)s fiche notée.", "%(n)s fiches notées.", count)
                messages.success(request, said % {"n": count})
        except CampaignProblem as problem:
            messages.error(request, problem.sentence(gettext))
        return redirect(request.get_full_path())


def chosen(form: Any, name: str = "record") -> list[UUID]:
    """The data sets that a form names, ticked or all those it `shown`; what is no identifier names
    none."""
    found = []
    for text in form.getlist(name)[: actions.MOST_AT_ONCE + 1]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def urlpatterns(construct: Any) -> list[URLPattern]:
    """The screens, made by the desk's own `construct_view`."""
    return [
        path("campagnes/", construct(CampaignsView), name="campaigns"),
        path("campagnes/ouvrir/", construct(OpenView), name="campaign_open"),
        path("campagnes/<int:campaign>/", construct(CampaignView), name="campaign"),
        path("campagnes/<int:campaign>/<int:part>/", construct(PartView), name="campaign_part"),
        path("campagnes/<int:campaign>/<int:part>/tout/", construct(AllView), name="campaign_all"),
    ]
