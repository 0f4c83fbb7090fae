"""What the catalogue opens to machines, room by room, as `/api/openapi.json` describes it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from parvis.catalogue import api, table
from parvis.catalogue.explore import definition as explore
from parvis.catalogue.explore.older import definition as older
from parvis.catalogue.explore.older import wrapped_definition as wrapped
from parvis.catalogue.live import definition as live
from parvis.catalogue.ogc.door import HTML, OPENAPI, ROOT
from parvis.records.openapi import JSON, Doors, Parameter, Route

PAGE = Parameter("page", {"type": "integer", "minimum": 1}, _("Une page de cent ; sinon, tout."))
GRAPHS = tuple(dict.fromkeys(kind.partition(";")[0] for kind in api.TYPES.values()))
CATALOGUE = Doors(
    "DCAT-AP",
    _("Le catalogue entier"),
    (
        Route("catalog", "/catalog", _("Le catalogue, dans la forme demandée"), GRAPHS, (PAGE,)),
        *(
            Route(f"catalog_{ending}", f"/catalog.{ending}", _("Le catalogue en DCAT-AP 3"),
                  (kind.partition(";")[0],), (PAGE,))
            for ending, kind in api.TYPES.items()
        ),
        Route("catalog_csv", "/catalog.csv", _("L’inventaire, dans le schéma national"),
              (table.TYPE.partition(";")[0],)),
    ),
)  # fmt: skip
OGC = Doors(
    "OGC API",
    _("Les lignes pour les logiciels de cartes : sa propre description dit chaque adresse"),
    (
        Route("ogc", f"{ROOT}/", _("Le point de départ"), (JSON, HTML)),
        Route("ogc_api", f"{ROOT}/api", _("La description de cette API"), (OPENAPI, HTML)),
    ),
    elsewhere=f"{ROOT}/api",
)
DOORS = [explore.DOORS, wrapped.DOORS, older.DOORS, OGC, CATALOGUE, live.DOORS]
