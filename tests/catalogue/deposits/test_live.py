"""Rows that come by themselves: read again, pushed, told when they stop; never a version for ever
every minute, nothing acknowledged lost."""

from __future__ import annotations

import datetime as dt
import html
import json

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parvis.catalogue.deposits import actions as deposits
from parvis.catalogue.deposits import reading
from parvis.catalogue.deposits.actions import Decided
from parvis.catalogue.deposits.models import Deposit
from parvis.catalogue.deposits.reading import problem_of
from parvis.catalogue.live import actions, jobs, reload
from parvis.catalogue.live.actions import PushProblem
from parvis.catalogue.live.models import Feed, PushedRow
from parvis.catalogue.live.publish import first_of_day, let_go
from parvis.catalogue.models import Edition
from parvis.catalogue.rows import keys
from parvis.catalogue.rows.keys import KeyProblem
from parvis.lake import rows
from parvis.lake.models import Version
from parvis.lake.query import odsql
from parvis.lake.query.policy import PUBLIC
from parvis.lake.store import store
from parvis.records.network import FetchError
from tests.lake.makers import CONTEXT
from tests.records.test_fetch import site

__all__ = ["site"]
Kind = Feed.Kind
BIKES = "station;vélos\nGare;{}\nMairie;{}\n"


@pytest.fixture
def bikes(town, works, site, settings):
    """A feed of bicycles, at an address that we answer for."""
    settings.PARVIS_ALLOW_PRIVATE = [f"127.0.0.1:{site.port}"]
    site.body("/velos.csv", BIKES.format(3, 4).encode())
    feed = Feed(dataset=works, kind=Kind.ADDRESS, address=f"{site.root}/velos.csv", every=1)
    assert actions.save(town.steward, feed) == ""
    return feed


@pytest.fixture
def pushed(town, works):
    feed = Feed(dataset=works, kind=Kind.PUSH, every=1)
    feed.given = actions.save(town.steward, feed, ["capteur"])
    return feed


def again(feed):
    """The minute after."""
    Feed.objects.filter(pk=feed.pk).update(next_at=timezone.now() - dt.timedelta(seconds=1))
    jobs.reload_feeds.func()
    feed.refresh_from_db()
    return feed


def read(record):
    opened = rows.opened(rows.current(record.uuid))
    return [tuple(row) for row in opened.answer(odsql.query(limit=100), PUBLIC, CONTEXT).rows]


def test_rows_are_read_again_and_shown_when_they_changed(works, bikes, site):
    again(bikes)
    assert read(works) == [("Gare", 3), ("Mairie", 4)]
    first = rows.current(works.uuid)
    again(bikes)
    assert rows.current(works.uuid).pk == first.pk
    assert bikes.problem is None
    site.body("/velos.csv", BIKES.format(0, 9).encode())
    again(bikes)
    assert read(works) == [("Gare", 0), ("Mairie", 9)]
    assert Edition.objects.get().version == first  # the first of the day stays, alone
    assert [pair[0] for pair in bikes.passing] == [first.pk]


def test_what_passed_is_let_go_after_an_hour_and_an_edition_never(works, bikes, site):
    for count in range(4):
        site.body("/velos.csv", BIKES.format(count, 1).encode())
        again(bikes)
    assert Version.objects.count() == 4
    old = (timezone.now() - dt.timedelta(hours=2)).isoformat()
    bikes.passing = [[key, old] for key, _at in bikes.passing]
    assert let_go(bikes) == 2
    assert bikes.passing == []
    assert Version.objects.count() == 2
    jobs.collect_rows.func()
    assert len(store().versions()) == 2
    assert list(store().verify()) == []
    assert read(works)[0] == ("Gare", 3)


def test_the_first_rows_of_a_day_are_an_edition(works, bikes):
    assert first_of_day(bikes)
    again(bikes)
    assert not first_of_day(bikes)
    Edition.objects.update(published=timezone.now() - dt.timedelta(days=1))
    assert first_of_day(bikes)


