"""Accounts of the demonstration let nobody in outside demo mode."""

import pytest
from django.contrib.auth import authenticate, get_user
from django.http import HttpRequest
from django.test import Client

from parvis.people.models import User
from tests import makers

pytestmark = pytest.mark.django_db

PASSWORD = "une phrase pour essayer 7"


@pytest.fixture
def account():
    return makers.person(username="demo-essai", password=PASSWORD, demonstration=True)


def signed_in(client):
    """Whether the session of this client still stands for someone, as every request sees it."""
    request = HttpRequest()
    request.session = client.session
    return get_user(request).is_authenticated


def test_in_demo_mode_the_account_signs_in(account, settings):
    settings.PARVIS_DEMO = True
    assert authenticate(username="demo-essai", password=PASSWORD) == account


def test_outside_demo_mode_the_right_password_is_refused(account, settings):
    settings.PARVIS_DEMO = False
    assert authenticate(username="demo-essai", password=PASSWORD) is None


def test_outside_demo_mode_an_open_session_is_worth_nothing(account, settings):
    client = Client()
    settings.PARVIS_DEMO = True
    client.force_login(account)
    assert signed_in(client)
    settings.PARVIS_DEMO = False
    assert not signed_in(client)


def test_outside_demo_mode_the_account_reads_as_inactive(account, settings):
    settings.PARVIS_DEMO = False
    assert not User.objects.get(pk=account.pk).is_active


def test_other_accounts_are_not_concerned(settings):
    settings.PARVIS_DEMO = False
    person = makers.person(password=PASSWORD)
    assert authenticate(username=person.username, password=PASSWORD) == person
