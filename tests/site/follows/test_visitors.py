"""Anyone follows by e-mail without an account: the mailbox confirms, stops, and is forgotten."""

import datetime as dt
import re

import pytest
from django.core import signing
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from parvis.records import bulk
from parvis.records.kinds import Circle
from parvis.site.follows import actions, jobs, subscribers
from parvis.site.models import Follow, Subscriber
from tests import makers
from tests.site import makers as made

pytestmark = pytest.mark.django_db

HERE = {"Origin": "http://testserver"}
PATH = "/mes-suivis/nouveau/?fiche=dataset/arbres"


@pytest.fixture
def gardens():
    return makers.organisation(title="Direction des jardins", slug="jardins", kind="service")


@pytest.fixture
def trees(gardens):
    return made.dataset(gardens, slug="arbres", title="Arbres de la ville", summary="Un à un.")


def filled(client, email="zoe@exemple.fr", path=PATH, **values):
    page = client.get(path).content.decode()
    token = re.search(r'name="token" value="([^"]+)"', page)[1]
    return {"token": token, "email": email} | values


def ask(client, path=PATH, **values):
    return client.post(path, filled(client, path=path, **values), headers=HERE)


def link(letter):
    return re.search(r"https?://[^/]+(/(?:en/)?mes-suivis/[^ \n]+)", letter.body)[1]


def confirmed(client, mailoutbox, **values):
    ask(client, **values)
    return client.post(link(mailoutbox[-1]))


def change(record, **values):
    for name, value in values.items():
        setattr(record, name, value)
    bulk.save_many([record])


def test_nothing_is_told_before_the_mailbox_said_yes(client, trees, mailoutbox):
    answer = ask(client)
    assert answer.status_code == 303
    assert not answer.cookies
    assert "Regardez votre courrier" in client.get(answer["Location"]).content.decode()
    (letter,) = mailoutbox
    assert letter.to == ["zoe@exemple.fr"]
    assert "Arbres de la ville" in letter.body
    change(trees, title="Arbres de Rennes")
    jobs.send_digests.call()
    assert len(mailoutbox) == 1
    page = client.get(link(letter))  # mail programs open links: nothing happens yet
    assert "Confirmer" in page.content.decode()
    assert Follow.objects.get().confirmed is None
    mine = client.post(link(letter))
    assert mine.status_code == 303
    listed = client.get(mine["Location"])
    assert "Arbres de Rennes" in listed.content.decode()
    assert not listed.cookies
    jobs.send_digests.call()
    assert len(mailoutbox) == 1  # what changed before is not told
    Follow.objects.update(mailed=None)
    change(trees, title="Arbres d’ici")
    for _n in range(2):
        jobs.send_digests.call()
    assert len(mailoutbox) == 2
    assert "« Arbres de Rennes » est devenu « Arbres d’ici »" in mailoutbox[-1].body


@pytest.mark.parametrize(
    ("asked", "feed"),
    [
        ("fiche=dataset/arbres", "/donnees/arbres/flux.atom"),
        ("liste=donnees&q=arbres", "/donnees/flux.atom?q=arbres"),
        ("recherche=1&q=arbres", "/flux.atom?q=arbres"),
    ],
)
def test_the_feed_comes_first(client, trees, asked, feed):
    page = client.get(f"/mes-suivis/nouveau/?{asked}").content.decode()
    assert page.index(f'href="{feed}"') < page.index('name="email"')
    assert client.get(feed).status_code == 200