def test_a_column_that_changes_is_refused_told_once_and_readers_keep_what_they_have(
    town, works, bikes, site
):
    again(bikes)
    mail.outbox.clear()
    site.body("/velos.csv", b"station;v\xc3\xa9los\nGare;beaucoup\n")
    again(bikes)
    again(bikes)
    assert read(works) == [("Gare", 3), ("Mairie", 4)]
    assert "beaucoup" in problem_of(bikes).sentence()
    assert bikes.failures == 2
    assert bikes.next_at > timezone.now() + dt.timedelta(seconds=70)  # it waits longer
    assert [letter.to for letter in mail.outbox] == [[town.steward.email]]
    assert "beaucoup" not in mail.outbox[0].body  # no value of a row goes by mail
    assert f"/depots/jeu/{works.pk}/flux/" in mail.outbox[0].body
    site.body("/velos.csv", b"station;libres\nGare;1\n")
    again(bikes)
    assert "vélos" in problem_of(bikes).sentence()
    site.body("/velos.csv", BIKES.format(1, 1).encode())
    again(bikes)
    assert (bikes.problem, bikes.failures) == (None, 0)
    assert read(works)[0] == ("Gare", 1)


def test_an_address_that_falls_is_told_and_taken_up_again(works, bikes, site):
    again(bikes)
    site.body("/velos.csv", b"", status=503)
    again(bikes)
    assert "503" in problem_of(bikes).sentence()
    assert len(read(works)) == 2


def test_silence_is_told_once_until_rows_come_again(town, works, bikes, site):
    again(bikes)
    mail.outbox.clear()
    long_ago = timezone.now() - dt.timedelta(minutes=bikes.silent_after + 1)
    Feed.objects.update(changed=long_ago)
    again(bikes)
    again(bikes)
    assert [letter.to for letter in mail.outbox] == [[town.steward.email]]
    assert "180 minutes" in mail.outbox[0].body
    site.body("/velos.csv", BIKES.format(7, 7).encode())
    again(bikes)
    assert bikes.told is None
    assert bikes.changed > long_ago


def test_rows_about_people_wait_for_the_officer_and_then_come(town, works, bikes, site):
    site.body("/velos.csv", b"station;e-mail\nGare;a@b.fr\n")
    again(bikes)
    again(bikes)
    assert rows.current(works.uuid) is None
    deposit = Deposit.objects.get()  # one, however often it is read
    reading.read(deposit.pk)
    deposit.refresh_from_db()
    assert deposit.waits == ["e-mail"]
    deposits.decide(town.privacy, deposit, [Decided("e-mail", "drop", "inutile")])
    again(bikes)
    assert read(works) == [("Gare",)]


def test_an_address_of_a_private_network_and_the_right_are_asked_first(town, works):
    feed = Feed(dataset=works, kind=Kind.ADDRESS, address="http://10.0.0.1/x.csv")
    with pytest.raises(FetchError):
        actions.save(town.steward, feed)
    for nobody in (town.writer, town.stranger, town.privacy, town.nobody):
        with pytest.raises(PermissionDenied):
            actions.save(nobody, feed)
    assert not Feed.objects.exists()


def send(feed, body, key=None, kind="application/json", slug="travaux"):
    text = body if isinstance(body, (str, bytes)) else json.dumps(body)
    head = {"authorization": f"Bearer {feed.given if key is None else key}"}
    return Client().post(f"/api/live/{slug}", text, content_type=kind, headers=head)


def test_pushed_rows_are_kept_before_they_are_acknowledged_and_the_last_of_a_key_counts(
    works, pushed
):
    answer = send(pushed, [{"capteur": "A", "temp": 19.5}, {"capteur": "B", "temp": 21}])
    assert (answer.status_code, answer.json()) == (200, {"accepted": 2, "received": 1})
    assert PushedRow.objects.count() == 2
    answer = send(pushed, '{"capteur": "A", "temp": 18}\n\n{"capteur": "C", "temp": null}\n',
                  kind="application/x-ndjson")  # fmt: skip
    assert answer.json() == {"accepted": 2, "received": 2}
    again(pushed)
    assert sorted(read(works)) == [("A", 18), ("B", 21), ("C", None)]
    before = rows.current(works.uuid).pk
    again(pushed)
    assert rows.current(works.uuid).pk == before


