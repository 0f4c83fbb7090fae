"""The page of a data set says how well it is described, and what to do next."""

import datetime as dt

import pytest

from parvis.catalogue.assessment.survey import survey
from parvis.catalogue.links.known import list_addresses
from parvis.catalogue.models import Dataset, Distribution, LinkCheck
from parvis.records import bulk
from tests import makers
from tests.catalogue.quality.samples import FULL

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 1, 9, 8, tzinfo=dt.UTC)


def page(client, **values):
    bulk.save_many([Dataset(slug="arbres", organisation=makers.organisation(), **values)])
    return client.get("/donnees/arbres/").content.decode().replace("\xa0", " ")


def test_a_bare_record_is_told_what_is_missing(client):
    text = page(client, title="Arbres")
    assert "data.gouv.fr : 0 critère sur 9" in text
    assert "20 points sur 405 (mauvaise)" in text  # who publishes, and both dates of publication
    assert text.count("Dites quel territoire ces données couvrent.") == 1


def test_what_is_said_counts(client):
    names = ("title", "summary", "keywords", "themes", "licence", "frequency")
    text = page(client, **{name: FULL[name] for name in names})
    assert "data.gouv.fr : 3 critères sur 9" in text  # description, licence, frequency
    # keyword 30, theme 30, DCAT-AP 30, publisher 10, both dates 10
    assert "110 points sur 405 (mauvaise)" in text
    assert "Ajoutez quelques mots-clés." not in text


ACCESS, FILE = "https://ville.example/arbres", "https://ville.example/arbres.csv"


def answered(address, outcome, since):
    list_addresses({address}, since)
    LinkCheck.objects.filter(address=address).update(outcome=outcome, since=since, asked=since)


def test_what_the_addresses_answered_replaces_what_was_not_measured(client):
    made = Dataset(title="Arbres", slug="arbres", organisation=makers.organisation())
    made.distributions = [Distribution(title="Tableau", access_url=ACCESS, download_url=FILE)]
    bulk.save_many([made])
    text = client.get("/donnees/arbres/").content.decode().replace("\xa0", " ")
    # who publishes, both dates, a download address; no summary yet
    assert "40 points sur 325 mesurés (les 80 autres" in text
    assert "pas encore vérifiée" in text
    answered(ACCESS, "answers", NOW)
    text = client.get("/donnees/arbres/").content.decode().replace("\xa0", " ")
    assert "90 points sur 375 mesurés (les 30 autres" in text
    answered(FILE, "gone", NOW + dt.timedelta(hours=1))
    text = client.get("/donnees/arbres/").content.decode().replace("\xa0", " ")
    assert "90 points sur 405 (mauvaise)" in text
    assert "n’existe plus depuis le 9 janvier 2026" in text
    assert "Corrigez les adresses de téléchargement qui ne répondent plus." in text
    assert "Corrigez ou retirez les adresses qui ne répondent plus." in text  # data.gouv.fr's


def test_the_addresses_of_a_data_set_have_their_page_with_what_changed(client):
    made = Dataset(title="Arbres", slug="arbres", organisation=makers.organisation())
    made.distributions = [Distribution(title="Tableau", access_url=ACCESS, download_url=FILE)]
    bulk.save_many([made])
    survey()
    check = LinkCheck.objects.get(address=FILE)
    check.outcome, check.status, check.since, check.asked = "gone", 404, NOW, NOW
    check.history = [
        {"at": "2025-12-01T08:00:00+00:00", "outcome": "answers", "status": 200},
        {"at": "2026-01-09T08:00:00+00:00", "outcome": "gone", "status": 404},
    ]
    check.save()
    text = client.get("/donnees/arbres/adresses/").content.decode().replace("\xa0", " ")
    assert "n’existe plus depuis le 9 janvier 2026" in text
    assert "9 janvier 2026 : n’existe plus (réponse 404)" in text
    assert "1 décembre 2025 : répond" in text.replace("1er", "1")
    assert "<h2>Accès : Tableau</h2>" in text
    assert text.index("9 janvier 2026 : n’existe") < text.index("2025 : répond")
    assert client.get("/donnees/arbres/adresses/?page=2").status_code == 404
    assert client.get("/donnees/rien/adresses/").status_code == 404
    english = client.get("/en/donnees/arbres/adresses/").content.decode()
    assert "no longer exists since 9" in english.replace("\xa0", " ")


def test_a_record_hidden_from_visitors_hides_its_addresses(client):
    made = Dataset(title="Arbres", slug="arbres", organisation=makers.organisation(), circle=2)
    made.distributions = [Distribution(title="Tableau", access_url=ACCESS)]
    bulk.save_many([made])
    response = client.get("/donnees/arbres/adresses/")
    assert response.status_code == 404
    assert ACCESS not in response.content.decode().replace("\xa0", " ")
