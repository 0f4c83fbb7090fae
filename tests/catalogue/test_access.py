"""Who may have a data set: levels, the law behind them, and who decides: steward or source."""

import pytest
from django.core.exceptions import ValidationError

from parvis.catalogue import access, inventory, rdf, words
from parvis.catalogue.dcat.kinds import Named
from parvis.catalogue.dcat.model import DatasetDoc
from parvis.catalogue.dcat.plain import to_plain
from parvis.catalogue.harvest import fill
from parvis.catalogue.models import Dataset
from parvis.records import bulk
from parvis.records.models import Published
from tests import makers

EU = access.RIGHTS


@pytest.mark.parametrize(
    ("rights", "personal", "level"),
    [
        (EU + "PUBLIC", None, "open"),
        (EU + "PUBLIC", True, "open"),  # a register of elected members is public
        ("open", None, "open"),
        (EU + "RESTRICTED", None, "restricted"),
        (EU + "RESTRICTED", True, "personal"),
        (EU + "NON_PUBLIC", False, "restricted"),
        (EU + "CONFIDENTIAL", None, "secret"),
        ("voir avec le service", True, ""),
        ("", True, ""),
    ],
)
def test_what_a_source_says_is_read_as_a_level(rights, personal, level):
    assert access.read_level(rights, personal) == level


@pytest.mark.parametrize("level", list(access.SAME))
def test_a_level_goes_out_in_a_term_of_the_eu_that_comes_back_no_more_open(level):
    out = access.rights({"access_level": level})
    back = access.read_level(out, level == "personal")
    assert out.startswith(EU)
    assert (back == "open") == (level == "open")


def test_the_source_keeps_its_own_term_while_it_says_the_same():
    said = EU + "CONFIDENTIAL"
    assert access.rights({"access_level": "secret", "access_rights": said}) == said
    assert access.rights({"access_level": "open", "access_rights": said}) == EU + "PUBLIC"
    assert access.rights({"access_level": "", "access_rights": "voir"}) == "voir"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_reason_has_its_law_in_words_and_what_to_ask(language):
    found = access.reasons(language)
    assert len(found) >= 15
    for reason in found.values():
        assert reason.level in access.SAME
        assert reason.level != "open"
        assert reason.address.startswith("https://")
        for text in (reason.label, reason.article, reason.meaning, reason.ask):
            assert text, reason.code
            assert len(text) < 260, text


def doc(**values):
    return DatasetDoc(uri="https://v.example/d", title={"fr": "Jeu"}, **values)


CLOSED = {
    "access_rights": Named(EU + "RESTRICTED"),
    "personal_data": True,
    "why_not_open": {"fr": "Des enfants."},
}


def harvested(record, **values):
    fill.resource(record, to_plain(doc(**values)), "d", {})
    return record.access_level, record.personal_data, record.why_not_open


def test_what_the_source_says_fills_the_columns_and_follows_it():
    record = Dataset()
    assert harvested(record, **CLOSED) == ("personal", True, "Des enfants.")
    assert harvested(record, why_not_open={"fr": "Autre."}) == ("", None, "Autre.")


def test_what_a_steward_decided_outlives_every_harvest():
    record = Dataset()
    harvested(record, **CLOSED)
    record.personal_data, record.why_not_open, record.access_level = False, "", "secret"
    assert harvested(record, **CLOSED) == ("secret", False, "")
    assert harvested(record, why_not_open={"fr": "Autre."}) == ("secret", False, "")


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("access_level", {"access_level": "ouvert"}),
        ("legal_reasons", {"legal_reasons": ["parce-que"]}),
        ("legal_reasons", {"legal_reasons": {"vie-privee": 1}}),
        ("legal_reasons", {"legal_reasons": [["vie-privee"]]}),
        ("legal_reasons", {"access_level": "open", "legal_reasons": ["vie-privee"]}),
    ],
)
@pytest.mark.django_db
def test_a_level_or_reason_of_no_list_is_refused_by_name(field, values):
    with pytest.raises(ValidationError) as refused:
        Dataset(title="Jeu", slug="jeu", organisation=makers.organisation(), **values).full_clean()
    assert list(refused.value.message_dict) == [field]


def listed(**values):
    values = {"access_level": "personal", "legal_reasons": ["vie-privee"]} | values
    why = "On y reconnaît des enfants."
    record = Dataset(
        title="Présences", slug="presences", organisation=makers.organisation(), why_not_open=why,
        **values,
    )  # fmt: skip
    bulk.save_many([record])
    return record


@pytest.mark.django_db
def test_the_page_says_that_it_exists_by_which_law_it_is_closed_and_how_to_ask(client):
    listed()
    page = client.get("/donnees/presences/").content.decode()
    reason = access.reasons()["vie-privee"]
    for text in ("On y reconnaît des enfants.", reason.article, reason.meaning, reason.ask,
                 "Ces données existent", 'id="demander"', "https://www.cada.fr/",
                 "/donnees/presences/signaler/?nature=question"):  # fmt: skip
        assert text in page, text
    english = client.get("/en/donnees/presences/").content.decode()
    assert access.reasons("en")["vie-privee"].meaning in english


@pytest.mark.django_db
def test_the_page_of_open_data_says_nothing_of_it(client):
    bulk.save_many([Dataset(title="Arbres", slug="arbres", organisation=makers.organisation(),
                            access_level="open")])  # fmt: skip
    assert 'id="demander"' not in client.get("/donnees/arbres/").content.decode()


@pytest.mark.django_db
def test_level_and_law_go_out_in_dcat_and_in_the_national_inventory():
    record = listed()
    row = Published.objects.get(pk=record.uuid)
    out = rdf.dataset_doc(row, None)
    assert out.access_rights == Named(EU + "NON_PUBLIC")
    assert "L. 311-6" in out.rights[0].labels["fr"]
    said = inventory.description(row.content, words.label)
    assert "gardées pour elles" in said
    assert "L. 311-6" in said


@pytest.mark.django_db
def test_what_is_switched_off_is_said_by_no_other_field():
    record = listed()
    record.more = {"why_not_open": {"fr": "Des enfants malades."}, "personal_data": True}
    record.hidden_fields = ["why_not_open", "personal_data"]
    bulk.save_many([record])
    row = Published.objects.get(pk=record.uuid)
    assert "malades" not in bytes(row.projection).decode()
    assert "personal_data" not in row.content["more"]
