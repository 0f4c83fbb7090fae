"""What the catalogue keeps: data sets and how to get them, services, applications, portals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from parvis.catalogue import columns
from parvis.catalogue.assessment.models import CatalogueQuality as CatalogueQuality
from parvis.catalogue.assessment.models import RecordQuality as RecordQuality
from parvis.catalogue.citizens.models import ChangeNotice as ChangeNotice
from parvis.catalogue.citizens.models import DataRequest as DataRequest
from parvis.catalogue.citizens.models import Reuse as Reuse
from parvis.catalogue.citizens.models import Submission as Submission
from parvis.catalogue.citizens.models import Warned as Warned
from parvis.catalogue.citizens.models import Watch as Watch
from parvis.catalogue.dcat import values
from parvis.catalogue.dcat.model import DatasetDoc, DistributionDoc, ServiceDoc
from parvis.catalogue.fields import TermField, TermsField, WordsField
from parvis.catalogue.harvested import HarvestItem as HarvestItem
from parvis.catalogue.harvested import HarvestRun as HarvestRun
from parvis.catalogue.harvested import HarvestSource as HarvestSource
from parvis.catalogue.links.models import LinkCheck as LinkCheck
from parvis.catalogue.links.models import LinkHost as LinkHost
from parvis.records import canonical
from parvis.records.models import Record
from parvis.records.ties import Tie


def personal_data_field() -> Any:
    """Whether it holds data about people; None as long as nobody said. "Yes" asks the data
    protection officer's review before publication."""
    return models.BooleanField(
        _("contient des données sur des personnes"), null=True, blank=True, default=None
    )


class Catalogue(Record):
    """A portal or catalogue whose records are gathered here, ours or another's."""

    record_type = "catalogue"
    public_fields = ("homepage", "uri")

    homepage = models.URLField(_("site web"), max_length=500, blank=True)
    uri = models.CharField(_("identifiant"), max_length=500, blank=True, db_index=True)

    class Meta:
        verbose_name = _("catalogue")
        verbose_name_plural = _("catalogues")
        ordering = ["title"]


class Application(Record):
    """A business application of a service: where much of the data lives, open or not."""

    record_type = "application"
    public_fields = ("supplier", "hosting", "users", "ends_on", "personal_data")

    supplier = models.CharField(_("fournisseur"), max_length=200, blank=True)
    hosting = models.CharField(_("hébergement"), max_length=200, blank=True)
    users = models.CharField(_("qui s’en sert"), max_length=300, blank=True)
    ends_on = models.DateField(_("fin de service"), null=True, blank=True)
    personal_data = personal_data_field()

    class Meta:
        verbose_name = _("application métier")
        verbose_name_plural = _("applications métier")
        ordering = ["title"]


class Resource(Record):
    """What a data set and a data service have in common (dcat:Resource).

    Columns carry the names of `dcat.model` and its plain values (`dcat.plain`); URIs are those of
    the EU vocabularies. `more` keeps what else the source says, by the same names, so that
    nothing of a harvested record is lost on the way out.
    """

    resource_fields = (
        "identifier",
        "uri",
        "themes",
        "original_themes",
        "keywords",
        "contacts",
        "licence",
        "access_rights",
        "landing_page",
        "issued",
        "modified",
        "languages",
        "more",
    )

    identifier = models.CharField(_("identifiant"), max_length=500, blank=True, db_index=True)
    uri = models.CharField(_("adresse d’origine"), max_length=500, blank=True)
    themes = TermsField(_("thèmes"), scheme="data-theme", default=list, blank=True)
    original_themes = models.JSONField(_("thèmes du producteur"), default=list, blank=True)
    keywords = WordsField(_("mots-clés"), default=list, blank=True)
    contacts = models.JSONField(_("contacts"), default=list, blank=True)
    licence = TermField(_("licence"), scheme="licence", max_length=500, blank=True)
    access_rights = TermField(
        _("conditions d’accès"), scheme="access-right", max_length=500, blank=True
    )
    landing_page = models.URLField(_("page d’origine"), max_length=1000, blank=True)
    issued = models.CharField(_("première publication"), max_length=40, blank=True)
    modified = models.CharField(_("dernière mise à jour"), max_length=40, blank=True)
    languages = models.JSONField(_("langues"), default=list, blank=True)
    more = models.JSONField(_("autres propriétés"), default=dict, blank=True)
    catalogue = models.ForeignKey(
        Catalogue, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("portail d’origine"),
    )  # fmt: skip

    undrafted = (*Record.undrafted, "identifier", "uri", "catalogue_id")
    columns: ClassVar[Mapping[str, columns.Column]] = columns.RESOURCE
    document: ClassVar[type[Any]] = ServiceDoc

    class Meta:
        abstract = True

    def clean(self) -> None:
        """What a file brings in must have the shape that pages and RDF read."""
        super().clean()
        held = {name: getattr(self, name) for name in self.columns}
        if wrong := columns.unfit(self.columns, self.document, held, self.more):
            message = gettext("Cette valeur n’a pas la forme attendue : repartez de l’export.")
            raise ValidationError(dict.fromkeys(wrong, message))

    def projected(self) -> dict[str, Any]:
        """`more` never says again what the switch hides."""
        hidden = {c.field for name, c in self.columns.items() if name in self.hidden_fields}
        kept = {name: value for name, value in self.more.items() if name not in hidden}
        return {**super().projected(), "more": canonical.plain(kept)}

    def relations(self) -> Iterable[Tie]:
        yield from super().relations()
        if self.catalogue:
            yield Tie("listed_in", self.catalogue.uuid)


class Dataset(Resource):
    """A data set: what it is about, how fresh, where, under which licence, in which forms."""

    record_type = "dataset"
    kept_slugs = frozenset({"qualite"})  # `/donnees/qualite/` is about the whole catalogue
    public_fields = (
        *Resource.resource_fields,
        "frequency",
        "spatial",
        "temporal",
        "why_not_open",
        "personal_data",
        "distributions",
    )

    frequency = TermField(
        _("fréquence de mise à jour"), scheme="frequency", max_length=500, blank=True
    )
    spatial = models.JSONField(_("territoire couvert"), default=list, blank=True)
    temporal = models.JSONField(_("période couverte"), default=list, blank=True)
    why_not_open = models.TextField(
        _("pourquoi ces données ne sont pas ouvertes"), blank=True,
        help_text=_("La loi ou le droit qui l’empêche, en mots simples."),
    )  # fmt: skip
    personal_data = personal_data_field()
    application = models.ForeignKey(
        Application, models.PROTECT, null=True, blank=True, related_name="datasets",
        verbose_name=_("application métier d’origine"),
    )  # fmt: skip

    columns = columns.DATASET
    document = DatasetDoc

    class Meta:
        verbose_name = _("jeu de données")
        verbose_name_plural = _("jeux de données")
        ordering = ["title"]

    def clean(self) -> None:
        super().clean()
        if self.slug in self.kept_slugs:
            sentence = gettext(
                "« %(slug)s » est l’adresse d’une autre page : choisissez-en une autre."
            )
            raise ValidationError({"slug": sentence % {"slug": self.slug}})
        problems = [item.problem() for item in self.distributions.get_object_list()]
        if found := next(filter(None, problems), ""):
            raise ValidationError({"distributions": found})

    def relations(self) -> Iterable[Tie]:
        yield from super().relations()
        if self.application:
            yield Tie("comes_from", self.application.uuid)


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
