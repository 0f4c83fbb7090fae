"""Small makers of requests for tests; every name is invented."""

from __future__ import annotations

import datetime as dt
from typing import Any

from parvis.organisations.models import Organisation
from parvis.people.models import User
from parvis.records import feedback
from parvis.records.entitlements import Right
from parvis.rights.requests import receiving
from parvis.rights.requests.receiving import Received, Said
from tests import makers

NAME = "Maëlle Kerbiriou-Essai"
ADDRESS = "3, venelle des Tests, 35000 Rennes"
EMAIL = "maelle.essai@example.org"
MESSAGE = "Je voudrais savoir ce que la cantine garde de mon enfant Zéphyrin."
WORDS = (NAME, ADDRESS, EMAIL, MESSAGE, "Zéphyrin", "Kerbiriou")


def content(**values: Any) -> dict[str, Any]:
    return {
        "name": NAME, "address": ADDRESS, "email": EMAIL, "contact": "none", "message": MESSAGE,
    } | values  # fmt: skip


def said(right: Right = Right.ACCESS, **values: Any) -> Said:
    inside = values.pop("content", content())
    owner = values.pop("organisation", None) or makers.organisation()
    return Said(right=right, content=inside, organisation=owner, **values)


def received(right: Right = Right.ACCESS, **values: Any) -> Received:
    token = feedback.new_token(receiving.FORM)
    return receiving.receive(said(right, **values), token, write=False)


def officer(organisation: Organisation) -> User:
    return makers.member(organisation, "privacy")


DAY = dt.timedelta(days=1)
