"""Editorial pages: about, legal notice, accessibility … records like the others."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from parvis.records.models import Record
from parvis.site.follows.models import Follow as Follow
from parvis.site.follows.models import Subscriber as Subscriber


class EditorialPage(Record):
    """A page at the root of the portal, `/<slug>/`. No organisation need answer for it."""

    record_type = "page"
    public_fields = ("body",)
    always_public = Record.always_public | {"body"}

    body = models.TextField(
        _("texte"),
        blank=True,
        help_text=_("Titres, listes, liens ; le reste du HTML est retiré."),
    )

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = ["title"]

    def problems(self) -> dict[str, str]:
        found = super().problems()
        found.pop("organisation", None)
        return found
