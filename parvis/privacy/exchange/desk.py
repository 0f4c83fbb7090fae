"""The import of processings at the desk, which reads the files of other registers too."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.privacy.exchange import reader
from parvis.records import exchange
from parvis.records.desk.transfer import UNREADABLE, FileForm, ImportView

ACCEPTED = ".csv,.ods,.xlsx,.xls"
REFUSALS: dict[str, Any] = {
    "heading": _(
        "Titres inconnus : %(names)s. Donnez l’export CSV de MADIS, un tableur aux titres de la "
        "fiche de la CNIL, ou notre export, dont les colonnes sont plus bas."
    ),
}


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

    file_form = RegisterForm
    shows_lacking = True
    page_title = _("Importer un registre")
    owned = True
    unreadable = UNREADABLE | REFUSALS

    def ours(self, data: bytes) -> bytes:
        """Another register names no organisation of ours: the one that is said answers for it."""
        made = reader.ours(data, self.owner.slug if self.owner else "")
        if self.owner is None and made != data:
            raise exchange.Unreadable("owner")
        return made
