"""In English, what a French record says itself is told as French; what we say of it is not."""

from __future__ import annotations

import pytest
from django.test import Client

from parvis.algorithms.models import Assessment, DataUse, Remedy, Risk
from tests.algorithms.makers import algorithm, decision, published
from tests.site.conftest import fresh_pages
from tests.site.test_text_language import spoken

pytestmark = pytest.mark.django_db
__all__ = ["fresh_pages"]
WORD = "zibeline"


@pytest.mark.parametrize("part", ["", "fiche/"])
def test_a_decision(client: Client, part: str) -> None:
    one = decision(
        slug="prix", people_concerned=f"Les {WORD}s", legal_basis=f"Délibération {WORD}",
        contact=f"Service {WORD}", mention_where=f"En bas {WORD}", postal_address=f"Rue {WORD}",
        remedies=[Remedy(kind="court", before=f"Juge {WORD}", delay=2, where=f"{WORD}.example")],
    )  # fmt: skip
    published(one)
    found = spoken(client, f"/en/decisions/prix/{part}")
    assert {lang for text, lang in found.items() if WORD in text} == {"fr"}
    ours = [lang for text, lang in found.items() if "of receiving the decision" in text]
    assert ours == ([] if part else ["en"])


@pytest.mark.parametrize("part", ["", "fiche/"])
def test_an_algorithm(client: Client, part: str) -> None:
    price = decision()
    texts = ("purpose", "out_of_scope", "people_concerned", "service", "process", "bias", "output",
             "human_control", "operations", "cost", "area", "method_text")  # fmt: skip
    one = algorithm(price, slug="calcul", personal_data=True, keywords=[WORD], domain="social",
                    status="operational",
                    ai_class="none", **dict.fromkeys(texts, f"Mot {WORD}."))  # fmt: skip
    one.data_uses = [DataUse(name=f"Revenus {WORD}", description=WORD, identity="identifiable")]
    one.risks = [Risk(name=f"Erreur {WORD}", description=WORD, mitigation=WORD)]
    one.assessments = [Assessment(kind="dpia", title=f"Analyse {WORD}")]
    published(one)
    found = spoken(client, f"/en/algorithmes/calcul/{part}")
    assert {lang for text, lang in found.items() if WORD in text} == {"fr"}
    ours = [lang for text, lang in found.items() if text.startswith("it proposes")]
    assert ours == ([] if part else ["en"]), "what we say in English is not told as French"
