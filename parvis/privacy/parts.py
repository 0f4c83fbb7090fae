"""The rows of a processing: its purposes, durations, who receives data, what protects them.

`models.py` brings these models in. Each row is drafted with its processing.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from parvis.lake.models import Pointer
from parvis.privacy.choices import Basis, Fate, Measure, Mechanism, Owed, Reach, Unit
from parvis.privacy.choices import Part as PartTaken
from parvis.records import canonical

PROCESSING = "privacy.Processing"


class Row(models.Model):
    """`shown`: what is published of a row, by field."""

    shown: ClassVar[tuple[str, ...]] = ()

    position = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        abstract = True
        ordering = ["position", "pk"]

    def projected(self) -> dict[str, Any]:
        return {name: canonical.plain(getattr(self, name)) for name in self.shown}


class Purpose(Row):
    """One aim of the processing; each has its own legal basis."""

    processing = ParentalKey(PROCESSING, on_delete=models.CASCADE, related_name="purposes")
    title = models.CharField(
        _("à quoi ça sert"), max_length=300,
        help_text=_("Un verbe, des mots simples : « Calculer le prix des repas »."),
    )  # fmt: skip
    basis = models.CharField(_("ce qui le permet (base légale)"), max_length=12, choices=Basis)
    why = models.TextField(
        _("pourquoi cette base"), blank=True,
        help_text=_("Le texte qui fonde la mission ou l’obligation, ou comment on dit oui."),
    )  # fmt: skip
    text_url = models.URLField(_("adresse de ce texte"), max_length=1000, blank=True)

    shown = ("title", "basis", "why", "text_url")

    class Meta(Row.Meta):
        verbose_name = _("finalité")
        verbose_name_plural = _("à quoi ça sert")

    def __str__(self) -> str:
        return self.title


class Retention(Row):
    """How long some of the data are kept, and what becomes of them: the DUA and “sort final”."""

    processing = ParentalKey(PROCESSING, on_delete=models.CASCADE, related_name="retentions")
    what = models.CharField(_("quelles données"), max_length=300)
    number = models.PositiveIntegerField(_("combien"), null=True, blank=True)
    unit = models.CharField(_("unité"), max_length=6, choices=Unit, default=Unit.YEARS)
    start = models.CharField(
        _("à partir de"), max_length=300, blank=True,
        help_text=_("Ce qui fait partir la durée : « la fin de l’année scolaire »."),
    )  # fmt: skip
    archived = models.CharField(
        _("puis en archives intermédiaires"), max_length=300, blank=True,
        help_text=_("La durée d’utilité administrative (DUA) et qui y a encore accès."),
    )  # fmt: skip
    fate = models.CharField(
        _("à la fin (sort final)"), max_length=10, choices=Fate, default=Fate.UNKNOWN
    )

    shown = ("what", "number", "unit", "start", "archived", "fate")

    class Meta(Row.Meta):
        verbose_name = _("durée de conservation")
        verbose_name_plural = _("combien de temps on garde")

    def __str__(self) -> str:
        return self.what

    def clean(self) -> None:
        super().clean()
        if self.unit != Unit.UNTIL and self.number is None:
            raise ValidationError({"number": gettext("Dites combien, ou choisissez un évènement.")})
        if self.unit == Unit.UNTIL and not self.start:
            raise ValidationError({"start": gettext("Dites jusqu’à quel évènement.")})


class Recipient(Row):
    """Who sees the data, inside and outside; never a person by name."""

    processing = ParentalKey(PROCESSING, on_delete=models.CASCADE, related_name="recipients")
    name = models.CharField(_("qui"), max_length=300, help_text=_("Un service, jamais un nom."))
    reach = models.CharField(
        _("où se trouve-t-il"), max_length=8, choices=Reach, default=Reach.INTERNAL
    )
    why = models.CharField(_("pour quoi faire"), max_length=500, blank=True)

    shown = ("name", "reach", "why")

    class Meta(Row.Meta):
        verbose_name = _("destinataire")
        verbose_name_plural = _("qui voit les données")

    def __str__(self) -> str:
        return self.name


class Part(Row):
    """Another organisation that answers with us, works for us, or for which we work."""

    processing = ParentalKey(PROCESSING, on_delete=models.CASCADE, related_name="parts")
    part = models.CharField(
        _("sa part"), max_length=9, choices=PartTaken, default=PartTaken.PROCESSOR
    )
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("sa fiche d’organisation"),
    )  # fmt: skip
    name = models.CharField(_("son nom, s’il n’a pas de fiche"), max_length=300, blank=True)
    task = models.CharField(
        _("ce qu’il fait"), max_length=500, blank=True,
        help_text=_("Pour un responsable conjoint : qui fait quoi, et à qui on s’adresse."),
    )  # fmt: skip
    contact = models.CharField(
        _("comment le joindre"), max_length=300, blank=True,
        help_text=_("Un service : adresse, courriel ou téléphone. Vide : ce que dit sa fiche "
                    "d’organisation. Le RGPD le veut pour un responsable conjoint et pour qui "
                    "nous agissons."),
    )  # fmt: skip
    clauses = models.BooleanField(_("ses clauses ont été vérifiées"), default=False)
    verified_on = models.DateField(_("vérifiées le"), null=True, blank=True)
    protection = models.CharField(
        _("comment il protège les données"), max_length=1000, blank=True,
        help_text=_("Ce que le contrat lui demande (article 28(3)(c) du RGPD) : « serveurs en "
                    "France, données chiffrées, un compte par agent ». Se publie ou se garde à "
                    "part du reste."),
    )  # fmt: skip
    keeps_register = models.BooleanField(
        _("il tient son propre registre"), null=True, blank=True, default=None,
        help_text=_("Le registre de qui traite des données pour d’autres (article 30(2))."),
    )  # fmt: skip
    sends_abroad = models.BooleanField(
        _("il envoie des données hors de l’Union européenne"), null=True, blank=True, default=None,
        help_text=_("Si oui, dites vers quel pays dans « Hors de l’Union européenne »."),
    )  # fmt: skip
    dpo = models.CharField(
        _("son délégué à la protection des données"), max_length=300, blank=True,
        help_text=_("Sa fonction, ou son nom."),
    )  # fmt: skip
    dpo_contact = models.CharField(
        _("comment joindre ce délégué"), max_length=300, blank=True,
        help_text=_("« dpd@hebergeur.example, 02 99 00 00 00 »."),
    )  # fmt: skip
    dpo_shown = models.BooleanField(
        _("publier ce délégué et comment le joindre"), default=False,
        help_text=_("Seulement une fonction et une adresse de service, ou avec l’accord de la "
                    "personne. Sinon ils restent entre agents."),
    )  # fmt: skip
    manager = models.CharField(
        _("son responsable légal"), max_length=300, blank=True,
        help_text=_("Pour le travail interne : n’est jamais publié."),
    )  # fmt: skip
    referent = models.CharField(
        _("qui le suit chez nous"), max_length=300, blank=True,
        help_text=_("Un agent ou un service. N’est jamais publié."),
    )  # fmt: skip
    notes = models.TextField(
        _("autres informations"), blank=True,
        help_text=_("« Contrat 2025-14, revu chaque année ». Ne sont jamais publiées."),
    )  # fmt: skip

    class Meta(Row.Meta):
        verbose_name = _("partenaire")
        verbose_name_plural = _("avec qui")

    def __str__(self) -> str:
        return self.called

    @property
    def called(self) -> str:
        return self.organisation.title if self.organisation else self.name

    def clean(self) -> None:
        super().clean()
        if not (self.organisation or self.name.strip()):
            raise ValidationError({"name": gettext("Dites de quelle organisation il s’agit.")})
        if self.clauses and not self.verified_on:
            raise ValidationError({"verified_on": gettext("Dites quand elles ont été vérifiées.")})

    @property
    def told(self) -> str:
        """What is published: the organisation's title, where all who read the processing see it."""
        shown = self.organisation.title_for(self.processing.circle) if self.organisation else ""
        return shown or self.name

    def projected(self) -> dict[str, Any]:
        """The organisation by its uuid too: its record shows where the link to it does, and nothing
        else of that record is copied, so that what it hides stays hidden. Of people at the
        partner's, only the officer, where somebody said so."""
        return {
            "part": self.part,
            "name": self.told,
            "organisation": str(self.organisation.uuid) if self.organisation else None,
            "task": self.task,
            "contact": self.contact,
            "clauses": self.clauses,
            "verified_on": canonical.plain(self.verified_on),
            "keeps_register": self.keeps_register,
            "sends_abroad": self.sends_abroad,
            "dpo": self.dpo if self.dpo_shown else "",
            "dpo_contact": self.dpo_contact if self.dpo_shown else "",
        }


