"""A type of decision that people receive: "tarif de cantine", never one person's decision."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from parvis.algorithms import checking, reference
from parvis.algorithms.choices import DelayUnit, Holder, RemedyKind, Shown
from parvis.algorithms.fields import RightsField
from parvis.algorithms.row import Row
from parvis.catalogue.application import personal_data_field
from parvis.records.models import Record
from parvis.records.ties import Tie, find_many

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no 0 o, 1 i l: a person copies it from a letter


def new_short() -> str:
    """The end of the short address that the mention prints: 31**6, or 887 million of them."""
    return "".join(secrets.choice(ALPHABET) for _n in range(6))


class DecisionType(Record):
    """A kind of individual decision: its legal base, its letter, its mention, its remedies."""

    record_type = "decision"
    kept_slugs = frozenset({"expliquer"})
    undrafted = (*Record.undrafted, "short")
    public_fields = (
        *("short", "reference_pattern", "legal_basis", "legal_url", "holder", "people_concerned"),
        *("important_effects", "yearly_number", "personal_data", "special_data"),
        *("mention_shown", "mention_where", "mention_text"),
        *("contact", "contact_url", "postal_address", "rights", "remedies"),
    )
    always_public = Record.always_public | {"short", "reference_pattern"}

    short = models.CharField(max_length=8, unique=True, default=new_short, editable=False)
    reference_pattern = models.CharField(
        _("forme de la référence sur la lettre"), max_length=60, blank=True,
        help_text=_(
            "Ce qui permet de retrouver cette décision à partir d’une lettre. Écrivez # pour un"
            " chiffre, @ pour une lettre. Exemple : « CANTINE-####-###### »."
        ),
    )  # fmt: skip
    legal_basis = models.TextField(
        _("ce qui permet de décider"), blank=True,
        help_text=_(
            "Le texte qui fonde la décision. Donnez son nom et son article. Exemple :"
            " « Délibération du conseil municipal du 12 juin 2025, article 3 »."
        ),
    )  # fmt: skip
    legal_url = models.URLField(
        _("adresse de ce texte"), max_length=1000, blank=True,
        help_text=_("Une page que chacun peut lire. Exemple : « https://ville.example/acte »."),
    )  # fmt: skip
    holder = models.CharField(
        _("qui la reçoit"), max_length=10, choices=Holder, default=Holder.PERSON
    )
    people_concerned = models.TextField(
        _("qui est concerné"), blank=True,
        help_text=_(
            "Dites qui peut recevoir cette décision. Exemple : « Les familles dont un enfant"
            " déjeune à la cantine »."
        ),
    )  # fmt: skip
    important_effects = models.BooleanField(
        _("elle compte beaucoup pour les gens"), null=True, blank=True, default=None,
        help_text=_("De l’argent, un logement, une place, une sanction : répondez oui."),
    )  # fmt: skip
    yearly_number = models.PositiveIntegerField(
        _("combien par an"), null=True, blank=True,
        help_text=_("Le nombre de décisions prises en un an. Exemple : « 8500 »."),
    )  # fmt: skip
    personal_data = personal_data_field()
    special_data = models.BooleanField(
        _("elle s’appuie sur des données sensibles"), default=False,
        help_text=_("Santé, opinions, religion, origine, vie sexuelle, biométrie (RGPD, art. 9)."),
    )  # fmt: skip

    # the explicit mention
    mention_shown = models.CharField(
        _("où figure la mention"), max_length=10, choices=Shown, default=Shown.NOWHERE,
        help_text=_("La loi la veut en ligne et sur le document remis."),
    )  # fmt: skip
    mention_where = models.CharField(
        _("à quel endroit du document"), max_length=300, blank=True,
        help_text=_("Exemple : « Au dos de la facture, sous le montant »."),
    )  # fmt: skip
    mention_text = models.TextField(
        _("texte de la mention"), blank=True,
        help_text=_(
            "Laissez vide : nous l’écrivons à partir de la fiche. Sinon, gardez la finalité, le"
            " droit à communication, comment l’exercer et la CADA."
        ),
    )  # fmt: skip
    contact = models.CharField(
        _("à qui écrire"), max_length=300, blank=True,
        help_text=_(
            "Un service, jamais une personne. Exemple : « Service des familles,"
            " familles@ville.example »."
        ),
    )  # fmt: skip
    contact_url = models.URLField(
        _("adresse du formulaire"), max_length=1000, blank=True,
        help_text=_("Laissez vide pour le formulaire de ce site."),
    )  # fmt: skip
    postal_address = models.CharField(
        _("adresse postale"), max_length=300, blank=True,
        help_text=_("Exemple : « Service des familles, 1 place de la Mairie, 35000 Rennes »."),
    )  # fmt: skip
    rights = RightsField(
        _("droits ouverts"),
        help_text=_("Ceux que les gens peuvent exercer contre cette décision."),
    )

    class Meta:
        verbose_name = _("type de décision")
        verbose_name_plural = _("types de décision")
        ordering = ["title"]

    def clean(self) -> None:
        super().clean()
        if self.slug in self.kept_slugs:
            message = gettext(
                "« %(slug)s » est l’adresse d’une autre page : choisissez-en une autre."
            )
            raise ValidationError({"slug": message % {"slug": self.slug}})
        if self.reference_pattern and not reference.is_pattern(self.reference_pattern):
            message = gettext(
                "« %(pattern)s » ne distingue aucune lettre : mettez au moins trois signes # ou @."
            )
            said = {"pattern": self.reference_pattern}
            raise ValidationError({"reference_pattern": message % said})

    def problems(self) -> dict[str, str]:
        return super().problems() | checking.lacking_decision(self)

    def relations(self) -> Iterable[Tie]:
        """`under` a processing is a tie that people add; rights are ticked."""
        yield from super().relations()
        for uuid in find_many({f"right/{slug}" for slug in self.rights}).values():
            yield Tie("opens", uuid)


class Remedy(Row):
    """A way to contest a decision: before whom, until when, where."""

    decision = ParentalKey(DecisionType, on_delete=models.CASCADE, related_name="remedies")
    kind = models.CharField(
        _("voie"), max_length=10, choices=RemedyKind, default=RemedyKind.GRACIOUS
    )
    before = models.CharField(
        _("devant qui"), max_length=300, help_text=_("Exemple : « Tribunal administratif »."),
    )  # fmt: skip
    delay = models.PositiveSmallIntegerField(
        _("délai"), null=True, blank=True,
        help_text=_("Après réception de la décision. Laissez vide s’il n’y en a pas."),
    )  # fmt: skip
    unit = models.CharField(_("en"), max_length=6, choices=DelayUnit, default=DelayUnit.MONTHS)
    where = models.CharField(
        _("où s’adresser"), max_length=500, blank=True,
        help_text=_("Une adresse postale, un e-mail ou une page."),
    )  # fmt: skip
    url = models.URLField(_("page où s’adresser"), max_length=1000, blank=True)
    article = models.CharField(_("texte"), max_length=200, blank=True)

    shown = ("kind", "before", "delay", "unit", "where", "url", "article")

    class Meta(Row.Meta):
        verbose_name = _("recours")
        verbose_name_plural = _("recours")

    def __str__(self) -> str:
        return self.before
