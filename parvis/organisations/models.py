"""Organisations and who works for them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _

from parvis.records.models import Record
from parvis.records.ties import Tie


class Organisation(Record):
    """A town hall, a directorate, a contractor, an association: who answers for records."""

    record_type = "organisation"
    public_fields = ("kind", "identifier", "insee", "website", "contact", "population")

    class Kind(models.TextChoices):
        METROPOLIS = "metropolis", _("métropole")
        COMMUNE = "commune", _("commune")
        SERVICE = "service", _("service ou direction")
        PUBLIC = "public", _("établissement public")
        COMPANY = "company", _("entreprise")
        ASSOCIATION = "association", _("association")
        OTHER = "other", _("autre")

    kind = models.CharField(_("nature"), max_length=12, choices=Kind, default=Kind.OTHER)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children",
        verbose_name=_("fait partie de"),
    )  # fmt: skip
    identifier = models.CharField(_("numéro SIREN ou SIRET"), max_length=14, blank=True)
    insee = models.CharField(_("code INSEE de la commune"), max_length=5, blank=True)
    population = models.PositiveIntegerField(_("habitants"), null=True, blank=True)
    website = models.URLField(_("site web"), blank=True)
    contact = models.EmailField(_("adresse e-mail publique"), blank=True)
    # the address by which a harvested portal names it (foaf:Agent)
    source_uri = models.CharField(max_length=500, blank=True, db_index=True, editable=False)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["title"]

    def relations(self) -> Iterable[Tie]:
        if self.parent:
            yield Tie("part_of", self.parent.uuid)
        yield from super().relations()
