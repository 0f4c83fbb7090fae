"""The desk's screens of accesses to rows that are not open to all. The actions check again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages

from parvis.catalogue import access
from parvis.catalogue.deposits.decisions import USUAL
from parvis.catalogue.deposits.desk import OfDataset
from parvis.catalogue.grants import actions, words
from parvis.catalogue.grants.models import Grant
from parvis.catalogue.grants.rules import Rule, RuleProblem
from parvis.catalogue.models import Dataset
from parvis.lake import rows as lake
from parvis.lake.models import Version
from parvis.lake.query.policy import MOST
from parvis.lake.query.problems import QueryProblem
from parvis.organisations.models import Organisation

A_PAGE = 50
GRANTS, USES = "parvis_deposits:grants", "parvis_deposits:uses"
FIELDS = {
    "column": "columns", "dimensions": "dimensions", "hidden": "dimensions", "least": "least",
    "everyone": "least", "past": "until", "purpose": "purpose",
}  # fmt: skip


class GrantForm(forms.Form):
    organisation = forms.ModelChoiceField(
        Organisation.objects.filter(live=True).order_by("title"), label=_("À qui"), required=False,
        empty_label=_("tout le monde"),
    )  # fmt: skip
    purpose = forms.CharField(
        label=_("Pour quoi faire"), max_length=300,
        help_text=_("Une phrase, montrée à tous sur la fiche du jeu de données."),
    )  # fmt: skip
    columns = forms.MultipleChoiceField(
        label=_("Colonnes données"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Aucune cochée : toutes."),
    )  # fmt: skip
    condition = forms.CharField(
        label=_("Lignes données"), required=False, max_length=2000,
        help_text=_("Une condition ODSQL, comme commune = '35238'. Vide : toutes les lignes."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    least = forms.IntegerField(
        label=_("Plus petit groupe"), required=False, min_value=0, max_value=MOST,
        help_text=_(
            "Avec un nombre (%(usual)s est courant), aucune ligne n’est donnée : seulement des "
            "comptes, des sommes et des moyennes de groupes d’au moins autant de lignes."
        ),
    )  # fmt: skip
    dimensions = forms.MultipleChoiceField(
        label=_("Colonnes qui font les groupes"), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    until = forms.DateField(
        label=_("Jusqu’au"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, version: Version | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        columns = version.columns if version else ()
        offered = [(each["name"], each["title"]) for each in columns]
        for name in ("columns", "dimensions"):
            self.fields[name].choices = offered  # type: ignore[attr-defined]
        least = self.fields["least"]
        least.help_text = gettext(str(least.help_text)) % {"usual": USUAL}

    @property
    def rule(self) -> Rule:
        said = self.cleaned_data
        return Rule(
            said["columns"], said["condition"].strip(), said["least"] or 0, said["dimensions"],
            said["purpose"], said["until"],
        )  # fmt: skip


class GrantsView(OfDataset, FormView):
    """`/espace-agents/depots/jeu/<pk>/acces/`: who may read these rows, and a form to give more."""

    template_name = "catalogue/desk/deposits/grants.html"
    page_title = _("Accès aux lignes")
    form_class = GrantForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.dataset = get_object_or_404(Dataset, pk=kwargs["pk"])
        if not actions.may_see(request.user, self.dataset):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def trail(self) -> list[dict[str, Any]]:
        return self.places_of(self.dataset)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "version": lake.current(self.dataset.uuid)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Grant.objects.filter(dataset=self.dataset).select_related("organisation", "by")
        page = Paginator(rows, A_PAGE).get_page(self.request.GET.get("p"))
        return {
            **super().get_context_data(**kwargs),
            "dataset": self.dataset,
            "page": page,
            "grants": [(one, words.what(one)) for one in page],
            "keys": actions.may_give(self.request.user, self.dataset),
            "open": access.open_to_all(actions.content_of(self.dataset)),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        action, _space, key = request.POST.get("action", "").partition(" ")
        if action not in {"end", "key"}:
            return super().post(request, *args, **kwargs)
        rows = Grant.objects.filter(dataset=self.dataset, ended=None)
        grant = get_object_or_404(rows, pk=int(key) if key.isdecimal() and len(key) < 10 else 0)
        if action == "key":
            if grant.organisation is None:
                raise Http404
            return self.with_key(actions.new_key(request.user, grant))
        actions.end(request.user, grant)
        messages.success(request, gettext("Cet accès est retiré."))
        return redirect(reverse(GRANTS, args=[self.dataset.pk]))

    def form_valid(self, form: GrantForm) -> HttpResponse:
        try:
            _grant, key = actions.give(
                self.request.user, self.dataset, form.cleaned_data["organisation"], form.rule
            )
        except QueryProblem as problem:
            form.add_error("condition", problem.sentence(gettext))
            return self.form_invalid(form)
        except RuleProblem as problem:
            form.add_error(FIELDS.get(problem.code), problem.sentence(gettext))
            return self.form_invalid(form)
        messages.success(self.request, gettext("Cet accès est donné."))
        if key:
            return self.with_key(key)
        return redirect(reverse(GRANTS, args=[self.dataset.pk]))

    def with_key(self, key: str) -> HttpResponse:
        """The key is shown this once: only its digest is kept."""
        form = GrantForm(version=lake.current(self.dataset.uuid))
        return self.render_to_response(self.get_context_data(form=form, given=key))


class UsesView(OfDataset, TemplateView):
    """`/espace-agents/depots/acces/<pk>/lectures/`: what was read under an access."""

    template_name = "catalogue/desk/deposits/uses.html"
    page_title = _("Lectures sous cet accès")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        rows = Grant.objects.select_related("dataset", "organisation")
        self.grant = get_object_or_404(rows, pk=kwargs["pk"])
        self.dataset = self.grant.dataset
        if not actions.may_see(request.user, self.dataset):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def trail(self) -> list[dict[str, Any]]:
        grants = {"url": reverse(GRANTS, args=[self.dataset.pk]), "label": gettext("Accès")}
        return [*self.places_of(self.dataset), grants]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        uses = self.grant.uses.select_related("by")
        return {
            **super().get_context_data(**kwargs),
            "grant": self.grant,
            "page": Paginator(uses, A_PAGE).get_page(self.request.GET.get("p")),
        }
