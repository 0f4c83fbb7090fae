"""People of the desk: a service, its parent and another one, and who works there."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.test import Client

from tests import makers


@pytest.fixture
def town(db):
    """`here` is part of `above`; `elsewhere` is not. One person of each role in each."""
    above = makers.organisation(title="Métropole d’essai", kind="metropolis")
    here = makers.organisation(title="Direction des jardins", kind="service", parent=above)
    elsewhere = makers.organisation(title="Ville voisine", kind="commune")
    return SimpleNamespace(
        above=above,
        here=here,
        elsewhere=elsewhere,
        writer=makers.member(here, "contributor"),
        steward=makers.member(here, "steward"),
        chief=makers.member(above, "steward"),
        privacy=makers.member(above, "privacy"),
        stranger=makers.member(elsewhere, "steward"),
        administrator=makers.person(is_superuser=True),
        nobody=makers.person(),
    )


@pytest.fixture
def signed():
    """A browser signed in as someone."""

    def sign(user):
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign
