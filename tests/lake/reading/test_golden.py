"""Real open data, its types checked by eye: what is not named is text."""

from pathlib import Path

import pytest

from parvis.lake.place import placed
from parvis.lake.reading.types import is_empty
from parvis.lake.reading.understand import Choices, understanding

DATA = Path(__file__).parents[4] / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the real files are not beside us")
PAIRS = "table-schemas/pairs/"
INTEGER, DECIMAL, DATE = "integer", "decimal", "date"

GOLDEN = {
    "opendata/aires-livraison/aires-de-livraison.csv": (1007, "geo_point_2d EPSG:4326", {
        "id": INTEGER, "longueur": DECIMAL, "largeur": DECIMAL, "lim_vitesse": INTEGER,
        "h_debut": "time", "h_fin": "time", "tonnage": DECIMAL,
    }),
    "opendata/nantes-cantines/cantines.csv": (87, "none", {}),
    "opendata/nantes-cantines/effectifs.csv": (6, "none", {"effectif": INTEGER}),
    "opendata/nantes-cantines/frequentation.csv": (94_633, "none", {
        "date": DATE, "prevision": INTEGER, "reel": INTEGER,
    }),
    "opendata/nantes-cantines/greves.csv": (173, "none", {"date": DATE, "greve": INTEGER}),
    "opendata/nantes-cantines/jours_feries.csv": (1107, "none", {
        "date": DATE, "jour_ferie": INTEGER,
    }),
    "opendata/nantes-cantines/menus_tous.csv": (513, "none", {
        "date": "french_date", "rang": INTEGER,
    }),
    "opendata/nantes-cantines/vacances.csv": (96, "none", {
        "date_debut": DATE, "date_fin": DATE, "vacances": INTEGER,
    }),
    "opendata/rennes-sous-quartiers/perimetres-des-45-sous-quartiers-de-la-ville-de-rennes.shp": (
        45, "file EPSG:4326", {
            "objectid": INTEGER, "nusquart": INTEGER, "nuquart": INTEGER,
            "st_area_sha": DECIMAL, "st_length_s": INTEGER,
        },
    ),
    "opendata/rennes-star-2012/GTFS.zip#stops.txt": (1350, "stop_lon, stop_lat EPSG:4326", {
        "stop_id": INTEGER, "stop_lat": DECIMAL, "stop_lon": DECIMAL,
    }),
    "opendata/rennes-star-2012/GTFS.zip#routes.txt": (67, "none", {
        "agency_id": INTEGER, "route_type": INTEGER,
    }),
    "opendata/rennes-star-2012/centres_vote_kml_wgs84.zip": (29, "file EPSG:4326", {
        "NUM": INTEGER, "NCANTON": INTEGER, "BURX_NB": INTEGER,
    }),
    "opendata/rennes-star-2012/velo_arceaux_kml_wgs84.zip": (207, "file EPSG:4326", {}),
    PAIRS + "CEREMA+schema-arrete-circulation-marchandises/referentiels/VEH_USAGES.csv": (
        43, "none", {},
    ),
    PAIRS + "etalab+schema-lieux-covoiturage/exemple-valide.csv": (1, "xlong, ylat EPSG:4326", {
        "date_maj": DATE, "ouvert": "boolean", "source": INTEGER, "Xlong": DECIMAL,
        "Ylat": DECIMAL, "nbre_pl": INTEGER, "nbre_pmr": INTEGER, "horaires": "boolean",
        "lumiere": "boolean",
    }),
    PAIRS + "etalab+schema-comptage-mobilites/measure/exemple-valide-eco-compteur.csv": (
        3650, "none", {
            "channel_id": INTEGER, "start_datetime": "datetime_zone",
            "end_datetime": "datetime_zone", "count": INTEGER,
        },
    ),
    PAIRS + "openmaraude+schema-stationstaxi/exemple-valide.csv": (17, "geopoint EPSG:4326", {
        "emplacements": INTEGER,
    }),
    PAIRS + "openmaraude+schema-stationstaxi/exemple-valide.xlsx": (17, "geopoint EPSG:4326", {
        "emplacements": INTEGER,
    }),
    "addresses/bal_93010_bondy_1.3.csv": (8413, "long, lat EPSG:4326", {
        "numero": INTEGER, "x": DECIMAL, "y": DECIMAL, "long": DECIMAL, "lat": DECIMAL,
        "date_der_maj": DATE, "certification_commune": INTEGER,
    }),
    "addresses/ban_93010_bondy_extract.csv": (8413, "lon, lat EPSG:4326", {
        "colonne 1": INTEGER, "numero": INTEGER, "x": DECIMAL, "y": DECIMAL, "lon": DECIMAL,
        "lat": DECIMAL, "certification_commune": INTEGER,
    }),
}  # fmt: skip


def in_the_ordinary_suite(names, few):
    """The others are for `make prove`."""
    return [
        name if name.endswith(few) else pytest.param(name, marks=pytest.mark.prove)
        for name in names
    ]


FEW = (
    "menus_tous.csv",
    "#routes.txt",
    "ville-de-rennes.shp",
    "centres_vote_kml_wgs84.zip",
    ".xlsx",
)


@pytest.mark.parametrize("name", in_the_ordinary_suite(GOLDEN, FEW))
def test_a_real_file_has_the_types_an_eye_gives_it(name):
    file, _, member = name.partition("#")
    rows, how, kinds = GOLDEN[name]
    with understanding(DATA / file, Choices(sheet=member or None)) as found:
        typed = {each.title: each.type.name for each in found.columns}
        assert {title: kind for title, kind in typed.items() if kind != "text"} == kinds
        assert (found.rows, placed(found).how) == (rows, how)


FILES = sorted(
    path.relative_to(DATA).as_posix()
    for folder in ("opendata", "table-schemas/pairs", "addresses")
    for path in (DATA / folder).rglob("*")
    if path.suffix in {".csv", ".xlsx", ".shp", ".kml"}
)


@pytest.mark.prove
@pytest.mark.parametrize("name", FILES)
def test_every_real_file_is_read_whole(name):
    with understanding(DATA / name) as found:
        found.link.execute(f"CREATE TABLE typed AS SELECT {found.select()} FROM raw")
        assert found.link.execute("SELECT count(*) FROM typed").fetchone() == (found.rows,)
        wrong = [
            each.title
            for index, each in enumerate(found.columns)
            if each.type.name != "text"
            and found.link.execute(
                f"SELECT 1 FROM raw WHERE c{index} IS NOT NULL AND {each.cast} IS NULL"
                f" AND NOT {is_empty(f'c{index}')} LIMIT 1"
            ).fetchone()
        ]
        assert wrong == []
