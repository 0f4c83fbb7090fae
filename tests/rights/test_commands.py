"""The commands of those who run the portal."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from parvis.organisations.models import Organisation
from parvis.rights.models import Right
from parvis.rights.requests import access, vault
from tests import makers
from tests.rights.makers import MESSAGE, received

pytestmark = pytest.mark.django_db


def run(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    call_command(*words)
    return capsys.readouterr().out


def test_keys_are_copied_checked_and_restored(capsys: pytest.CaptureFixture[str]) -> None:
    request = received().request
    assert "1 " in run(capsys, "request_keys", "copy")
    assert "Aucune clé" in run(capsys, "request_keys", "check")
    vault.store().path(request.uuid).unlink()
    with pytest.raises(CommandError, match=request.number):
        call_command("request_keys", "check")
    assert "1 " in run(capsys, "request_keys", "restore")
    assert access.opened(request).content["message"] == MESSAGE


def test_a_new_personal_key_opens_what_the_old_one_closed(
    capsys: pytest.CaptureFixture[str], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = received().request
    old = settings.PARVIS_PERSONAL_KEY
    settings.PARVIS_PERSONAL_KEY = "une autre clé, assez longue"
    with pytest.raises(CommandError, match="PARVIS_OLD_PERSONAL_KEY"):
        call_command("request_keys", "rewrap")
    monkeypatch.setenv("PARVIS_OLD_PERSONAL_KEY", "pas celle-là")
    with pytest.raises(CommandError, match="Relancez"):
        call_command("request_keys", "rewrap")
    monkeypatch.setenv("PARVIS_OLD_PERSONAL_KEY", old)
    assert "1 " in run(capsys, "request_keys", "rewrap")
    assert access.opened(request).content["message"] == MESSAGE
    before = dataclasses.replace(vault.store(), secret=old)
    with pytest.raises(vault.keys.KeyUnreadable):
        before.read(request.uuid)


def test_the_rights_are_loaded_once(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CommandError, match="Aucune organisation"):
        call_command("load_rights", organisation="nulle-part")
    town = makers.organisation(slug="ville")
    assert "12 droits" in run(capsys, "load_rights", "--organisation", "ville")
    assert "0 droit" in run(capsys, "load_rights")
    assert set(Right.objects.values_list("organisation", flat=True)) == {town.pk}


def test_a_new_portal_gets_the_authority_that_answers(capsys: pytest.CaptureFixture[str]) -> None:
    assert "12 droits" in run(capsys, "load_rights")
    made = Organisation.objects.get()
    assert (made.slug, made.live) == ("rennes-metropole", True)
