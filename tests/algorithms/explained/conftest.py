"""What tests of explanations share: fresh pages, an algorithm with rules and its decision."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from parvis.algorithms.explained import actions
from parvis.algorithms.explained.models import ExplainedDecision
from tests import makers
from tests.algorithms.makers import algorithm, decision, published
from tests.algorithms.ruleset.examples import demo
from tests.records.desk.conftest import signed
from tests.site.conftest import fresh_pages

__all__ = ["fresh_pages", "signed"]
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def own_keys(settings: Any, tmp_path: Path) -> None:
    """Keys of cases in a folder of their own for each test."""
    settings.PARVIS_CASE_KEYS = tmp_path / "keys"
    settings.PARVIS_CASE_KEY_COPIES = tmp_path / "copies"


@pytest.fixture
def explained(db: None) -> ExplainedDecision:
    """The price of the canteen: its decision and its algorithm are public, its rules published."""
    town = makers.organisation()
    price = decision(title="Tarif de cantine", slug="tarif-de-cantine", organisation=town)
    published(price)
    quotient = algorithm(price, title="Quotient familial", slug="quotient", organisation=town)
    published(quotient)
    actions.publish_rules(quotient, rules(), dt.date(2024, 9, 1), by=None)
    return actions.explain_decisions(price, quotient, "CANTINE", 730, by=None)


def rules(**changes: Any) -> bytes:
    return json.dumps(demo() | changes).encode()


def yesterday() -> str:
    return (timezone.localdate() - DAY).isoformat()


@pytest.fixture
def steward(explained: ExplainedDecision, signed: Any) -> Client:
    client: Client = signed(makers.member(explained.decision.organisation, "steward"))
    return client
