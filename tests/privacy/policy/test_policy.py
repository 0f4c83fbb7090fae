"""The protection policy is read by everyone; what is late or unproved is told; officers hold it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from parvis.privacy.models import Proof, Protected, Protection
from parvis.records import attachments, bulk, hooks
from parvis.records.models import Link
from parvis.records.publishing import check_may
from tests.privacy.makers import processing, published
from tests.records.desk.conftest import signed, town

pytestmark = pytest.mark.django_db
__all__ = ["signed", "town"]
DAY = dt.timedelta(days=1)


def measure(town: Any, **values: Any) -> Protection:
    today = timezone.localdate()
    return Protection(
        **{
            "title": "Les sauvegardes sont essayées",
            "slug": "sauvegardes",
            "organisation": town.here,
            "kind": "technical",
            "state": "applied",
            "owner": "Exploitation",
            "everywhere": True,
            "checked_on": today - 30 * DAY,
            "review_on": today + 300 * DAY,
        }
        | values
    )


def rules_found() -> set[str]:
    return {one.rule for one in hooks.gather("findings") if one.type == "policy"}


def test_a_measure_is_read_in_plain_words(town: Any, client: Client) -> None:
    made = measure(town)
    made.proofs.set([Proof(title="Procès-verbal d’essai", link="https://ville.example/pv",
                           date=timezone.localdate() - DAY)])  # fmt: skip
    bulk.save_many([made])
    page = client.get("/politique-de-protection/sauvegardes/").content.decode()
    for words in ("En place", "Exploitation", "Procès-verbal d’essai", "Tous les traitements",
                  "Rien à redire"):  # fmt: skip
        assert words in page, words
    assert rules_found() == set()
    english = client.get("/en/politique-de-protection/sauvegardes/").content.decode()
    assert "All processings" in english


def test_it_is_tied_to_what_it_protects(town: Any, client: Client) -> None:
    canteen = published(processing(organisation=town.here, title="Cantine"))
    made = measure(town, everywhere=False)
    made.protects.set([Protected(processing=canteen)])
    bulk.save_many([made])
    assert Link.objects.get(subject=made.uuid, predicate="protects").object_id == canteen.uuid
    assert "est protégé par" in client.get(f"/traitements/{canteen.slug}/").content.decode().lower()


def test_a_file_joined_to_it_is_evidence(town: Any) -> None:
    made = measure(town)
    bulk.save_many([made])
    assert rules_found() == {"measure-without-evidence"}
    file = SimpleUploadedFile("essai.pdf", b"%PDF-1.7 essai", "application/pdf")
    attachments.join(made, town.steward, file, "Essai", 0)
    assert rules_found() == set()


def test_what_is_late_is_on_the_page_of_rules(town: Any, client: Client) -> None:
    bulk.save_many([measure(town, review_on=timezone.localdate() - DAY)])
    page = client.get("/politique-de-protection/regles/").content.decode()
    assert "Cette mesure devait être relue avant le" in page
    assert "1 mesure" in page


def test_the_officer_publishes_the_policy_of_the_whole_branch(town: Any) -> None:
    made = measure(town)
    check_may(town.privacy, "publish", [made])
    for stranger in (town.stranger, town.writer, town.nobody):
        with pytest.raises(PermissionDenied):
            check_may(stranger, "publish", [made])


def test_a_draft_without_an_owner_is_not_published(town: Any) -> None:
    assert set(measure(town, owner="").problems()) == {"owner"}


def test_the_desk_has_its_form(town: Any, signed: Any) -> None:
    bulk.save_many([measure(town)])
    client = signed(town.steward)
    for screen in ("policy", "notice"):
        assert client.get(f"/espace-agents/fiches/{screen}/").status_code == 200
        assert client.get(f"/espace-agents/fiches/{screen}/add/").status_code == 200
