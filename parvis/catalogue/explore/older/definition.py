"""The addresses of before 2.0 as `/api/openapi.json` describes them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from parvis.catalogue.explore import asked as newer
from parvis.catalogue.explore import files
from parvis.catalogue.explore.definition import (
    CLOCK,
    DATASET,
    choice,
    flag,
    media,
    number,
    route,
    several,
)
from parvis.catalogue.explore.older import analyzed, asked, records
from parvis.catalogue.explore.older.datasets import MOST
from parvis.records.openapi import (
    FLAG,
    JSON,
    NUMBER,
    TEXT,
    Doors,
    Parameter,
    Schema,
    listed,
    of,
    refer,
)

FORMS = (*files.OFFERED, *records.NOW)
NAMED = Parameter("dataset", TEXT, _("L’identifiant d’un jeu de données."), more={"required": True})
Q = Parameter("q", TEXT, _("Des mots et des conditions."))
FILTERS = Parameter(
    "filters",
    {
        "type": "object",
        "patternProperties": {r"^(refine|exclude|disjunctive|q)\.": TEXT},
        "additionalProperties": False,
    },
    _("refine.<colonne>, exclude.<colonne>, disjunctive.<colonne>, q.<nom> : chacun à son nom."),
    more={"style": "form", "explode": True},
)
CHOSEN = (Q, FILTERS, *CLOCK)
PLACES = (
    Parameter("geofilter.distance", TEXT, _("latitude,longitude,mètres")),
    Parameter("geofilter.polygon", TEXT, _("(latitude,longitude),(latitude,longitude)…")),
)
SORT = several("sort", _("La colonne qui range ; « - » devant, la plus petite d’abord."))
FACET = several("facet", _("Une colonne à compter."))
FIELDS = Parameter("fields", TEXT, _("Les seules colonnes voulues, séparées de virgules."))
STYLE = (
    flag("use_labels_for_header", False, _("Les titres des colonnes au lieu de leurs noms.")),
    Parameter("csv_separator", {"type": "string", "enum": list(files.DELIMITERS)},
              _("Ce qui sépare les colonnes d’un CSV.")),
)  # fmt: skip


ANALYSIS = (
    several("x", _("Un axe : une colonne, ou une partie de date comme plante_le.month.")),
    Parameter(
        "series",
        {
            "type": "object",
            "patternProperties": {
                r"^y\.\w+\.(func|expr|cumulative|subsets)$": TEXT,
                r"^agg\.\w+\.(func|expr)$": TEXT,
            },
            "additionalProperties": False,
        },
        _("y.<série>.func, .expr, .cumulative, .subsets ; agg.<série>.func : chacun à son nom."),
        more={"style": "form", "explode": True},
    ),
    choice("periodic", analyzed.PERIODIC, "year", _("La plus longue part d’une date.")),
    choice("precision", analyzed.PRECISION, "day", _("La plus courte part d’une date.")),
    several("sort", _("x, x.<axe> ou le nom d’une série ; « - » devant pour l’autre sens.")),
    number("maxpoints", 0, newer.GROUPS, 0, _("Combien de groupes ; 0, tous.")),
)


def form(default: str, *known: str) -> Parameter:
    return Parameter(
        "format", {"type": "string", "enum": list(known), "default": default}, _("Le format.")
    )


def page(most: int) -> tuple[Parameter, ...]:
    return (
        number("rows", -1, most, asked.DEFAULT, _("Combien de lignes ; -1, autant que possible.")),
        number("start", 0, asked.REACH, 0, _("Combien en passer.")),
    )


WHOLE = (
    number("rows", -1, newer.FARTHEST, -1, _("Combien de lignes ; -1, toutes.")),
    number("start", 0, newer.FARTHEST, 0, _("Combien en passer.")),
)


ROUTES = (
    route("records_1_search", "/api/records/1.0/search/", _("Des lignes, comme avant 2.0"),
          NAMED, *CHOSEN, *PLACES, *page(asked.REACH), SORT, FACET, FIELDS, *STYLE,
          form("json", *FORMS), schema="OlderRecords",
          answers=tuple(dict.fromkeys([JSON, *media(files.OFFERED)]))),
    route("records_1_analyze", "/api/records/1.0/analyze/",
          _("Des séries calculées pour chaque valeur d’un axe"),
          NAMED, *CHOSEN, *PLACES, *ANALYSIS, *STYLE[1:], form("json", *analyzed.FORMS),
          schema="Analysis", answers=(JSON, "text/csv")),
    route("records_1_download", "/api/records/1.0/download/",
          _("Toutes les lignes trouvées, en fichier, comme avant 2.0"),
          NAMED, *CHOSEN, *PLACES, *WHOLE, SORT, FIELDS, *STYLE, form("csv", *FORMS),
          answers=media(files.OFFERED)),
    route("datasets_1_search", "/api/datasets/1.0/search/",
          _("Des jeux de données, comme avant 2.0"), *CHOSEN, *page(MOST), SORT, FACET,
          schema="OlderDatasets"),
    route("datasets_1", "/api/datasets/1.0/{dataset_id}/",
          _("Un jeu de données, comme avant 2.0"), DATASET, *CLOCK, schema="OlderDataset"),
    route("old_download", "/explore/dataset/{dataset_id}/download/",
          _("Toutes les lignes trouvées, en fichier, à l’adresse d’avant"),
          DATASET, *CHOSEN, *PLACES, *WHOLE, SORT, FIELDS, *STYLE, form("csv", *FORMS),
          answers=media(files.OFFERED)),
)  # fmt: skip

GROUPS = listed(of("object", name=TEXT, facets=listed(
    of("object", name=TEXT, path=TEXT, count=NUMBER, state=TEXT))))  # fmt: skip
SCHEMAS: dict[str, Schema] = {
    "OlderRecords": {"anyOf": [
        of("object", "nhits", "parameters", "records", nhits=NUMBER,
           parameters={"type": "object"}, facet_groups=GROUPS,
           records=listed(of("object", "datasetid", "recordid", "fields", "record_timestamp",
                             datasetid=TEXT, recordid=TEXT, fields={"type": "object"},
                             geometry={"type": "object"}, record_timestamp=TEXT))),
        listed({"type": "object"}),
    ]},
    "Analysis": {"anyOf": [
        listed({"type": "object"}),
        of("object", results=listed({"type": "object"}), aggregations={"type": "object"}),
    ]},
    "OlderDataset": of(
        "object", datasetid=TEXT, metas={"type": "object"}, alternative_exports=listed(TEXT),
        fields=listed({"type": "object"}), has_records=FLAG, data_visible=FLAG,
        features=listed(TEXT), attachments=listed({"type": "object"})),
    "OlderDatasets": of("object", "nhits", "parameters", "datasets", nhits=NUMBER,
                        parameters={"type": "object"}, datasets=listed(refer("OlderDataset")),
                        facet_groups=GROUPS),
}  # fmt: skip
DOORS = Doors("Records 1.0", _("Les adresses d’avant 2.0"), ROUTES, SCHEMAS)
