"""The frame of the desk's pages: kept, and yet what Wagtail makes for this person now."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest
from django.core import checks
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.templatetags import wagtailadmin_tags as theirs
from wagtail.users.models import UserProfile

from parvis.organisations.models import Membership
from parvis.records.desk import frame
from parvis.records.desk.frame import Config, Kept
from tests.records.desk.test_menu import menu

pytestmark = pytest.mark.django_db
HOME, LIST = "/espace-agents/", "/espace-agents/fiches/organisation/"
LONG_AGO = dt.date(2020, 1, 1)
MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_0)"


def page(client, address=HOME, **headers):
    text = client.get(address, headers=headers).content.decode()
    return re.sub(r'"CSRF_TOKEN": "\w+"', "", re.sub(r'value="\w{64}"', "", text))


def as_wagtail_writes(monkeypatch):
    for kept in (Kept, Config):
        monkeypatch.setattr(kept, "render", lambda self, context: self.node.render(context))


@pytest.mark.parametrize("who", ["writer", "chief", "privacy", "administrator"])
def test_what_is_kept_is_what_wagtail_writes(town, signed, monkeypatch, who):
    client = signed(getattr(town, who))
    profile = UserProfile.objects.create(user=getattr(town, who))

    def pages():
        found = []
        for language, agent in (("fr", "Firefox"), ("en", "Firefox"), ("fr", MAC)):
            UserProfile.objects.filter(pk=profile.pk).update(preferred_language=language)
            headers = {"user-agent": agent}
            found += [page(client, address, **headers) for address in (HOME, LIST)]
        return found

    for _twice in range(2):
        kept = pages()
    as_wagtail_writes(monkeypatch)
    assert kept == pages()
    assert kept[0] != kept[4], "the keys of a Mac have other names"
    assert ['lang="en"' in text for text in kept[::2]] == [False, True, False]


def test_each_is_told_by_their_own_name_and_rights(town, signed):
    one, other = signed(town.writer), signed(town.privacy)
    town.writer.first_name = "Nadia"
    town.writer.save()
    assert '"name": "Nadia"' in page(one)
    assert '"name": "Nadia"' not in page(other)
    assert "Demandes de droits" in menu(other)
    assert "Demandes de droits" not in menu(one)


def test_a_right_that_comes_or_goes_shows_on_the_next_page(town, signed):
    client = signed(town.writer)
    assert "Demandes de droits" not in menu(client)
    post = Membership(user_id=town.writer.pk, organisation=town.above, role="privacy")
    post.since = LONG_AGO
    Membership.objects.bulk_create([post])  # as another process does: nothing here hears of it
    assert "Demandes de droits" in menu(client)
    Membership.objects.filter(role="privacy", user=town.writer).update(until=LONG_AGO)
    assert "Demandes de droits" not in menu(client)


def test_an_entry_that_only_a_plug_in_knows_how_to_write_is_written_each_time(town, signed):
    told = iter(["un", "deux", "trois"])

    class Entry(MenuItem):
        def render_component(self, request):
            self.label = next(told)
            return super().render_component(request)

    client, entry = signed(town.writer), Entry("", "/", name="essai")
    with hooks.register_temporarily(
        "construct_main_menu", lambda _asked, items: items.append(entry)
    ):
        assert "un" in menu(client)
        assert "deux" in menu(client)
    assert not {"un", "deux", "trois"} & set(menu(client))


def test_icons_are_kept_by_all_they_are_given(town, signed):
    from django.template import engines

    written = engines["django"].from_string(
        "{% load wagtailadmin_tags %}{% icon name=name %}"
        "{% icon name title=title wrapped=wrapped %}"
    )
    for given in ({"name": "mail"}, {"name": "mail", "title": "<b>", "wrapped": True}):
        once, twice = (written.render(given) for _ in range(2))
        assert once == twice
        assert once.count("&lt;b&gt;") == len(given) // 3
        assert once.count("icon-wrapper") == len(given) // 3
        assert 'href="#icon-mail"' in once


def test_a_filter_is_kept_by_what_is_chosen_and_by_language(town, signed, monkeypatch):
    UserProfile.objects.create(user=town.administrator, preferred_language="en")
    clients = signed(town.chief), signed(town.administrator)
    queries = (
        "",
        "?live=true",
        "?live=false",
        "?circle=2",
        "?circle=nothing",
        "?q=<b>",
        "?q=arbre",
    )
    asked = [
        (client, f"{LIST}{query}")
        for query in (*queries, "?review_on=2027-01-31", f"?q={'long' * 60}")
        for client in clients
    ]
    for _twice in range(2):
        kept = [page(client, address) for client, address in asked]
    as_wagtail_writes(monkeypatch)
    assert kept == [page(client, address) for client, address in asked]
    forms = {text[text.index("<form") : text.index("</form>")] for text in kept[::2]}
    assert len(forms) >= len(queries), "each shows what is chosen"
    assert ["Skip to main content" in text for text in kept[:2]] == [False, True]


def test_each_page_has_a_token_of_its_own_and_what_a_person_chose(town, signed):
    def told(client):
        text = client.get(LIST).content.decode().split('id="wagtail-config"')[1]
        return json.loads(text.split(">", 1)[1].split("</script>")[0])

    one, other = signed(town.writer), signed(town.chief)
    first, again, others = told(one), told(one), told(other)
    assert len({page.pop("CSRF_TOKEN") for page in (first, again, others)}) == 3
    assert first == again == others
    UserProfile.objects.create(user=town.chief, keyboard_shortcuts=False)
    assert told(one)["KEYBOARD_SHORTCUTS_ENABLED"]
    assert not told(other)["KEYBOARD_SHORTCUTS_ENABLED"]


def test_only_wagtail_s_own_tags_have_another_module_and_none_is_missing():
    found = [one for one in checks.run_checks(tags=["templates"]) if one.id == "templates.W003"]
    assert [one.msg.split()[0] for one in found] == ["'wagtailadmin_tags'"]
    assert set(frame.register.tags) == set(theirs.register.tags)
    assert frame.register.filters == theirs.register.filters


def test_the_menu_is_whole_json(town, signed):
    props = page(signed(town.chief)).split('id="wagtail-sidebar-props"')[1]
    assert json.loads(props.split(">", 1)[1].split("</script>")[0])["modules"]


def test_an_address_without_anything_shows_our_page(town, signed):
    answer = signed(town.writer).get("/espace-agents/fiches/dataset/edit/999999/")
    assert answer.status_code == 404
    page = answer.content.decode()
    assert "Il n’y a rien à cette adresse" in page
    assert "Revenir à ce qui vous attend" in page
    assert "administration de Wagtail" not in page


def test_who_chose_english_reads_the_menu_and_errors_in_english(town, signed):
    client = signed(town.privacy)
    assert "Traitements de données" in menu(client)["Données personnelles"]
    UserProfile.objects.create(user=town.privacy, preferred_language="en")
    assert {"Data processing", "Collection points"} <= set(menu(client)["Personal data"])
    answer = client.get("/espace-agents/fiches/dataset/edit/999999/")
    assert answer.status_code == 404
    assert "There is nothing at this address" in answer.content.decode()
