"""The catalogue at the desk."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel

from parvis.catalogue.models import (
    Application,
    Catalogue,
    Contract,
    DataService,
    Dataset,
    DatasetSeries,
    GlossaryTerm,
)
from parvis.records.desk.viewset import RecordViewSet, register


@register
class DatasetDesk(RecordViewSet):
    model = Dataset
    icon = "table"
    menu_order = 100
    own = (
        MultiFieldPanel(["themes", "keywords"], heading=_("De quoi parlent ces données")),
        MultiFieldPanel(
            ["frequency", "licence", "access_level", "personal_data"],
            heading=_("À quelles conditions"),
        ),
        MultiFieldPanel(
            ["legal_reasons", "why_not_open"], heading=_("Si elles ne sont pas ouvertes à tous")
        ),
        MultiFieldPanel(
            ["is_reference", "territorial_interest", "hvd_categories", "inspire_themes"],
            heading=_("Ce qui les distingue"),
        ),
        MultiFieldPanel(
            ["application", "series", "process", "landing_page"], heading=_("D’où elles viennent")
        ),
        InlinePanel(
            "distributions",
            heading=_("Fichiers et accès"),
            label=_("Fichier ou accès"),
            panels=[
                FieldPanel("title"),
                FieldPanel("access_url"),
                FieldPanel("download_url"),
                FieldPanel("description"),
            ],
        ),
        InlinePanel(
            "dictionary",
            heading=_("Ce que dit chaque colonne"),
            label=_("Colonne"),
            panels=[
                FieldPanel("name"),
                FieldPanel("title"),
                FieldPanel("meaning"),
                FieldPanel("type"),
                FieldPanel("unit"),
                FieldPanel("nomenclature"),
                FieldPanel("personal_data"),
                FieldPanel("term"),
            ],
        ),
    )
    related = ("application", "catalogue", "series")
    list_filter = ["live", "circle", "access_level", "frequency", "licence", "application"]


@register
class SeriesDesk(RecordViewSet):
    model = DatasetSeries
    icon = "list-ul"
    menu_order = 105
    own = ("themes", "keywords", "frequency", "licence", "landing_page")
    related = ("catalogue",)
    list_filter = ["live", "circle"]


@register
class ServiceDesk(RecordViewSet):
    model = DataService
    icon = "cogs"
    menu_order = 110
    own = ("endpoint_url", "endpoint_description", "themes", "keywords", "licence", "access_rights")
    related = ("catalogue",)
    list_filter = ["live", "circle"]


@register
class ApplicationDesk(RecordViewSet):
    model = Application
    icon = "desktop"
    menu_order = 120
    own = ("supplier", "contract", "hosting", "users", "ends_on", "personal_data")
    related = ("contract",)
    list_filter = ["live", "circle"]


@register
class ContractDesk(RecordViewSet):
    model = Contract
    icon = "form"
    menu_order = 122
    own = (
        MultiFieldPanel(["partner", "partner_record", "number"], heading=_("Avec qui")),
        MultiFieldPanel(["subject", "starts_on", "ends_on"], heading=_("Quoi, et quand")),
        InlinePanel(
            "deliveries",
            heading=_("Données que le contrat fait remettre"),
            label=_("Remise de données"),
            panels=[
                FieldPanel("title"),
                FieldPanel("dataset"),
                FieldPanel("due_on"),
                FieldPanel("delivered_on"),
            ],
        ),
    )
    related = ("partner_record",)
    list_filter = ["live", "circle", "ends_on"]


@register
class TermDesk(RecordViewSet):
    model = GlossaryTerm
    icon = "openquote"
    menu_order = 125
    own = ("synonyms", "source")
    list_filter = ["live", "circle"]


@register
class CatalogueDesk(RecordViewSet):
    model = Catalogue
    icon = "site"
    menu_order = 130
    own = ("homepage",)
    list_filter = ["live", "circle"]
