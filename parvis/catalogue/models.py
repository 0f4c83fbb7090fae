"""What the catalogue keeps: data sets and how to get them, services, applications, portals."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from parvis.catalogue import access, columns, marks
from parvis.catalogue.application import Application, personal_data_field
from parvis.catalogue.assessment.models import CatalogueQuality as CatalogueQuality
from parvis.catalogue.assessment.models import RecordQuality as RecordQuality
from parvis.catalogue.campaign.models import Campaign as Campaign
from parvis.catalogue.campaign.models import CampaignAnswer as CampaignAnswer
from parvis.catalogue.campaign.models import CampaignLetter as CampaignLetter
from parvis.catalogue.campaign.models import CampaignPart as CampaignPart
from parvis.catalogue.citizens.models import ChangeNotice as ChangeNotice
from parvis.catalogue.citizens.models import DataRequest as DataRequest
from parvis.catalogue.citizens.models import Passage as Passage
from parvis.catalogue.citizens.models import Reuse as Reuse
from parvis.catalogue.citizens.models import Submission as Submission
from parvis.catalogue.citizens.models import Warned as Warned
from parvis.catalogue.citizens.models import Watch as Watch
from parvis.catalogue.contract import Contract, Delivery
from parvis.catalogue.dcat import values
from parvis.catalogue.dcat.model import DistributionDoc, SeriesDoc
from parvis.catalogue.deposits.models import Deposit as Deposit
from parvis.catalogue.deposits.models import PersonalDecision as PersonalDecision
from parvis.catalogue.dictionary import GlossaryTerm, TableColumn
from parvis.catalogue.fields import TermField, TermsField
from parvis.catalogue.grants.models import Grant as Grant
from parvis.catalogue.grants.models import GrantUse as GrantUse
from parvis.catalogue.harvested import HarvestItem as HarvestItem
from parvis.catalogue.harvested import HarvestRun as HarvestRun
from parvis.catalogue.harvested import HarvestSource as HarvestSource
from parvis.catalogue.links.models import LinkCheck as LinkCheck
from parvis.catalogue.links.models import LinkHost as LinkHost
from parvis.catalogue.live.models import Feed as Feed
from parvis.catalogue.live.models import PushedRow as PushedRow
from parvis.catalogue.moved import OldAddress as OldAddress
from parvis.catalogue.resource import Catalogue, Described, Resource
from parvis.catalogue.rows.editions import Edition as Edition
from parvis.catalogue.rows.keys import RowKey as RowKey
from parvis.catalogue.scanned.models import ScannedSource as ScannedSource
from parvis.records import canonical
from parvis.records.ties import Tie

__all__ = [
    "Application",
    "Catalogue",
    "Contract",
    "DataService",
    "Dataset",
    "DatasetSeries",
    "Delivery",
    "Distribution",
    "GlossaryTerm",
    "HarvestItem",
    "HarvestSource",
    "Resource",
    "TableColumn",
]  # fmt: skip


class DatasetSeries(Described):
    """Data sets published one after the other about the same thing (dcat:DatasetSeries)."""

    record_type = "series"
    public_fields = (*Resource.resource_fields, *Described.described_fields)

    document = SeriesDoc

    class Meta:
        verbose_name = _("série de jeux de données")
        verbose_name_plural = _("séries de jeux de données")
        ordering = ["title"]


class Dataset(Described):
    """A data set: what it is about, how fresh, where, under which licence, in which forms."""

    record_type = "dataset"
    kept_slugs = frozenset({"qualite"})  # `/donnees/qualite/` is about the whole catalogue
    public_fields = (
        *Resource.resource_fields,
        *Described.described_fields,
        "access_level",
        "legal_reasons",
        "why_not_open",
        "personal_data",
        *marks.FIELDS.values(),
        "process",
        "dictionary",
        "distributions",
    )

    access_level = TermField(
        _("qui peut les avoir"), scheme="access-level", max_length=20, blank=True,
        help_text=_("Laissez vide pour reprendre ce que dit le portail d’origine."),
    )  # fmt: skip
    legal_reasons = TermsField(
        _("ce que la loi protège"), scheme="legal-reason", default=list, blank=True,
        help_text=_("Pour des données qui ne sont pas ouvertes à tous."),
    )  # fmt: skip
    why_not_open = models.TextField(
        _("pourquoi ces données ne sont pas ouvertes"), blank=True,
        help_text=_("La loi ou le droit qui l’empêche, en mots simples."),
    )  # fmt: skip
    personal_data = personal_data_field()
    hvd_categories = TermsField(
        _("données de forte valeur"), scheme="hvd-category", default=list, blank=True,
        help_text=_("Les catégories du règlement européen 2023/138 ; les fichiers sont alors dus."),
    )  # fmt: skip
    inspire_themes = TermsField(
        _("thèmes INSPIRE"), scheme="inspire-theme", default=list, blank=True,
        help_text=_("Pour les données géographiques que la directive européenne demande."),
    )  # fmt: skip
    is_reference = models.BooleanField(
        _("donnée de référence"), default=False,
        help_text=_("D’autres s’appuient sur elle : qualité et disponibilité sont garanties."),
    )  # fmt: skip
    territorial_interest = models.BooleanField(
        _("donnée d’intérêt territorial"), default=False,
        help_text=_("Utile à tout le territoire, que son producteur soit public ou privé."),
    )  # fmt: skip
    application = models.ForeignKey(
        Application, models.PROTECT, null=True, blank=True, related_name="datasets",
        verbose_name=_("application métier d’origine"),
    )  # fmt: skip
    series = models.ForeignKey(
        DatasetSeries, models.PROTECT, null=True, blank=True, related_name="datasets",
        verbose_name=_("série dont il fait partie"),
    )  # fmt: skip
    process = models.TextField(
        _("comment ces données sont faites"), blank=True,
        help_text=_("Ce qu’on fait des données d’origine, en mots simples ; nommez-les en liens."),
    )  # fmt: skip

    class Meta:
        verbose_name = _("jeu de données")
        verbose_name_plural = _("jeux de données")
        ordering = ["title"]

    def clean(self) -> None:
        super().clean()
        self.clean_access()
        self.clean_marks()
        self.clean_dictionary()
        problems = [item.problem() for item in self.distributions.get_object_list()]
        if found := next(filter(None, problems), ""):
            raise ValidationError({"distributions": found})

    def clean_access(self) -> None:
        """A level and reasons of our lists; data open to all have no reason not to be."""
        known = ", ".join(access.SAME)
        if self.access_level and self.access_level not in access.SAME:
            message = gettext("« %(value)s » n’est pas un niveau d’accès : %(known)s.")
            said = {"value": self.access_level[:80], "known": known}
            raise ValidationError({"access_level": message % said})
        if wrong := access.unknown(self.legal_reasons):
            message = gettext("« %(value)s » n’est pas dans la liste des raisons : %(known)s.")
            said = {"value": wrong[0], "known": ", ".join(access.reasons())}
            raise ValidationError({"legal_reasons": message % said})
        if self.access_level == "open" and self.legal_reasons:
            message = gettext("Des données ouvertes à tous n’ont pas de raison de ne pas l’être.")
            raise ValidationError({"legal_reasons": message})

    def clean_marks(self) -> None:
        """Categories and themes are addresses of their European registers."""
        for field, base in marks.BASES.items():
            if wrong := marks.strange(field, getattr(self, field)):
                message = gettext("« %(value)s » n’est pas une adresse qui commence par %(base)s.")
                raise ValidationError({field: message % {"value": wrong, "base": base}})

    def clean_dictionary(self) -> None:
        """Each column once; data that hold a column about people are about people."""
        columns = list(self.dictionary.get_object_list())
        names = [column.name for column in columns]
        if twice := next((name for name in names if names.count(name) > 1), ""):
            message = gettext("La colonne « %(name)s » est décrite deux fois : gardez-en une.")
            raise ValidationError({"dictionary": message % {"name": twice[:80]}})
        about = next((column.name for column in columns if column.personal_data), "")
        if about and self.personal_data is False:
            message = gettext(
                "La colonne « %(name)s » dit quelque chose d’une personne : ces données sont donc "
                "sur des personnes. Corrigez l’un ou l’autre."
            )
            raise ValidationError({"personal_data": message % {"name": about[:80]}})

    def projected(self) -> dict[str, Any]:
        """What its source said of a column that a steward fills stays with us."""
        values = super().projected()
        kept = {n: v for n, v in values["more"].items() if n not in columns.DECIDED}
        return values | {"more": kept}

    def relations(self) -> Iterable[Tie]:
        yield from super().relations()
        if self.application:
            yield Tie("comes_from", self.application.uuid)
        if self.series:
            yield Tie("in_series", self.series.uuid)
        terms = (column.term for column in self.dictionary.get_object_list())
        for uuid in dict.fromkeys(term.uuid for term in terms if term):
            yield Tie("uses_term", uuid)


class Distribution(models.Model):
    """One form of a data set: a file to download, or an access point (dcat:Distribution).

    `short` is the end of its address `/id/distribution/<data set>--<short>`.
    """

    dataset = ParentalKey(Dataset, on_delete=models.CASCADE, related_name="distributions")
    short = models.CharField(max_length=40, blank=True, editable=False)
    uri = models.CharField(max_length=1000, blank=True, editable=False)
    title = models.CharField(_("titre"), max_length=500, blank=True)
    description = models.TextField(_("description"), blank=True)
    access_url = models.CharField(_("adresse d’accès"), max_length=2000)
    download_url = models.CharField(_("adresse de téléchargement"), max_length=2000, blank=True)
    format = models.CharField(_("format"), max_length=500, blank=True)
    media_type = models.CharField(_("type de fichier"), max_length=500, blank=True)
    licence = models.CharField(_("licence"), max_length=500, blank=True)
    byte_size = models.PositiveBigIntegerField(_("taille en octets"), null=True, blank=True)
    issued = models.CharField(_("première publication"), max_length=40, blank=True)
    modified = models.CharField(_("dernière mise à jour"), max_length=40, blank=True)
    more = models.JSONField(default=dict, blank=True, editable=False)
    position = models.PositiveIntegerField(default=0, editable=False)

    shown = (
        "short", "uri", "title", "description", "access_url", "download_url", "format",
        "media_type", "licence", "byte_size", "issued", "modified", "more",
    )  # fmt: skip

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("distribution")
        verbose_name_plural = _("distributions")

    def __str__(self) -> str:
        return self.title or self.access_url

    def clean(self) -> None:
        super().clean()
        if found := self.problem():
            raise ValidationError(found)

    def problem(self) -> str:
        """One sentence about an address or a value that nobody could follow or read; ""."""
        for address in filter(None, (self.access_url, self.download_url)):
            if not isinstance(address, str) or not values.web_address(address):
                message = gettext("« %(address)s » n’est pas une adresse : écrivez https://…")
                return message % {"address": str(address)[:80]}
        held = {name: getattr(self, name) for name in columns.DISTRIBUTION}
        if columns.unfit(columns.DISTRIBUTION, DistributionDoc, held, self.more):
            return gettext("Une distribution n’a pas la forme attendue : repartez de l’export.")
        return ""

    def projected(self) -> dict[str, Any]:
        return {name: canonical.plain(getattr(self, name)) for name in self.shown}


class DataService(Resource):
    """A service that gives data on demand: an API, a map service (dcat:DataService)."""

    record_type = "service"
    public_fields = (*Resource.resource_fields, "endpoint_url", "endpoint_description")

    endpoint_url = models.CharField(_("adresse du service"), max_length=1000, blank=True)
    endpoint_description = models.CharField(_("description technique"), max_length=1000, blank=True)
    serves = models.JSONField(_("jeux de données servis"), default=list, blank=True)

    columns = columns.SERVICE

    class Meta:
        verbose_name = _("service de données")
        verbose_name_plural = _("services de données")
        ordering = ["title"]
