"""Harvest from an address: pages followed, refusals in one sentence, nothing changed."""

import gzip
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from parvis.records.models import HistoryEntry
from tests.catalogue.test_harvest import HEAD, item, portal
from tests.records.test_fetch import Site, serving

pytestmark = pytest.mark.django_db
TURTLE = {"Content-Type": "text/turtle"}


@pytest.fixture
def site(settings):
    with serving(Site()) as site:
        settings.PARVIS_ALLOW_PRIVATE = [site.root.removeprefix("http://")]
        yield site


def run(address):
    out = StringIO()
    call_command("harvest", address, json=True, stdout=out)
    return json.loads(out.getvalue())


def hydra(site, number, last, follow=None):
    """One page of a catalogue that has one data set a page; `follow` misleads to a page."""
    here, after = f"{site.root}/p{number}", f"{site.root}/p{follow or number + 1}"
    more = f"; hydra:next <{after}>" if follow or number < last else ""
    return f"""{HEAD}@prefix hydra: <http://www.w3.org/ns/hydra/core#> .
<https://portail.example/> a dcat:Catalog ; dct:title "Portail" ;
  dcat:dataset <https://portail.example/jeu{number}> .
<{here}> a hydra:PartialCollectionView {more} .
{item(f"jeu{number}")}""".encode()


def test_every_page_is_followed(site):
    for number in (1, 2, 3):
        site.body(f"/p{number}", hydra(site, number, 3), **TURTLE)
    assert run(f"{site.root}/p1")["created"] == 3


def test_pages_that_go_round_in_circles_end(site):
    site.body("/p1", hydra(site, 1, 2), **TURTLE)
    site.body("/p2", hydra(site, 2, 2, follow=1), **TURTLE)
    assert run(f"{site.root}/p1")["created"] == 2


def test_a_compressed_answer_is_read(site):
    body = gzip.compress(portal("arbres").encode())
    site.body("/c", body, **TURTLE, **{"Content-Encoding": "gzip"})
    assert run(f"{site.root}/c")["created"] == 1


def test_a_web_page_is_refused(site):
    site.body("/page", b"<!doctype html><title>Portail</title>", **{"Content-Type": "text/html"})
    refused(f"{site.root}/page", "page web")


def test_a_redirect_to_a_private_address_is_refused(site):
    site.redirect("/r", "http://10.0.0.1/catalog.ttl")
    refused(f"{site.root}/r", "réseau privé")


def test_a_private_address_is_refused(site, settings):
    settings.PARVIS_ALLOW_PRIVATE = []
    refused(f"{site.root}/p1", "réseau privé")


def refused(address, words):
    out = StringIO()
    with pytest.raises(CommandError, match=words) as refusal:
        call_command("harvest", address, json=True, stdout=out)
    assert refusal.value.returncode == 1
    (told,) = json.loads(out.getvalue())["refused"]
    assert words in told["errors"][0]
    assert not HistoryEntry.objects.exists()