class Transfer(Row):
    """Data that leave the European Economic Area."""

    processing = ParentalKey(PROCESSING, on_delete=models.CASCADE, related_name="transfers")
    country = models.CharField(_("pays"), max_length=100)
    recipient = models.CharField(_("à qui"), max_length=300, blank=True)
    mechanism = models.CharField(
        _("ce qui le permet"), max_length=10, choices=Mechanism, blank=True
    )
    guarantees = models.CharField(_("garanties"), max_length=500, blank=True)
    url = models.URLField(_("adresse du document"), max_length=1000, blank=True)

    shown = ("country", "recipient", "mechanism", "guarantees", "url")

    class Meta(Row.Meta):
        verbose_name = _("transfert hors de l’Union européenne")
        verbose_name_plural = _("hors de l’Union européenne")

    def __str__(self) -> str:
        return self.country


class Safeguard(Row):
    """One block of security measures: in place or not, and how (GDPR, article 32)."""

    processing = ParentalKey(PROCESSING, on_delete=models.CASCADE, related_name="safeguards")
    measure = models.CharField(_("mesure"), max_length=10, choices=Measure)
    done = models.BooleanField(_("en place"), default=True)
    words = models.CharField(_("de quelle façon"), max_length=500, blank=True)

    shown = ("measure", "done", "words")

    class Meta(Row.Meta):
        verbose_name = _("mesure de sécurité")
        verbose_name_plural = _("comment on les protège")

    def __str__(self) -> str:
        return str(self.get_measure_display())


