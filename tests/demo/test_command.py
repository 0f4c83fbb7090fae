"""`parvis demo`: what the console shows, and what lets nobody in."""

import datetime as dt

import pytest
from django.apps import apps
from django.contrib.auth import authenticate
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command

from parvis.commitments.models import Commitment
from parvis.demo import people
from parvis.demo.load import load
from parvis.people.models import User
from tests.databases import on_postgresql

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 2, 9, tzinfo=dt.UTC)


@pytest.fixture
def console(settings, capsys):
    settings.PARVIS_DEMO = True
    call_command("demo")
    return capsys.readouterr().out


def test_the_console_shows_accounts_that_sign_in(console):
    lines = [line.split() for line in console.splitlines() if line.startswith("  demo-")]
    assert len(lines) == 6
    for address, password, *_who in lines:
        assert User.objects.get(email=address).check_password(password)  # the form asks an address


def test_the_same_accounts_are_shown_again(console, capsys):
    call_command("demo")
    again = capsys.readouterr().out
    assert "rien n’a été écrit" in again
    assert [x for x in again.splitlines() if x.startswith("  demo-")] == [
        x for x in console.splitlines() if x.startswith("  demo-")
    ]


def test_a_password_that_was_changed_is_not_shown(console, capsys):
    user = User.objects.get(username="demo-dpd")
    user.set_password("une autre phrase, la mienne")
    user.save()
    call_command("demo")
    line = next(x for x in capsys.readouterr().out.splitlines() if "demo-dpd" in x)
    assert people.password("demo-dpd") not in line
    assert "(changé)" in line


def test_with_demo_mode_off_they_let_nobody_in(console, settings, capsys):
    settings.PARVIS_DEMO = False
    for username in User.objects.values_list("username", flat=True):
        assert authenticate(username=username, password=people.password(username)) is None
    call_command("demo")
    assert "PARVIS_DEMO=1" in capsys.readouterr().out


def test_passwords_differ_between_installations(settings):
    first = people.password("demo-dpd")
    settings.SECRET_KEY = "another installation"
    assert people.password("demo-dpd") != first


def test_commitments_loaded_before_are_completed(settings):
    settings.PARVIS_DEMO = True
    call_command("load_commitments")
    load(NOW)
    assert "fictive" in Commitment.objects.get(number=1).elected_name


def test_without_demo_mode_no_account_is_made(settings):
    settings.PARVIS_DEMO = False
    done = load(NOW)
    assert done.datasets > 15
    assert not User.objects.exists()
    with pytest.raises(people.DemoOff):
        people.load({}, NOW.date())
    settings.PARVIS_DEMO = True
    later = load(NOW)
    assert (later.accounts, later.datasets) == (6, 1)


def test_loading_asks_few_questions(settings, django_assert_max_num_queries):
    settings.PARVIS_DEMO = True
    for model in apps.get_models():  # whatever this process asked before
        ContentType.objects.get_for_model(model)
    locks = 40  # of the history, one for the rows of each data set, two of what devices measure
    with django_assert_max_num_queries(2200 + locks * on_postgresql()):
        load(NOW)
