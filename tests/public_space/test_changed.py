"""What changed in our cameras since January: a page, a feed, the same question."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from parvis.records import bulk, changed, publishing
from parvis.records.audience import VISITOR
from parvis.records.erasure import erase
from parvis.records.kinds import Circle
from parvis.records.models import Published
from tests import makers
from tests.public_space.makers import camera, published, sensor

pytestmark = pytest.mark.django_db
PAGE = "/capteurs/changements/"


def body(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status
    return answer.content.decode()


def again(device, **values):
    for name, value in values.items():
        setattr(device, name, value)
    bulk.save_many([device])


def test_the_page_says_what_is_new_and_what_became_something_else(client):
    cam, probe = camera(title="Caméra du pont"), sensor(title="Sonde du parc")
    published(cam, probe)
    again(cam, retention_days=10)
    page = body(client, PAGE)
    assert "3 changements" in page
    assert "2 équipements" in page
    assert "dont 2 nouveaux au registre" in page
    assert "<del>15</del>" in page
    assert "<ins>10</ins>" in page
    only = body(client, f"{PAGE}?nature=sensor")
    assert "Sonde du parc" in only
    assert "Caméra du pont" not in only
    feed = body(client, f"{PAGE}flux.atom?nature=camera")
    assert feed.count("<entry>") == 2
    assert "« 15 » est devenu « 10 »" in feed


def test_a_change_is_told_against_what_stood_before_the_day(client):
    cam = published(camera())
    again(cam, retention_days=10)
    rows = Published.objects.filter(type="device")
    both = changed.since(rows, VISITOR, timezone.now() - dt.timedelta(days=1))
    (view, last), (_view, first) = changed.told(both.last, rows, VISITOR)
    assert (both.total, both.records, both.fresh) == (2, 1, 1)
    assert view.slug == cam.slug
    assert (last.before["retention_days"], last.after["retention_days"]) == (15, 10)
    assert first.before is None
    (only,) = changed.told(changed.since(rows, VISITOR, last.at).last, rows, VISITOR)
    assert only[1].before["retention_days"] == 15
    (latest,) = changed.told(changed.since(rows, VISITOR, first.at).last[:1], rows, VISITOR)
    assert latest == (view, last)
    tomorrow = timezone.now() + dt.timedelta(days=1)
    assert changed.since(rows, VISITOR, tomorrow) == changed.Changes()


def test_following_many_asks_a_constant_number_of_questions(client, django_assert_num_queries):
    devices = [camera() for _ in range(6)]
    published(*devices)
    for device in devices:
        again(device, retention_days=10)
    rows = Published.objects.filter(type="device")
    start = devices[0].first_published_at - dt.timedelta(days=1)
    for asked in (7, 6):  # who could see each entry is read once
        with django_assert_num_queries(asked):
            found = changed.since(rows, VISITOR, start)
            steps = changed.told(found.last, rows, VISITOR)
        assert (found.total, found.records, found.fresh, len(steps)) == (12, 6, 6, 12)


def test_what_was_for_agents_alone_is_told_to_nobody_else(client):
    device = published(camera(circle=Circle.AGENTS, viewers="le poste secret"))
    assert "0 changement" in body(client, PAGE)
    again(device, circle=Circle.PUBLIC, viewers="la police municipale")
    page = body(client, PAGE)
    assert "1 changement" in page
    assert "le poste secret" not in page


def test_an_erased_device_is_told_no_more(client):
    cam = published(camera(title="Caméra du pont"))
    again(cam, retention_days=10)
    published(sensor())
    assert "3 changements" in body(client, PAGE)
    erase(cam, None)
    page = body(client, PAGE)
    assert "1 changement" in page
    assert "Caméra du pont" not in page


def test_many_changes_stand_on_several_pages(client):
    devices = [sensor(title=f"Sonde {n:02}") for n in range(23)]
    published(*devices)
    first, second = body(client, PAGE), body(client, f"{PAGE}?page=2")
    for page, shown in ((first, 20), (second, 3)):
        assert page.count("<time") - 1 == shown  # and the day since when
        assert "23 changements" in page
        assert "Page 1 sur 2" in page or "Page 2 sur 2" in page
    assert "Sonde 22" in first
    assert "Sonde 00" in second
    assert "page=2" in first
    assert "« page » vaut « 3 »" in body(client, f"{PAGE}?page=3", 404)
    assert body(client, f"{PAGE}flux.atom").count("<entry>") == 23


def test_what_was_found_stands_until_a_device_changes(client, django_assert_num_queries):
    cam = published(camera())
    known = body(client, PAGE)
    makers.organisation()
    with django_assert_num_queries(9):
        assert body(client, PAGE) == known
    again(cam, retention_days=10)
    assert "2 changements" in body(client, PAGE)
    publishing.withdraw_many([cam])
    assert "0 changement" in body(client, PAGE)


@pytest.mark.parametrize("query", ["depuis=hier", "depuis=2026-02-30", "nature=drone", "page=0"])
def test_a_question_we_do_not_understand_is_named_with_its_mend(client, query):
    page = body(client, f"{PAGE}?{query}", 400)
    assert query.partition("=")[2] in page


def test_nothing_changed_is_said(client):
    published(camera())
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    assert "Rien n’a changé" in body(client, f"{PAGE}?depuis={tomorrow}")
