"""A database is reached only where the administrator allows it, and is never written to."""

from __future__ import annotations

import logging
import socket
import threading
import time
import traceback
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from parvis.catalogue.scan.address import Account, Target, account, parse, variable
from parvis.catalogue.scan.connect import connected
from parvis.catalogue.scan.errors import ScanError
from parvis.catalogue.scan.inventory import inventory
from parvis.catalogue.scan.limits import Limits

SECRET = "motdepasse-4711"


@pytest.mark.parametrize(
    ("address", "target"),
    [
        (
            "postgresql://db.ville.fr/creches?tls=verify&schema=public&application=petite-enfance",
            Target(
                "postgresql", "db.ville.fr", 5432, "creches", "public", "verify", "petite-enfance"
            ),
        ),
        ("mariadb://10.0.0.5/a", Target("mysql", "10.0.0.5", 3306, "a", application="a")),
        ("mysql://[::1]:4406/a%20b", Target("mysql", "::1", 4406, "a b", application="a b")),
        ("sqlite:///srv/a.db", Target("sqlite", database="/srv/a.db", application="a")),
    ],
)  # fmt: skip
def test_addresses(address, target):
    assert parse(address) == target


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("", "address"),
        ("creches", "address"),
        ("postgresql://db/", "address"),
        ("postgresql:///creches", "address"),
        ("postgresql://db:99999/a", "address"),
        ("sqlite://", "address"),
        ("oracle://db/a", "system"),
        ("file:///etc/passwd", "system"),
        (f"postgresql://moi:{SECRET}@db/a", "credentials"),
        ("postgresql://db/a?host=127.0.0.1", "option"),
        ("postgresql://db/a?tls=non", "option"),
        ("postgresql://db:22/a", "port"),
    ],
)
def test_addresses_that_are_refused(address, code):
    with pytest.raises(ScanError) as refused:
        parse(address)
    assert refused.value.code == code
    assert SECRET not in refused.value.sentence() + str(refused.value)


@given(st.text())
def test_any_text_is_an_address_or_is_refused_in_a_sentence(text):
    for start in ("", "postgresql://", "mysql://h/", "sqlite:///", "postgresql://h/b?"):
        try:
            said = parse(start + text).database
        except ScanError as error:
            said = error.sentence()
        assert said


def test_the_account_comes_from_the_environment_and_shows_nowhere():
    assert variable("Petite enfance") == "PARVIS_SCAN_PETITE_ENFANCE"
    target = parse("postgresql://base:5433/b?application=crèches")
    found = account(target, {"PARVIS_SCAN_CRECHES": f"lecteur:{SECRET}:x@y@base:5433"})
    assert (found.user, found.password) == ("lecteur", f"{SECRET}:x@y")
    assert repr(found) == "Account()"
    with pytest.raises(ScanError) as refused:
        account(target, {})
    assert "PARVIS_SCAN_CRECHES" in refused.value.sentence()
    with pytest.raises(ScanError, match="name"):
        account(parse("postgresql://base/b?application=…"), {})


@pytest.mark.parametrize("place", ["", "@", "@base:5432", "@autre:5433", "@base:5433.autre"])
def test_an_account_goes_to_its_own_server_alone(place):
    target = parse("postgresql://base:5433/b?application=crèches")
    with pytest.raises(ScanError) as refused:
        account(target, {"PARVIS_SCAN_CRECHES": f"lecteur:{SECRET}{place}"})
    assert refused.value.code in {"account", "elsewhere"}
    assert SECRET not in refused.value.sentence()


@pytest.mark.parametrize("system", ["postgresql", "mysql"])
@pytest.mark.parametrize(
    ("addresses", "code"),
    [
        (["127.0.0.1"], "private"),
        (["10.1.2.3"], "private"),
        (["169.254.169.254"], "private"),
        (["::ffff:192.168.0.1"], "private"),
        (["9.9.9.9", "192.168.0.1"], "private"),
        ([], "unknown_host"),
    ],
)
def test_private_networks_are_refused_before_any_connection(system, addresses, code):
    target = Target(system, "base.ville.fr", 5432, "a")
    with (
        pytest.raises(ScanError) as refused,
        connected(target, Account("a"), resolve=lambda *_: addresses),
    ):
        pass
    assert refused.value.code == code
    assert "base.ville.fr" in refused.value.sentence()


