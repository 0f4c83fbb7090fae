"""The word of the glossary that a column uses is named in the form of its data set."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from parvis.catalogue.models import Dataset, GlossaryTerm, TableColumn
from parvis.records import bulk
from parvis.records.kinds import Circle
from tests.records.desk.conftest import signed, town  # noqa: F401
from tests.records.desk.forms import filled

pytestmark = pytest.mark.django_db
EDIT = "/espace-agents/fiches/dataset/edit/"
CHOOSE = "/espace-agents/choisir/term/"
NAMES = f"{CHOOSE}noms/"


def term(organisation, title, slug, **values):
    return GlossaryTerm(organisation=organisation, title=title, slug=slug, **values)


@pytest.fixture
def terms(town):  # noqa: F811
    rows = [
        term(town.here, "Quotient familial", "quotient-familial"),
        term(town.here, "Régime", "regime"),
        term(town.here, "Régime", "regime-2"),
        term(town.elsewhere, "Secret", "secret", live=False, circle=Circle.SERVICE),
    ]
    bulk.save_many(rows)
    return {row.slug: row for row in rows}


@pytest.fixture
def record(town, terms):  # noqa: F811
    record = Dataset(title="Repas", slug="repas", organisation=town.here, live=False)
    record.dictionary = [TableColumn(name="qf", position=0)]
    record.save()
    record.save_revision()
    return record


def written(browser, record, text):
    """What the form answers when the only column names this word."""
    path = f"{EDIT}{record.pk}/"
    form = browser.get(path)
    (column,) = form.context["form"].formsets["dictionary"].forms
    data = filled(form) | {
        "dictionary-TOTAL_FORMS": "1", "dictionary-INITIAL_FORMS": "1",
        "dictionary-0-id": str(column.instance.pk or ""), "dictionary-0-name": "qf",
        "dictionary-0-term": text, "dictionary-0-ORDER": "1",
    }  # fmt: skip
    return browser.post(path, data)


def chosen(record):
    record.refresh_from_db()
    (column,) = record.get_latest_revision_as_object().dictionary.get_object_list()
    return column.term and column.term.slug


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Quotient familial", "quotient-familial"), ("quotient familial ", "quotient-familial"),
        ("quotient-familial", "quotient-familial"), ("Régime (regime-2)", "regime-2"), ("", None),
    ],
)  # fmt: skip
def test_a_word_is_named_by_its_title_or_its_address(town, signed, record, text, slug):  # noqa: F811
    browser = signed(town.steward)
    answer = written(browser, record, text)
    assert answer.status_code == 302
    assert chosen(record) == slug
    page = browser.get(f"{EDIT}{record.pk}/").content.decode()
    if slug:
        title = text.split(" (")[0].strip().capitalize().replace("-", " ")
        assert f'value="{title} ({slug})"' in page
        assert written(browser, record, f"{title} ({slug})").status_code == 302  # as it was shown
        assert chosen(record) == slug


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Régime", "choisissez entre Régime (regime), Régime (regime-2)."),
        ("Quotient", "par exemple Quotient familial (quotient-familial)."),
        ("Le quotient de la famille", "par exemple Quotient familial (quotient-familial)."),
        ("Zèbre", "« Zèbre » : cherchez son nom dans la liste."),
        ("Secret", "« Secret » : cherchez son nom dans la liste."),
        ("Secret (secret)", "cherchez son nom dans la liste."),
        ("\0\0;", "cherchez son nom dans la liste."),
    ],
)
def test_another_word_says_what_to_write(town, signed, record, text, said):  # noqa: F811
    answer = written(signed(town.steward), record, text)
    assert answer.status_code == 200
    assert said in answer.content.decode()


def test_the_form_asks_as_much_for_many_columns(town, record, terms):  # noqa: F811
    """Beside what Wagtail asks to read a draft."""
    form_class = Dataset.snippet_viewset.get_edit_handler().get_form_class()
    word = terms["quotient-familial"]

    def queries(count):
        record.dictionary = [
            TableColumn(name=f"c{n}", position=n, term_id=word.pk) for n in range(count)
        ]
        with CaptureQueriesContext(connection) as caught:
            form = form_class(instance=record, for_user=town.steward)
            shown = [str(row["term"]) for row in form.formsets["dictionary"].initial_forms]
        assert len(shown) == count
        assert all('value="Quotient familial (quotient-familial)"' in text for text in shown)
        return len(caught)

    queries(1)  # what is asked once a process
    assert queries(30) == queries(3)


def test_names_are_searched_without_accents_and_paged(town, signed, terms):  # noqa: F811
    browser = signed(town.writer)

    def queries():
        browser.get(CHOOSE)
        with CaptureQueriesContext(connection) as caught:
            browser.get(CHOOSE)
        return len(caught)

    few = queries()
    many = [term(town.here, f"Mot {n:05}", f"mot-{n:05}") for n in range(10_000)]
    bulk.save_many(many)
    assert browser.get(NAMES, {"q": "REGIME"}).json() == {
        "names": ["Régime (regime)", "Régime (regime-2)"]
    }
    assert len(browser.get(NAMES).json()["names"]) == 10
    page = browser.get(CHOOSE, {"q": "mot", "p": "200"}).content.decode()
    assert "Page 200 sur 200" in page
    assert "Mot 09999 (mot-09999)" in page
    assert queries() == few
    assert "Régime (regime)" in browser.get(CHOOSE, {"q": "régi"}).content.decode()


@pytest.mark.parametrize("who", ["stranger", "writer", "nobody", "privacy"])
def test_names_are_only_those_that_one_may_see(town, signed, terms, who):  # noqa: F811
    browser = signed(getattr(town, who))
    for path in (CHOOSE, NAMES):
        text = browser.get(path, {"q": "secret"}).content.decode()
        assert ("Secret (secret)" in text) == (who == "stranger")


@hypothesis_settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(q=st.text(max_size=30), p=st.text(max_size=5))
def test_no_text_breaks_the_lists(town, signed, terms, q, p):  # noqa: F811
    browser = signed(town.writer)
    assert browser.get(CHOOSE, {"q": q, "p": p}).status_code == 200
    assert browser.get(NAMES, {"q": q}).status_code == 200