def test_without_a_key_rows_are_added_and_old_ones_go(town, works, pushed):
    actions.save(town.steward, pushed, [])
    send(pushed, [{"v": 1}])
    send(pushed, [{"v": 1}, {"v": 2}])
    PushedRow.objects.filter(pk=PushedRow.objects.first().pk).update(
        at=timezone.now() - dt.timedelta(days=31)
    )
    again(pushed)
    assert sorted(read(works)) == [(1,), (2,)]
    PushedRow.objects.filter(row__contains="2").update(at=timezone.now() - dt.timedelta(days=31))
    again(pushed)  # nothing more was pushed
    assert read(works) == [(1,)]


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ([], "liste"), ("[", "liste"), ("nul", "liste"), (b"\xff", "liste"), ("[NaN]", "liste"),
        ([1], "Ligne 1"), ([{"capteur": "A"}, {}], "Ligne 2"), ([{"temp": 3}], "capteur"),
        ([{"capteur": ""}], "capteur"), ([{"capteur": "A", "x": [1]}], "x"),
        ([{"capteur": "A", "x": "y" * 10_001}], "10000"), ([{"capteur": "A\0"}], "capteur"),
        ([{"capteur": "A"}, {"capteur": "A"}], "deux lignes"),
        ([{"capteur": str(n)} for n in range(1_001)], "1001"),
        ([{"capteur": "A"} | {f"c{n}": 1 for n in range(500)}], "501"),
        ("[" * 100_000, "liste"), ('[{"capteur": "A", "x": 1e400}]', "x"),
        ('[{"capteur": "\\ud800"}]', "capteur"), ('[{"capteur": "A", "\\ud800": 1}]', "Ligne 1"),
        ([{"capteur": "A", "x": 10**40}], "x"),
    ],
)  # fmt: skip
def test_a_push_that_is_wrong_says_where_and_none_of_it_is_kept(works, pushed, body, word):
    answer = send(pushed, body)
    assert answer.status_code == 422
    assert word in answer.json()["detail"]
    assert not PushedRow.objects.exists()


def test_the_door_opens_to_the_key_alone(town, works, pushed):
    row = [{"capteur": "A"}]
    for answer in (
        send(pushed, row, key=""), send(pushed, row, key="x"), send(pushed, row, slug="inconnu"),
        Client().post("/api/live/travaux", "[]", content_type="application/json"),
    ):  # fmt: skip
        assert answer.status_code == 401
        assert answer.json() == send(pushed, row, key="x").json()
    assert send(pushed, "a=1", kind="application/x-www-form-urlencoded").status_code == 415
    assert send(pushed, b" " * 2_000_001).status_code == 413
    assert Client().get("/api/live/travaux").status_code == 405
    old = pushed.given
    pushed.given = actions.new_key(town.steward, pushed)
    assert send(pushed, row, key=old).status_code == 401
    assert send(pushed, row).status_code == 200
    pushed.paused = True
    actions.save(town.steward, pushed)
    assert send(pushed, row).status_code == 409
    assert old not in json.dumps(list(Feed.objects.values_list("secret", flat=True)))


def test_a_feed_keeps_so_many_rows(works, pushed, monkeypatch):
    monkeypatch.setattr(actions, "MOST", 3)
    send(pushed, [{"capteur": str(n)} for n in range(3)])
    assert send(pushed, [{"capteur": "de trop"}]).status_code == 409
    assert send(pushed, [{"capteur": "2", "temp": 4}]).status_code == 200
    assert PushedRow.objects.count() == 3


def test_a_feed_that_fails_by_our_fault_keeps_no_other(works, bikes, monkeypatch, caplog):
    def broken(feed):
        raise RuntimeError("ours")

    monkeypatch.setattr(reload, "reload", broken)
    assert reload.reload_due() == 0
    assert "was not read" in caplog.text


def test_saving_a_feed_keeps_what_came_meanwhile(town, works, pushed):
    stale = Feed.objects.get()
    send(pushed, [{"capteur": "A"}])
    stale.every = 5
    actions.save(town.steward, stale)
    feed = Feed.objects.get()
    assert (feed.every, feed.received) == (5, 1)
    with pytest.raises(KeyProblem, match="pushed"):
        actions.save(town.steward, feed, ["autre"])


