"""Typing in a request that came by post, e-mail, counter or telephone, with its true date."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, gettext_lazy
from django.views.generic import FormView

from parvis.organisations.models import Organisation
from parvis.records.entitlements import Right
from parvis.rights import words
from parvis.rights.desk.choices import CONTACTS, PROXIES
from parvis.rights.desk.fields import AboutField, FilesField, day_field, text_field
from parvis.rights.desk.screens import Screen, tried
from parvis.rights.requests import access, course, letters, receiving
from parvis.rights.requests.choices import Channel
from parvis.rights.requests.receiving import Footage, Received, Said

CHANNELS = [one for one in Channel.choices if one[0] != Channel.WEB]


class EnterForm(forms.Form):
    received = day_field(
        gettext_lazy("Reçue le"),
        gettext_lazy("Le jour où l’organisation l’a reçue, dans n’importe quel service."),
    )
    channel = forms.ChoiceField(label=gettext_lazy("Arrivée par"), choices=CHANNELS)
    organisation = forms.ModelChoiceField(
        label=gettext_lazy("Organisation qui répond"), queryset=Organisation.objects.none()
    )
    right = forms.ChoiceField(
        label=gettext_lazy("Droit"), choices=[(one.value, words.NAMES[one]) for one in Right]
    )
    about = AboutField()
    proxy = forms.ChoiceField(label=gettext_lazy("Qui écrit"), choices=PROXIES, required=False)
    proxy_for = forms.CharField(
        label=gettext_lazy("Pour qui"), max_length=200, required=False,
        help_text=gettext_lazy("Si ce n’est pas la personne elle-même."),
    )  # fmt: skip
    name = forms.CharField(label=gettext_lazy("Nom"), max_length=200, required=False)
    email = forms.EmailField(label=gettext_lazy("Adresse e-mail"), required=False)
    phone = forms.CharField(label=gettext_lazy("Téléphone"), max_length=40, required=False)
    address = forms.CharField(
        label=gettext_lazy("Adresse postale"), max_length=500, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    contact = forms.ChoiceField(label=gettext_lazy("Lui répondre"), choices=CONTACTS)
    message = text_field(
        gettext_lazy("Ce qui est demandé"), gettext_lazy("Avec ses mots, ou le texte du courrier.")
    )
    filmed = day_field(
        gettext_lazy("Jour des images"), gettext_lazy("Seulement pour des images."), required=False
    )
    hours = forms.CharField(label=gettext_lazy("Heures"), max_length=100, required=False)
    place = forms.CharField(label=gettext_lazy("Lieu filmé"), max_length=300, required=False)
    joined = FilesField()

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = Organisation.objects.filter(pk__in=access.handled_by(user)).order_by("title", "pk")
        self.fields["organisation"].queryset = mine  # type: ignore[attr-defined]
        self.fields["about"].user = user  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        needed = {"mail": "email", "post": "address"}.get(told.get("contact", ""))
        if needed and not told.get(needed) and needed not in self.errors:
            said = gettext("Écrivez-la, ou choisissez une autre façon de lui répondre.")
            self.add_error(needed, said)
        if told.get("right") == Right.IMAGES and not told.get("filmed", True):
            said = gettext("Dites le jour : les images s’effacent d’elles-mêmes.")
            self.add_error("filmed", said)
        if told.get("proxy") and not told.get("proxy_for"):
            self.add_error("proxy_for", gettext("Dites pour qui la demande est faite."))
        return told

    def clean_filmed(self) -> dt.date | None:
        filmed: dt.date | None = self.cleaned_data["filmed"]
        if filmed and filmed > course.today():
            raise ValidationError(gettext("Ce jour n’est pas encore passé : corrigez-le."))
        return filmed


def said(told: dict[str, Any]) -> Said:
    """The form as a request."""
    texts = ("name", "email", "phone", "address", "contact", "message", "proxy", "proxy_for")
    footage = None
    if told["right"] == Right.IMAGES:
        footage = Footage(told["filmed"], told["hours"], told["place"], told["about"])
    return Said(
        Right(told["right"]), {name: told[name] for name in texts}, told["about"],
        told["organisation"], footage, told["joined"],
    )  # fmt: skip


class EnterView(Screen, FormView):
    """`/espace-agents/demandes-de-droits/enregistrer/`"""

    template_name = "rights/desk/enter.html"
    page_title = gettext_lazy("Enregistrer une demande")
    form_class = EnterForm
    above = (("list", gettext_lazy("Demandes de droits")),)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def form_valid(self, form: EnterForm) -> HttpResponse:
        told = form.cleaned_data
        made: list[Received] = []

        def enter() -> None:
            channel, by = Channel(told["channel"]), self.request.user
            made.append(receiving.register(said(told), by, told["received"], channel))

        if not tried(form, enter):
            return self.form_invalid(form)
        return self.entered(made[0])

    def entered(self, got: Received) -> HttpResponse:
        """The private link is shown this once: nothing keeps it in clear, not even a session."""
        context = {
            **self.get_context_data(form=None),
            "row": got.request,
            "follow": letters.follow_address(got.follow),
        }
        return render(self.request, "rights/desk/entered.html", context)
