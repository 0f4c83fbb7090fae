"""What a revision keeps, found out faster, is what modelcluster writes."""

import datetime as dt
from pathlib import Path

import pytest
from django.apps import apps
from django.utils import timezone
from modelcluster.models import ClusterableModel

from bench import catalogues
from parvis.catalogue.harvest.run import harvest
from parvis.catalogue.models import Dataset, Distribution, TableColumn
from parvis.records.models import Record
from tests import makers

pytestmark = pytest.mark.django_db
RECORDS = [model for model in apps.get_models() if issubclass(model, Record)]


def test_harvested_records_are_kept_whole(tmp_path: Path) -> None:
    catalogues.write(tmp_path / "portail.ttl", 12)
    harvest(str(tmp_path / "portail.ttl"))
    kept = [one for model in RECORDS for one in model.objects.all()]
    assert len(kept) > 12
    for record in kept:
        assert record.serializable_data() == ClusterableModel.serializable_data(record)
    assert any(record.serializable_data().get("distributions") for record in kept)


@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model.__name__)
def test_an_empty_record_of_each_kind_too(model: type[Record]) -> None:
    record = model(title="Sans rien")
    assert record.serializable_data() == ClusterableModel.serializable_data(record)


def test_moments_numbers_texts_and_lists_are_written_alike() -> None:
    noon = timezone.make_aware(dt.datetime(2024, 7, 1, 12))
    record = Dataset(
        title="Tout", organisation=makers.organisation(), go_live_at=noon, review_on=noon.date(),
        personal_data=True, keywords=["eau", "air"], translations={"en": {"title": "All"}},
        temporal=[{"start": "2020"}],
    )  # fmt: skip
    record.go_live_at = dt.datetime(2024, 7, 1, 12)  # as a form without a zone gives it
    assert record.serializable_data() == ClusterableModel.serializable_data(record)


def test_children_may_be_given_to_a_new_record() -> None:
    given = {
        "distributions": [Distribution(title="csv", access_url="https://ville.example/a.csv")],
        "dictionary": [TableColumn(name="essence")],
    }
    record = Dataset(title="Arbres", **given)
    assert [one.title for one in record.distributions.all()] == ["csv"]
    assert record.serializable_data() == ClusterableModel.serializable_data(record)
