"""The import of devices at the desk, which reads files of other registers too."""

from __future__ import annotations

import csv

from django import forms
from django.utils.translation import gettext_lazy as _

from parvis.public_space.sheets import foreign
from parvis.records import exchange
from parvis.records.desk.transfer import FileForm, ImportView


class DevicesForm(FileForm):
    file = forms.FileField(
        label=_("Votre fichier CSV"),
        help_text=_(
            "Notre export, le fichier groupé du registre d’Amsterdam, ou des sites du schéma "
            "français de comptage : au plus 2 Mo et 2 000 lignes."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )


class ImportDevices(ImportView):
    """`/espace-agents/fiches/device/import/`"""

    file_form = DevicesForm
    shows_lacking = True
    owned = True

    def ours(self, data: bytes) -> bytes:
        """Another register names no organisation of ours: the one that is said answers for it."""
        try:
            made = foreign.ours(exchange.decode(data), self.owner.slug if self.owner else "")
        except (exchange.Unreadable, csv.Error):
            return data  # refused by what reads it next, with its reason
        if made is None:
            return data
        if self.owner is None:
            raise exchange.Unreadable("owner")
        return made.encode()
