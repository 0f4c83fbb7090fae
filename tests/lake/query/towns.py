"""Eight towns, one of them almost empty: every type of column, absent values, several values."""

from __future__ import annotations

from functools import cache
from typing import Any

from parvis.lake.query import odsql
from parvis.lake.query.schema import Column, Schema, Type
from parvis.lake.query.sql import Context
from tests.lake.query.engine import CONTEXT, ask, engine

COLUMNS = (
    Column("nom", Type.TEXT),
    Column("code", Type.TEXT, "commune code"),
    Column("population", Type.INTEGER),
    Column("surface", Type.NUMBER),
    Column("siege", Type.BOOLEAN),
    Column("fondation", Type.DATE),
    Column("releve", Type.DATETIME),
    Column("lieu", Type.POINT),
    Column("contour", Type.SHAPE),
    Column("themes", Type.TEXT, many=True),
    Column("note", Type.TEXT),
)
SCHEMA = Schema(COLUMNS, sequence="ligne")

ROWS = """
CREATE OR REPLACE TABLE villes AS SELECT ligne, nom, code, population::BIGINT AS population,
  surface::DOUBLE AS surface, siege, fondation::DATE AS fondation,
  releve::TIMESTAMPTZ AS releve,
  CASE WHEN lon IS NOT NULL THEN ST_Point(lon, lat) END AS lieu,
  CASE WHEN lon IS NOT NULL THEN ST_MakeEnvelope(lon - .04, lat - .04, lon + .04, lat + .04) END
    AS contour, themes, note
FROM (VALUES
  (1, 'Rennes', '35238', 222485, 50.4, true, '1790-01-01', '2025-03-29 23:30:00+00', -1.68, 48.11,
   ['eau', 'vélo'], 'Œuvre d’art de l’Hôtel de Ville'),
  (2, 'Saint-Jacques-de-la-Lande', '35281', 13600, 11.8, false, '1801-06-15',
   '2025-03-30 12:15:30.25+00', -1.72, 48.07, ['eau'], '{"a": 1}'),
  (3, 'Cesson-Sévigné', '35051', 18200, 32.1, false, '1921-03-05', '2025-07-14 08:00:00+00',
   -1.60, 48.12, ['vélo', 'bus'], 'L''avenue de l''Île'),
  (4, 'Bruz', '35047', 19400, 29.9, NULL, '2007-11-20', '2024-12-31 23:30:00+00', -1.74, 48.02, [],
   'arbres et jardins'),
  (5, 'Betton', '35024', 13000, 26.7, false, '2017-04-03', '2025-01-01 05:00:00+00', -1.64, 48.18,
   ['bus'], 'Arbre remarquable'),
  (6, 'L''Hermitage', '01131', 4500, 6.9, false, '2018-02-28', '2025-12-01 10:00:00+00', -1.82,
   48.12, NULL, 'jardin'),
  (7, 'étang', '00007', 0, 0.5, false, '2018-12-31', '2026-03-31 09:59:00+00', -1.70, 48.30,
   ['eau'], 'ST-Malo 50% _vrai_'),
  (8, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)
) AS t(ligne, nom, code, population, surface, siege, fondation, releve, lon, lat, themes, note)
"""


@cache
def table() -> str:
    engine().execute(ROWS)
    return "villes"


def found(where: str, context: Context = CONTEXT, **clauses: Any) -> list[int]:
    """The numbers of the rows that a condition keeps."""
    rows = ask(odsql.query(select="ligne", where=where, **clauses), LINED, table(), context=context)
    return [row[0] for row in rows]


LINED = Schema((*COLUMNS, Column("ligne", Type.INTEGER)), sequence="ligne")


def answer(context: Context = CONTEXT, **clauses: Any) -> list[tuple[Any, ...]]:
    return ask(odsql.query(**clauses), LINED, table(), context=context)
