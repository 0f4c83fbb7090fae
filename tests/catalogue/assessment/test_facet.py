"""Data sets are filtered by how well they are described."""

import pytest

from parvis.catalogue import scores, words
from parvis.catalogue.quality import mqa
from parvis.records import bulk
from parvis.records.models import Published
from tests import makers
from tests.catalogue.assessment.test_survey import TEXTS, URL, dataset
from tests.site.conftest import follow  # noqa: F401

pytestmark = pytest.mark.django_db


def test_the_list_has_the_bands_in_plain_words_and_filters_by_them(client, follow):  # noqa: F811
    town = makers.organisation()
    bulk.save_many([dataset("vide", town, title="Bancs"), dataset("plein", town, [URL], **TEXTS)])
    follow()
    text = client.get("/donnees/?filters=all").content.decode()
    assert "Presque vide" in text
    found = client.get("/donnees/?quality=bad").content.decode()
    assert "Bancs" in found
    assert TEXTS["title"] not in found
    assert "Almost empty" in client.get("/en/donnees/?filters=all").content.decode()


def test_the_band_of_a_search_is_the_one_of_the_look_over_the_catalogue():
    from parvis.catalogue.assessment.survey import survey
    from parvis.catalogue.models import RecordQuality

    town = makers.organisation()
    made = [dataset("vide", town), dataset("plein", town, [URL], **TEXTS)]
    bulk.save_many(made)
    survey()
    for one in made:
        content = Published.objects.get(pk=one.uuid).content
        band = words.search_fields(content)["facets"]["quality"]
        assert band == [RecordQuality.objects.get(record=one.uuid).band]


def test_every_band_has_its_words():
    assert set(scores.BAND_WORDS) == {name for name, _least in mqa.RATINGS}
