"""Every public page answers, says what it must, and asks a constant number of queries."""

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parvis.records import publishing
from parvis.records.models import Alias, Attachment, Published
from tests import makers
from tests.site import makers as made

pytestmark = pytest.mark.django_db


@pytest.fixture
def gardens():
    return makers.organisation(
        title="Direction des jardins", slug="jardins", plain_summary="Elle plante les arbres."
    )


def body(response):
    return response.content.decode()


def test_a_record_page_follows_the_anatomy(client, gardens):
    trees = made.dataset(
        gardens,
        slug="arbres",
        title="Arbres de la ville",
        plain_summary="Où sont les arbres.",
        summary="<p>Un arbre <script>alert(1)</script><b>gras</b></p>",
    )
    made.dataset(gardens, [("derived_from", trees)], title="Ombre des rues", slug="ombre")
    page = body(client.get("/donnees/arbres/"))
    wanted = ["Arbres de la ville", "Où sont les arbres.", "Direction des jardins", "<b>gras</b>",
              "Sert à faire", "/donnees/ombre/", "/donnees/arbres/signaler/",
              "/donnees/arbres/historique/", "/id/dataset/arbres", "flux.atom"]  # fmt: skip
    for text in wanted:
        assert text in page, text
    assert "alert(1)" not in page


@pytest.mark.parametrize(
    "path",
    ["/", "/en/", "/recherche", "/recherche?q=jardins", "/organisations/", "/en/organisations/",
     "/organisations/jardins/", "/en/organisations/jardins/", "/organisations/jardins/historique/",
     "/organisations/jardins/liens/", "/organisations/jardins/signaler/", "/plan-du-site/",
     "/flux.atom", "/organisations/flux.atom", "/organisations/jardins/flux.atom", "/api/",
     "/api/types", "/api/records", "/api/records.csv", "/api/openapi.json",
     "/api/graph/organisation/jardins", "/sitemap.xml", "/sitemap-0.xml", "/sitemap-listes.xml",
     "/robots.txt", "/healthz", "/id/organisation/jardins.json", "/id/organisation/jardins.ttl"],
)  # fmt: skip
def test_every_door_answers_without_a_cookie(client, gardens, follow, path):
    follow()
    response = client.get(path)
    assert response.status_code == 200
    assert not response.cookies
    if response.streaming:
        assert b"".join(response.streaming_content)


def queries(client, path):
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(path).status_code == 200
    return len(caught)


def test_pages_ask_a_constant_number_of_queries(client, gardens, follow):
    trees = made.dataset(gardens, slug="arbres")
    for _n in range(3):
        made.dataset(gardens, [("derived_from", trees)])
    follow()
    paths = {"/donnees/arbres/": 9, "/donnees/": 4, "/recherche?q=jeu": 4,
             "/organisations/jardins/": 8,
             "/organisations/jardins/liens/": 9, "/flux.atom": 4, "/donnees/arbres/historique/": 10,
             "/api/graph/dataset/arbres?depth=2": 7, "/": 7, "/api/records": 3,
             "/id/dataset/arbres.json": 6, "/id/dataset/arbres.ttl": 8}  # fmt: skip
    few = {path: queries(client, path) for path in paths}
    for _n in range(57):
        made.dataset(gardens, [("derived_from", trees)])
    follow()
    many = {path: queries(client, path) for path in paths}
    assert few == many
    for path, most in paths.items():
        assert few[path] <= most, path


