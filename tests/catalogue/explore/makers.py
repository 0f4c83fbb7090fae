"""Data sets, published, that the Explore door is asked about."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest

from parvis.catalogue.explore import described
from parvis.catalogue.models import Dataset, Distribution
from parvis.records import bulk
from tests import makers

ROOT = "/api/explore/v2.1/catalog/"


def dataset(title: str, **values: Any) -> Dataset:
    owner = values.pop("organisation", None) or makers.organisation()
    record = Dataset(title=title, organisation=owner, **values)
    record.distributions = [Distribution(access_url="https://ville.example/f.csv", short="csv")]
    bulk.save_many([record])
    return record


def ask(client: Any, path: str, status: int = 200, **parameters: Any) -> Any:
    response = client.get(f"{ROOT}{path}?{urlencode(parameters, doseq=True)}")
    assert response.status_code == status, response.content
    return json.loads(response.content)


@pytest.fixture
def read(monkeypatch):
    """Names of the data sets that were read, of all batches."""
    found, usual = [], described.described

    def noted(views):
        found.extend(view.slug for view in views)
        return usual(views)

    monkeypatch.setattr(described, "described", noted)
    return found
