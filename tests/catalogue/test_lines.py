"""Places, periods and contacts at the desk: one a line, nothing lost that a line cannot show."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.catalogue import lines
from parvis.catalogue.dcat.model import ContactDoc, PeriodDoc, PlaceDoc
from parvis.catalogue.dcat.plain import fits
from parvis.catalogue.lines import LineProblem, shown, understood
from parvis.catalogue.models import Dataset
from parvis.records import bulk
from tests.records.desk.conftest import signed, town  # noqa: F401
from tests.records.desk.forms import filled

RENNES = {"name": {"fr": "Rennes"}, "box": [-1.75, 48.05, -1.62, 48.15]}


@pytest.mark.parametrize(
    ("kind", "line", "item"),
    [
        ("spatial", "Rennes", {"name": {"fr": "Rennes"}}),
        ("spatial", "Rennes | -1.75, 48.05, -1.62, 48.15", RENNES),
        ("spatial", "-1.75, 48.05, -1.62, 48.15", {"box": [-1.75, 48.05, -1.62, 48.15]}),
        ("spatial", "http://g.example/35238", {"uri": "http://g.example/35238"}),
        ("temporal", "2019 à 2023", {"start": "2019", "end": "2023"}),
        ("temporal", "03/05/2019 au 2023-06", {"start": "2019-05-03", "end": "2023-06"}),
        ("temporal", "depuis 2020-05", {"start": "2020-05"}),
        ("temporal", "jusqu’à 2021", {"end": "2021"}),
        ("temporal", "2024", {"start": "2024", "end": "2024"}),
        ("contacts", "Jardins <j@ville.fr>", {"name": {"fr": "Jardins"}, "email": "j@ville.fr"}),
        ("contacts", "j@ville.fr", {"email": "j@ville.fr"}),
        ("contacts", "Jardins <02 99 00 00 00>",
         {"name": {"fr": "Jardins"}, "phone": "02 99 00 00 00"}),
        ("contacts", "https://ville.fr/contact", {"url": "https://ville.fr/contact"}),
    ],
)  # fmt: skip
def test_a_line_is_understood_and_shown_again(kind, line, item):
    assert understood(kind, line) == [item]
    again = shown(kind, [item])
    assert understood(kind, again) == [item]


@pytest.mark.parametrize(
    ("kind", "line", "code"),
    [
        ("spatial", "Rennes | 48.05, -1.75", "box"),
        ("spatial", "Rennes | -1.75, 98, -1.62, 99", "box"),
        ("temporal", "bientôt", "period"),
        ("temporal", "2020 à 2021 à 2022", "period"),
        ("temporal", "2023 à 2019", "backwards"),
        ("contacts", "Ada", "contact"),
        ("contacts", "Ada <ada>", "contact"),
        ("contacts", "x" * 600, "long"),
        ("spatial", "Lieu\n" * 51, "many"),
    ],
)  # fmt: skip
def test_a_line_that_is_not_understood_is_named(kind, line, code):
    with pytest.raises(LineProblem) as problem:
        understood(kind, line)
    assert problem.value.code == code
    assert problem.value.sentence(str)


def test_a_line_left_as_it_was_keeps_what_it_cannot_show():
    whole = {"name": {"fr": "Rennes", "br": "Roazhon"}, "geometry": "POLYGON((0 0,1 0,1 1,0 0))"}
    text = shown("spatial", [whole]) + "\nBetton"
    assert understood("spatial", text, [whole]) == [whole, {"name": {"fr": "Betton"}}]
    assert understood("spatial", "Betton", [whole]) == [{"name": {"fr": "Betton"}}]


KINDS = {"spatial": PlaceDoc, "temporal": PeriodDoc, "contacts": ContactDoc}


@given(st.sampled_from(sorted(KINDS)), st.text(max_size=120))
def test_any_text_is_understood_or_refused_and_has_the_shape_of_dcat(kind, text):
    try:
        found = understood(kind, text)
    except LineProblem:
        return
    assert all(fits(KINDS[kind], item) for item in found)
    assert understood(kind, shown(kind, found), found) == found


@given(st.lists(st.dictionaries(st.sampled_from(["uri", "geometry"]), st.text()), max_size=5))
def test_what_is_shown_and_sent_back_changes_nothing(items):
    visible = [item for item in items if lines.one_line(lines.show_place(item))]
    assert understood("spatial", shown("spatial", visible), visible) == visible


@pytest.mark.django_db
def test_a_steward_writes_them_at_the_desk(town, signed):  # noqa: F811
    record = Dataset(title="Bancs", slug="bancs", organisation=town.here, spatial=[RENNES])
    bulk.save_many([record])
    browser, edit = signed(town.steward), f"/espace-agents/fiches/dataset/edit/{record.pk}/"
    page = browser.get(edit)
    assert "Rennes | -1.75, 48.05, -1.62, 48.15" in page.content.decode()
    places = "Rennes | -1.75, 48.05, -1.62, 48.15\nBetton"
    refused = browser.post(edit, filled(page, spatial=places, contacts="Jardins"))
    assert "ne dit pas où écrire" in refused.content.decode()
    sent = filled(page, spatial=places, temporal="2019 à 2023", contacts="Jardins <j@ville.fr>")
    assert browser.post(edit, sent).status_code == 302
    draft = Dataset.objects.get(pk=record.pk).get_latest_revision_as_object()
    assert draft.spatial == [RENNES, {"name": {"fr": "Betton"}}]
    assert draft.temporal == [{"start": "2019", "end": "2023"}]
    assert draft.contacts == [{"name": {"fr": "Jardins"}, "email": "j@ville.fr"}]
