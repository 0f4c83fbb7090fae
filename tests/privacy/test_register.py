"""The register as people and machines meet it: lists, filters, pages, doors."""

from __future__ import annotations

import pytest

from parvis.privacy.models import Processing
from tests.privacy.makers import processing, published

pytestmark = pytest.mark.django_db


def body(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status, path
    return (b"".join(answer) if answer.streaming else answer.content).decode()


def test_a_processing_is_published_with_its_rows(client):
    made = published(processing())
    row = Processing.objects.get(pk=made.pk)
    assert row.live
    page = body(client, f"/traitements/{made.slug}/")
    assert made.title in page
