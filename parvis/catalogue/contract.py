"""A contract with a supplier or a partner, and the data that it makes due. See `models.py`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from parvis.records import canonical
from parvis.records.models import Record
from parvis.records.ties import Tie


class Contract(Record):
    """Who does what for the territory, from when to when; the service in charge answers for it."""

    record_type = "contract"
    public_fields = ("partner", "number", "subject", "starts_on", "ends_on", "deliveries")

    partner = models.CharField(_("avec qui"), max_length=300, blank=True)
    partner_record = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("sa fiche d’organisation"),
    )  # fmt: skip
    number = models.CharField(_("numéro"), max_length=100, blank=True)
    subject = models.TextField(_("objet"), blank=True)
    starts_on = models.DateField(_("début"), null=True, blank=True)
    ends_on = models.DateField(_("fin"), null=True, blank=True)

    class Meta:
        verbose_name = _("contrat")
        verbose_name_plural = _("contrats")
        ordering = ["title"]

    def clean(self) -> None:
        super().clean()
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": gettext("La fin précède le début.")})

    def relations(self) -> Iterable[Tie]:
        yield from super().relations()
        if self.partner_record:
            since, until = self.starts_on, self.ends_on
            yield Tie("signed_with", self.partner_record.uuid, since, until)
        datasets = (row.dataset for row in self.deliveries.get_object_list())
        for uuid in dict.fromkeys(one.uuid for one in datasets if one):
            yield Tie("makes_due", uuid)


class Delivery(models.Model):
    """Data that a contract makes due on a day; late or not is worked out on reading."""

    contract = ParentalKey(Contract, on_delete=models.CASCADE, related_name="deliveries")
    title = models.CharField(_("ce qui est dû"), max_length=300)
    dataset = models.ForeignKey(
        "catalogue.Dataset", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("jeu de données"),
    )  # fmt: skip
    due_on = models.DateField(_("dû le"), null=True, blank=True)
    delivered_on = models.DateField(_("remis le"), null=True, blank=True)
    position = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["due_on", "position", "pk"]
        verbose_name = _("remise de données")
        verbose_name_plural = _("remises de données")

    def __str__(self) -> str:
        return self.title

    def projected(self) -> dict[str, Any]:
        """The set by its uuid: a reader meets it only where the link to it shows."""
        return {
            "title": self.title,
            "due_on": canonical.plain(self.due_on),
            "delivered_on": canonical.plain(self.delivered_on),
            "dataset": str(self.dataset.uuid) if self.dataset else None,
        }
