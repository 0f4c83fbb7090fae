"""Business applications of the services, as records."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from parvis.catalogue.contract import Contract
from parvis.records.models import Record
from parvis.records.ties import Tie


def personal_data_field() -> Any:
    """Whether it holds data about people; None as long as nobody said. "Yes" asks the data
    protection officer's review before publication."""
    return models.BooleanField(
        _("contient des données sur des personnes"), null=True, blank=True, default=None
    )


class Application(Record):
    """A business application of a service: where much of the data lives, open or not."""

    record_type = "application"
    public_fields = ("supplier", "hosting", "users", "ends_on", "personal_data")

    supplier = models.CharField(_("fournisseur"), max_length=200, blank=True)
    hosting = models.CharField(_("hébergement"), max_length=200, blank=True)
    users = models.CharField(_("qui s’en sert"), max_length=300, blank=True)
    ends_on = models.DateField(_("fin de service"), null=True, blank=True)
    personal_data = personal_data_field()
    contract = models.ForeignKey(
        Contract, models.PROTECT, null=True, blank=True, related_name="applications",
        verbose_name=_("contrat"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("application métier")
        verbose_name_plural = _("applications métier")
        ordering = ["title"]

    def relations(self) -> Iterable[Tie]:
        yield from super().relations()
        if self.contract:
            yield Tie("under_contract", self.contract.uuid)
