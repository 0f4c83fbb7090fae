"""Portals, and what all that they list has in common (dcat:Catalog, dcat:Resource)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from parvis.catalogue import columns
from parvis.catalogue.dcat.model import DatasetDoc, ServiceDoc
from parvis.catalogue.fields import LinesField, TermField, TermsField, WordsField
from parvis.records import canonical
from parvis.records.models import Record
from parvis.records.ties import Tie


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
    contacts = LinesField(
        _("contacts"), default=list, blank=True,
        help_text=_("Un par ligne, public : « Service des jardins <jardins@ville.fr> »."),
    )  # fmt: skip
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


class Described(Resource):
    """What a data set and a series of them have in common: how often, where, which period."""

    described_fields = ("frequency", "spatial", "temporal")

    frequency = TermField(
        _("fréquence de mise à jour"), scheme="frequency", max_length=500, blank=True
    )
    spatial = LinesField(
        _("territoire couvert"), default=list, blank=True,
        help_text=_("Un lieu par ligne : « Rennes », ou « Rennes | -1.75, 48.05, -1.62, 48.15 » "
                    "(ouest, sud, est, nord)."),
    )  # fmt: skip
    temporal = LinesField(
        _("période couverte"), default=list, blank=True,
        help_text=_("Une par ligne : « 2019 à 2023 », « depuis 2020-05 », « 2024 »."),
    )  # fmt: skip

    columns = columns.DATASET
    document = DatasetDoc

    class Meta:
        abstract = True
