"""What the list of records says at a glance."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.template.loader import get_template
from django.utils import timezone
from wagtail.admin.ui import tables
from wagtail.snippets.models import get_snippet_models

from parvis.design.spoken import in_words
from parvis.records.desk import columns
from tests import makers

pytestmark = pytest.mark.django_db
LIST = "/espace-agents/fiches/organisation/"


@pytest.mark.parametrize(
    ("days", "late"), [(-1, True), (0, False), (300, False)], ids=["past", "today", "to come"]
)
def test_the_day_of_the_next_review_is_in_words_and_says_when_it_is_past(town, signed, days, late):
    day = timezone.localdate() + dt.timedelta(days=days)
    makers.organisation(parent=town.here, review_on=day)
    text = signed(town.chief).get(LIST).content.decode()
    assert f'<time datetime="{day.isoformat()}">{in_words(day)}</time>' in text
    assert ('<strong class="parvis-late">passée</strong>' in text) is late


def test_a_record_without_a_review_day_has_an_empty_cell(town, signed):
    assert "<time datetime" not in signed(town.chief).get(LIST).content.decode()


def test_a_stranger_to_the_jargon_adds_in_one_word(town, signed):
    text = signed(town.administrator).get(LIST).content.decode()
    assert "Ajouter" in text
    assert "un(e)" not in text


def test_every_entry_of_the_menu_has_its_picture():
    for model in get_snippet_models():
        get_template(f"wagtailadmin/icons/{model.snippet_viewset.icon}.svg")


def test_cells_are_those_of_wagtail_s_templates(town, signed, monkeypatch):
    """Written without a template each: the same page, but for white space."""
    makers.organisation(title="L’école <b> & co", parent=town.here, review_on=dt.date(2020, 1, 1))
    client = signed(town.chief)

    def page():
        text = client.get(LIST).content.decode()
        table = text[text.index('<table class="listing"') :].partition("</table>")[0]
        return re.sub(r"\s*([<>])\s*", r"\1", re.sub(r"\s+", " ", table)).replace(" />", ">")

    ours = page()
    monkeypatch.setattr(columns.Column, "render_cell_html", tables.Column.render_cell_html)
    monkeypatch.setattr(columns.Ticked, "render_cell_html", tables.BaseColumn.render_cell_html)
    monkeypatch.setattr(columns.Title, "render_cell_html", tables.BaseColumn.render_cell_html)
    theirs = page()
    assert "L’école &lt;b&gt; &amp; co" in ours
    assert (ours.count("<tr"), ours.count("bulk-action-checkbox-cell")) >= (3, 2)
    assert ours == theirs


def test_each_title_leads_where_one_may_go(town, signed):
    """The form of what is one's own to change; the versions, to read, of what is another's."""
    elsewhere = makers.organisation()
    client = signed(town.chief)
    text = client.get(LIST).content.decode()
    found = re.findall(rf'href="({LIST}(?:edit|history)/\d+/)"', text)
    assert f"{LIST}edit/{town.here.pk}/" in found
    assert f"{LIST}edit/{elsewhere.pk}/" not in found
    for address in set(found):
        assert client.get(address).status_code == 200, address
