"""A person follows a record or a search: one letter a day of what they may see, stopped in one
click, never twice."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from parvis.catalogue.models import Application
from parvis.records import bulk, finding, publishing
from parvis.records.kinds import Circle
from parvis.records.models import Published
from parvis.site.follows import actions, jobs, words
from parvis.site.models import Follow
from tests import makers
from tests.site import makers as made

pytestmark = pytest.mark.django_db


@pytest.fixture
def gardens():
    return makers.organisation(title="Direction des jardins", slug="jardins", kind="service")


@pytest.fixture
def trees(gardens):
    return made.dataset(gardens, slug="arbres", title="Arbres de la ville", summary="Un à un.")


@pytest.fixture
def zoe():
    return makers.person(email="zoe@exemple.fr")


def signed(user):
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def change(record, **values):
    for name, value in values.items():
        setattr(record, name, value)
    bulk.save_many([record])


def tomorrow():
    """As if what was mailed had been yesterday."""
    Follow.objects.exclude(mailed=None).update(mailed=timezone.localdate() - dt.timedelta(days=1))


def test_a_record_is_followed_from_its_page_and_told_once(client, trees, zoe, mailoutbox):
    link = re.search(
        r'href="(/mes-suivis/nouveau/[^"]+)"', client.get("/donnees/arbres/").content.decode()
    )
    assert "/connexion/?next=" in client.get(link[1]).content.decode()
    browser = signed(zoe)
    assert "Arbres de la ville" in browser.get(link[1]).content.decode()
    assert browser.post(link[1]).status_code == 302
    assert "Arbres de la ville" in browser.get("/mes-suivis/").content.decode()
    jobs.send_digests.call()
    assert mailoutbox == []
    tomorrow()
    change(trees, title="Arbres de Rennes", summary="Un par un.")
    for _n in range(3):
        jobs.send_digests.call()
    (letter,) = mailoutbox
    assert letter.to == ["zoe@exemple.fr"]
    assert "« Arbres de la ville » est devenu « Arbres de Rennes »" in letter.body
    assert "/donnees/arbres/" in letter.body
    tomorrow()
    jobs.send_digests.call()
    assert len(mailoutbox) == 1


def test_two_changes_of_a_day_are_one_letter_with_the_difference_between(trees, zoe, mailoutbox):
    actions.follow(zoe, trees.uuid)
    change(trees, title="Essai")
    change(trees, title="Arbres d’ici")
    jobs.send_digests.call()
    (letter,) = mailoutbox
    assert "Essai" not in letter.body
    assert "Arbres d’ici" in letter.body


def test_at_most_one_letter_a_day(trees, zoe, mailoutbox):
    actions.follow(zoe, trees.uuid)
    for title in ("Un", "Deux"):
        change(trees, title=title)
        jobs.send_digests.call()
    assert len(mailoutbox) == 1


def test_what_narrows_its_circle_is_told_no_more(gardens, trees, zoe, mailoutbox):
    agent = makers.member(gardens, "contributor")
    actions.follow(zoe, trees.uuid)
    actions.follow(agent, trees.uuid)
    change(trees, circle=Circle.AGENTS, title="Notes secrètes")
    jobs.send_digests.call()
    (letter,) = mailoutbox
    assert letter.to == [agent.email]
    assert "Notes secrètes" in letter.body


def test_who_left_their_service_is_told_what_anyone_may_see(gardens, trees, mailoutbox):
    change(trees, circle=Circle.AGENTS)
    agent = makers.member(gardens, "contributor")
    actions.follow(agent, trees.uuid)
    agent.memberships.update(until=timezone.localdate() - dt.timedelta(days=1))
    change(trees, title="Notes secrètes")
    jobs.send_digests.call()
    assert mailoutbox == []


def test_what_was_for_a_narrower_circle_is_no_difference(gardens, trees, zoe, mailoutbox):
    change(trees, circle=Circle.AGENTS, summary="Le mot de passe est « tilleul ».")
    actions.follow(zoe, trees.uuid)
    change(trees, circle=Circle.PUBLIC, summary="Rien.")
    jobs.send_digests.call()
    (letter,) = mailoutbox
    assert "tilleul" not in letter.body


def test_a_hidden_field_is_not_told(trees, zoe, mailoutbox):
    actions.follow(zoe, trees.uuid)
    change(trees, title="Autre", hidden_fields=["summary"])
    jobs.send_digests.call()
    assert "Un à un" not in mailoutbox[0].body


def test_a_withdrawn_record_is_said_to_be_gone_an_archived_one_archived(
    gardens, trees, zoe, mailoutbox
):
    other = made.dataset(gardens, title="Ombre")
    for record in (trees, other):
        actions.follow(zoe, record.uuid)
    publishing.withdraw_many([trees])
    publishing.withdraw_many([other], state=Published.State.ARCHIVED)
    jobs.send_digests.call()
    (letter,) = mailoutbox
    assert "n’est plus publiée" in letter.body
    assert "Ombre : Archivée" in letter.body


def test_a_search_is_followed_with_its_filters(gardens, trees, zoe, mailoutbox, follow):
    follow()
    path = "/mes-suivis/nouveau/?liste=donnees&q=arbres"
    browser = signed(zoe)
    assert "Données, « arbres »" in browser.get(path).content.decode()
    browser.post(path)
    made.dataset(gardens, title="Arbres fruitiers")
    made.dataset(gardens, title="Bancs publics")
    made.dataset(gardens, title="Arbres secrets", circle=Circle.AGENTS)
    jobs.send_digests.call()
    assert mailoutbox == []  # the index has not read them yet
    follow()
    finding.index.cache_clear()  # it is opened anew once a second at most
    tomorrow()
    for _n in range(2):
        jobs.send_digests.call()
    (letter,) = mailoutbox
    assert "Arbres fruitiers" in letter.body
    for absent in ("Bancs publics", "Arbres secrets", "Arbres de la ville"):
        assert absent not in letter.body


def test_each_filter_of_a_followed_search_is_said_in_words(gardens, trees, zoe):
    canteen = Application(title="Cantine+", organisation=gardens)
    bulk.save_many([canteen])
    box = "-1.75,48.05,-1.60,48.15"
    query = f"application={canteen.uuid}&box={box}"
    page = signed(zoe).get(f"/mes-suivis/nouveau/?liste=donnees&{query}").content.decode()
    assert f"Zone : {box}" in page
    assert "Cantine+" in page
    said = words.search_name(actions.follow(zoe, path="donnees", query=query))
    assert said == f"Données, Logiciel d’origine : une fiche choisie, Zone : {box}"


def test_who_has_no_address_is_told_before_following(trees):
    page = signed(makers.person(email="")).get("/mes-suivis/nouveau/?fiche=dataset/arbres")
    assert "rien ne peut partir" in page.content.decode()


def test_without_an_index_a_search_waits(gardens, trees, zoe, mailoutbox, settings, tmp_path):
    settings.PARVIS_SEARCH = tmp_path / "none"
    finding.index.cache_clear()
    actions.follow(zoe, path="donnees")
    jobs.send_digests.call()
    finding.index.cache_clear()
    assert Follow.objects.get().mailed is None
    assert mailoutbox == []


def test_the_letter_is_stopped_in_one_click_without_signing_in(client, trees, zoe, mailoutbox):
    actions.follow(zoe, trees.uuid)
    change(trees, title="Autre")
    jobs.send_digests.call()
    headers = mailoutbox[0].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = re.search(r"https?://[^/]+(/[^>]+)>", headers["List-Unsubscribe"])[1]
    assert client.get(path).status_code == 200  # a mailbox that only looks stops nothing
    assert Follow.objects.exists()
    sent = client.post(path, {"List-Unsubscribe": "One-Click"})
    assert sent.status_code == 200
    assert not sent.cookies
    assert not Follow.objects.exists()
    assert client.post(path).status_code == 200
    assert client.post(path[:-3] + "x/").status_code == 404


def test_one_stops_only_what_is_one_s_own(trees, zoe):
    other = makers.person()
    kept = actions.follow(other, trees.uuid)
    browser = signed(zoe)
    for key in (str(kept.uuid), "x", ""):
        assert browser.post("/mes-suivis/", {"stop": key}).status_code == 302
    browser.post("/mes-suivis/", {"act": "all"})
    assert Follow.objects.count() == 1
    signed(other).post("/mes-suivis/", {"stop": str(kept.uuid)})
    assert not Follow.objects.exists()


def test_following_twice_is_following_once_and_there_is_an_end(trees, zoe, monkeypatch):
    assert actions.follow(zoe, trees.uuid) == actions.follow(zoe, trees.uuid)
    monkeypatch.setattr(actions, "MOST", 1)
    page = signed(zoe).post("/mes-suivis/nouveau/?recherche=1&q=eau")
    assert page.status_code == 422
    assert "arrêtez-en une" in page.content.decode()


@pytest.mark.parametrize(
    "query",
    ["", "fiche=dataset/nulle-part", "fiche=x", "fiche=%00", "liste=x", "liste=donnees&page=0",
     "recherche=1", "fiche=dataset/interne", "liste=donnees&q=" + "a" * 600],
)  # fmt: skip
def test_what_is_not_there_is_not_followed(gardens, zoe, query):
    made.dataset(gardens, slug="interne", circle=Circle.SERVICE)
    path = f"/mes-suivis/nouveau/?{query}"
    for answer in (signed(zoe).get(path), signed(zoe).post(path)):
        assert answer.status_code in {400, 404}
    assert not Follow.objects.exists()


def test_the_page_hides_the_name_of_what_one_may_see_no_more(trees, zoe):
    actions.follow(zoe, trees.uuid)
    change(trees, circle=Circle.AGENTS)
    page = signed(zoe).get("/mes-suivis/").content.decode()
    assert "Arbres de la ville" not in page
    assert "n’est plus publiée" in page


def test_a_form_from_elsewhere_changes_nothing(trees, zoe):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(zoe, backend="django.contrib.auth.backends.ModelBackend")
    assert strict.post("/mes-suivis/nouveau/?fiche=dataset/arbres").status_code == 403
    assert not Follow.objects.exists()


def test_a_page_of_the_batch_asks_the_same_number_of_questions(gardens, trees, zoe, follow):
    """Two people or ten, two follows or twenty each; letters themselves are written one by one."""
    records = [made.dataset(gardens, [("see_also", trees)]) for _n in range(10)]
    people = [makers.member(gardens, "contributor") for _n in range(5)]
    counts = []
    for some, sets in ((people[:1], records[:1]), (people, records)):
        for person in some:
            for record in sets:
                actions.follow(person, record.uuid)
            actions.follow(person, path="donnees", query="q=eau")
        follow()
        Follow.objects.update(mailed=None)
        with CaptureQueriesContext(connection) as asked:
            jobs.send_page([person.pk for person in some], timezone.localdate())
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 16


def test_a_letter_goes_to_nobody_whose_account_is_closed(trees, zoe, mailoutbox):
    actions.follow(zoe, trees.uuid)
    zoe.is_active = False
    zoe.save()
    change(trees, title="Autre")
    jobs.send_digests.call()
    assert mailoutbox == []


def test_many_people_are_told_page_after_page(trees, mailoutbox, monkeypatch):
    monkeypatch.setattr(jobs, "PEOPLE", 2)
    for _n in range(5):
        actions.follow(makers.person(), trees.uuid)
    change(trees, title="Autre")
    jobs.send_digests.call()
    assert len({letter.to[0] for letter in mailoutbox}) == len(mailoutbox) == 5


def test_lists_and_searches_have_a_feed_of_what_they_hold(client, gardens, trees, follow):
    made.dataset(gardens, title="Bancs publics")
    follow()
    for page, feed in (
        ("/donnees/?q=arbres", "/donnees/flux.atom?q=arbres"),
        ("/recherche?q=arbres", "/flux.atom?q=arbres"),
    ):
        assert feed in client.get(page).content.decode()
        text = client.get(feed).content.decode()
        assert "Arbres de la ville" in text
        assert "Bancs publics" not in text
    assert client.get("/donnees/flux.atom?page=x").status_code == 400
