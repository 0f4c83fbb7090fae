"""What a sign says is what is published of its device, with what each model of sign asks."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from parvis.public_space.dtpr import Recognition
from parvis.public_space.signage import words
from parvis.public_space.signs.sign import CNIL, CSI, Sign
from parvis.records.audience import VISITOR
from parvis.records.projection import View, public_view
from tests import makers as people
from tests.public_space.makers import camera, published, sensor

pytestmark = pytest.mark.django_db


def sign(device: Any, language: str = "fr") -> Sign:
    view = public_view(published(device).key, VISITOR)
    assert view is not None
    return words.sign_of(view, language)


def lines(made: Sign) -> dict[str, str]:
    return {one.label.rstrip("\u00a0:"): one.text.replace("\u00a0", " ") for one in made.lines}


def test_a_camera_says_all_that_both_models_ask() -> None:
    town = people.organisation(title="Ville d’Exemple")
    made = sign(
        camera(organisation=town, dpo_contact="dpo@ville.example", contact_phone="02 99 00 00 00")
    )
    said = lines(made)
    assert made.heading == "Lieu placé sous vidéoprotection"
    assert made.camera
    assert said["Responsable"] == "Ville d’Exemple"
    assert said["À quoi cela sert"] == "protéger les personnes et les biens en des lieux exposés"
    assert said["Durée de conservation"] == "15 jours au plus, puis effacement."
    assert said["Délégué à la protection des données"] == "dpo@ville.example"
    assert "voir les images où vous figurez" in said["Vos droits"]
    assert "02 99 00 00 00" in said["Vos droits"]
    assert said["Opposition"].startswith("écartée par l’article L.251-1")
    assert "arrêté préfectoral n° 2025-118" in said["Autorisation"]
    assert "75334 Paris" in said["Réclamation"]
    asked = {model for one in made.lines for model in one.models}
    assert asked == {CSI, CNIL}


def test_each_line_says_which_model_asks_for_it() -> None:
    made = sign(camera(dpo_contact="dpo@ville.example"))
    by_label = {one.label.rstrip("\u00a0:"): one.models for one in made.lines}
    assert by_label["Responsable"] == by_label["À quoi cela sert"] == (CSI, CNIL)
    assert by_label["Durée de conservation"] == by_label["Réclamation"] == (CNIL,)
    assert by_label["Autorisation"] == ()


def test_hexagons_come_in_the_order_of_the_standard() -> None:
    made = sign(camera())
    assert [one.kind for one in made.hexagons] == ["purpose", "accountable", "tech"]
    assert made.hexagons[0].label == "Sécurité des personnes et des biens"
    assert made.hexagons[2].caption == "Technologie"
    assert made.recognition is Recognition.IDENTIFIABLE
    assert made.recognised.endswith("Oui, une personne peut être reconnue.")


def test_a_thermometer_has_neither_pictogram_nor_rights_over_nothing() -> None:
    made = sign(sensor())
    said = lines(made)
    assert made.heading == "Un capteur est installé ici"
    assert not made.camera
    assert made.recognition is Recognition.NONE
    assert said["Données personnelles"] == "aucune n’est recueillie."
    assert "Réclamation" not in said
    assert "Vos droits" not in said


def test_a_counter_that_films_bears_the_pictogram() -> None:
    made = sign(sensor(kind="counter", technologies=["tech__non_identifiable_video"]))
    assert made.camera
    assert made.heading == "Un compteur est installé ici"


def test_what_is_not_published_is_not_on_the_sign() -> None:
    made = sign(camera(dpo_contact="dpo@ville.example", hidden_fields=["dpo_contact"]))
    assert "dpo@ville.example" not in repr(made)


def test_a_masked_place_is_not_told_by_the_sign() -> None:
    device = camera(
        place="12, allée du Secret", position_shown="zone", position_why="CRPA, L.311-5",
        zone_name="Centre",
    )  # fmt: skip
    assert "Secret" not in repr(sign(device))


def test_the_code_and_the_address_lead_to_the_street_page(settings: Any) -> None:
    settings.PARVIS_BASE_URL = "https://donnees.ville.example"
    device = sensor()
    made = sign(device)
    assert made.url == f"https://donnees.ville.example/q/{device.short}"
    assert made.address == f"donnees.ville.example/q/{device.short}"


def test_a_sign_in_english_says_the_same_and_calls_in_french_too() -> None:
    made = sign(camera(), "en")
    assert made.heading == "This place is under video protection"
    assert made.hexagons[0].label == "Safety & Security"
    assert made.calls[1].startswith("Qu’est-ce que c’est")


def view(device: Any) -> View:
    found = public_view(published(device).key, VISITOR)
    assert found is not None
    return found


def test_its_digest_changes_with_what_it_tells_alone() -> None:
    device = camera()
    before = words.said(view(device))
    device.summary = "Une description que le panneau ne dit pas."
    assert words.said(view(device)) == before
    with translation.override("en"):
        assert words.said(view(device)) == before, "whoever reads it"
    device.retention_days = 7
    assert words.said(view(device)) != before


def test_every_fact_that_changes_the_words_changes_the_digest() -> None:
    """Whatever a sign prints of its record is one of the facts it is known by."""
    changes = {
        "title": "Autre nom", "retention_days": 3, "dpo_contact": "autre@ville.example",
        "contact_phone": "02 11 11 11 11", "order_number": "2026-1", "csi_purposes": [4],
        "objection_text": "un autre texte", "operator_name": "Une autre ville",
        "technologies": ["tech__radar", "tech__identifiable_video"], "kind": "reader",
        "purposes": ["purpose__health"], "objection": "applies",
    }  # fmt: skip
    for name, value in changes.items():
        device = camera(dpo_contact="dpo@ville.example")
        seen, printed = view(device), words.sign_of(view(device))
        setattr(device, name, value)
        again = view(device)
        assert repr(words.sign_of(again)) != repr(printed), name
        assert words.said(again) != words.said(seen), name
