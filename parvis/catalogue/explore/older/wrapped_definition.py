"""The Explore API v2.0 as `/api/openapi.json` describes it; `/api/v2/` answers the same."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from parvis.catalogue.explore import files, whole
from parvis.catalogue.explore.definition import (
    ASKED,
    CLOCK,
    DATASET,
    EPSG,
    FILE,
    OF_LISTS,
    PAGE,
    RECORD,
    SELECT,
    WHOLE,
    form,
    media,
    route,
)
from parvis.catalogue.explore.older.records import NOW
from parvis.catalogue.explore.older.wrapped import ROOT
from parvis.records.openapi import (
    NULLABLE,
    NUMBER,
    TEXT,
    Doors,
    Parameter,
    Schema,
    listed,
    of,
    refer,
)

CATALOGUE = f"{ROOT}/catalog"
ONE = f"{CATALOGUE}/datasets/{{dataset_id}}"
SEARCH = Parameter("search", TEXT, _("Des mots, dans n’importe quelle colonne."))
ROUTES = (
    route("datasets_2", f"{CATALOGUE}/datasets", _("Des jeux de données, comme en 2.0"),
          SEARCH, *ASKED, *PAGE, schema="WrappedDatasets"),
    route("aggregates_2", f"{CATALOGUE}/aggregates", _("Des calculs sur les jeux de données"),
          SEARCH, *ASKED, *WHOLE, schema="Aggregations"),
    route("catalog_2", f"{CATALOGUE}/exports/{{format}}",
          _("Tous les jeux de données trouvés, en fichier, comme en 2.0"),
          form((*whole.OFFERED, *NOW)), SEARCH, *ASKED, *WHOLE, *FILE,
          answers=tuple(dict.fromkeys([*media((*whole.TABLES, "json")), *OF_LISTS]))),
    route("dataset_2", ONE, _("Un jeu de données, comme en 2.0"),
          DATASET, SELECT, *CLOCK, schema="WrappedDataset"),
    route("records_2", f"{ONE}/records", _("Ses lignes, comme en 2.0"),
          DATASET, SEARCH, *ASKED, *PAGE, schema="WrappedRows"),
    route("record_2", f"{ONE}/records/{{record_id}}", _("Une ligne, comme en 2.0"),
          DATASET, RECORD, SELECT, *CLOCK, schema="WrappedRow"),
    route("groups_2", f"{ONE}/aggregates", _("Des calculs sur ses lignes, comme en 2.0"),
          DATASET, SEARCH, *ASKED, *WHOLE, schema="Aggregations"),
    route("export_2", f"{ONE}/exports/{{format}}",
          _("Toutes les lignes trouvées, en fichier, comme en 2.0"),
          DATASET, form((*files.OFFERED, *NOW)), SEARCH, *ASKED, *WHOLE, *FILE, EPSG,
          answers=media(files.OFFERED)),
)  # fmt: skip

SCHEMAS: dict[str, Schema] = {
    "WrappedDataset": of("object", "links", "dataset", links=refer("Links"),
                         dataset=refer("Answered")),
    "WrappedDatasets": of("object", "links", "datasets", total_count=NUMBER, links=refer("Links"),
                          datasets=listed(refer("WrappedDataset"))),
    "WrappedRow": of("object", "links", "record", links=refer("Links"), record=of(
        "object", "fields", id=NULLABLE, timestamp=TEXT, size=NUMBER, fields={"type": "object"})),
    "WrappedRows": of("object", "links", "records", total_count=NUMBER, links=refer("Links"),
                      records=listed(refer("WrappedRow"))),
    "Aggregations": of("object", "aggregations", aggregations=listed({"type": "object"})),
}  # fmt: skip
DOORS = Doors("Explore 2.0", _("Jeux de données et lignes, comme en 2.0"), ROUTES, SCHEMAS)
