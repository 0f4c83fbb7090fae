"""A collection point: where people give their data, and the notice they meet there.

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

from parvis.privacy.notices import checking
from parvis.privacy.notices.choices import Form, Kind, Shows
from parvis.records.models import Record
from parvis.records.ties import Tie


class CollectionPoint(Record):
    """A form, a counter, a poster. `says` is the digest of the text that its copy bears; one that
    leads to the notice by its address always shows the text of the day."""

    record_type = "notice"
    kept_slugs = frozenset({"regles"})
    undrafted = (*Record.undrafted, "says", "copied_on")
    public_fields = (
        *("kind", "place", "url", "since", "until"),
        *("shows", "form", "says", "copied_on"),
    )
    sheet_fields = ("about",)
    always_public = Record.always_public | {"kind", "shows", "says", "copied_on"}

    kind = models.CharField(_("nature"), max_length=8, choices=Kind, default=Kind.WEB)
    place = models.CharField(
        _("où"), max_length=300, blank=True,
        help_text=_("L’adresse du guichet, le lieu de l’affiche, le numéro de téléphone."),
    )  # fmt: skip
    url = models.URLField(
        _("adresse en ligne"), max_length=1000, blank=True,
        help_text=_("Celle du formulaire, s’il est en ligne."),
    )  # fmt: skip
    since = models.DateField(_("depuis le"), null=True, blank=True)
    until = models.DateField(
        _("jusqu’au"), null=True, blank=True, help_text=_("Laissez vide tant qu’il sert.")
    )
    shows = models.CharField(
        _("comment on y lit la notice"), max_length=7, choices=Shows, default=Shows.ADDRESS
    )
    form = models.CharField(
        _("quel texte"), max_length=7, choices=Form, default=Form.NOTICE,
        help_text=_("Celui qui est imprimé ou recopié."),
    )  # fmt: skip
    says = models.CharField(_("texte affiché"), max_length=12, editable=False, blank=True)
    copied_on = models.DateField(_("copié le"), null=True, editable=False)

    class Meta:
        verbose_name = _("point de collecte")
        verbose_name_plural = _("points de collecte")
        ordering = ["title"]

    def clean(self) -> None:
        super().clean()
        wrong = {}
        if self.since and self.until and self.until < self.since:
            wrong["until"] = gettext("La fin précède le début.")
        if self.copied_on and self.copied_on > timezone.localdate():
            wrong["copied_on"] = gettext("Cette date est à venir.")
        if wrong:
            raise ValidationError(wrong)

    def problems(self) -> dict[str, str]:
        return super().problems() | checking.lacking(self)

    @property
    def informs(self) -> list[Any]:
        """The processings it informs about, as the draft says."""
        return [row.processing for row in self.about.get_object_list()]

    def relations(self) -> Iterable[Tie]:
        yield from super().relations()
        for uuid in dict.fromkeys(one.uuid for one in self.informs):
            yield Tie("informs_about", uuid)


class About(models.Model):
    """A processing for which data are collected there."""

    point = ParentalKey(CollectionPoint, on_delete=models.CASCADE, related_name="about")
    processing = models.ForeignKey(
        "privacy.Processing", models.PROTECT, related_name="collected_at",
        verbose_name=_("traitement"),
    )  # fmt: skip
    position = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("traitement")
        verbose_name_plural = _("pour quels traitements")

    def __str__(self) -> str:
        return str(self.processing)


class OldText(models.Model):
    """A letter that went about a copy that no longer says what its notice says: once a text."""

    point = models.ForeignKey(CollectionPoint, models.CASCADE, related_name="letters")
    says = models.CharField(max_length=12)  # the digest of the text of the day
    sent = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("lettre sur un ancien texte")
        verbose_name_plural = _("lettres sur d’anciens textes")
        constraints = [models.UniqueConstraint(fields=["point", "says"], name="old_text_once")]

    def __str__(self) -> str:
        return f"{self.point_id} {self.says}"