class Exclusion(Row):
    """A right that a text sets aside for this processing (GDPR, article 23)."""

    processing = ParentalKey(PROCESSING, on_delete=models.CASCADE, related_name="exclusions")
    right = models.CharField(_("droit écarté"), max_length=40, choices=Owed)
    text = models.CharField(
        _("texte qui l’écarte"), max_length=500, help_text=_("L’article, et ce qu’il dit.")
    )
    url = models.URLField(_("adresse de ce texte"), max_length=1000, blank=True)

    shown = ("right", "text", "url")

    class Meta(Row.Meta):
        verbose_name = _("droit écarté par un texte")
        verbose_name_plural = _("droits écartés par un texte")

    def __str__(self) -> str:
        return str(self.get_right_display())


class Used(Row):
    """A data set that the processing treats, whole or by one column."""

    processing = ParentalKey(PROCESSING, on_delete=models.CASCADE, related_name="used")
    dataset = models.ForeignKey(
        "catalogue.Dataset", models.PROTECT, related_name="+", verbose_name=_("jeu de données")
    )
    column = models.CharField(
        _("colonne"), max_length=200, blank=True,
        help_text=_("Son nom dans le fichier ; vide : tout le jeu de données."),
    )  # fmt: skip

    class Meta(Row.Meta):
        verbose_name = _("jeu de données ou colonne")
        verbose_name_plural = _("données traitées")

    def __str__(self) -> str:
        return f"{self.dataset} {self.column}".strip()

    def clean(self) -> None:
        super().clean()
        if not self.column or self.dataset_id is None:
            return
        known = columns_of(self.dataset)
        if self.column not in known:
            message = gettext("« %(title)s » n’a pas de colonne « %(column)s ». Il a : %(known)s.")
            said = {
                "title": self.dataset.title,
                "column": self.column[:80],
                "known": ", ".join(known[:20]) or gettext("aucune"),
            }
            raise ValidationError({"column": message % said})

    def projected(self) -> dict[str, Any]:
        """The set by its uuid: a reader meets it only where the link to it shows."""
        return {"dataset": str(self.dataset.uuid), "column": self.column}


class Tool(Row):
    """A business application that the processing stands on."""

    processing = ParentalKey(PROCESSING, on_delete=models.CASCADE, related_name="tools")
    application = models.ForeignKey(
        "catalogue.Application", models.PROTECT, related_name="+", verbose_name=_("application")
    )

    class Meta(Row.Meta):
        verbose_name = _("application métier")
        verbose_name_plural = _("avec quels logiciels")

    def __str__(self) -> str:
        return str(self.application)

    def projected(self) -> dict[str, Any]:
        return {"application": str(self.application.uuid)}


def columns_of(dataset: Any) -> list[str]:
    """Names of the columns that a data set's dictionary describes or its published version has."""
    said = [column.name for column in dataset.dictionary.all()]
    pointer = Pointer.objects.filter(dataset=dataset.uuid).select_related("version").first()
    held = [column["name"] for column in pointer.version.columns] if pointer else []
    return list(dict.fromkeys([*said, *held]))
