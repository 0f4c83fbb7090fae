"""The rows of an algorithm's record: decisions it takes part in, data it uses, risks, studies."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from parvis.algorithms.algorithm import Algorithm
from parvis.algorithms.choices import AssessmentKind, Degree, Identity
from parvis.algorithms.decision import DecisionType
from parvis.algorithms.row import Row


class Contribution(Row):
    """What an algorithm does in one type of decision, or in a decision that has no record."""

    algorithm = ParentalKey(Algorithm, on_delete=models.CASCADE, related_name="contributions")
    decision = models.ForeignKey(
        DecisionType, models.PROTECT, null=True, blank=True, related_name="contributions",
        verbose_name=_("décision"),
        help_text=_("Écrivez le début de son titre. Laissez vide si elle n’a pas de fiche."),
    )  # fmt: skip
    decision_name = models.CharField(
        _("décision sans fiche"), max_length=300, blank=True,
        help_text=_("Exemple : « Attribution d’une place en crèche »."),
    )  # fmt: skip
    degree = models.CharField(
        _("degré"), max_length=10, choices=Degree, default=Degree.INFORMS,
        help_text=_("Demandez-vous qui a le dernier mot avant que la lettre parte."),
    )  # fmt: skip
    step = models.CharField(
        _("étape"), max_length=300, blank=True,
        help_text=_("Quand il intervient. Exemple : « Après la vérification des revenus »."),
    )  # fmt: skip
    human_control = models.TextField(
        _("contrôle par une personne"), blank=True,
        help_text=_("Qui, quand, sur quoi. Exemple : « Un agent relit les cas signalés »."),
    )  # fmt: skip
    can_override = models.BooleanField(
        _("une personne peut s’en écarter"), null=True, blank=True, default=None
    )
    mention = models.TextField(
        _("mention écrite sur la décision sans fiche"), blank=True,
        help_text=_("Pour une décision qui a sa fiche, c’est là que la mention s’écrit."),
    )  # fmt: skip
    since = models.DateField(_("depuis le"), null=True, blank=True)
    until = models.DateField(_("jusqu’au"), null=True, blank=True)

    shown = (
        *("decision", "decision_name", "degree", "step", "human_control", "can_override"),
        *("mention", "since", "until"),
    )

    class Meta(Row.Meta):
        verbose_name = _("décision à laquelle il participe")
        verbose_name_plural = _("décisions auxquelles il participe")

    def __str__(self) -> str:
        return self.decision_name or str(self.decision or "")

    def clean(self) -> None:
        super().clean()
        if not (self.decision_id or self.decision_name.strip()):
            message = gettext("Choisissez la fiche de la décision, ou écrivez son nom.")
            raise ValidationError({"decision_name": message})
        if self.since and self.until and self.until < self.since:
            raise ValidationError({"until": gettext("La fin précède le début.")})


class DataUse(Row):
    """One source of data: what, from where, how it is collected. Etalab repeats these together."""

    algorithm = ParentalKey(Algorithm, on_delete=models.CASCADE, related_name="data_uses")
    dataset = models.ForeignKey(
        "catalogue.Dataset", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("jeu de données"),
        help_text=_("S’il a une fiche ici."),
    )  # fmt: skip
    name = models.CharField(
        _("données"), max_length=300, help_text=_("Exemple : « Revenus du foyer »."),
    )  # fmt: skip
    description = models.TextField(
        _("ce qu’elles contiennent"), blank=True,
        help_text=_("Exemple : « Le revenu fiscal de référence et le nombre de parts »."),
    )  # fmt: skip
    source = models.CharField(
        _("d’où elles viennent"), max_length=300, blank=True,
        help_text=_("Exemple : « Caisse d’allocations familiales »."),
    )  # fmt: skip
    url = models.URLField(_("adresse où elles sont décrites"), max_length=1000, blank=True)
    collection = models.CharField(
        _("comment on les recueille"), max_length=300, blank=True,
        help_text=_("Exemple : « Demandées à la Caf avec le numéro d’allocataire »."),
    )  # fmt: skip
    identity = models.CharField(
        _("ce qu’elles disent des personnes"), max_length=15, choices=Identity, blank=True
    )

    shown = ("dataset", "name", "description", "source", "url", "collection", "identity")

    class Meta(Row.Meta):
        verbose_name = _("données utilisées")
        verbose_name_plural = _("données utilisées")

    def __str__(self) -> str:
        return self.name


class Risk(Row):
    """What could go wrong, and what is done about it."""

    algorithm = ParentalKey(Algorithm, on_delete=models.CASCADE, related_name="risks")
    name = models.CharField(
        _("risque"), max_length=300, help_text=_("Exemple : « Un revenu ancien »."),
    )  # fmt: skip
    description = models.TextField(_("ce qui peut arriver, et à qui"), blank=True)
    mitigation = models.TextField(_("ce que l’on fait pour l’éviter"), blank=True)

    shown = ("name", "description", "mitigation")

    class Meta(Row.Meta):
        verbose_name = _("risque")
        verbose_name_plural = _("risques et mesures")

    def __str__(self) -> str:
        return self.name


class Assessment(Row):
    """A study of its effects."""

    algorithm = ParentalKey(Algorithm, on_delete=models.CASCADE, related_name="assessments")
    kind = models.CharField(
        _("nature"), max_length=10, choices=AssessmentKind, default=AssessmentKind.DPIA
    )
    title = models.CharField(_("titre"), max_length=300)
    description = models.TextField(_("ce qu’elle dit"), blank=True)
    done_on = models.DateField(_("faite le"), null=True, blank=True)
    url = models.URLField(_("adresse où la lire"), max_length=1000, blank=True)

    shown = ("kind", "title", "description", "done_on", "url")

    class Meta(Row.Meta):
        verbose_name = _("étude d’impact")
        verbose_name_plural = _("études d’impact")

    def __str__(self) -> str:
        return self.title
