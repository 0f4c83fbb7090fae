"""In English, what a French record of processing says itself is told as French."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from parvis.privacy.models import Part, Purpose, Recipient, Retention, Safeguard, Transfer
from tests.privacy.makers import processing, published
from tests.site.test_text_language import spoken

pytestmark = pytest.mark.django_db
WORD = "zibeline"


def whole() -> Any:
    """Every field that is in words holds the word."""
    texts = ("people_words", "data_words", "special_text", "penal_text", "sources",
             "mandatory_words", "consent_how", "representative", "logic", "effects")  # fmt: skip
    rows = {
        "purposes": [Purpose(title=f"Inscrire {WORD}", basis="public_task", why=f"code {WORD}")],
        "retentions": [Retention(what=f"fiches {WORD}", number=2, unit="years", fate="destroy",
                                 start=f"la fin {WORD}", archived=f"deux ans {WORD}")],
        "recipients": [Recipient(name=f"service {WORD}", why=f"pour {WORD}")],
        "parts": [Part(part="joint", name=f"Syndicat {WORD}", task=f"il compte {WORD}",
                       contact=f"accueil {WORD}", protection=f"coffre {WORD}",
                       dpo=f"déléguée {WORD}", dpo_contact=f"bureau {WORD}", dpo_shown=True)],
        "transfers": [Transfer(country=f"Pays {WORD}", recipient=f"Société {WORD}",
                               mechanism="adequacy", guarantees=f"clauses {WORD}")],
        "safeguards": [Safeguard(measure="access", words=f"un code {WORD}"),
                       Safeguard(measure="backup", words=f"un coffre {WORD}", done=False)],
    }  # fmt: skip
    return processing(slug="cantine", mandatory=True, data=["identity", "health"], special="g",
                      automation="full", **rows,
                      **dict.fromkeys(texts, f"Mot {WORD}"))  # fmt: skip


@pytest.mark.parametrize("part", ["", "fiche/"])
def test_a_processing(client: Client, part: str) -> None:
    published(whole())
    found = spoken(client, f"/en/traitements/cantine/{part}")
    said = {text: lang for text, lang in found.items() if WORD in text}
    assert len(said) > 4
    assert set(said.values()) == {"fr"}, said
