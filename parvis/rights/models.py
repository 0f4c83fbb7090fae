"""A right, as people read it. Requests are no records: `parvis.rights.requests`."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from parvis.records.models import Record
from parvis.rights.desk.models import Part as Part
from parvis.rights.desk.models import Recourse as Recourse
from parvis.rights.requests.models import Access as Access
from parvis.rights.requests.models import Code as Code
from parvis.rights.requests.models import Event as Event
from parvis.rights.requests.models import Hold as Hold
from parvis.rights.requests.models import Pause as Pause
from parvis.rights.requests.models import Piece as Piece
from parvis.rights.requests.models import Request as Request


class Right(Record):
    """One right of the closed list `records.entitlements.Right`, whose value is the slug."""

    record_type = "right"
    kept_slugs = frozenset({"demande", "suivi", "chiffres"})
    public_fields = ("what", "when", "delay", "how", "answer", "remedies", "article", "letter")

    what = models.TextField(_("ce que c’est"), help_text=_("En mots simples."))
    when = models.TextField(_("quand il s’applique, et quand non"))
    delay = models.TextField(_("en combien de temps"))
    how = models.TextField(_("comment l’exercer"))
    answer = models.TextField(_("ce que nous répondons"))
    remedies = models.TextField(_("si la réponse ne vous convient pas"))
    article = models.CharField(_("texte de loi"), max_length=200)
    letter = models.TextField(_("modèle de demande"), blank=True)

    class Meta:
        verbose_name = _("droit")
        verbose_name_plural = _("droits")
        ordering = ["title"]
