"""What a visitor reads: the list, an algorithm, a decision, the rules, the mention."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.algorithms import makers

pytestmark = pytest.mark.django_db


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def test_every_public_field_is_said_and_the_empty_ones_too(client: Client) -> None:
    decision = makers.decision(title="Tarif de cantine")
    one = makers.algorithm(decision, title="Quotient familial", out_of_scope="Pas la place.")
    makers.published(one)
    text = page(client, f"/algorithmes/{one.slug}/")
    assert "Ce qu’il ne fait pas" in text and "Pas la place." in text
    assert "Tarif de cantine" in text and "il propose : une personne décide" in text
    assert text.count("non renseigné") > 30
