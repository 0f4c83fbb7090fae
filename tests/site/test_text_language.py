"""In an English page, what a record says in French is marked as French, and nothing else is
(WCAG 3.1.2)."""

import datetime as dt
from html.parser import HTMLParser

import pytest

from parvis.catalogue.citizens import actions
from parvis.catalogue.models import Distribution, TableColumn
from parvis.records import bulk, publishing
from tests import makers
from tests.catalogue.citizens import makers as people
from tests.design.html import VOID
from tests.site import makers as made

pytestmark = pytest.mark.django_db


class Spoken(HTMLParser):
    """Each text of a page with the language of the nearest element that names one."""

    def __init__(self) -> None:
        super().__init__()
        self.stack: list[tuple[str, str]] = []
        self.found: dict[str, str] = {}

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            said = dict(attrs).get("lang") or (self.stack[-1][1] if self.stack else "")
            self.stack.append((tag, said))

    def handle_endtag(self, tag):
        if tag in {one for one, _said in self.stack}:
            while self.stack.pop()[0] != tag:
                pass

    def handle_data(self, data):
        if (
            data.strip()
            and self.stack
            and not {"script", "svg", "header", "footer"} & {t for t, _l in self.stack}
        ):
            self.found[data.strip()] = self.stack[-1][1]


def spoken(client, path):
    reader = Spoken()
    reader.feed(client.get(path).content.decode())
    return reader.found


@pytest.fixture
def trees():
    gardens = makers.organisation(title="Direction des jardins", slug="jardins", kind="metropolis")
    row = made.dataset(
        gardens, slug="arbres", title="Arbres de la ville", summary="<p>Un à un.</p>",
        plain_summary="Où sont les arbres.", process="Relevés à pied.", keywords=["ombre"],
        why_not_open="Elles nomment des gens.", access_level="restricted",
    )  # fmt: skip
    row.distributions = [Distribution(title="Le tableau", access_url="https://ville.example/a.csv")]
    row.dictionary = [TableColumn(name="essence", meaning="Le nom de l’arbre.")]
    row.save()
    publishing.publish_many([row])
    return row


TEXTS = (
    "Arbres de la ville", "Où sont les arbres.", "Un à un.", "Relevés à pied.",
    "Elles nomment des gens.", "Le tableau", "Le nom de l’arbre.", "ombre",
)  # fmt: skip


def test_the_texts_of_a_record_carry_their_language_and_our_words_ours(client, trees):
    steward = makers.member(trees.organisation, "steward")
    actions.announce(trees, steward, "Tout change.", dt.date.today())
    found = spoken(client, "/en/donnees/arbres/")
    assert {text: found[text] for text in (*TEXTS, "Tout change.")} == dict.fromkeys(
        (*TEXTS, "Tout change."), "fr"
    )
    assert {found[text] for text in ("In detail", "Get the data", "What each column says")} == {
        "en"
    }
    assert set(spoken(client, "/donnees/arbres/").values()) == {"fr"}


def test_what_is_translated_is_in_the_language_of_the_page(client, trees):
    trees.translations = {"en": {"title": "Trees of the town"}}
    trees.save()
    publishing.publish_many([trees])
    found = spoken(client, "/en/donnees/arbres/")
    assert found["Trees of the town"] == "en"
    assert found["Où sont les arbres."] == "fr"


def test_what_a_record_is_tied_to_is_named_in_the_language_of_the_page(client, trees):
    trees.translations = {"en": {"title": "Trees of the town"}}
    trees.save()
    publishing.publish_many([trees])
    made.dataset(
        trees.organisation, [("derived_from", trees)], slug="ombre", title="Ombre des arbres"
    )
    for part in ("", "liens/"):
        assert "Trees of the town" in spoken(client, f"/en/donnees/ombre/{part}")
        assert "Arbres de la ville" in spoken(client, f"/donnees/ombre/{part}")


def test_an_answer_to_a_request_is_marked_too(client, trees):
    request, _submission = people.published(trees.organisation, "request")
    steward = makers.member(trees.organisation, "steward")
    actions.answer(request, steward, "refused", "L.311-6 du CRPA", "Elles nomment des gens.")
    bulk.save_many([request.__class__.objects.get()])
    found = spoken(client, f"/en/demandes/{request.slug}/")
    assert found["Elles nomment des gens."] == found["L.311-6 du CRPA"] == "fr"
    assert found["The answer"] == "en"


def test_the_title_of_a_linked_record_carries_its_language_or_is_translated(client, trees):
    """Named on the page of another: as its own page would say it."""
    gardens = trees.organisation
    assert spoken(client, "/en/organisations/jardins/")["Arbres de la ville"] == "fr"
    assert spoken(client, "/en/donnees/arbres/")["Direction des jardins"] == "fr"
    trees.translations = {"en": {"title": "Trees of the town"}}
    trees.save()
    publishing.publish_many([trees])
    found = spoken(client, f"/en/organisations/{gardens.slug}/")
    assert found["Trees of the town"] == "en"
    assert "Arbres de la ville" not in found
    assert "Trees of the town" not in spoken(client, f"/organisations/{gardens.slug}/")


def test_the_title_of_a_window_is_in_the_language_of_the_record_alone(client, trees):
    page = client.get("/en/donnees/arbres/").content.decode()
    assert '<title lang="fr">Arbres de la ville' in page
    assert "<title>Arbres de la ville" in client.get("/donnees/arbres/").content.decode()
    history = client.get("/en/donnees/arbres/historique/").content.decode()
    assert "<title>The history of Arbres de la ville" in history, "the page's own words first"
    trees.translations = {"en": {"title": "Trees of the town"}}
    publishing.publish_many([trees])
    page = client.get("/en/donnees/arbres/").content.decode()
    assert "<title>Trees of the town" in page


def test_differences_of_a_record_carry_the_language_of_what_was_written(client, trees):
    other = made.dataset(trees.organisation, slug="pins", title="Pins du parc")
    made.tie(trees, [("derived_from", other)])
    trees.process = "Relevés en vélo."
    trees.access_level = "open"
    trees.translations = {"en": {"title": "Trees of the town"}}
    publishing.publish_many([trees], why="Le vélo va plus vite.")
    english = spoken(client, "/en/donnees/arbres/historique/")
    french = spoken(client, "/donnees/arbres/historique/")
    theirs = ("Relevés à pied.", "Relevés en vélo.", "Pins du parc", "Le vélo va plus vite.")
    for text in theirs:
        assert english[text] == "fr", text
    assert english["Trees of the town"] == "en"
    assert french["Trees of the town"] == "en"
    assert french["Relevés à pied."] == "fr"
    assert english["restricted"] == "en", "a code is not somebody's word"
