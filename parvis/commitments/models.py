"""What the commitments keep: a promise, who made it, who does it, by when, and what proves it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from parvis.records import canonical
from parvis.records.models import Record
from parvis.records.ties import Tie

SHA256 = RegexValidator(
    r"^[0-9a-f]{64}\Z", _("Une empreinte SHA-256 : 64 chiffres et lettres de a à f.")
)
ACTION_NUMBER = RegexValidator(
    r"^[1-9][0-9]?\.[1-9][0-9]?\Z", _("Deux numéros séparés par un point, par exemple « 4.2 ».")
)


class Undertaking(Record):
    """What a commitment and an action have in common. The state is never kept: `state.standing`.

    The responsible organisation of the record is the service in charge.
    """

    undertaking_fields = (
        "number",
        "expected_proof",
        "starts_on",
        "due_on",
        "due_deduced",
        "due_wording",
        "abandoned_on",
        "abandoned_why",
        "evidence",
    )
    always_public = Record.always_public | {"number"}

    expected_proof = models.TextField(
        _("à quoi on verra que c’est tenu"), blank=True,
        help_text=_("Ce que chacun pourra aller vérifier, en mots simples."),
    )  # fmt: skip
    starts_on = models.DateField(_("début"), null=True, blank=True)
    due_on = models.DateField(_("échéance"), null=True, blank=True)
    due_deduced = models.BooleanField(
        _("échéance déduite"), default=False,
        help_text=_("Cochez si la date est déduite des mots du texte et n’y figure pas."),
    )  # fmt: skip
    due_wording = models.CharField(_("mots du texte sur l’échéance"), max_length=200, blank=True)
    abandoned_on = models.DateField(_("abandonné le"), null=True, blank=True)
    abandoned_why = models.TextField(
        _("raisons de l’abandon"), blank=True,
        help_text=_("L’acte qui le décide et ses raisons. Obligatoire si une date est donnée."),
    )  # fmt: skip

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        if self.starts_on and self.due_on and self.due_on < self.starts_on:
            raise ValidationError({"due_on": gettext("L’échéance précède le début.")})
        if bool(self.abandoned_on) != bool(self.abandoned_why.strip()):
            message = gettext("Un abandon se dit avec sa date et ses raisons : donnez les deux.")
            raise ValidationError({"abandoned_why": message})

    def problems(self) -> dict[str, str]:
        found = super().problems()
        for piece in self.evidence.get_object_list():
            if piece.date > timezone.localdate():
                message = gettext("La preuve « %(title)s » est datée du futur.")
                found["evidence"] = message % {"title": piece.title}
        return found


class Commitment(Undertaking):
    """One of the public commitments of the territory, as it was promised."""

    record_type = "commitment"
    public_fields = (
        *Undertaking.undertaking_fields,
        "promise",
        "source",
        "source_date",
        "source_link",
        "elected_name",
        "elected_role",
    )

    number = models.PositiveSmallIntegerField(_("numéro"), unique=True)
    promise = models.TextField(
        _("la phrase promise"),
        help_text=_("Jamais réécrite : une nouvelle formulation est une nouvelle version."),
    )
    source = models.CharField(
        _("délibération d’origine"), max_length=500, blank=True,
        help_text=_("Le texte adopté : son titre, son numéro."),
    )  # fmt: skip
    source_date = models.DateField(_("date de la délibération"), null=True, blank=True)
    source_link = models.URLField(_("adresse du texte"), max_length=1000, blank=True)
    elected_name = models.CharField(_("personne élue"), max_length=200, blank=True)
    elected_role = models.CharField(_("sa délégation"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("engagement")
        verbose_name_plural = _("engagements")
        ordering = ["number"]


class Action(Undertaking):
    """A piece of work that carries out a commitment."""

    record_type = "action"
    public_fields = Undertaking.undertaking_fields

    number = models.CharField(
        _("numéro"), max_length=5, unique=True, validators=[ACTION_NUMBER],
        help_text=_("Le numéro de l’engagement, un point, celui de l’action : « 4.2 »."),
    )  # fmt: skip
    commitment = models.ForeignKey(
        Commitment, models.PROTECT, related_name="actions", verbose_name=_("engagement")
    )

    undrafted = (*Undertaking.undrafted, "commitment_id")

    class Meta:
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        ordering = ["commitment__number", "number"]

    def clean(self) -> None:
        super().clean()
        if self.commitment_id and not self.number.startswith(f"{self.commitment.number}."):
            message = gettext("L’action « %(number)s » ne porte pas le numéro de son engagement.")
            raise ValidationError({"number": message % {"number": self.number}})

    def relations(self) -> Iterable[Tie]:
        yield from super().relations()
        yield Tie("carries_out", self.commitment.uuid)


class Evidence(models.Model):
    """What proves a commitment or an action, who checked it, and the hash of what they saw."""

    class Kind(models.TextChoices):
        ACT = "act", _("acte ou délibération")
        DATA = "data", _("données")
        PAGE = "page", _("page de ce site")
        PHOTO = "photo", _("photographie")
        CONTRACT = "contract", _("contrat ou marché")
        PRESS = "press", _("presse")

    title = models.CharField(_("titre"), max_length=300)
    kind = models.CharField(_("nature"), max_length=10, choices=Kind, default=Kind.ACT)
    link = models.CharField(
        _("adresse"), max_length=1000, blank=True,
        help_text=_("L’adresse où chacun peut la voir."),
    )  # fmt: skip
    date = models.DateField(_("date"))
    sha256 = models.CharField(
        _("empreinte du document"), max_length=64, blank=True, validators=[SHA256]
    )
    final = models.BooleanField(
        _("prouve que tout est tenu"), default=False,
        help_text=_("Sinon, elle montre seulement que le travail avance."),
    )  # fmt: skip
    checked_on = models.DateField(_("vérifiée le"), null=True, blank=True)
    checked_by_role = models.CharField(
        _("vérifiée par (fonction)"), max_length=200, blank=True,
        help_text=_("La fonction de la personne, jamais son nom."),
    )  # fmt: skip
    position = models.PositiveIntegerField(default=0, editable=False)

    shown = ("title", "kind", "link", "date", "sha256", "final", "checked_on", "checked_by_role")

    class Meta:
        abstract = True
        ordering = ["position", "pk"]
        verbose_name = _("preuve")
        verbose_name_plural = _("preuves")

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        if self.checked_on and not self.checked_by_role.strip():
            message = gettext("Dites quelle fonction a vérifié cette preuve.")
            raise ValidationError({"checked_by_role": message})
        if self.checked_on and self.checked_on < self.date:
            message = gettext("La preuve ne peut pas être vérifiée avant sa propre date.")
            raise ValidationError({"checked_on": message})

    def projected(self) -> dict[str, Any]:
        return {name: canonical.plain(getattr(self, name)) for name in self.shown}


class CommitmentEvidence(Evidence):
    commitment = ParentalKey(Commitment, on_delete=models.CASCADE, related_name="evidence")

    class Meta(Evidence.Meta):
        abstract = False


class ActionEvidence(Evidence):
    action = ParentalKey(Action, on_delete=models.CASCADE, related_name="evidence")

    class Meta(Evidence.Meta):
        abstract = False
