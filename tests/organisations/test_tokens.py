"""The signed address of an invitation, and logs that do not repeat it."""

import logging
from uuid import uuid4

import pytest
from django.core import signing

from parvis.organisations import tokens


def test_a_token_is_read_back_and_no_other_is():
    uuid = uuid4()
    assert tokens.invitation_of(tokens.token_of(uuid)) == uuid
    with pytest.raises(signing.BadSignature):
        tokens.invitation_of(signing.dumps(uuid.hex, salt="another use"))


def test_an_address_is_in_the_language_of_the_letter(settings):
    settings.PARVIS_BASE_URL = "https://data.ville.example"
    assert tokens.invitation_address(uuid4(), "fr").startswith(
        "https://data.ville.example/invitation/"
    )
    assert "/en/invitation/" in tokens.invitation_address(uuid4(), "en")


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/invitation/Ijk2Z:1xV:abc-_d/", "/invitation/…"),
        ("/en/invitation/Ijk2Z:1xV/", "/en/invitation/…"),
        ("/connexion/mot-de-passe-oublie/1/c8x-a1b2/", "/connexion/mot-de-passe-oublie/…"),
        ("/donnees/invitation-au-voyage/", "/donnees/invitation-au-voyage/"),
    ],
)
def test_logs_do_not_repeat_keys(path, told):
    record = logging.LogRecord("x", 30, "", 0, "%s: %s", ("Gone", path), None)
    assert tokens.HideTokens().filter(record)
    assert record.getMessage() == f"Gone: {told}"
