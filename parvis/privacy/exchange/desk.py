"""The import of processings at the desk, which reads the files of other registers too."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from parvis.organisations.models import Organisation
from parvis.privacy.exchange import reader
from parvis.records.desk import rights
from parvis.records.desk.transfer import FileForm, ImportView

ACCEPTED = ".csv,.ods,.xlsx,.xls"


class RegisterForm(FileForm):
    file = forms.FileField(
        label=_("Votre registre"),
        help_text=_(
            "Notre CSV, l’export CSV de MADIS, ou un tableur aux titres de la fiche de la CNIL "
            "(ODS, XLSX) : au plus 2 Mo et 2 000 lignes."
        ),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )
    organisation = forms.ModelChoiceField(
        label=_("Qui en répond"),
        help_text=_("Pour un registre tenu ailleurs, qui ne nomme aucune de nos organisations."),
        queryset=Organisation.objects.none(), empty_label=_("comme le dit le fichier"),
        required=False,
    )  # fmt: skip

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = rights.organisations(user, "add", "processing").order_by("title", "pk")
        self.fields["organisation"].queryset = mine  # type: ignore[attr-defined]


class ImportProcessings(ImportView):
    """`/espace-agents/fiches/processing/import/`"""

    shows_lacking = True
    page_title = _("Importer un registre")
    said: Organisation | None = None

    def get_form_class(self) -> type[forms.Form]:
        chosen = super().get_form_class()
        return RegisterForm if chosen is FileForm else chosen

    def get_form_kwargs(self) -> dict[str, Any]:
        asked = super().get_form_kwargs()
        own = issubclass(self.get_form_class(), RegisterForm)
        return asked | {"user": self.request.user} if own else asked

    def form_valid(self, form: forms.Form) -> HttpResponse:
        self.said = form.cleaned_data.get("organisation")
        return super().form_valid(form)

    def ours(self, data: bytes) -> bytes:
        """Another register names no organisation of ours: the one that is said, else the only one
        that this person writes for."""
        mine: list[Any] = list(rights.organisations(self.request.user, "add", "processing")[:2])
        only = mine[0] if len(mine) == 1 else None
        named = self.said or only
        return reader.ours(data, named.slug if named else "")
