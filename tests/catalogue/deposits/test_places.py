"""Where people are: the shapes of a geographic file wait for a decision as its columns do, and what
is decided of them leaves nothing more precise behind."""

from __future__ import annotations

import json
import re

import pytest
from django.core.management import CommandError, call_command

from parvis.catalogue.deposits import actions, place, reading
from parvis.catalogue.deposits.actions import Decided
from parvis.catalogue.deposits.gate import Held
from parvis.catalogue.deposits.models import Deposit
from parvis.catalogue.explore import wkb
from parvis.lake import rows
from parvis.lake.query import odsql
from parvis.lake.query.policy import PUBLIC
from parvis.lake.reading.blur import SHAPE
from parvis.lake.store import store
from tests.catalogue.deposits.test_actions import given
from tests.lake.makers import CONTEXT

State = Deposit.State
HOME = (-1.67291, 48.11473)
SQUARE = [[0, 0], [0.001, 0], [0.001, 0.001], [0, 0.001], [0, 0]]


def around(corners):
    return [[HOME[0] + x, HOME[1] + y] for x, y in corners]


GEOMETRIES = (
    {"type": "Point", "coordinates": list(HOME)},
    {"type": "Polygon", "coordinates": [around(SQUARE)]},
    {"type": "LineString", "coordinates": around(SQUARE[:2])},
    None,
)


def plots(**more):
    """Four plots of land, with the address to write to of who lives there."""
    features = [
        {"type": "Feature", "geometry": geometry,
         "properties": {"e-mail": f"p{n}@famille.example", "culture": "pommes"} | more}
        for n, geometry in enumerate(GEOMETRIES)
    ]  # fmt: skip
    return json.dumps({"type": "FeatureCollection", "features": features})


def decided(town, deposit, *said):
    actions.decide(town.privacy, deposit, said)
    reading.read(deposit.pk)
    deposit.refresh_from_db()
    return deposit


def shapes(record):
    opened = rows.opened(rows.current(record.uuid))
    found = opened.answer(odsql.query(select="shape", limit=10), PUBLIC, CONTEXT).rows
    return [wkb.geojson(shape) if shape else None for (shape,) in found]


def everything(deposit):
    """All bytes that stay, of the reading and of the store."""
    folders = [*place.folder(deposit.key).glob("read-*"), store().root]
    return b"".join(p.read_bytes() for f in folders for p in f.rglob("*") if p.is_file())


def test_shapes_wait_with_the_columns_that_tell_of_people(town, works):
    deposit = given(town.writer, works, plots(latitude=48.11473), "terrains.geojson")
    assert deposit.waits == ["e-mail", "latitude", SHAPE]
    with pytest.raises(Held):
        actions.publish(town.steward, deposit)
    decided(town, deposit, Decided("e-mail", "drop", "inutile"))
    assert deposit.waits == ["latitude", SHAPE]  # still those of people
    decided(town, deposit, Decided("latitude", "drop", "inutile"),
            Decided(SHAPE, "keep", "terrains de la ville"))  # fmt: skip
    assert deposit.waits == []
    actions.publish(town.steward, deposit)
    kinds = [shape and shape["type"] for shape in shapes(works)]
    assert sorted(map(str, kinds)) == ["LineString", "None", "Point", "Polygon"]


def test_shapes_that_tell_of_nobody_wait_for_nothing(town, works):
    text = plots().replace("e-mail", "nom_du_lieu").replace("@famille.example", "")
    assert given(town.writer, works, text, "lieux.geojson").waits == []


@pytest.mark.parametrize(
    ("blur", "middle"),
    [("cell_kilometre", [-1.675, 48.115]), ("cell_ten_kilometres", [-1.65, 48.15])],
)
def test_a_shape_told_less_precisely_is_the_middle_of_a_cell_and_nothing_else_stays(
    town, works, blur, middle
):
    deposit = given(town.writer, works, plots(), "terrains.geojson")
    decided(town, deposit, Decided("e-mail", "drop", "inutile"),
            Decided(SHAPE, "blur", "le quartier suffit", blur=blur))  # fmt: skip
    actions.publish(town.steward, deposit)
    told = [shape for shape in shapes(works) if shape]
    assert told == [{"type": "Point", "coordinates": pytest.approx(middle)}] * 3
    assert len(shapes(works)) == 4
    kept = everything(deposit)
    assert b"1.67291" not in kept
    assert b"famille.example" not in kept
    extent = store().manifest(rows.current(works.uuid).name)["profile"]["extent"]
    assert extent == pytest.approx([*middle, *middle])


def test_a_place_left_out_is_made_of_no_column_of_the_next_file_either(town, works, tmp_path):
    deposit = given(town.writer, works, plots(), "terrains.geojson")
    decided(town, deposit, Decided("e-mail", "drop", "inutile"),
            Decided(SHAPE, "drop", "domiciles"))  # fmt: skip
    actions.publish(town.steward, deposit)
    assert rows.opened(rows.current(works.uuid)).schema.place is None
    path = tmp_path / "suite.csv"
    path.write_text("culture;latitude;longitude\npommes;48.11473;-1.67291\n", "utf-8")
    with pytest.raises(CommandError, match="latitude, longitude"):
        call_command("load", str(path), dataset="travaux", publish=True)
    call_command("load", str(path), dataset="travaux", publish=True, drop=["latitude", "longitude"])
    assert rows.opened(rows.current(works.uuid)).schema.place is None


def test_the_officer_is_offered_what_suits_a_place(signed, town, works):
    deposit = given(town.writer, works, plots(), "terrains.geojson")
    officer = signed(town.privacy)
    where = f"/espace-agents/depots/{deposit.key}/personnes/"
    page = officer.get(where).content.decode()
    assert SHAPE in page
    offered = page.split(SHAPE)[1]
    assert set(re.findall(r'<option value="(\w+)"', offered)) == {
        "cell_kilometre", "cell_ten_kilometres"
    }  # fmt: skip
    answer = officer.post(where, {
        "c0-measure": "drop", "c0-reason": "inutile",
        "c1-measure": "blur", "c1-blur": "cell_kilometre", "c1-reason": "assez",
    })  # fmt: skip
    assert answer.status_code == 302
    reading.read(deposit.pk)
    deposit.refresh_from_db()
    assert (deposit.state, deposit.waits) == (State.READ, [])
    assert "case d’un kilomètre" in officer.get(where).content.decode()


def test_a_producer_takes_the_shapes_away_and_puts_them_back(signed, town, works):
    deposit = given(town.writer, works, plots(), "terrains.geojson")
    writer, where = signed(town.writer), f"/espace-agents/depots/{deposit.key}/"
    assert f'name="drop" value="{SHAPE}"' in writer.get(where).content.decode()
    for choice, left in (({"drop": SHAPE}, [SHAPE]), ({"back": SHAPE}, [])):
        writer.post(where, {"action": "read", "shown": ["e-mail", "culture"], **choice})
        reading.read(deposit.pk)
        deposit.refresh_from_db()
        assert deposit.choices["dropped"] == left
        page = writer.get(where).content.decode()
        assert (f'name="back" value="{SHAPE}"' in page) is bool(left)
        assert (deposit.state, SHAPE in deposit.waits) == (State.READ, not left)
