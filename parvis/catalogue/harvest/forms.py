"""The form of a source: an address that may be asked for, and whose source it is."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parvis.catalogue.harvest import actions
from parvis.catalogue.harvest.read import connectors
from parvis.catalogue.harvested import HarvestSource
from parvis.records.fetch import Client
from parvis.records.network import FetchError, Limits

LONGEST = 2000


class SourceForm(forms.ModelForm):
    address = forms.CharField(
        label=gettext_lazy("Adresse"),
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
        help_text=gettext_lazy(
            "L’adresse web complète du catalogue, par exemple https://portail.example/catalog.ttl"
        ),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Sorte de source"), initial="dcat")

    class Meta:
        model = HarvestSource
        fields = ["address", "kind", "organisation", "every", "paused", "trusted"]
        labels = {
            "organisation": gettext_lazy("Organisation responsable"),
            "every": gettext_lazy("À quel rythme"),
            "paused": gettext_lazy("En pause : garder la source sans la moissonner"),
        }
        help_texts = {
            "organisation": gettext_lazy(
                "Les fiches sont publiées en son nom, ou au nom du service de celle-ci que la "
                "source nomme."
            ),
        }

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not actions.may_trust(by):
            del self.fields["trusted"]
        self.fields["organisation"].queryset = actions.organisations(by)  # type: ignore[attr-defined]
        known = [(kind, _(one.label)) for kind, one in connectors().items()]
        self.fields["kind"].choices = sorted(known, key=lambda pair: pair[1])  # type: ignore[attr-defined]

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"]
        allowed = frozenset(settings.PARVIS_ALLOW_PRIVATE)
        try:
            Client(limits=Limits(connect=5.0), allow_private=allowed).vet(address)
        except FetchError as problem:
            raise forms.ValidationError(problem.sentence(_)) from problem
        return address

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        same = HarvestSource.objects.filter(address=data.get("address"), kind=data.get("kind"))
        if same.exclude(pk=self.instance.pk).exists():
            self.add_error(
                "address",
                _("« %(address)s » est déjà une source de cette sorte : modifiez-la plutôt.")
                % {"address": data["address"][:200]},
            )
        return data


class AskForm(forms.Form):
    """What one asks of a source: `do` is the button."""

    do = forms.ChoiceField(choices=[("preview", ""), ("harvest", "")])
    loss_allowed = forms.BooleanField(
        required=False,
        label=gettext_lazy(
            "Oui, archivez ce qui a disparu de la source, même si c’est plus de la moitié de ses "
            "fiches."
        ),
    )
