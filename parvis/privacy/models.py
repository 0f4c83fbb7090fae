"""The register of processing: what is done with people's data, on what ground, for how long.

Fields follow the GDPR, article 30(1) and 30(2), and the facts of two French registers (MADIS, the
CNIL's simplified sheet); the words are ours.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from parvis.privacy import checking, entitlements
from parvis.privacy.assessments.models import Assessment as Assessment
from parvis.privacy.assessments.models import AssessmentMeasure as AssessmentMeasure
from parvis.privacy.assessments.models import AssessmentRisk as AssessmentRisk
from parvis.privacy.assessments.reading import summary_of
from parvis.privacy.choices import Automation, Ground, Role, Special, Status
from parvis.privacy.choices import Part as PartTaken
from parvis.privacy.fields import CriteriaField, TermsField
from parvis.privacy.incidents.models import Incident as Incident
from parvis.privacy.incidents.models import IncidentLetter as IncidentLetter
from parvis.privacy.notices.models import About as About
from parvis.privacy.notices.models import CollectionPoint as CollectionPoint
from parvis.privacy.notices.models import OldText as OldText
from parvis.privacy.officers import Officer as Officer
from parvis.privacy.officers import contact
from parvis.privacy.parts import Exclusion as Exclusion
from parvis.privacy.parts import Part as Part
from parvis.privacy.parts import Purpose as Purpose
from parvis.privacy.parts import Recipient as Recipient
from parvis.privacy.parts import Retention as Retention
from parvis.privacy.parts import Safeguard as Safeguard
from parvis.privacy.parts import Tool as Tool
from parvis.privacy.parts import Transfer as Transfer
from parvis.privacy.parts import Used as Used
from parvis.privacy.policy.models import Proof as Proof
from parvis.privacy.policy.models import Protected as Protected
from parvis.privacy.policy.models import Protection as Protection
from parvis.records.kinds import Circle
from parvis.records.models import Record
from parvis.records.ties import Tie, find_many

PREDICATES = {
    PartTaken.PROCESSOR: "entrusted_to",
    PartTaken.JOINT: "joint_with",
    PartTaken.PRINCIPAL: "on_behalf_of",
}


class Processing(Record):
    """A processing activity. Its responsible organisation is the controller; for a `role` of
    processor, it is the processor, and its principals are the controllers."""

    record_type = "processing"
    kept_slugs = frozenset({"regles", "non-publie", "en-trois-minutes", "registre"})
    public_fields = (
        *("role", "status", "status_since", "purposes", "operations", "exclusions"),
        *("people", "people_words", "people_count"),
        *("data", "data_words", "special", "special_text", "penal_text"),
        *("methods", "sources", "mandatory", "mandatory_words", "consent_how"),
        *("retentions", "recipients", "parts", "transfers", "representative"),
        *("used", "tools", "safeguards", "partner_measures", "paper"),
        *("automation", "logic", "effects"),
        *("criteria_said", "exemption"),
    )
    sheet_fields = (
        *("hidden_grounds", "reserved_ground"),
        *("purposes", "exclusions", "retentions", "recipients", "parts", "transfers"),
        *("safeguards", "used", "tools", "ties"),
    )
    always_public = Record.always_public | {"role", "status"}

    # what it is
    role = models.CharField(
        _("pour qui"), max_length=10, choices=Role, default=Role.CONTROLLER,
        help_text=_("Pour elle-même, ou pour le compte d’un autre responsable."),
    )  # fmt: skip
    status = models.CharField(_("état"), max_length=8, choices=Status, default=Status.IN_FORCE)
    status_since = models.DateField(_("dans cet état depuis le"), null=True, blank=True)
    representative = models.CharField(
        _("représentant"), max_length=300, blank=True,
        help_text=_("Seulement si le responsable est hors de l’Union européenne."),
    )  # fmt: skip

    operations = TermsField(
        _("ce qu’on fait des données"), scheme="operations",
        help_text=_("Les opérations que nomme l’article 4(2) du RGPD. Le registre de qui agit pour "
                    "un autre les demande (article 30(2)(b))."),
    )  # fmt: skip

    # about whom
    people = TermsField(_("personnes concernées"), scheme="people")
    people_words = models.CharField(_("en particulier"), max_length=300, blank=True)
    people_count = models.PositiveIntegerField(
        _("combien de personnes, à peu près"), null=True, blank=True
    )

    # which data, where from
    data = TermsField(_("données recueillies"), scheme="data")
    data_words = models.TextField(
        _("en détail"), blank=True, help_text=_("Les données exactes, en mots simples.")
    )
    special = models.CharField(
        _("ce qui permet de traiter des données sensibles"), max_length=1, choices=Special,
        blank=True, help_text=_("Article 9 du RGPD : seulement pour des données sensibles."),
    )  # fmt: skip
    special_text = models.CharField(_("le texte ou l’accord"), max_length=500, blank=True)
    penal_text = models.CharField(
        _("ce qui permet de traiter des infractions"), max_length=500, blank=True,
        help_text=_("Article 10 du RGPD : le texte qui l’autorise."),
    )  # fmt: skip
    methods = TermsField(_("comment on les recueille"), scheme="methods")
    sources = models.CharField(
        _("qui les donne, si ce n’est pas la personne"), max_length=500, blank=True
    )
    mandatory = models.BooleanField(
        _("la personne doit les donner"), null=True, blank=True, default=None
    )
    mandatory_words = models.CharField(_("sinon, que se passe-t-il"), max_length=500, blank=True)
    consent_how = models.CharField(
        _("comment on dit oui, et comment on retire son accord"), max_length=500, blank=True
    )
    paper = models.BooleanField(_("il y a aussi des papiers"), default=False)

    # decisions
    automation = models.CharField(
        _("une machine décide-t-elle ?"), max_length=4, choices=Automation,
        default=Automation.NONE,
    )  # fmt: skip
    logic = models.TextField(_("comment elle décide"), blank=True)
    effects = models.TextField(_("ce que cela change pour la personne"), blank=True)

    # impact assessment
    criteria_said = CriteriaField(
        _("ce qui rend le traitement risqué"),
        help_text=_("Nous cochons nous-mêmes ce que la fiche dit déjà. À deux, une analyse "
                    "d’impact est due."),
    )  # fmt: skip
    exemption = models.TextField(
        _("pourquoi il n’y a pas besoin d’analyse d’impact"), blank=True,
        help_text=_("La raison, par exemple une liste de la CNIL. Elle est publiée."),
    )  # fmt: skip

    # what is not published, and the law that lets it be so
    hidden_grounds = models.JSONField(
        _("champs non publiés, et pourquoi"), default=dict, blank=True
    )
    reserved_ground = models.CharField(
        _("pourquoi toute la fiche est réservée"), max_length=10, choices=Ground, blank=True,
        help_text=_("Si elle n’est pas visible par tout le monde."),
    )  # fmt: skip

    projected_labels: ClassVar[dict[str, Any]] = {
        "partner_measures": _("comment les partenaires protègent les données"),
        "officer": _("qui protège les données"),
        "assessment": _("l’analyse d’impact"),
        "kept_back": _("ce qui n’est pas publié, et pourquoi"),
        "reserved": _("pourquoi toute la fiche est réservée"),
    }

    class Meta:
        verbose_name = _("traitement")
        verbose_name_plural = _("traitements")
        ordering = ["title"]

    def clean(self) -> None:
        self.clean_grounds()
        super().clean()
        wrong: dict[str, str] = {}
        if self.circle != Circle.PUBLIC and not self.reserved_ground:
            wrong["reserved_ground"] = gettext(
                "Dites quel texte permet de ne pas montrer cette fiche à tout le monde."
            )
        if wrong:
            raise ValidationError(wrong)

    def clean_grounds(self) -> None:
        """A field is hidden on a ground of the list, and on no other word."""
        grounds = self.hidden_grounds
        if not isinstance(grounds, dict):
            message = gettext("Cette valeur n’a pas la forme attendue : repartez de l’export.")
            raise ValidationError({"hidden_grounds": message})
        strange = next((one for one in grounds.values() if one not in Ground.values), None)
        if strange is not None:
            message = gettext("« %(value)s » n’est pas une raison de la loi : %(known)s.")
            said = {"value": str(strange)[:80], "known": ", ".join(Ground.values)}
            raise ValidationError({"hidden_grounds": message % said})
        unsaid = sorted(set(self.hidden_fields) ^ set(grounds))
        if unsaid:
            message = gettext("Dites quel texte permet de ne pas publier ces champs : %(names)s.")
            raise ValidationError({"hidden_grounds": message % {"names": ", ".join(unsaid)}})

    def withheld(self) -> set[str]:
        """What partners do to protect data names them, and is about security."""
        found = super().withheld()
        return found | ({"partner_measures"} if found & {"parts", "safeguards"} else set())

    @property
    def partner_measures(self) -> list[dict[str, str]]:
        """Apart from the partners, so that it is kept back without them: names are as public."""
        rows = self.parts.get_object_list()
        return [{"name": row.told, "words": row.protection} for row in rows if row.protection]

    def projected(self) -> dict[str, Any]:
        values = super().projected()
        return values | {
            "officer": contact(self.organisation),
            "assessment": summary_of(self, values),
            "kept_back": dict(sorted(self.hidden_grounds.items())),
            "reserved": self.reserved_ground,
        }

    def problems(self) -> dict[str, str]:
        return super().problems() | checking.lacking(self) | self.unnamed()

    def advice(self) -> list[str]:
        return checking.advised(self)

    def unnamed(self) -> dict[str, str]:
        """A partner whose record not all readers see is published under a name that is written."""
        rows = self.parts.get_object_list()
        one = next((row for row in rows if not row.told.strip()), None)
        if one is None:
            return {}
        message = gettext(
            "« %(title)s » n’est pas visible de tous ceux qui lisent cette fiche : écrivez aussi "
            "le nom sous lequel le publier."
        )
        return {"parts": message % {"title": one.called}}

    def relations(self) -> Iterable[Tie]:
        """The fields that are relations, unless they are not published."""
        yield from super().relations()
        hidden = self.withheld()
        found: list[tuple[str, Any]] = []
        if "used" not in hidden:
            found += [("treats", row.dataset.uuid) for row in self.used.get_object_list()]
        if "tools" not in hidden:
            found += [("runs_on", row.application.uuid) for row in self.tools.get_object_list()]
        if "parts" not in hidden:
            found += [
                (PREDICATES[PartTaken(row.part)], row.organisation.uuid)
                for row in self.parts.get_object_list()
                if row.organisation
            ]
        if "purposes" not in hidden:
            found += [("grants", uuid) for uuid in self.granted()]
        yield from (Tie(predicate, uuid) for predicate, uuid in dict.fromkeys(found))

    def granted(self) -> list[Any]:
        """The records of the rights that apply to what is published."""
        values = super().projected()  # without the officer and the assessment, which are asked for
        shown = {name: value for name, value in values.items() if name not in self.withheld()}
        keys = [f"right/{one.right}" for one in entitlements.of(shown) if one.applies]
        return list(find_many(set(keys)).values())
