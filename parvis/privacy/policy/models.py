"""The protection policy, measure by measure: who holds it, what proves it, when it is read again.

`parvis/privacy/models.py` brings these models in.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from parvis.privacy.policy.choices import Kind, Priority, State
from parvis.records import canonical
from parvis.records.models import Record
from parvis.records.ties import Tie


class Protection(Record):
    """One measure of the policy. Its files are documents joined to it."""

    record_type = "policy"
    kept_slugs = frozenset({"regles"})
    public_fields = (
        *("kind", "state", "state_since", "planned_on", "priority"),
        *("owner", "everywhere", "checked_on", "proofs"),
    )
    sheet_fields = ("proofs", "protects")
    always_public = Record.always_public | {"kind", "state"}

    kind = models.CharField(_("nature"), max_length=12, choices=Kind, default=Kind.ORGANISATIONAL)
    state = models.CharField(_("état"), max_length=8, choices=State, default=State.PLANNED)
    state_since = models.DateField(_("dans cet état depuis le"), null=True, blank=True)
    planned_on = models.DateField(
        _("prévue pour le"), null=True, blank=True,
        help_text=_("Tant qu’elle n’est pas en place."),
    )  # fmt: skip
    priority = models.PositiveSmallIntegerField(
        _("priorité"), choices=Priority, default=Priority.NORMAL
    )
    owner = models.CharField(
        _("qui la tient"), max_length=200, blank=True,
        help_text=_("Une fonction ou un service, jamais le nom d’une personne."),
    )  # fmt: skip
    everywhere = models.BooleanField(
        _("elle vaut pour tous les traitements"), default=False,
        help_text=_("Sinon, dites lesquels plus bas."),
    )  # fmt: skip
    checked_on = models.DateField(
        _("vérifiée le"), null=True, blank=True,
        help_text=_("La dernière fois que quelqu’un a regardé si elle tient."),
    )  # fmt: skip

    class Meta:
        verbose_name = _("mesure de protection")
        verbose_name_plural = _("politique de protection")
        ordering = ["title"]

    def clean(self) -> None:
        super().clean()
        for name in ("state_since", "checked_on"):
            if (day := getattr(self, name)) and day > timezone.localdate():
                raise ValidationError({name: gettext("Cette date est à venir.")})

    def problems(self) -> dict[str, str]:
        from parvis.privacy.policy import checking  # it reads this module

        return super().problems() | checking.lacking(self)

    @property
    def protected(self) -> list[Any]:
        """The processings it protects by name, as the draft says."""
        return [row.processing for row in self.protects.get_object_list()]

    def relations(self) -> Iterable[Tie]:
        yield from super().relations()
        for uuid in dict.fromkeys(one.uuid for one in self.protected):
            yield Tie("protects", uuid)


class Proof(models.Model):
    """What shows that a measure is in place: where to see it, of what day."""

    protection = ParentalKey(Protection, on_delete=models.CASCADE, related_name="proofs")
    title = models.CharField(_("titre"), max_length=300)
    link = models.URLField(
        _("adresse"), max_length=1000, blank=True,
        help_text=_("Où chacun peut la voir. Un fichier se joint à la fiche."),
    )  # fmt: skip
    date = models.DateField(_("date"))
    position = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("preuve")
        verbose_name_plural = _("preuves")

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        if self.date and self.date > timezone.localdate():
            raise ValidationError({"date": gettext("Cette date est à venir.")})

    def projected(self) -> dict[str, Any]:
        return {"title": self.title, "link": self.link, "date": canonical.plain(self.date)}


class Protected(models.Model):
    """A processing that a measure protects."""

    protection = ParentalKey(Protection, on_delete=models.CASCADE, related_name="protects")
    processing = models.ForeignKey(
        "privacy.Processing", models.PROTECT, related_name="protected_by",
        verbose_name=_("traitement"),
    )  # fmt: skip
    position = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("traitement protégé")
        verbose_name_plural = _("traitements protégés")

    def __str__(self) -> str:
        return str(self.processing)
