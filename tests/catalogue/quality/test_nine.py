"""The nine criteria of data.gouv.fr, against cases computed by hand."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.catalogue.quality import nine
from parvis.catalogue.quality.criterion import lacking, total
from parvis.catalogue.quality.described import allowed, described
from parvis.catalogue.tables import read_table
from parvis.catalogue.vocabulary import formats, terms
from tests.catalogue.quality.samples import ANSWERS, FULL

TODAY = dt.date(2026, 1, 10)
FREQUENCY = "http://publications.europa.eu/resource/authority/frequency/"


def score(content, answers=ANSWERS, today=TODAY):
    return total(nine.criteria(described(content, answers), today))


def kept(content, answers=ANSWERS, today=TODAY):
    return {c.name for c in nine.criteria(described(content, answers), today) if c.kept}


def test_a_full_description_has_nine_and_an_empty_one_none():
    assert score(FULL) == 9
    assert score({}) == 0


@pytest.mark.parametrize(
    ("field", "lost"),
    [
        ("licence", {"license"}),
        ("temporal", {"temporal_coverage"}),
        ("spatial", {"spatial"}),
        ("frequency", {"update_frequency", "update_fulfilled_in_time"}),
        ("modified", {"update_fulfilled_in_time"}),
        ("summary", {"description"}),
        (
            "distributions",
            {"has_open_format", "all_resources_available", "resources_documentation"},
        ),
    ],
)
def test_what_is_not_said_loses_its_criterion_and_says_where_to_mend_it(field, lost):
    content = {**FULL, field: type(FULL[field])()}
    assert kept(FULL) - kept(content) == lost
    left = lacking(nine.criteria(described(content, ANSWERS), TODAY))
    assert {c.name for c in left} == lost
    assert all(c.field and c.todo for c in left)


def test_a_hundred_characters_are_not_enough():
    assert "description" not in kept({**FULL, "summary": "x" * 100})
    assert "description" in kept({**FULL, "summary": "x" * 101})


def test_an_address_that_fails_counts_and_one_not_asked_yet_does_not():
    assert "all_resources_available" in kept(FULL, {})
    failing = {**ANSWERS, "https://ville.example/arbres.csv": False}
    assert "all_resources_available" not in kept(FULL, failing)


@pytest.mark.parametrize(
    ("code", "modified", "today", "on_time"),
    [
        ("DAILY", "2026-01-08", "2026-01-10", True),  # due on the 9th, one day late
        ("DAILY", "2026-01-08", "2026-01-11", False),
        ("WEEKLY_2", "2026-01-01", "2026-01-09", True),
        ("WEEKLY_2", "2026-01-01", "2026-01-10", False),
        ("ANNUAL", "2024", "2026-01-01", True),  # at the latest on 31 December 2024
        ("ANNUAL", "2024", "2026-01-02", False),
        ("MONTHLY", "2025-11", "2026-01-01", True),  # 30 November + 31 + 1
        ("MONTHLY", "2025-11", "2026-01-02", False),
        ("IRREG", "2011-01-01", "2026-01-01", True),
        ("NEVER", "", "2026-01-01", True),
        ("UNKNOWN", "2026-01-01", "2026-01-01", False),
        ("DAILY", "hier", "2026-01-01", False),
        ("MONTHLY", "2025-13", "2026-01-01", False),
    ],
)
def test_the_update_is_in_time_on_the_day_it_is_read(code, modified, today, on_time):
    content = {**FULL, "frequency": FREQUENCY + code, "modified": modified}
    held = kept(content, today=dt.date.fromisoformat(today))
    assert ("update_fulfilled_in_time" in held) is on_time


def test_the_latest_date_of_set_and_forms_counts():
    (form,) = FULL["distributions"]
    fresh = {**FULL, "modified": "2020", "distributions": [{**form, "modified": "2026-01-10"}]}
    assert "update_fulfilled_in_time" in kept(fresh)


def test_every_frequency_counts_days_or_is_known_not_to():
    counted = {one.code for one in terms("frequency")}
    assert counted - set(nine.DAYS) == {"IRREG", "NEVER", "UNKNOWN", "OTHER"}
    assert set(nine.DAYS) <= counted


@pytest.mark.parametrize("text", ["pdf", "doc", "docx", "xls", "xlsx"])
def test_office_formats_and_pdf_are_not_open(text):
    (found,) = (one for one in formats() if one.code == text)
    assert not allowed(found.file_type, found.media_type).open


def test_every_format_that_we_know_is_judged():
    judged = {row["code"] for row in read_table("format-quality").rows}
    assert judged == {one.code for one in formats()}


@given(
    st.sets(st.sampled_from(sorted(FULL))),
    st.sampled_from(sorted(FULL)),
    st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)),
)
def test_to_say_more_never_lowers_the_score(said, more, today):
    before = {name: FULL[name] for name in said}
    assert score(before, today=today) <= score({**before, more: FULL[more]}, today=today)


@given(st.text(max_size=30))
def test_no_text_of_a_source_breaks_the_reading_of_a_day(text):
    found = nine.day(text)
    assert found is None or isinstance(found, dt.date)
