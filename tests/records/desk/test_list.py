"""What the list of records says at a glance."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.template.loader import get_template
from django.test.utils import CaptureQueriesContext, override_script_prefix
from django.urls import reverse
from django.utils import timezone
from wagtail import hooks as admin_hooks
from wagtail.admin.ui import tables
from wagtail.admin.widgets.button import Button
from wagtail.snippets.models import get_snippet_models
from wagtail.users.models import UserProfile

from parvis.catalogue.models import Dataset
from parvis.design.spoken import in_words
from parvis.records import bulk
from parvis.records.desk import columns, rights
from parvis.records.desk.views import Index
from parvis.records.desk.viewset import viewsets
from tests import makers
from tests.privacy import makers as privacy

pytestmark = pytest.mark.django_db
LISTS = ("organisation", "dataset", "processing")
LIST, EDIT = "/espace-agents/fiches/organisation/", "parvis_organisation:edit"


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
    drafted = makers.organisation(title="Bien", circle=1, parent=town.here)
    drafted.title = "Bien mieux"
    drafted.save_revision(user=town.chief)
    client = signed(town.chief)

    def page():
        text = client.get(LIST).content.decode()
        table = text[text.index('<table class="listing"') :].partition("</table>")[0]
        return re.sub(r"\s*([<>])\s*", r"\1", re.sub(r"\s+", " ", table)).replace(" />", ">")

    ours = page()
    monkeypatch.setattr(columns.Table, "render_html", tables.Table.render_html)
    assert ours == page()
    monkeypatch.setattr(columns.Column, "render_cell_html", tables.Column.render_cell_html)
    monkeypatch.setattr(columns.Ticked, "render_cell_html", tables.BaseColumn.render_cell_html)
    monkeypatch.setattr(columns.Title, "render_cell_html", tables.BaseColumn.render_cell_html)
    theirs = page()
    assert "L’école &lt;b&gt; &amp; co" in ours
    assert (ours.count("<tr"), ours.count("bulk-action-checkbox-cell")) >= (3, 2)
    assert "mieux" in ours
    assert ours == theirs


@pytest.mark.parametrize("who", ["writer", "chief", "privacy", "administrator"])
def test_titles_written_once_for_many_are_those_of_each(town, signed, monkeypatch, who):
    makers.organisation(title=f"100 % {columns.KEY} {columns.TITLE} <i>", parent=town.here)
    drafted = makers.organisation(title=f"{columns.NAME}, %(key)s", parent=town.here)
    drafted.title = "Bien mieux"
    drafted.save_revision(user=town.chief)
    bulk.save_many([privacy.processing(organisation=one) for one in (town.here, town.elsewhere)])
    for number, owner in enumerate((town.here, town.above)):
        Dataset.objects.create(title=f"Jeu {number}", slug=f"jeu-{number}", organisation=owner)
    client = signed(getattr(town, who))

    def pages():
        answers = [client.get(f"/espace-agents/fiches/{one}/") for one in LISTS]
        seen = "".join(one.content.decode() for one in answers if one.status_code == 200)
        return re.findall(r'<td class="title">.*?</td>', seen)

    ours = pages()
    monkeypatch.setattr(Index, "sort_of", lambda *_asked: None)
    assert ours == pages()
    assert any("depots/" in line for line in ours) is (who != "privacy")
    assert any("/history/" in line for line in ours) is (who == "privacy"), "seen, not one's own"
    assert len(ours) >= 2
    assert any("<i>" in line for line in ours) is False


def test_a_plug_in_has_its_button_on_the_lines_it_chooses(town, signed):
    def mine(record, _user, _next):
        return [Button("Essai", f"/essai/{record.pk}/")] if record.pk == town.here.pk else []

    client = signed(town.chief)
    with admin_hooks.register_temporarily("register_snippet_listing_buttons", mine):
        assert re.findall(r"/essai/(\d+)/", client.get(LIST).content.decode()) == [
            str(town.here.pk)
        ]
    assert "/essai/" not in client.get(LIST).content.decode()


def test_the_head_of_a_list_says_how_it_is_sorted_and_in_which_language(town, signed, monkeypatch):
    UserProfile.objects.create(user=town.administrator, preferred_language="en")
    clients = signed(town.chief), signed(town.administrator)
    queries = ("", "?ordering=circle", "?ordering=-circle", "?live=true&ordering=circle")

    def heads():
        pages = [client.get(f"{LIST}{query}") for query in queries for client in clients]
        return [page.content.decode().split("<thead>")[1].split("</thead>")[0] for page in pages]

    for _twice in range(2):
        kept = heads()
    assert len(set(kept)) == len(clients) * len(queries)
    monkeypatch.setattr(columns.Table, "head", lambda *_asked: None)
    assert kept == heads()


def test_a_longer_list_asks_no_more(town, signed):
    """Of records of other organisations, with and without a draft."""
    client, counts = signed(town.administrator), []
    for _size in range(2):
        for number in range(12):
            owner = makers.organisation(parent=town.here)
            made = Dataset.objects.create(title="Bien", slug=owner.slug, organisation=owner)
            if number % 2:
                made.title = "Bien mieux"
                made.save_revision(user=town.chief)
        with CaptureQueriesContext(connection) as asked:
            text = client.get("/espace-agents/fiches/dataset/").content.decode()
        counts.append((len(asked), text.count("bulk-action-checkbox-cell")))
    (few, short), (many, long) = counts
    assert (short, long) == (12, 24)
    assert few == many


def test_a_column_of_a_plug_in_is_written_by_its_template(town, rf):
    """A line of our table holds what any of Wagtail's columns reads."""
    shown = [tables.TitleColumn("title", url_name=EDIT), tables.Column("slug")]
    context = {"request": rf.get(LIST)}
    ours, theirs = (
        re.sub(r"\s+", "", made(shown, [town.here, town.above]).render_html(context))
        for made in (columns.Table, tables.Table)
    )
    assert f"{LIST}edit/{town.here.pk}/" in ours
    assert ours == theirs