def test_a_digest_is_stopped_in_one_click_and_the_address_erased(client, trees, mailoutbox):
    confirmed(client, mailoutbox)
    change(trees, title="Autre")
    jobs.send_digests.call()
    headers = mailoutbox[-1].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stop = re.search(r"https?://[^/]+(/[^>]+)>", headers["List-Unsubscribe"])[1]
    assert client.get(stop).status_code == 200
    assert Subscriber.objects.exists()
    assert client.post(stop, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Subscriber.objects.exists()
    assert not Follow.objects.exists()
    mine = link(mailoutbox[-1])
    assert "Vous ne suivez rien" in client.get(mine).content.decode()
    assert client.get(mine[:-3] + "x/").status_code == 404


def test_one_thing_is_stopped_and_with_the_last_the_address_goes(
    client, gardens, mailoutbox, trees
):
    made.dataset(gardens, slug="bancs", title="Bancs")
    confirmed(client, mailoutbox)
    mine = confirmed(client, mailoutbox, path="/mes-suivis/nouveau/?fiche=dataset/bancs")[
        "Location"
    ]
    one, two = Follow.objects.order_by("pk")
    for key in ("x", "", str(one.uuid)):
        assert client.post(mine, {"stop": key}).status_code == 303
    assert list(Follow.objects.all()) == [two]
    client.post(mine, {"act": "all"})
    assert not Subscriber.objects.exists()
    assert client.post(mine, {"act": "all"}).status_code == 200


def test_the_address_is_sealed_and_known_again(client, trees, mailoutbox):
    confirmed(client, mailoutbox)
    confirmed(client, mailoutbox, email="Zoe@Exemple.fr")
    assert Subscriber.objects.count() == Follow.objects.count() == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT email, mark FROM site_subscriber")
        assert "zoe" not in str(cursor.fetchall()).lower()


def test_what_nobody_confirms_is_erased_in_three_days(client, trees, mailoutbox):
    ask(client)
    jobs.forget_unconfirmed.call()
    assert Subscriber.objects.exists()
    old = timezone.now() - subscribers.CONFIRMED_WITHIN - dt.timedelta(minutes=1)
    Follow.objects.update(created=old)
    Subscriber.objects.update(created=old)
    jobs.forget_unconfirmed.call()
    assert not Follow.objects.exists()
    assert not Subscriber.objects.exists()
    late = client.get(link(mailoutbox[0]))
    assert late.status_code == 410
    assert "ne sert plus" in late.content.decode()


def test_a_link_that_is_too_old_confirms_nothing(client, trees, mailoutbox, monkeypatch):
    ask(client)
    monkeypatch.setattr(subscribers, "CONFIRMED_WITHIN", dt.timedelta(seconds=-1))
    assert client.post(link(mailoutbox[0])).status_code == 410
    assert Follow.objects.get().confirmed is None


def test_the_token_of_one_thing_does_not_open_another(client, trees, mailoutbox):
    confirmed(client, mailoutbox)
    follow = Follow.objects.get()
    stop = actions.stop_token(follow.subscriber.uuid)
    assert client.get(f"/mes-suivis/par-courriel/{stop}/").status_code == 404
    mine = actions.mine_token(follow.subscriber.uuid)
    assert client.post(f"/courriels/arret-des-suivis/{mine}/").status_code == 404
    assert client.post(f"/mes-suivis/confirmer/{mine}/").status_code == 410
    forged = signing.dumps("x", salt=actions.MINE)
    assert client.get(f"/mes-suivis/par-courriel/{forged}/").status_code == 404


def test_nobody_is_bombed_and_the_page_does_not_say_whose_address_it_knows(
    client, trees, mailoutbox
):
    answers = [ask(client, email=email) for email in ["zoe@exemple.fr", "zoe+a@exemple.fr"] * 3]
    assert {answer["Location"] for answer in answers} == {"/mes-suivis/envoye/"}
    assert len(mailoutbox) == 3


def test_a_program_or_a_form_from_elsewhere_leaves_nothing(client, trees, mailoutbox, settings):
    for headers in ({}, {"Origin": "https://ailleurs.example"}, {"Origin": "null"}):
        assert client.post(PATH, filled(client), headers=headers).status_code == 403
    assert ask(client, site_web="x").status_code == 303
    assert ask(client, email="zoe@").status_code == 400
    assert client.post(PATH, filled(client) | {"token": "x"}, headers=HERE).status_code == 400
    settings.PARVIS_FORM_SECONDS = 60
    assert ask(client).status_code == 400
    assert not Subscriber.objects.exists()
    assert mailoutbox == []


def test_a_flood_waits_and_very_much_from_everywhere_leads_to_the_feed(
    client, trees, settings, monkeypatch
):
    monkeypatch.setattr(subscribers, "LETTERS_AN_HOUR", 1)
    assert ask(client).status_code == 303
    busy = ask(client, email="ali@exemple.fr")
    assert busy.status_code == 422
    assert "fil Atom" in busy.content.decode()
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"public_form": "1/h/ip"}
    ask(client)
    assert ask(client).status_code == 429


def test_what_leaves_the_public_is_told_no_more(client, trees, mailoutbox):
    confirmed(client, mailoutbox)
    change(trees, circle=Circle.AGENTS, title="Notes secrètes")
    jobs.send_digests.call()
    assert len(mailoutbox) == 1


def test_what_is_for_agents_cannot_be_followed(client, gardens):
    made.dataset(gardens, slug="interne", circle=Circle.AGENTS)
    assert client.get("/mes-suivis/nouveau/?fiche=dataset/interne").status_code == 404


def test_there_is_an_end_to_what_an_address_follows(client, trees, mailoutbox, monkeypatch):
    confirmed(client, mailoutbox)
    ask(client, path="/mes-suivis/nouveau/?recherche=1&q=eau")
    monkeypatch.setattr(actions, "MOST", 1)
    full = client.post(link(mailoutbox[-1]))
    assert full.status_code == 422
    assert "arrêtez-en une" in full.content.decode()


def test_letters_speak_the_language_of_the_form(client, trees, mailoutbox):
    ask(client, path=f"/en{PATH}")
    assert "without an answer" in mailoutbox[0].body
    assert link(mailoutbox[0]).startswith("/en/")


def test_a_follow_is_of_a_person_or_of_an_address(trees):
    with pytest.raises(IntegrityError), transaction.atomic():
        Follow.objects.create(record=trees.uuid, seen=0)


def test_people_with_and_without_account_each_get_their_letter(client, trees, mailoutbox):
    confirmed(client, mailoutbox)
    actions.follow(makers.person(email="ali@exemple.fr"), trees.uuid)
    change(trees, title="Autre")
    mailoutbox.clear()
    jobs.send_digests.call()
    assert sorted(letter.to[0] for letter in mailoutbox) == ["ali@exemple.fr", "zoe@exemple.fr"]
