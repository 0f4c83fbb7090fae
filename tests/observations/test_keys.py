"""A key writes to the things it was given for, and to no other."""

from __future__ import annotations

import datetime as dt
import subprocess
from shutil import which

import pytest
from django.core.exceptions import PermissionDenied

from parvis.observations import keys
from parvis.observations.ingest import record
from parvis.observations.measures import MeasureProblem
from parvis.observations.models import Key
from tests import makers
from tests.observations.makers import NOW, datastream, lake, measures, now, rows, thing

__all__ = ["lake", "now"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now", "lake")]


@pytest.fixture
def here():
    return makers.organisation()


@pytest.fixture
def steward(here):
    return makers.member(here, "steward")


def test_a_key_of_some_things_writes_to_these(here, steward):
    mine, other = thing(organisation=here), thing(organisation=here)
    key, told = keys.make(steward, "Passerelle", here, [mine])
    opened = keys.opened(told)
    assert opened == key
    record(measures(datastream(mine), NOW, 2), opened)
    closed = datastream(other)
    with pytest.raises(MeasureProblem) as refused:
        record(measures(closed, NOW, 2), opened)
    assert str(closed.pk) in refused.value.sentence()
    assert rows(closed) == []
    assert list(keys.things(key)) == [mine]


def test_a_key_of_everything_writes_to_what_comes_later(here, steward):
    key, _told = keys.make(steward, "Passerelle", here)
    record(measures(datastream(thing(organisation=here)), NOW, 2), key)
    with pytest.raises(MeasureProblem):
        record(measures(datastream(thing(organisation=makers.organisation())), NOW, 2), key)
    with pytest.raises(MeasureProblem):
        record(measures(datastream(thing()), NOW, 2), key)


def test_a_key_is_made_by_a_steward_for_things_of_the_organisation(here, steward):
    elsewhere = makers.organisation()
    with pytest.raises(PermissionDenied):
        keys.make(steward, "Passerelle", elsewhere)
    with pytest.raises(PermissionDenied):
        keys.make(makers.member(here), "Passerelle", here)
    with pytest.raises(PermissionDenied):
        keys.make(steward, "Passerelle", here, [thing(organisation=elsewhere)])
    assert not Key.objects.exists()


def test_a_key_is_told_once_and_kept_nowhere(here, steward):
    key, told = keys.make(steward, "Passerelle", here)
    kept = Key.objects.filter(pk=key.pk).values_list().get()
    assert told not in str(kept)


def test_a_key_that_ended_opens_nothing(here, steward):
    key, told = keys.make(steward, "Passerelle", here)
    with pytest.raises(PermissionDenied):
        keys.end(makers.member(here), key)
    keys.end(steward, key)
    assert keys.opened(told) is None
    _key, told = keys.make(steward, "Passerelle", here, until=dt.date(2026, 6, 14))
    assert keys.opened(told) is None
    _key, told = keys.make(steward, "Passerelle", here, until=dt.date(2026, 6, 15))
    assert keys.opened(told)
    assert keys.opened("") is None
    assert keys.opened("a") is None


@pytest.mark.skipif(which("mosquitto_passwd") is None, reason="mosquitto is not installed")
def test_mosquitto_reads_its_line(here, steward, tmp_path):
    """What is no line of its own stops the program."""
    key, _told = keys.make(steward, "Passerelle", here)
    file = tmp_path / "passwords"
    file.write_text(key.password_line + "\n")
    subprocess.run(["mosquitto_passwd", "-D", str(file), key.username], check=True)
    assert file.read_text() == ""