def test_an_address_is_what_django_makes_of_it_wherever_the_portal_stands():
    names = [viewsets["organisation"].get_url_name(one) for one in ("edit", "copy", "history")]
    for prefix in ("/", "/portail-10/"):
        with override_script_prefix(prefix):
            for name in names:
                for key in (7, 100, 2_000_000):
                    assert columns.at(name, key) == reverse(name, args=[key])


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


def test_pages_hold_each_record_once_in_the_order_that_is_asked(town, signed):
    for number in range(60):
        day = dt.date(2027, 1, 1) + dt.timedelta(days=number)
        makers.organisation(title=f"Zonage {number:02}", parent=town.here, review_on=day)
    client = signed(town.administrator)
    found = []
    for page in (1, 2):
        text = client.get(f"{LIST}?q=zonage&ordering=-review_on&p={page}").content.decode()
        found.append(re.findall(r">(Zonage \d\d)<", text))
    assert [len(titles) for titles in found] == [50, 10]
    assert found[0] + found[1] == [f"Zonage {number:02}" for number in reversed(range(60))]


@pytest.mark.parametrize("who", ["writer", "chief", "steward", "privacy", "administrator"])
def test_the_lines_one_may_change_are_those_one_reaches(town, signed, who):
    user = getattr(town, who)
    makers.organisation(title="Ailleurs")
    mine = rights.reach(user, "change", type(town.here)).values_list("pk", flat=True)
    text = signed(user).get(LIST).content.decode()
    shown = {int(key) for key in re.findall(r'data-object-id="(\d+)"', text)}
    leads = {int(key) for key in re.findall(rf'href="{LIST}edit/(\d+)/"', text)}
    assert leads == shown & set(mine)
    assert bool(leads) == (who != "privacy"), "who protects personal data writes no organisation"


def test_what_is_asked_once_for_a_scope_follows_the_rights_of_each(town):
    """The statement is kept, not the answer: neither another person’s, nor yesterday’s."""
    model = type(town.here)
    asked = rights.Reached(
        "change", lambda rows, after: rows.filter(pk__gt=after[0]).order_by("pk").values_list("pk")
    )
    for _twice in range(2):
        for user in (town.writer, town.chief, town.steward, town.administrator, town.nobody):
            wanted = rights.reach(user, "change", model).order_by("pk").values_list("pk")
            assert asked(user, model, [0]) == list(wanted)
    made = makers.organisation(title="Nouveau", parent=town.here)
    assert (made.pk,) in asked(town.administrator, model, [0])
