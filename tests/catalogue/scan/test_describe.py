"""Tables become data sets that are described already; the steward is told what has changed."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.catalogue.scan import technical
from parvis.catalogue.scan.connector import SqlConnector
from parvis.catalogue.scan.describe import (
    Description,
    describe,
    described,
    identifier,
    why_sentence,
)
from parvis.catalogue.scan.difference import difference
from parvis.catalogue.scan.errors import ScanError
from parvis.catalogue.scan.model import (
    Column,
    ForeignKey,
    Inventory,
    Profile,
    Rows,
    Table,
    from_plain,
    to_plain,
)


def table(name: str, *columns: str, **more) -> Table:
    kinds = (Column(column, "varchar(80)", "text") for column in columns)
    return Table("public", name, columns=tuple(kinds), **{"rows": Rows(3), **more})


def test_a_table_of_children():
    found = described("creches", table("t_enfants", "id", "nom", "prenom", "nir"))
    assert found.identifier == "scan:creches:public.t_enfants"
    assert found.title == "Enfants"
    assert "3 lignes. 4 colonnes : identifiant, nom, prénom, NIR." in found.summary
    assert (found.keep, found.access) == (True, "personal")
    assert why_sentence(found.why) == (
        "Des colonnes semblent tenir des données sensibles ou un numéro national : nir."
    )


def test_a_short_comment_is_the_title():
    assert described("a", table("x12", "a", comment="Menus de la semaine.")).title == (
        "Menus de la semaine"
    )


def test_what_seems_open_was_looked_at_first():
    unseen = table("arbre", "espece")
    assert described("a", unseen).access == "restricted"
    seen = replace(unseen, columns=(replace(unseen.columns[0], profile=Profile(read=3)),))
    assert described("a", seen).access == "open"
    assert described("a", table("compte", "login", "mdp")).access == "secret"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("django_migrations", "migrations"),
        ("flyway_schema_history", "migrations"),
        ("auth_permission", "rights"),
        ("django_session", "sessions"),
        ("SessionsUtilisateur", "sessions"),
        ("audit_log", "log"),
        ("failed_jobs", "queue"),
        ("enfant_sav", "copy"),
        ("tmp_import", "copy"),
        ("spatial_ref_sys", "geography"),
    ],
)
def test_technical_tables_are_proposed_to_be_discarded(name, code):
    found = described("a", table(name, "a"))
    assert (found.keep, found.discard.code) == (False, code)
    assert technical.sentence(found.discard)


@pytest.mark.parametrize(
    "name", ["enfant", "logement", "catalogue", "testament", "session_conseil", "dialogue"]
)
def test_tables_of_the_trade_are_kept(name):
    assert described("a", table(name, "libelle")).keep


def test_a_table_that_only_joins_two_others():
    keys = (ForeignKey(("a",), "public", "x"), ForeignKey(("b",), "public", "y"))
    joined = table("enfant_creche", "a", "b", foreign_keys=keys)
    assert described("a", joined).discard.code == "join"
    assert described("a", table("presence", "a", "b", "motif", foreign_keys=keys)).keep


def test_an_empty_table_is_proposed_to_be_discarded_only_when_it_was_counted():
    assert described("a", table("x", "a", rows=Rows(0))).discard.code == "empty"
    assert described("a", table("x", "a", rows=Rows(0, "estimated"))).keep


def test_a_description_goes_to_json_and_back():
    whole = describe("a", Inventory("sqlite", tables=(table("enfant", "nom", "ddn"),)))
    assert from_plain(Description, to_plain(whole)) == whole


@given(*(st.tuples(st.text(), st.text(), st.text()),) * 2)
def test_two_tables_never_share_an_identifier(one, other):
    assert (identifier(*one) == identifier(*other)) == (one == other)


BEFORE = Inventory(
    "postgresql",
    tables=(
        table("enfant", "id", "nom", "tel", "mel", primary_key=("id",)),
        table("famille", "id", "qf", "adresse", "cp"),
        table("ancienne", "x", "y"),
    ),
)


def test_the_same_schema_has_not_changed():
    more_rows = tuple(replace(t, rows=Rows(99), comment="Nouveau") for t in BEFORE.tables)
    assert difference(BEFORE, replace(BEFORE, tables=more_rows)) == ()


def test_changes_are_told_in_words():
    enfant, famille, _ancienne = BEFORE.tables
    id_, nom, tel, _mel = enfant.columns
    after = replace(
        BEFORE,
        tables=(
            replace(
                enfant,
                columns=(
                    replace(id_, type="bigint"),
                    replace(nom, nullable=False),
                    replace(tel, name="telephone"),
                    Column("photo", "bytea", "binary"),
                ),
                primary_key=("id", "nom"),
            ),
            replace(famille, name="foyer"),
            table("nouvelle", "z"),
        ),
    )
    assert [change.sentence() for change in difference(BEFORE, after)] == [
        "La table « ancienne » n’existe plus.",
        "La colonne « mel » a été retirée de « enfant ».",
        "La colonne « photo » (bytea) a été ajoutée à « enfant ».",
        "Dans « enfant », la colonne « tel » semble avoir été renommée « telephone ».",
        "Dans « enfant », la colonne « id » est passée de varchar(80) à bigint.",
        "Dans « enfant », la colonne « nom » ne peut plus être vide.",
        "La clé de « enfant » a changé : id est devenu id, nom.",
        "La table « famille » semble avoir été renommée « foyer ».",
        "La table « nouvelle » est nouvelle.",
    ]


def never(*_arguments, **_more):
    raise AssertionError("a database is not read through HTTP")


def test_the_connector_gives_pages_of_documents_and_goes_on(database, monkeypatch):
    monkeypatch.setattr("parvis.catalogue.scan.connector.PAGE", 2)
    database.run(
        *(f"CREATE TABLE table_{n} (nom varchar(9))" for n in range(5)),
        *(f"INSERT INTO table_{n} VALUES ('a')" for n in range(5)),
        "CREATE TABLE django_migrations (id integer)",
    )
    held = f"{database.account.user}:{database.account.password}"
    environ = {"PARVIS_SCAN_ESSAI": f"{held}@{urlsplit(database.address).netloc}"}
    connector = SqlConnector(allowed=database.allowed, environ=environ)
    address = f"{database.address}?application=essai"
    pages = list(connector.pages(address, never))
    names = [[d.identifier for d in page.reading.catalogue.datasets] for page in pages]
    assert [len(page) for page in names] == [2, 2, 1]
    assert all(name.startswith("scan:essai:") for page in names for name in page)
    assert [page.cursor for page in pages] == [names[0][1], names[1][1], ""]
    again = list(connector.pages(address, never, pages[0].cursor))
    assert [[d.identifier for d in p.reading.catalogue.datasets] for p in again] == names[1:]
    assert not any(d.access_rights.uri.rpartition("/")[2] == "PUBLIC"
                   for p in pages for d in p.reading.catalogue.datasets)  # fmt: skip


def test_the_connector_says_which_account_is_missing():
    connector = SqlConnector(environ={})
    with pytest.raises(ScanError, match="PARVIS_SCAN_CRECHES"):
        next(connector.pages("postgresql://base/creches", never))