def test_a_page_that_did_not_change_is_not_sent_again(client, gardens):
    first = client.get("/organisations/jardins/")
    assert first["Cache-Control"] == "public, no-cache"
    again = client.get("/organisations/jardins/", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert queries(client, "/organisations/jardins/") == 1
    gardens.plain_summary = "Elle taille les arbres."
    gardens.save()
    publishing.publish_many([gardens])
    changed = client.get("/organisations/jardins/", headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert "taille" in body(changed)


def test_the_identifier_leads_people_to_the_page_and_gives_machines_their_form(client, gardens):
    address = "/id/organisation/jardins"
    people = client.get(address, headers={"Accept": "text/html"})
    assert (people.status_code, people["Location"]) == (303, "/organisations/jardins/")
    assert "Accept" in people["Vary"]
    for accept, media in [("application/json", "application/json"), ("text/turtle", "text/turtle"),
                          ("application/ld+json", "application/ld+json")]:  # fmt: skip
        response = client.get(address, headers={"Accept": accept})
        assert response["Content-Type"].startswith(media)
        assert "Accept" in response["Vary"]
        assert "Direction des jardins" in body(response)
    assert client.get(f"{address}?format=ttl")["Content-Type"].startswith("text/turtle")
    assert client.get(f"{address}?format=zip").status_code == 400


def test_an_old_address_leads_to_the_present_one(client, gardens):
    row = Published.objects.get(pk=gardens.uuid)
    Alias.objects.create(type="organisation", slug="parcs", record=row)
    for old, new in [("/id/organisation/parcs", "/id/organisation/jardins"),
                     ("/en/organisations/parcs/", "/en/organisations/jardins/")]:  # fmt: skip
        response = client.get(old)
        assert (response.status_code, response["Location"]) == (308, new)


def test_what_was_withdrawn_says_what_when_why(client, gardens):
    publishing.withdraw_many([gardens], why="Service supprimé au 1er janvier")
    for path in ("/organisations/jardins/", "/id/organisation/jardins"):
        response = client.get(path)
        assert response.status_code == 410
        assert "Service supprimé au 1er janvier" in body(response)
        assert "Direction des jardins" not in body(response)
    assert client.get("/api/graph/organisation/jardins").status_code == 410


def test_what_vanished_at_its_source_is_still_shown_with_a_notice(client, gardens):
    publishing.withdraw_many([gardens], state=Published.State.ARCHIVED)
    response = client.get("/organisations/jardins/")
    assert response.status_code == 200
    assert "archivée" in body(response)


def test_history_tells_differences_in_words(client, gardens):
    gardens.plain_summary, gardens.website = "Elle taille.", "https://jardins.example/"
    gardens.save()
    publishing.publish_many([gardens], why="Relecture annuelle")
    page = body(client.get("/organisations/jardins/historique/"))
    for text in ("Elle plante les arbres.", "Elle taille.", "https://jardins.example/",
                 "Relecture annuelle", "Site web"):  # fmt: skip
        assert text in page
    feed = body(client.get("/organisations/jardins/flux.atom"))
    assert "est devenu « Elle taille. »" in feed


def test_a_file_is_given_to_who_may_see_it(client, gardens):
    kept = Attachment.objects.create(
        record=gardens.uuid, title="Plan", media_type="text/html", size=4, sha256="a" * 64,
        file=ContentFile(b"<b>x", name='pl"an.html'),
    )  # fmt: skip
    name = kept.file.name.rpartition("/")[2]
    path = f"/pieces-jointes/{kept.uuid}/{name}"
    assert path in body(client.get("/organisations/jardins/"))
    response = client.get(path)
    assert response["Content-Type"] == "application/octet-stream"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"].startswith("attachment")
    assert b"".join(response.streaming_content) == b"<b>x"
    kept.circle = 2
    kept.save()
    assert client.get(path).status_code == 404
    assert name not in body(client.get("/organisations/jardins/"))


def test_wrong_questions_get_one_sentence(client, gardens):
    page = client.get("/organisations/?page=zéro")
    assert page.status_code == 400
    assert "« page » vaut « zéro »" in body(page)
    assert client.get("/organisations/?page=400").status_code == 404
    problem = client.get("/api/records?sort=taille")
    assert problem.status_code == 400
    assert problem["Content-Type"] == "application/problem+json"
    assert "relevance, updated, title" in problem.json()["detail"]


def test_english_pages_have_their_own_address(client, gardens):
    gardens.translations = {"en": {"title": "Parks and gardens"}}
    gardens.save()
    publishing.publish_many([gardens])
    page = body(client.get("/en/organisations/jardins/"))
    assert "Parks and gardens" in page
    assert '<html lang="en">' in page
    assert 'hreflang="fr" href="http://127.0.0.1:8000/organisations/jardins/"' in page


def test_a_list_without_filters_keeps_no_room_for_them(client, gardens):
    alone = client.get("/organisations/").content.decode()
    assert 'id="filters"' not in alone
    assert "Direction des jardins" in alone
    made.dataset(gardens)
    assert 'id="filters"' in client.get("/donnees/").content.decode()
