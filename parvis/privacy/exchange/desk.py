"""The import of processings at the desk, which reads the files of other registers too."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

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


class ImportProcessings(ImportView):
    """`/espace-agents/fiches/processing/import/`"""

    shows_lacking = True
    page_title = _("Importer un registre")

    def get_form_class(self) -> type[forms.Form]:
        chosen = super().get_form_class()
        return RegisterForm if chosen is FileForm else chosen

    def ours(self, data: bytes) -> bytes:
        """Another register names no organisation of ours: the only one that this person writes
        for, when there is but one."""
        mine: list[Any] = list(rights.organisations(self.request.user, "add", "processing")[:2])
        return reader.ours(data, mine[0].slug if len(mine) == 1 else "")
