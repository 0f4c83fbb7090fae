"""One look over the catalogue: where each data set stands, and the whole."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from parvis.catalogue.assessment import survey, todo
from parvis.catalogue.links.models import LinkCheck
from parvis.catalogue.models import CatalogueQuality, Dataset, Distribution, RecordQuality
from parvis.records import bulk
from parvis.records.kinds import Circle
from tests import makers
from tests.catalogue.quality.samples import FULL

pytestmark = pytest.mark.django_db
URL = "https://ville.example/arbres"
TEXTS = {name: value for name, value in FULL.items() if name != "distributions"}


def dataset(slug, organisation, urls=(), **values):
    made = Dataset(slug=slug, organisation=organisation, **{"title": slug, **values})
    made.distributions = [Distribution(title=url, access_url=url) for url in urls]
    return made


@pytest.fixture
def town():
    return makers.organisation()


def quality(slug):
    return RecordQuality.objects.get(record=Dataset.objects.get(slug=slug).uuid)


def test_each_data_set_has_its_standing_and_its_addresses_are_listed(town):
    bulk.save_many([dataset("bare", town), dataset("full", town, [URL], **TEXTS)])
    whole = survey.survey()
    bare, full = quality("bare"), quality("full")
    assert (bare.points, bare.most, bare.band) == (20, 405, "bad")
    assert " keyword " in bare.lacking
    assert " keyword " not in full.lacking
    assert "answer" not in bare.lacking  # it has no address that would not
    assert " all_resources_available " not in bare.lacking
    assert full.band in {"good", "sufficient"}
    assert full.most == 355  # its access address was never asked
    assert list(LinkCheck.objects.values_list("address", flat=True)) == [URL]
    assert whole.sets == 2
    assert whole.counts["lacking"]["keyword"] == 1
    assert whole.counts["addresses"] == {"unknown": 1}
    assert sum(whole.counts["bands"].values()) == 2


def test_what_an_address_answered_is_counted_at_the_next_look(town):
    bulk.save_many([dataset("full", town, [URL], **TEXTS)])
    survey.survey()
    before = quality("full").points
    LinkCheck.objects.update(outcome="answers")
    assert survey.survey().counts["addresses"] == {"yes": 1}
    assert (quality("full").points, quality("full").most) == (before + 50, 405)
    LinkCheck.objects.update(outcome="gone")
    survey.survey()
    assert quality("full").points == before
    assert " access_url_answers " in quality("full").lacking
    assert CatalogueQuality.objects.count() == 1  # one row a day


def test_what_depends_on_the_day_is_told_when_it_is_read(town):
    bulk.save_many([dataset("full", town, **TEXTS)])  # daily, said of 9 January 2026
    survey.survey()
    assert quality("full").late_after == dt.date(2026, 1, 11)
    late = todo.lacking("update_fulfilled_in_time", dt.date(2026, 1, 12))
    on_time = todo.lacking("update_fulfilled_in_time", dt.date(2026, 1, 11))
    assert RecordQuality.objects.filter(late).count() == 1
    assert RecordQuality.objects.filter(on_time).count() == 0


def test_records_that_visitors_do_not_see_count_for_nobody_but_their_agents(town):
    bulk.save_many([dataset("secret", town, [URL], circle=Circle.AGENTS, **TEXTS)])
    whole = survey.survey()
    assert whole.sets == 0
    assert whole.counts["addresses"] == {}
    assert quality("secret").public is False


def test_a_record_that_is_gone_is_forgotten(town):
    bulk.save_many([dataset("bare", town)])
    survey.survey()
    row = RecordQuality.objects.get()
    RecordQuality.objects.create(
        record="00000000-0000-4000-8000-000000000000", points=1, most=1, band="bad",
        lacking=" ", seen=timezone.now() - dt.timedelta(days=1),
    )  # fmt: skip
    survey.survey()
    assert list(RecordQuality.objects.values_list("record", flat=True)) == [row.record]


def test_batches_see_every_record_once_in_as_many_queries_each(town, monkeypatch):
    bulk.save_many([dataset(f"d{n}", town, [f"{URL}/{n}"]) for n in range(7)])
    monkeypatch.setattr(survey, "BATCH", 3)
    assert survey.survey().sets == 7
    assert RecordQuality.objects.count() == LinkCheck.objects.count() == 7

    def queries():
        with CaptureQueriesContext(connection) as caught:
            survey.survey()
        return len(caught)

    monkeypatch.setattr(survey, "BATCH", 100)
    few = queries()
    bulk.save_many([dataset(f"e{n}", town, [f"{URL}/e{n}"]) for n in range(40)])
    survey.survey()  # writes the new addresses
    assert queries() == few


def test_a_criterion_is_never_found_in_the_name_of_another(town):
    """ "licence" is the end of "known_licence", "download_url" the start of another."""
    names = list(todo.tasks())
    for one in names:
        row = RecordQuality(points=0, most=0, band="bad", lacking=f" {one} ", seen=timezone.now())
        row.record = f"00000000-0000-4000-8000-{names.index(one):012d}"
        row.late_after = dt.date(2020, 1, 1) if one in {"update_fulfilled_in_time"} else None
        row.save()
    assert set(todo.counts(RecordQuality.objects.all())) == set(names)
    assert set(todo.counts(RecordQuality.objects.all()).values()) == {1}
