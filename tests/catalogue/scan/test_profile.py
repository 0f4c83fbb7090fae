"""Only counts and shapes leave the database."""

from __future__ import annotations

from parvis.catalogue.scan.connect import Session
from parvis.catalogue.scan.inventory import inventory
from parvis.catalogue.scan.model import to_plain
from parvis.catalogue.scan.profile import profiled

PLANTED = ("Kerdoncuff", "06 98 76 54 32", "yann.kerdoncuff@exemple.bzh", "255081416802538",
           "FR1420041010050500013M02606")  # fmt: skip


def test_no_value_comes_out_of_the_database(database, monkeypatch):
    values = ", ".join(f"'{value}'" for value in PLANTED)
    columns = "nom varchar(80), tel varchar(80), mel varchar(80), nir varchar(80), rib varchar(80)"
    database.run(
        f"CREATE TABLE enfant ({columns}, ddn date, montant numeric(12,2))",
        f"INSERT INTO enfant VALUES ({values}, '2014-07-23', 98765.43)",
    )
    came: list[str] = []
    rows = Session.rows

    def watched(self, statement, **parameters):
        answer = rows(self, statement, **parameters)
        came.extend(repr(tuple(row)) for row in answer)
        return answer

    monkeypatch.setattr(Session, "rows", watched)
    with database.session() as session:
        found = profiled(session, inventory(session))
    everything = "\n".join(came) + repr(to_plain(found))
    for value in (*PLANTED, "Kerdo", "98 76", "exemple", "2550814", "07-23", "(2014, 7", "98765"):
        assert value not in everything
    profiles = {column.name: column.profile for column in found.tables[0].columns}
    assert profiles["tel"].share("phone") == 1.0
    assert profiles["mel"].share("email") == 1.0
    assert [s.checked for s in profiles["nir"].shapes if s.code == "nir"] == [True]
    assert [s.checked for s in profiles["rib"].shapes if s.code == "iban"] == [True]
    assert profiles["ddn"].years == (2014, 2014)


def test_counts_of_a_sample(database):
    database.run(
        "CREATE TABLE t (a varchar(9), b integer, c numeric(10,6))",
        "INSERT INTO t VALUES ('x', -1, 48.1), ('xyz', 5, 48.2), (NULL, 5, NULL)",
    )
    with database.session() as session:
        a, b, c = (
            column.profile for column in profiled(session, inventory(session)).tables[0].columns
        )
    assert (a.read, a.nulls, a.distinct, a.shortest, a.longest) == (3, 1, 2, 1, 3)
    assert (b.nulls, b.distinct, b.negative) == (0, 2, True)
    assert (c.filled, c.share("latitude"), c.share("northing")) == (2, 1.0, 0.0)


def test_views_are_never_read(database):
    database.run("CREATE TABLE t (a integer)", "CREATE VIEW v AS SELECT a FROM t")
    with database.session() as session:
        tables = profiled(session, inventory(session)).tables
    assert [bool(table.columns[0].profile) for table in tables] == [True, False]