def test_the_name_is_resolved_once(postgresql):
    """A name that changes its mind after the check leads nowhere else."""
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    place = parse(postgresql.address)
    target = Target("postgresql", "base.ville.fr", place.port, place.database)
    allowed = [f"base.ville.fr:{place.port}"]
    resolve = lambda *_: next(answers)  # noqa: E731
    with connected(target, postgresql.account, allowed=allowed, resolve=resolve) as session:
        assert session.rows("SELECT 1") == [(1,)]
    assert next(answers) == ["10.0.0.1"]


def test_only_sqlite_files_of_an_allowed_folder(sqlite, tmp_path):
    elsewhere = tmp_path / "permis"
    elsewhere.mkdir()
    (elsewhere / "lien.sqlite").symlink_to(parse(sqlite.address).database)
    for address in (
        sqlite.address,
        f"sqlite://{elsewhere}/../application.sqlite",
        f"sqlite://{elsewhere}/lien.sqlite",
        "sqlite:///etc/passwd",
    ):
        with (
            pytest.raises(ScanError, match="folder"),
            connected(parse(address), allowed=[str(elsewhere), "127.0.0.1:5432"]),
        ):
            pass
    (elsewhere / "texte.sqlite").write_text("ceci n'est pas une base" * 100)
    for name in ("texte.sqlite", "absent.sqlite"):
        with (
            pytest.raises(ScanError, match="file"),
            connected(parse(f"sqlite://{elsewhere}/{name}"), allowed=[str(elsewhere)]),
        ):
            pass


WRITES = {
    "postgresql": (
        "INSERT INTO t VALUES (2)", "UPDATE t SET a = 3", "DELETE FROM t", "DROP TABLE t",
        "CREATE TABLE u (a integer)", "TRUNCATE t", "SELECT setval('s', 9)", "SELECT ecrit()",
        "SET TRANSACTION READ WRITE; INSERT INTO t VALUES (2)",
    ),
    "mysql": (
        "INSERT INTO t VALUES (2)", "UPDATE t SET a = 3", "DELETE FROM t", "DROP TABLE t",
        "CREATE TABLE u (a integer)", "TRUNCATE t", "INSERT INTO isam VALUES (1)",
        "SET TRANSACTION READ WRITE",
    ),
    "sqlite": (
        "INSERT INTO t VALUES (2)", "UPDATE t SET a = 3", "DELETE FROM t", "DROP TABLE t",
        "CREATE TABLE u (a integer)", "PRAGMA user_version = 7", "VACUUM",
    ),
}  # fmt: skip
BEFORE = {
    "postgresql": (
        "CREATE SEQUENCE s",
        "CREATE FUNCTION ecrit() RETURNS int LANGUAGE plpgsql AS $$ BEGIN"
        " PERFORM set_config('default_transaction_read_only', 'off', false);"
        " PERFORM set_config('transaction_read_only', 'off', false);"
        " INSERT INTO public.t VALUES (2); RETURN 1; END $$",
    ),
    "mysql": ("CREATE TABLE isam (a integer) ENGINE=MyISAM",),
    "sqlite": (),
}


def test_the_session_cannot_write(database):
    database.run("CREATE TABLE t (a integer)", "INSERT INTO t VALUES (1)")
    database.run(*BEFORE[database.system])
    with database.session() as session:
        for statement in WRITES[database.system]:
            with pytest.raises(ScanError, match="failed"):
                session.rows(statement)
        assert session.rows(text("SELECT a FROM public.t") if database.system == "postgresql"
                            else "SELECT a FROM t") == [(1,)]  # fmt: skip


def test_a_session_that_turned_itself_writable_still_cannot_write(postgresql):
    """Each transaction is begun READ ONLY, whatever a view's function did to the session."""
    postgresql.run("CREATE TABLE t (a integer)")
    with postgresql.session() as session:
        session.rows("SELECT set_config('default_transaction_read_only', 'off', false)")
        with pytest.raises(ScanError, match="25006"):
            session.rows("INSERT INTO public.t VALUES (1) RETURNING a")


def test_what_takes_too_long_is_stopped(database):
    slow = {
        "postgresql": "SELECT pg_sleep(60)",
        "mysql": "SELECT count(*) FROM seq_1_to_1000000 a, seq_1_to_1000000 b WHERE a.seq < b.seq",
        "sqlite": "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT max(n) "
        "FROM c",
    }
    start = time.monotonic()
    with database.session(statement=1) as session, pytest.raises(ScanError) as stopped:
        session.rows(slow[database.system])
    assert stopped.value.code == "slow"
    assert time.monotonic() - start < 10


