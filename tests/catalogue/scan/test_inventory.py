"""A steward points at a database: every table is there, typed, counted, with its keys."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from parvis.catalogue.scan.connect import Session
from parvis.catalogue.scan.errors import ScanError
from parvis.catalogue.scan.inventory import inventory
from parvis.catalogue.scan.model import Inventory, Rows, from_plain, to_plain
from parvis.catalogue.scan.profile import profiled
from tests.catalogue.scan.application import statements

CRECHES = (
    "CREATE TABLE famille (id integer PRIMARY KEY, num_caf varchar(7) NOT NULL UNIQUE, qf integer)",
    "CREATE TABLE enfant (id integer PRIMARY KEY, nom varchar(80) NOT NULL, naissance date,"
    " solde numeric(10,2) DEFAULT 0, id_famille integer,"
    " FOREIGN KEY (id_famille) REFERENCES famille (id))",
    "INSERT INTO famille VALUES (1, '1234567', 800), (2, '7654321', NULL)",
    "CREATE VIEW grands AS SELECT nom FROM enfant",
)


def test_tables_columns_keys_and_counts(database):
    database.run(*CRECHES)
    found = database.inventory()
    assert [(t.name, t.kind) for t in found.tables] == [
        ("enfant", "table"), ("famille", "table"), ("grands", "view"),
    ]  # fmt: skip
    enfant, famille, grands = found.tables
    assert [(c.name, c.kind, c.nullable) for c in enfant.columns] == [
        ("id", "integer", False), ("nom", "text", False), ("naissance", "date", True),
        ("solde", "decimal", True), ("id_famille", "integer", True),
    ]  # fmt: skip
    assert [c.name for c in enfant.columns if c.has_default] == ["solde"]
    assert enfant.primary_key == ("id",)
    (key,) = enfant.foreign_keys
    assert (key.columns, key.table, key.target_columns) == (("id_famille",), "famille", ("id",))
    assert famille.unique == (("num_caf",),)
    assert (enfant.rows, famille.rows, grands.rows) == (Rows(0), Rows(2), None)
    assert found.version


def test_comments_become_part_of_it(postgresql, mysql):
    postgresql.run(
        "CREATE TABLE t (a integer)", "COMMENT ON TABLE t IS 'Présences du jour'",
        "COMMENT ON COLUMN t.a IS 'Numéro'",
    )  # fmt: skip
    mysql.run("CREATE TABLE t (a integer COMMENT 'Numéro') COMMENT 'Présences du jour'")
    for database in (postgresql, mysql):
        table = database.table("t")
        assert (table.comment, table.columns[0].comment) == ("Présences du jour", "Numéro")


def test_a_large_table_is_estimated_and_says_so(database):
    database.run(*statements(database.system, 1, 3000))
    if database.system == "postgresql":
        database.run("ANALYZE")
    with database.session(exact=1000) as session:
        (table,) = inventory(session).tables
    assert table.rows is not None
    assert table.rows.certainty == "estimated"
    assert 1500 < table.rows.count < 6000


def test_a_table_whose_size_nobody_knows_has_at_least_what_was_counted(sqlite):
    sqlite.run(
        "CREATE TABLE t (a text PRIMARY KEY) WITHOUT ROWID",
        "INSERT INTO t SELECT value FROM json_each('[' || rtrim(printf('%.*c', 999, ','), ',')"
        " || '1,2,3,4,5,6]')",
    )
    with sqlite.session(exact=3) as session:
        assert inventory(session).tables[0].rows == Rows(4, "at least")


def test_three_hundred_tables_take_few_questions(database, monkeypatch):
    database.run(*statements(database.system, 300, 0))
    asked = []
    rows = Session.rows

    def counted(self, statement, **values):
        asked.append(statement)
        return rows(self, statement, **values)

    monkeypatch.setattr(Session, "rows", counted)
    assert len(database.inventory().tables) == 300
    assert len(asked) < 20


def test_it_goes_to_json_and_back(database):
    database.run(*CRECHES)
    with database.session() as session:
        found = profiled(session, inventory(session))
    assert from_plain(Inventory, to_plain(found)) == found


def test_an_empty_database_is_said_in_one_sentence(database):
    with pytest.raises(ScanError, match="none") as refused:
        database.inventory()
    assert "aucune table" in refused.value.sentence()


def test_a_table_without_the_right_to_read_is_listed_all_the_same(postgresql):
    postgresql.run(
        "CREATE TABLE secrete (a integer)", "CREATE TABLE ouverte (a integer)",
        "INSERT INTO ouverte VALUES (1)", "DROP ROLE IF EXISTS lecteur",
        "CREATE ROLE lecteur LOGIN", "GRANT SELECT ON ouverte TO lecteur",
    )  # fmt: skip
    account = replace(postgresql.account, user="lecteur")
    ouverte, secrete = postgresql.as_(account).inventory().tables
    assert (ouverte.readable, ouverte.rows) == (True, Rows(1))
    assert (secrete.readable, secrete.rows, len(secrete.columns)) == (False, None, 1)
    postgresql.run("DROP OWNED BY lecteur", "DROP ROLE lecteur")


NAMES = {
    "sqlite": st.text(
        st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1
    ),
    "postgresql": st.text(
        st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1
    ).map(lambda name: name.encode()[:63].decode(errors="ignore")),
    "mysql": st.text(
        st.characters(max_codepoint=0xFFFF, exclude_characters="\0", exclude_categories=["Cs"]),
        min_size=1,
        max_size=64,
    ).filter(lambda name: not name[-1].isspace() and "/" not in name),
}
AWKWARD = (
    'x"; DROP TABLE temoin; --', "x`; DROP TABLE temoin; -- ", "select", "é'è%s%(a)s:b\\", "a:b",
    "%", "%(p)s", "user", "x" * 63, "Ä ö.ü", "$1", "?", "{}", "/* */",
)  # fmt: skip


@pytest.mark.parametrize("system", ["sqlite", "postgresql", "mysql"])
def test_no_name_is_ever_an_instruction(system, request):
    database = request.getfixturevalue(system)
    database.run("CREATE TABLE temoin (a integer)", "INSERT INTO temoin VALUES (1)")
    connection = database.connection()
    cursor = connection.cursor()

    @settings(
        max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
    )
    @given(NAMES[system], NAMES[system])
    @_examples
    def scanned_as_it_is(table, column):
        table, column = table.strip(), column.strip()
        if not table or not column or table.lower().startswith(("temoin", "sqlite_")):
            return
        if system == "mysql" and ("/" in table or "\\" in table):
            table = table.replace("/", "").replace("\\", "") or "t"
        quoted, inside = database.quote(table), database.quote(column)
        cursor.execute(f"CREATE TABLE {quoted} ({inside} varchar(20))")
        try:
            cursor.execute(f"INSERT INTO {quoted} VALUES ('06 12 34 56 78')")
            with database.session() as session:
                found = profiled(session, inventory(session))
            tables = {t.name: t for t in found.tables}
            assert set(tables) == {table, "temoin"}
            assert [c.name for c in tables[table].columns] == [column]
            assert tables[table].rows == tables["temoin"].rows == Rows(1)
            profile = tables[table].columns[0].profile
            assert profile is not None, tables[table].notes
            assert profile.share("phone") == 1.0
        finally:
            cursor.execute(f"DROP TABLE {quoted}")

    try:
        scanned_as_it_is()
    finally:
        connection.close()


def _examples(test):
    for name in AWKWARD:
        test = example(name, name)(test)
    return test


def test_a_hostile_postgresql_silences_nothing(postgresql):
    wide = ", ".join(f"c{n} integer" for n in range(1600))
    postgresql.run(
        "CREATE TABLE saine (a integer)", "INSERT INTO saine VALUES (1)",
        f"CREATE TABLE large ({wide})",
        "CREATE VIEW dort AS SELECT pg_sleep(600)::text AS a",
        "CREATE VIEW divise AS SELECT 1 / (a - a) AS b FROM saine",
        "CREATE RECURSIVE VIEW sans_fin (n) AS VALUES (1) UNION ALL SELECT n + 1 FROM sans_fin",
        "CREATE TABLE muette (a text)", "INSERT INTO muette VALUES (NULL)",
        "CREATE TABLE sans_colonne ()",
        "CREATE DOMAIN courriel AS varchar(200)", "CREATE TYPE humeur AS ENUM ('bonne')",
        "CREATE TABLE types (a courriel, b humeur, c json, d point, e int[], f inet, g date,"
        " h double precision, i interval, j xml, k tsvector, l bit(3), m timestamptz)",
        "INSERT INTO types VALUES ('a@b.fr', 'bonne', '{}', '(1,2)', '{1}', '10.0.0.1', 'infinity',"
        " 'NaN', '1 day', '<a/>', 'a', B'101', '-infinity')",
        "CREATE TABLE enorme (a text)", "INSERT INTO enorme SELECT repeat('x', 50000000)",
    )  # fmt: skip
    start = time.monotonic()
    with postgresql.session(statement=5) as session:
        found = profiled(session, inventory(session))
    assert time.monotonic() - start < 30
    tables = {table.name: table for table in found.tables}
    assert len(tables) == 9
    assert len(tables["large"].columns) == 1600
    assert all(column.profile for column in tables["large"].columns)
    assert tables["dort"].rows is None
    assert tables["saine"].rows == Rows(1)
    assert {c.name: c.kind for c in tables["types"].columns} == {
        "a": "text", "b": "text", "c": "json", "d": "geometry", "e": "list", "f": "text",
        "g": "date", "h": "decimal", "i": "other", "j": "json", "k": "other", "l": "binary",
        "m": "moment",
    }  # fmt: skip
    assert tables["types"].notes == ()
    assert all(c.profile and c.profile.filled == 1 for c in tables["types"].columns)
    assert tables["enorme"].columns[0].profile.longest == 256


def test_a_hostile_sqlite_silences_nothing(sqlite):
    sqlite.run(
        "CREATE TABLE saine (a)", "INSERT INTO saine VALUES (1)",
        "CREATE VIEW perdue AS SELECT a FROM saine", "CREATE VIEW rond AS SELECT 1 AS a",
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_master SET sql = 'CREATE VIEW perdue AS SELECT * FROM disparue'"
        " WHERE name = 'perdue'",
        "UPDATE sqlite_master SET sql = 'CREATE VIEW rond AS SELECT * FROM rond'"
        " WHERE name = 'rond'",
        "CREATE TABLE types (a integer, b blob, c text, d date)",
        "INSERT INTO types VALUES ('texte', zeroblob(10), x'ff00', 'hier')",
    )  # fmt: skip
    with sqlite.session() as session:
        found = profiled(session, inventory(session))
    tables = {table.name: table for table in found.tables}
    assert set(tables) == {"saine", "perdue", "rond", "types"}
    assert tables["saine"].rows == Rows(1)
    for broken in ("perdue", "rond"):
        assert [note.code for note in tables[broken].notes] == ["failed"]
    assert all(column.profile for column in tables["types"].columns)


def test_a_hostile_mariadb_silences_nothing(mysql):
    mysql.run(
        "CREATE TABLE saine (a integer)", "INSERT INTO saine VALUES (1)",
        "CREATE TABLE parent (a integer)", "CREATE VIEW perdue AS SELECT a FROM parent",
        "DROP TABLE parent", "CREATE VIEW dort AS SELECT sleep(600) AS a",
        "CREATE TABLE muette (a integer COMMENT 'x\\0y') COMMENT 'a\\0b'",
        "CREATE TABLE types (a tinyint(1), b enum('x'), c json, d point, e year, f datetime,"
        " g bit(1), h set('y'), i longblob, j double, k time, l decimal(65,30))",
        "INSERT INTO types VALUES (1, 'x', '{}', POINT(1,2), 2020, '2020-01-01', 1, 'y', 'z',"
        " 1.5, '10:00', 1)",
        f"CREATE TABLE large ({', '.join(f'c{n} integer' for n in range(1000))})",
    )  # fmt: skip
    with mysql.session(statement=5) as session:
        found = profiled(session, inventory(session))
    tables = {table.name: table for table in found.tables}
    assert set(tables) == {"saine", "perdue", "dort", "muette", "types", "large"}
    assert "\0" not in tables["muette"].comment + tables["muette"].columns[0].comment
    assert tables["types"].notes == ()
    assert all(column.profile for column in tables["types"].columns)
    assert len(tables["large"].columns) == 1000


def test_ten_thousand_tables(postgresql):
    postgresql.run(
        "DO $$ BEGIN FOR i IN 1..10000 LOOP"
        " EXECUTE format('CREATE UNLOGGED TABLE t%s (a integer, b text)', i);"
        " IF i % 500 = 0 THEN COMMIT; END IF; END LOOP; END $$"
    )
    start = time.monotonic()
    found = postgresql.inventory()
    assert len(found.tables) == 10_000
    assert time.monotonic() - start < 60
    few = postgresql.inventory(tables=10)
    assert len(few.tables) == 10
    assert [note.code for note in few.notes] == ["many"]
