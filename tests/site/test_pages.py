"""Every public page answers, says what it must, and asks a constant number of queries."""

import pytest

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
     "/api/types", "/api/records", "/api/records?format=csv", "/api/openapi.json",
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