def test_no_number_is_beyond_the_calendar(town, works, signed):
    sent = {"kind": "push", "every": 1, "key": "", "days": 2**31 - 1, "silent_after": 2**31 - 1}
    browser = signed(town.steward)
    browser.post(f"/espace-agents/depots/jeu/{works.pk}/flux/", sent)
    assert not Feed.objects.exists()


def test_two_workers_read_a_feed_once(works, bikes):
    one, two = Feed.objects.get(), Feed.objects.get()
    assert reload.taken(one)
    assert not reload.taken(two)


cells = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20),
                  st.lists(st.integers(), max_size=2))  # fmt: skip


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.one_of(cells, st.lists(st.dictionaries(st.text(max_size=9), cells, max_size=3),
                                      max_size=4), st.binary(max_size=60)))  # fmt: skip
def test_whatever_is_pushed_is_kept_whole_or_refused_in_words(works, pushed, body):
    before = PushedRow.objects.count()
    answer = send(pushed, body)
    # a request without a body says no media type
    assert answer.status_code in ({200, 422} if body not in ("", b"") else {415})
    if answer.status_code == 422:
        assert answer.json()["detail"]
        assert PushedRow.objects.count() == before


def test_the_screen_gives_the_key_once_and_says_what_is_wrong(town, works, signed):
    where, browser = f"/espace-agents/depots/jeu/{works.pk}/flux/", signed(town.steward)
    sent = {"kind": "push", "every": 1, "key": "capteur, capteur ,", "days": 3, "silent_after": 60}
    page = browser.post(where, sent).content.decode()
    assert "montrée cette seule fois" in page
    feed = Feed.objects.get()
    assert (feed.by, feed.days) == (town.steward, 3)
    assert keys.chosen(works.uuid) == ["capteur"]
    assert "montrée cette seule fois" not in browser.get(where).content.decode()
    assert "montrée cette seule fois" in browser.post(where, {"action": "key"}).content.decode()
    page = browser.post(where, sent | {"kind": "address"}).content.decode()
    assert "Donnez l’adresse" in page
    page = browser.post(where, sent | {"kind": "address", "address": "http://10.0.0.1/"})
    assert "réseau privé" in page.content.decode()
    assert signed(town.writer).get(where).status_code in {302, 403}
    assert signed(town.stranger).post(where, sent).status_code in {302, 403}
    browser.post(where, {"action": "stop"})
    assert not Feed.objects.exists()
    with pytest.raises(PushProblem):
        actions.push(feed, [{"capteur": "A"}])


def shown_page(language=""):
    answer = Client().get(f"{language}/donnees/travaux/")
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def test_the_page_says_how_often_rows_come_and_when_they_last_did(works, bikes, site):
    assert "Mises à jour" not in shown_page()  # no row yet
    again(bikes)
    Feed.objects.update(every=15, changed=dt.datetime.fromisoformat("2026-03-12T13:02:00Z"),
                        silent_after=0)  # fmt: skip
    said = "Mises à jour tous les quarts d’heure ; dernières lignes nouvelles le 12\xa0mars 2026 à"
    assert said in shown_page()
    assert "14\xa0h\xa002" in shown_page()  # by the clock of the town
    assert "Updated every quarter of an hour; last new rows on 12" in shown_page("/en")
    site.body("/velos.csv", BIKES.format(5, 5).encode())
    again(bikes)
    assert "mars 2026 à" not in shown_page()


def test_the_page_says_plainly_that_rows_are_silent_fail_or_wait(works, bikes, site):
    again(bikes)
    assert "Mises à jour chaque minute" in shown_page()  # and is kept so
    Feed.objects.update(changed=timezone.now() - dt.timedelta(minutes=bikes.silent_after + 1))
    jobs.reload_feeds.func()
    assert "Silence : aucune ligne nouvelle depuis le" in shown_page()
    site.body("/velos.csv", BIKES.format(7, 7).encode())
    again(bikes)
    assert "Mises à jour chaque minute" in shown_page()
    site.body("/velos.csv", b"station;libres\nGare;1\n")
    again(bikes)
    assert "La dernière lecture a échoué" in shown_page()
    Feed.objects.update(paused=True)
    assert "En pause : ces lignes n’avancent plus." in shown_page()
    Feed.objects.all().delete()
    page = shown_page()
    assert not any(word in page for word in ("En pause", "Silence", "Mises à jour"))
