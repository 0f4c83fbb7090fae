"""The desk's screen of live data."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin import messages

from parvis.catalogue.deposits.desk import OfDataset
from parvis.catalogue.deposits.reading import problem_of
from parvis.catalogue.live import actions
from parvis.catalogue.live.models import Feed
from parvis.catalogue.models import Dataset
from parvis.catalogue.rows import keys
from parvis.records.desk import rights
from parvis.records.network import FetchError
from parvis.records.problems import Problem

FEED = "parvis_deposits:feed"


class FeedForm(forms.ModelForm[Feed]):
    key = forms.CharField(
        label=_("Colonnes qui désignent une ligne"), required=False, max_length=500,
        help_text=_(
            "Leurs noms, séparés par des virgules : c’est la clé du jeu de données, à laquelle on "
            "reconnaît une ligne d’une version à l’autre. Poussée, une ligne de même désignation "
            "remplace celle d’avant ; sans clé, chaque envoi ajoute des lignes."
        ),
    )  # fmt: skip

    class Meta:
        model = Feed
        fields = ("kind", "address", "every", "days", "silent_after", "paused")

    field_order = ("kind", "address", "every", "key")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.chosen = keys.chosen(self.instance.dataset.uuid)
        self.initial["key"] = keys.joined(self.chosen or ())

    def clean_key(self) -> list[str] | None:
        """None, nothing is said: a key that nobody chose is left to be guessed."""
        titles = keys.parted(self.cleaned_data["key"])
        return titles if titles or self.chosen else None

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("kind") == Feed.Kind.ADDRESS and not values.get("address"):
            self.add_error("address", gettext("Donnez l’adresse où ces lignes se relisent."))
        return values


class FeedView(OfDataset, FormView):
    """`/espace-agents/depots/jeu/<pk>/flux/`: how the rows of a data set come by themselves."""

    template_name = "catalogue/desk/deposits/feed.html"
    page_title = _("Données qui arrivent seules")
    form_class = FeedForm
    feed: Feed

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.dataset = get_object_or_404(Dataset, pk=kwargs["pk"])
        if not rights.may(request.user, "publish", self.dataset):
            raise PermissionDenied
        known = Feed.objects.filter(dataset=self.dataset).first()
        self.feed = known or Feed(dataset=self.dataset, kind=Feed.Kind.ADDRESS)
        return super().dispatch(request, *args, **kwargs)

    def trail(self) -> list[dict[str, Any]]:
        return self.places_of(self.dataset)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": self.feed}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        problem = problem_of(self.feed)
        return {
            **super().get_context_data(**kwargs),
            "dataset": self.dataset,
            "feed": self.feed if self.feed.pk else None,
            "problem": problem.sentence(gettext) if problem else "",
            "push_url": self.request.build_absolute_uri(
                reverse("push_rows", args=[self.dataset.slug])
            ),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        action = request.POST.get("action", "")
        if action == "key" and self.feed.pk and self.feed.kind == Feed.Kind.PUSH:
            return self.with_key(actions.new_key(request.user, self.feed))
        if action == "stop" and self.feed.pk:
            actions.stop(request.user, self.feed)
            messages.success(request, gettext("Ces données n’arrivent plus seules."))
            return redirect(reverse(FEED, args=[self.dataset.pk]))
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: FeedForm) -> HttpResponse:
        feed = form.save(commit=False)
        try:
            given = actions.save(self.request.user, feed, form.cleaned_data["key"])
        except Problem as problem:
            field = "address" if isinstance(problem, FetchError) else "key"
            form.add_error(field, problem.sentence(gettext))
            return self.form_invalid(form)
        messages.success(self.request, gettext("C’est enregistré."))
        if given:
            return self.with_key(given)
        return redirect(reverse(FEED, args=[self.dataset.pk]))

    def with_key(self, given: str) -> HttpResponse:
        """The key is shown this once: only its digest is kept."""
        self.feed.refresh_from_db()
        form = self.get_form_class()(instance=self.feed)
        return self.render_to_response(self.get_context_data(form=form, given=given))
