"""Someone tries every door to get round an access: hidden columns, hidden rows, small groups."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from urllib.parse import urlencode

import duckdb
import pytest
from django.utils import timezone

from parvis.catalogue import loading
from parvis.catalogue.explore import files
from parvis.catalogue.grants import actions
from parvis.catalogue.grants.models import Grant, GrantUse
from parvis.catalogue.grants.rules import Rule
from parvis.catalogue.rows import editions
from parvis.lake import actions as lake_actions
from parvis.lake import rows as lake_rows
from parvis.records import bulk
from tests.catalogue.grants.conftest import HERE, HIDDEN, NAMED, THERE

pytestmark = pytest.mark.django_db
EXPLORE = "/api/explore/v2.1/catalog/datasets/creches"
OGC = "/ogc/collections/creches"
PAGE = "/donnees/creches/donnees/"
GROUPED = Rule(
    ["commune", "quartier", "places"], least=11, dimensions=["commune", "quartier"],
    purpose="Transparence",
)  # fmt: skip


@pytest.fixture
def narrow(town, places):
    """The place has the name that reading gave it."""
    version = lake_rows.current(places.uuid)
    hidden = {"enfant", "naissance"}
    names = [each["name"] for each in version.columns if each["name"] not in hidden]
    rule = Rule(names, f"commune = '{HERE}'", purpose="Étude")
    _grant, key = actions.give(town.steward, places, town.elsewhere, rule)
    return key


@pytest.fixture
def grouped(town, places):
    return actions.give(town.steward, places, None, GROUPED)[0]


def body(response):
    return b"".join(response) if response.streaming else response.content


def read(content, form):
    """All that a file holds, unpacked, as bytes in which a word is found."""
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return b"".join(packed.read(name) for name in packed.namelist())
    return content


def asked(client, path, key="", **parameters):
    query = f"?{urlencode(parameters, doseq=True)}" if parameters else ""
    headers = {"Authorization": f"Apikey {key}"} if key else {}
    return client.get(f"{path}{query}", headers=headers)


def addresses(places):
    """Every address that tells of rows."""
    version = editions.short(lake_rows.current(places.uuid))
    exports = [f"{EXPLORE}/exports/{form}" for form in files.OFFERED]
    kept = [f"/api/versions/creches/{version}/{form}" for form in files.OFFERED]
    older = "/api/records/1.0"
    tile = f"{OGC}/tiles/WebMercatorQuad"
    return [
        EXPLORE, f"{EXPLORE}/records", f"{EXPLORE}/records?include_app_metas=true",
        f"{EXPLORE}/records?include_links=true",
        f"{EXPLORE}/facets", f"{EXPLORE}/facets?facet=quartier", f"{EXPLORE}/exports", *exports,
        *kept, f"{EXPLORE}/records/{version}-0", f"{EXPLORE}/records/{version}-45",
        f"{older}/search/?dataset=creches&facet=quartier", f"{older}/download/?dataset=creches",
        "/explore/dataset/creches/download/?format=json",
        *[f"{root}/catalog/datasets/creches{path}" for root in ("/api/explore/v2.0", "/api/v2")
          for path in ("", "/records", "/facets", "/exports", "/exports/json", "/exports/xls",
                       f"/records/{version}-0", f"/records/{version}-45",
                       "/aggregates?select=count(*)&group_by=quartier")],
        "/api/datasets/1.0/search/", "/api/explore/v2.1/catalog/datasets",
        OGC, f"{OGC}?f=html", f"{OGC}/schema", f"{OGC}/queryables", f"{OGC}/items",
        f"{OGC}/items?f=html", f"{OGC}/items/{version}-0", f"{OGC}/items/{version}-45",
        f"{OGC}/tiles", tile, f"{tile}?f=tilejson", *[f"{tile}/{z}/{y}/{x}" for z, y, x in TILES],
        PAGE, f"{PAGE}?columns=all", f"{PAGE}graphique/", f"{PAGE}graphique/?by=quartier",
        f"{PAGE}carte/", f"{PAGE}carte/interactive/", f"{PAGE}colonnes/", f"{PAGE}versions/",
        *[f"{PAGE}carte/tuiles/{z}/{y}/{x}" for z, y, x in TILES],
        f"{older}/analyze/?dataset=creches&x=quartier&y.n.func=COUNT",
        *[f"{PAGE}versions/{version}/{part}" for part in ("", "graphique/", "carte/", "colonnes/")],
        "/donnees/creches/", "/api/records/dataset/creches", "/id/dataset/creches.jsonld",
    ]  # fmt: skip


TILES = ((0, 0, 0), (8, 89, 126), (9, 178, 253), (14, 5712, 8114))
SECRET = (NAMED.encode(), HIDDEN.encode(), THERE.encode(), b"enfant", b"naissance")


def told(response):
    return read(body(response), "") if response.status_code == 200 else body(response)


@pytest.mark.once
def test_without_an_access_no_door_opens(client, places):
    for path in addresses(places):
        content = told(client.get(path))
        for word in SECRET[:3]:
            assert word not in content, path
    answer = asked(client, f"{EXPLORE}/records")
    assert answer.status_code == 403
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.once
def test_hidden_columns_and_rows_leave_by_no_door(client, places, narrow, tmp_path):
    opened = 0
    for path in addresses(places):
        response = client.get(path, headers={"Authorization": f"Apikey {narrow}"})
        assert response.status_code < 500, path
        content = told(response)
        if path.endswith("parquet") and response.status_code == 200:
            content = parquet(content, tmp_path)
        for word in SECRET:
            assert word not in content, (path, word)
        opened += response.status_code == 200
    assert opened > 40
    found = json.loads(asked(client, f"{EXPLORE}/records", narrow, limit=100).content)
    assert found["total_count"] == len(found["results"]) == 40


def parquet(content, tmp_path):
    file = tmp_path / "rows.parquet"
    file.write_bytes(content)
    columns = duckdb.sql(f"DESCRIBE FROM read_parquet('{file}')").fetchall()
    rows = duckdb.sql(f"SELECT commune, quartier, places FROM read_parquet('{file}')").fetchall()
    return repr((columns, rows)).encode()


ORACLES = (
    {"where": f"enfant = '{NAMED}3'"}, {"where": f'"{NAMED}3"'},
    {"where": f"search(*, '{NAMED}3')"},
    {"select": "enfant"}, {"select": "max(enfant) as m"}, {"group_by": "enfant"},
    {"order_by": "enfant"}, {"refine": f"enfant:{NAMED}3"}, {"exclude": "naissance:2020"},
    {"where": "naissance is not null"}, {"select": "count(distinct enfant) as n"},
)  # fmt: skip


@pytest.mark.parametrize("question", ORACLES)
def test_a_hidden_column_is_as_one_that_does_not_exist(client, places, narrow, question):
    absent = {
        name: value.replace("enfant", "absente").replace("naissance", "absente")
        for name, value in question.items()
    }
    hidden = asked(client, f"{EXPLORE}/records", narrow, **question)
    unknown = asked(client, f"{EXPLORE}/records", narrow, **absent)
    assert hidden.status_code == unknown.status_code
    said = body(hidden).replace(b"enfant", b"absente").replace(b"naissance", b"absente")
    if hidden.status_code == 200:
        assert json.loads(said)["total_count"] == 0
    else:
        assert json.loads(said)["error_code"] == json.loads(body(unknown))["error_code"]
        known = ("near", "known")
        assert not any(NAMED in str(json.loads(said).get(name)) for name in known)


@pytest.mark.parametrize(
    "question",
    [
        {"where": f"commune = '{THERE}'"}, {"where": f"commune != '{HERE}'"},
        {"where": "places > 70"}, {"where": f'"{HIDDEN}"'}, {"where": f"quartier like '{HIDDEN}'"},
        {"where": "intersects(shape, geom'POLYGON((-2 47,-1.8 47,-1.8 48,-2 48,-2 47))')"},
        {"refine": f"commune:{THERE}"},
    ],
)  # fmt: skip
def test_hidden_rows_are_as_rows_that_do_not_exist(client, places, narrow, question):
    found = asked(client, f"{EXPLORE}/records", narrow, **question)
    assert json.loads(found.content)["total_count"] == 0
    counted = asked(client, f"{EXPLORE}/records", narrow, select="count(*) as n", **question)
    assert json.loads(counted.content)["results"] == [{"n": 0}]
    facets = asked(client, f"{EXPLORE}/facets", narrow, facet="quartier", **question)
    assert json.loads(facets.content)["facets"] in ([], [{"name": "commune"}])


def test_rows_under_a_condition_have_no_number(client, places, narrow):
    """Their numbers would say how many rows stand between them."""
    found = asked(client, f"{EXPLORE}/records", narrow, include_app_metas="true", limit=3)
    assert {one["_id"] for one in json.loads(found.content)["results"]} == {None}
    features = json.loads(asked(client, f"{OGC}/items", narrow).content)["features"]
    assert features
    assert not any("id" in one for one in features)
    older = asked(client, "/api/records/1.0/search/", narrow, dataset="creches")
    assert {one["recordid"] for one in json.loads(older.content)["records"]} == {None}


@pytest.mark.once
def test_groups_too_small_are_in_no_count(client, places, grouped):
    answer = asked(client, f"{EXPLORE}/records", group_by="quartier", select="count(*) as n")
    counts = {one["quartier"]: one["n"] for one in json.loads(answer.content)["results"]}
    assert counts == {"Nord": 12, "Sud": 12, "Est": 12}
    total = asked(client, f"{EXPLORE}/records", select="count(*) as n, sum(places) as p")
    assert json.loads(total.content)["results"][0]["n"] == 36
    facets = asked(client, f"{EXPLORE}/facets")
    assert {f["name"] for f in json.loads(facets.content)["facets"]} == {"commune", "quartier"}
    small = asked(client, f"{EXPLORE}/facets", facet="quartier", where="quartier = 'Petit'")
    assert json.loads(small.content)["facets"] == []
    for path in addresses(places):
        content = told(client.get(path))
        for word in (*SECRET, b"Petit"):
            assert word not in content, (path, word)
    for question in (
        {}, {"select": "places"}, {"where": "places = 3", "select": "count(*)"},
        {"select": "max(places)"}, {"group_by": "places", "select": "count(*)"},
    ):  # fmt: skip
        assert asked(client, f"{EXPLORE}/records", **question).status_code == 400
    series = {"dataset": "creches", "x": "places", "y.n.func": "COUNT"}
    assert asked(client, "/api/records/1.0/analyze/", **series).status_code == 400


def test_no_two_answers_differ_by_a_group_too_small(client, places, grouped):
    """What is left when groups are put aside one by one."""

    def count(where):
        found = asked(client, f"{EXPLORE}/records", select="count(*) as n", where=where)
        return json.loads(found.content)["results"][0]["n"]

    every = count("commune is not null")
    for name in ("Nord", "Sud", "Est", "Petit", HIDDEN):
        kept, left = count(f"quartier = '{name}'"), count(f"quartier != '{name}'")
        assert kept == 0 or kept >= 11
        assert every - left == kept


def test_groups_have_a_chart_and_files(client, places, grouped):
    assert client.get(PAGE)["Location"].endswith("/graphique/")
    page = client.get(f"{PAGE}graphique/?by=quartier").content.decode()
    assert "Nord" in page
    assert client.get(f"{PAGE}carte/").status_code == 404
    rows = body(asked(client, f"{EXPLORE}/exports/csv", select="count(*)", group_by="quartier"))
    assert rows.decode("utf-8-sig").splitlines()[1:] == ["Nord;12", "Sud;12", "Est;12"] or (
        sorted(rows.decode("utf-8-sig").split()[1:]) == ["Est;12", "Nord;12", "Sud;12"]
    )


def test_a_key_opens_its_own_rows_only_and_until_its_last_day(client, town, places, narrow):
    path = f"{EXPLORE}/records"
    assert asked(client, path, narrow).status_code == 200
    assert asked(client, path, apikey=narrow).status_code == 200
    for wrong in ("x", narrow[:-1], narrow + "x", "\x00"):
        assert asked(client, path, wrong).status_code == 401
    answer = asked(client, path, narrow)
    assert answer["Cache-Control"] == "private, no-store"
    assert "ETag" not in answer
    grant = Grant.objects.get()
    Grant.objects.update(until=timezone.localdate() - timedelta(days=1))
    assert asked(client, path, narrow).status_code == 401
    Grant.objects.update(until=timezone.localdate())
    assert asked(client, path, narrow).status_code == 200
    actions.end(town.steward, grant)
    assert asked(client, path, narrow).status_code == 401


@pytest.mark.parametrize("by", ["header", "address"])
def test_a_page_read_with_a_key_is_kept_for_nobody(client, town, places, narrow, by):
    """Pages of visitors are kept by each process under their address alone."""
    for page in (PAGE, f"{PAGE}graphique/", f"{PAGE}carte/interactive/", f"{PAGE}colonnes/"):
        path = f"{page}?apikey={narrow}" if by == "address" else page
        key = "" if by == "address" else narrow
        answer = asked(client, path, key)
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "private, no-store"
        assert "ETag" not in answer
        assert client.get(page).status_code == 404
        assert asked(client, path, key).status_code == 200
    assert GrantUse.objects.count() == 8  # each time it is read leaves its trace
    actions.end(town.steward, Grant.objects.get())
    assert asked(client, path, key).status_code == 404


def test_an_open_data_set_asks_no_key(client, places, narrow):
    places.access_level = "open"
    bulk.save_many([places])
    found = asked(client, f"{EXPLORE}/records", "any key of the old portal", limit=1)
    assert json.loads(found.content)["total_count"] == 50


def test_what_is_said_to_be_about_people_later_is_decided_anew(client, town, places, narrow):
    actions.give(town.steward, places, None, Rule(purpose="Transparence"))
    path = f"{EXPLORE}/records"
    assert asked(client, path).status_code == client.get(PAGE).status_code == 200
    assert asked(client, path, narrow).status_code == 200
    places.access_level = "personal"
    bulk.save_many([places])
    assert asked(client, path).status_code == 403
    assert asked(client, path, narrow).status_code == 401
    assert client.get(PAGE).status_code == 404
    assert "Transparence" not in client.get("/donnees/creches/").content.decode()
    rule = Rule(least=11, dimensions=["commune"], purpose="Comptes")
    actions.give(town.privacy, places, None, rule)
    assert asked(client, path, select="count(*) as n").status_code == 200


def test_members_read_by_their_session_and_others_do_not(places, narrow, town, signed):
    path = f"{EXPLORE}/records"
    assert asked(signed(town.stranger), path).status_code == 200
    assert signed(town.stranger).get(PAGE).status_code == 200
    assert asked(signed(town.nobody), path).status_code == 403
    assert asked(signed(town.writer), path).status_code == 403


def test_an_access_is_of_who_was_named_and_not_of_what_it_is_part_of(town, places, signed):
    path = f"{EXPLORE}/records"
    actions.give(town.steward, places, town.here, Rule(purpose="Étude"))
    for member in (town.writer, town.steward):
        assert asked(signed(member), path).status_code == 200
    for other in (town.chief, town.administrator, town.stranger):
        assert asked(signed(other), path).status_code == 403
        assert signed(other).get(PAGE).status_code == 404
    actions.give(town.steward, places, town.above, Rule(purpose="Étude"))
    assert asked(signed(town.chief), path).status_code == 200
    assert GrantUse.objects.filter(by=town.chief).count() == 1


def test_what_is_read_leaves_a_trace_that_is_sealed(client, places, narrow, town, signed):
    asked(client, f"{EXPLORE}/records", narrow, where="quartier = 'Petit'", apikey="other")
    signed(town.stranger).get(f"{PAGE}graphique/?by=quartier")
    last, first = GrantUse.objects.all()
    assert (first.path, first.by) == (f"{EXPLORE}/records", None)
    assert first.question == urlencode({"where": "quartier = 'Petit'"})
    assert (last.path, last.by) == (f"{PAGE}graphique/", town.stranger)
    raw = GrantUse.objects.extra(select={"raw": "question"}).values_list("raw", flat=True)
    assert not any("Petit" in one for one in raw)


@pytest.mark.parametrize("tiles", [f"{OGC}/tiles/WebMercatorQuad", f"{PAGE}carte/tuiles"])
def test_the_tiles_of_one_zoom_are_one_reading_an_hour(client, places, narrow, tiles):
    for z, y, x in ((9, 178, 253), (9, 178, 254), (10, 356, 507), (9, 178, 253)):
        assert asked(client, f"{tiles}/{z}/{y}/{x}", narrow).status_code in {200, 204}
    assert [use.path for use in GrantUse.objects.all()] == [f"{tiles}/10", f"{tiles}/9"]
    asked(client, f"{tiles}/9/178/253", narrow, where="quartier = 'Petit'")
    assert GrantUse.objects.count() == 3  # another question
    GrantUse.objects.update(at=timezone.now() - timedelta(hours=2))
    asked(client, f"{tiles}/9/178/253", narrow)
    assert GrantUse.objects.count() == 4


def test_what_is_given_to_everyone_leaves_none(client, places, grouped):
    client.get(f"{PAGE}graphique/")
    assert not GrantUse.objects.exists()


def test_an_access_taken_back_is_seen_at_once_by_who_kept_an_answer(client, places, grouped, town):
    path = f"{EXPLORE}/records?select=count(*)"
    answer = client.get(path)
    again = client.get(path, headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304
    page = client.get(f"{PAGE}graphique/")
    actions.end(town.steward, grouped)
    assert client.get(path, headers={"If-None-Match": answer["ETag"]}).status_code == 403
    kept = client.get(f"{PAGE}graphique/", headers={"If-None-Match": page["ETag"]})
    assert kept.status_code == 404


def test_an_access_taken_back_while_another_is_given_is_seen_too(client, places, grouped, town):
    """What began first may be kept last: the last change is then known already."""
    path, page = f"{EXPLORE}/records?select=count(*)", f"{PAGE}graphique/"
    actions.give(town.steward, places, town.elsewhere, Rule(purpose="Étude"))
    answers = {one: client.get(one) for one in (path, page)}
    Grant.objects.filter(pk=grouped.pk).update(ended=timezone.now())
    for one, answer in answers.items():
        known = {"If-None-Match": answer["ETag"]}
        assert client.get(one, headers=known).status_code in {403, 404}
        assert client.get(one).status_code in {403, 404}


def test_a_version_without_the_columns_of_the_rule_opens_nothing(client, places, narrow, tmp_path):
    file = tmp_path / "autres.csv"
    file.write_text("ville;nombre\nRennes;3\n", encoding="utf-8")
    loading.published(lake_actions.load(places.uuid, file))
    answer = asked(client, f"{EXPLORE}/records", narrow)
    assert answer.status_code == 403
    assert "de nouveau" in json.loads(answer.content)["message"]


def test_the_page_of_the_data_set_says_who_reads_and_why(client, places, narrow, grouped, town):
    page = client.get("/donnees/creches/").content.decode()
    for said in ("Qui peut lire ces données", town.elsewhere.title, "Étude", "Tout le monde",
                 "des groupes d’au moins 11 lignes", "Transparence"):  # fmt: skip
        assert said in page
    assert HERE not in page  # the condition may tell too much