def test_a_locked_table_stops_nothing(postgresql):
    postgresql.run("CREATE TABLE libre (a integer)", "CREATE TABLE prise (a integer)")
    holder = postgresql.connection()
    holder.autocommit = False
    holder.execute("LOCK TABLE prise IN ACCESS EXCLUSIVE MODE")
    try:
        libre, prise = postgresql.inventory(lock=0.2).tables
        assert (libre.rows.count, libre.rows.certainty) == (0, "exact")
        assert prise.rows is None
    finally:
        holder.close()


@contextmanager
def mute_server():
    """A server that takes the connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        held = []

        def serve():
            try:
                while True:
                    held.append(server.accept())
            except OSError:
                return

        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1]
        server.close()
        for line, _peer in held:
            line.close()


@pytest.mark.parametrize("system", ["postgresql", "mysql"])
def test_a_mute_server_holds_nobody(system):
    with mute_server() as port:
        start = time.monotonic()
        with (
            pytest.raises(ScanError, match="unreachable"),
            connected(
                parse(f"{system}://127.0.0.1:{port}/a"),
                Account("a", SECRET),
                allowed=[f"127.0.0.1:{port}"],
                limits=Limits(connect=2, statement=1),
            ),
        ):
            pass
        assert time.monotonic() - start < 10


def test_a_scan_has_an_end(postgresql):
    postgresql.run("CREATE TABLE t (a integer)")
    with postgresql.session(total=0.5, statement=60) as session:
        with pytest.raises(ScanError, match="slow"):
            session.rows("SELECT pg_sleep(30)")
        with pytest.raises(ScanError, match="slow"):
            session.rows("SELECT 1")


@pytest.mark.parametrize("system", ["postgresql", "mysql"])
def test_errors_of_connection_in_plain_words(system, request):
    database = request.getfixturevalue(system)
    with (
        pytest.raises(ScanError) as refused,
        connected(parse(database.address + "_absente"), database.account, allowed=database.allowed),
    ):
        pass
    assert refused.value.code == "database"
    with (
        pytest.raises(ScanError) as refused,
        connected(parse(database.address), Account("inconnu", SECRET), allowed=database.allowed),
    ):
        pass
    assert refused.value.code in {"refused", "database"}
    with (
        pytest.raises(ScanError) as refused,
        connected(
            parse(database.address + "?tls=verify"), database.account, allowed=database.allowed
        ),
    ):
        pass
    assert refused.value.code == "tls"


def test_no_credential_and_no_value_in_logs_errors_or_traces(database, caplog):
    caplog.set_level(logging.DEBUG)
    database.run("CREATE TABLE t (a varchar(40))", f"INSERT INTO t VALUES ('{SECRET}')")
    if database.system == "mysql":
        database.run(
            f"CREATE OR REPLACE USER lecteur@'127.0.0.1' IDENTIFIED BY '{SECRET}'",
            "GRANT SELECT ON *.* TO lecteur@'127.0.0.1'",
        )
        database = database.as_(Account("lecteur"))
    target = parse(database.address)
    traces = []
    with connected(
        target, Account(database.account.user, SECRET), allowed=database.allowed
    ) as session:
        shown = [repr(session.connection.engine.url), repr(session.target), str(session.target)]
        for statement in (
            "SELECT CAST(a AS integer) + 1 / 0, nope FROM t",
            "SELECT * FROM absente",
        ):
            try:
                session.rows(statement)
            except ScanError as error:
                traces.append("".join(traceback.format_exception(error)))
    everything = "\n".join([*shown, *traces, caplog.text])
    assert len(traces) == 2
    assert SECRET not in everything


def test_the_environment_of_the_server_is_not_sent_along(postgresql, monkeypatch):
    """libpq would fill what is missing from PGPASSWORD, PGOPTIONS, PGSERVICE …"""
    monkeypatch.setenv("PGPASSWORD", SECRET)
    monkeypatch.setenv("PGOPTIONS", "-c default_transaction_read_only=off")
    monkeypatch.setenv("PGUSER", "quelqu_un")
    monkeypatch.setenv("PGHOST", "192.0.2.1")
    postgresql.run("CREATE TABLE t (a integer)")
    with postgresql.session() as session:
        info = session.raw.info.get_parameters()
        assert SECRET not in session.raw.pgconn.password.decode()
        assert info["user"] == postgresql.account.user
        assert inventory(session).tables
    with (
        pytest.raises(ScanError, match="account"),
        connected(parse(postgresql.address), Account(), allowed=postgresql.allowed),
    ):
        pass
