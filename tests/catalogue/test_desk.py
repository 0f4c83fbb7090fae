"""A steward sees what is missing in their records, and goes to the very field."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parvis.catalogue.assessment.survey import survey
from parvis.catalogue.models import Dataset
from parvis.records import bulk
from tests.catalogue.assessment.test_survey import TEXTS, URL, dataset
from tests.records.desk.conftest import signed, town  # noqa: F401

pytestmark = pytest.mark.django_db
LIST = "/espace-agents/fiches/dataset/"
MISSING = f"{LIST}a-completer/"


@pytest.fixture
def records(town):  # noqa: F811
    bulk.save_many(
        [
            dataset("bancs", town.here, title="Bancs"),
            dataset("arbres", town.here, [URL], **TEXTS),
            dataset("ailleurs", town.elsewhere, title="Ailleurs"),
        ]
    )
    survey()


def test_what_is_missing_is_counted_among_one_s_own_records(town, signed, records):  # noqa: F811
    page = signed(town.steward).get(MISSING).content.decode()
    assert "Ajoutez quelques mots-clés." in page
    counts = {name: int(n) for name, n in re.findall(r"critere=(\w+)\D+?<span>(\d+) fiche", page)}
    assert counts["keyword"] == 1  # not the other town's
    assert MISSING in signed(town.steward).get(LIST).content.decode()


def test_each_record_leads_to_the_very_field(town, signed, records):  # noqa: F811
    steward = signed(town.steward)
    page = steward.get(f"{MISSING}?critere=keyword").content.decode()
    assert "Bancs" in page
    assert "Ailleurs" not in page
    assert TEXTS["title"] not in page
    bancs = Dataset.objects.get(slug="bancs")
    assert f'{LIST}edit/{bancs.pk}/#:w:contentpath=keywords"' in page
    form = steward.get(f"{LIST}edit/{bancs.pk}/").content.decode()
    paths = set(re.findall(r'data-contentpath="(\w+)"', form))
    assert {"keywords", "themes", "licence", "frequency", "access_level", "summary"} <= paths


def test_what_is_late_today_is_among_it(town, signed, records):  # noqa: F811
    page = signed(town.steward).get(f"{MISSING}?critere=update_fulfilled_in_time").content.decode()
    assert TEXTS["title"] in page
    assert "Bancs" not in page


def test_each_part_of_the_form_has_its_anchor(town, signed, records):  # noqa: F811
    page = signed(town.steward).get(f"{MISSING}?critere=byte_size").content.decode()
    assert "#:w:contentpath=distributions" in page
    page = signed(town.steward).get(f"{MISSING}?critere=temporal").content.decode()
    assert "#:w:contentpath=temporal" in page


def test_who_changes_nothing_sees_no_such_list(town, signed, records):  # noqa: F811
    assert signed(town.nobody).get(MISSING).status_code in {302, 403}
    assert "Bancs" not in signed(town.stranger).get(f"{MISSING}?critere=keyword").content.decode()


def test_an_unknown_criterion_is_not_found(town, signed, records):  # noqa: F811
    assert signed(town.steward).get(f"{MISSING}?critere=rien").status_code == 404
    assert signed(town.steward).get(f"{MISSING}?critere=keyword&p=zzz").status_code == 200


def test_the_list_is_paged_and_asks_as_much_for_many(town, signed, records):  # noqa: F811
    steward = signed(town.steward)

    def queries():
        steward.get(f"{MISSING}?critere=keyword")
        with CaptureQueriesContext(connection) as caught:
            page = steward.get(f"{MISSING}?critere=keyword").content.decode()
        return len(caught), page.count("contentpath=keywords")

    few, _rows = queries()
    bulk.save_many([dataset(f"d{n}", town.here) for n in range(60)])
    survey()
    assert queries() == (few, 50)
    assert "Page 2 sur 2" in steward.get(f"{MISSING}?critere=keyword&p=2").content.decode()
