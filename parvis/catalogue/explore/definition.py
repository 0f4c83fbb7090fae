"""The Explore API as `/api/openapi.json` describes it, with the bounds that its code holds."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from parvis.catalogue.explore import asked, exports, files, parquet, whole
from parvis.catalogue.explore.answers import ROOT
from parvis.records.openapi import (
    FLAG,
    JSON,
    NULLABLE,
    NUMBER,
    TEXT,
    Doors,
    Parameter,
    Route,
    Schema,
    Text,
    listed,
    of,
    refer,
)

REFUSED = {JSON: "ExploreError"}
REFUSALS = ("400", "403", "404", "405", "503")
SEVERAL: Schema = {**listed(TEXT), "maxItems": asked.MOST}
IN_FILES = {"style": "form", "explode": True}


def several(name: str, text: Text) -> Parameter:
    """One that may be repeated."""
    return Parameter(name, SEVERAL, text, more=IN_FILES)


def number(name: str, low: int, high: int, default: int, text: Text) -> Parameter:
    schema = {"type": "integer", "minimum": low, "maximum": high, "default": default}
    return Parameter(name, schema, text)


def choice(name: str, known: tuple[str, ...], default: str, text: Text) -> Parameter:
    return Parameter(name, {"type": "string", "enum": list(known), "default": default}, text)


def flag(name: str, default: bool, text: Text) -> Parameter:
    return Parameter(name, {"type": "boolean", "default": default}, text)


DATASET = Parameter("dataset_id", TEXT, _("L’identifiant d’un jeu de données."), "path")
RECORD = Parameter("record_id", TEXT, _("« _id » d’une ligne."), "path")
VERSION = Parameter("version", TEXT, _("Le nom d’une version publiée."), "path")
SELECT = Parameter("select", TEXT, _("Ce que la réponse contient, en ODSQL."))
CLOCK = (
    choice("lang", asked.LANGUAGES, "fr", _("La langue des mots.")),
    Parameter("timezone", {"type": "string", "default": "UTC"}, _("L’horloge des dates.")),
)
ASKED = (
    SELECT,
    several("where", _("Une condition en ODSQL ; toutes doivent être vraies.")),
    Parameter("group_by", TEXT, _("Ce qui forme les groupes, en ODSQL.")),
    Parameter("order_by", TEXT, _("Ce qui range les lignes, en ODSQL.")),
    several("refine", _("Une valeur gardée, nom:valeur.")),
    several("exclude", _("Une valeur écartée, nom:valeur.")),
    *CLOCK,
)
PAGE = (
    number("limit", -1, asked.GROUPS, asked.DEFAULT,
           _("Combien de lignes : 100 au plus, 20 000 avec group_by ; -1, autant que possible.")),
    number("offset", 0, asked.REACH, 0,
           _("Combien en passer ; limit et offset ensemble restent à 10 000, ou à 20 000 avec"
             " group_by.")),
)  # fmt: skip
LINKS = (
    flag("include_links", False, _("Avec les adresses voisines.")),
    flag("include_app_metas", False, _("Avec l’identifiant et la date de chaque ligne.")),
)
FACET = several("facet", _("Une colonne à compter, ou facet(name=\"…\", …)."))  # fmt: skip
WHOLE = (
    number("limit", -1, asked.FARTHEST, -1, _("Combien de lignes ; -1, toutes.")),
    number("offset", 0, asked.FARTHEST, 0, _("Combien en passer.")),
)
FILE = (
    flag("use_labels", False, _("Les titres des colonnes au lieu de leurs noms.")),
    flag("compressed", False, _("Le fichier dans un gzip.")),
    choice("delimiter", files.DELIMITERS, ";", _("Ce qui sépare les colonnes d’un CSV.")),
    Parameter(
        "list_separator",
        {"type": "string", "minLength": 1, "maxLength": files.LONGEST, "default": ","},
        _("Ce qui sépare les valeurs d’une même case."),
    ),
    flag("quote_all", False, _("Des guillemets autour de chaque valeur d’un CSV.")),
    flag("with_bom", True, _("La marque d’UTF-8 au début d’un CSV.")),
    choice("parquet_compression", parquet.COMPRESSIONS, parquet.COMPRESSIONS[0],
           _("Comment un Parquet est comprimé.")),
)  # fmt: skip
EPSG = choice(
    "epsg", (exports.WGS84, *exports.PROJECTIONS), exports.WGS84, _("La projection des lieux.")
)


def media(forms: tuple[str, ...]) -> tuple[str, ...]:
    kinds = [files.kind_of(form).partition(";")[0] for form in forms]
    return tuple(dict.fromkeys([*kinds, "application/gzip"]))


def form(known: tuple[str, ...]) -> Parameter:
    return Parameter("format", {"type": "string", "enum": list(known)}, _("Le format."), "path")


def route(name: str, path: str, summary: Text, *parameters: Parameter, schema: str = "",
          answers: tuple[str, ...] = (JSON,)) -> Route:  # fmt: skip
    return Route(name, path, summary, answers, parameters, schema, REFUSALS, REFUSED)


CATALOGUE = f"{ROOT}/catalog"
ONE = f"{CATALOGUE}/datasets/{{dataset_id}}"
OF_LISTS = ("text/turtle", "application/rdf+xml", *whole.LISTS.values())
ROUTES = (
    route("explore_datasets", f"{CATALOGUE}/datasets", _("Des jeux de données"),
          *ASKED, *PAGE, *LINKS, schema="Datasets"),
    route("explore_catalogue_facets", f"{CATALOGUE}/facets",
          _("Les valeurs qui rangent les jeux de données, comptées"),
          FACET, *ASKED, schema="Facets"),
    route("explore_catalogue_formats", f"{CATALOGUE}/exports",
          _("Les formats du catalogue"), schema="Formats"),
    route("explore_catalogue_export", f"{CATALOGUE}/exports/{{format}}",
          _("Tous les jeux de données trouvés, en fichier"),
          form(whole.OFFERED), *ASKED, *WHOLE, *FILE,
          answers=tuple(dict.fromkeys([*media((*whole.TABLES, "json")), *OF_LISTS]))),
    route("explore_dataset", ONE, _("Un jeu de données"),
          DATASET, SELECT, *CLOCK, *LINKS, schema="Answered"),
    route("explore_files", f"{ONE}/attachments", _("Ses pièces jointes"),
          DATASET, schema="Attachments"),
    route("explore_records", f"{ONE}/records", _("Ses lignes"),
          DATASET, *ASKED, *PAGE, *LINKS, schema="Rows"),
    route("explore_record", f"{ONE}/records/{{record_id}}", _("Une ligne"),
          DATASET, RECORD, SELECT, *CLOCK, schema="Row"),
    route("explore_facets", f"{ONE}/facets", _("Les valeurs de ses colonnes, comptées"),
          DATASET, FACET, *ASKED, schema="Facets"),
    route("explore_formats", f"{ONE}/exports", _("Les formats de ses lignes"),
          DATASET, schema="Formats"),
    route("explore_export", f"{ONE}/exports/{{format}}",
          _("Toutes les lignes trouvées, en fichier"),
          DATASET, form(files.OFFERED), *ASKED, *WHOLE, *FILE, EPSG, answers=media(files.OFFERED)),
    route("version_file", "/api/versions/{dataset_id}/{version}/{format}",
          _("Une version publiée de ses lignes, toujours la même, en fichier"),
          DATASET, VERSION, form(files.OFFERED), *ASKED, *WHOLE, *FILE, EPSG,
          answers=media(files.OFFERED)),
)  # fmt: skip

ROW: Schema = {"type": "object"}  # what select names, else every column
POSITION = of("object", line=NUMBER, column=NUMBER, start=NUMBER, end=NUMBER)
COUNTED = of("object", "name", "facets", name=TEXT, facets=listed(
    of("object", "name", "state", "value", name=TEXT, count=NUMBER, value=TEXT,
       state={"type": "string", "enum": ["displayed", "refined", "excluded"]})))  # fmt: skip
SCHEMAS: dict[str, Schema] = {
    "Links": listed(of("object", rel=TEXT, href=TEXT)),
    "Row": ROW,
    "Rows": of("object", "results", total_count=NUMBER, results=listed(refer("Row")),
               _links=refer("Links")),
    "Dataset": of(
        "object", *("dataset_id", "dataset_uid", "attachments", "has_records", "data_visible",
                    "features", "metas", "fields"),
        dataset_id=TEXT, dataset_uid=TEXT, has_records=FLAG, data_visible=FLAG,
        attachments=listed(of("object", mimetype=TEXT, url=TEXT, id=TEXT, title=TEXT)),
        features=listed(TEXT), metas=of("object", default={"type": "object"}),
        fields=listed(of("object", name=TEXT, label=TEXT, type=TEXT, description=NULLABLE,
                         annotations={"type": "object"})),
        _links=refer("Links")),
    "Answered": {"anyOf": [refer("Dataset"), refer("Row")]},
    "Datasets": of("object", "results", total_count=NUMBER, results=listed(refer("Answered")),
                   _links=refer("Links")),
    "Facets": of("object", links=refer("Links"), facets=listed(COUNTED)),
    "Formats": of("object", links=refer("Links")),
    "Attachments": of("object", links=refer("Links"), attachments=listed(
        of("object", href=TEXT, metas={"type": "object"}))),
    "ExploreError": of("object", "error_code", "message", error_code=TEXT, message=TEXT,
                       clause=TEXT, position=POSITION),
}  # fmt: skip
DOORS = Doors("Explore", _("Jeux de données et lignes (Explore API v2.1)"), ROUTES, SCHEMAS)
