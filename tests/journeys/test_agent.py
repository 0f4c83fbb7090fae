"""An agent's days: a record begun, looked at, sent back, mended, published by a colleague, and
changed later from a spreadsheet. One story, two people, no complaint of the browser."""

import csv
import io
import re
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from tests.journeys.measure import axe
from tests.journeys.people import signed_in, someone

pytestmark = pytest.mark.journey
DESK = "/espace-agents/"
LIST = f"{DESK}fiches/dataset/"
TITLE, MENDED = "Bancs des squares", "Bancs publics des squares"
PAGE = "/donnees/bancs-des-squares/"
PLAIN = "Où s’asseoir dans les squares de la ville."
FILE = "https://data.example/bancs.csv"
AT_REST = "Promise.all(document.getAnimations().map(moving => moving.finished)).then(() => null)"
ASKED = "Dites « publics » dans le titre."


@contextmanager
def at_the_desk(browser, portal, name, **settings):
    """A person at the desk, and all that their browser complained of."""
    complaints = []
    with signed_in(browser, portal, name, **settings) as page:
        page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        yield page
    assert complaints == []


def arrive(page, address, heading):
    page.goto(address)
    clean(page, heading)


def clean(page, heading):
    """The page that one expects, without a fault of accessibility."""
    expect(page.locator("h1, h2").filter(has_text=heading).first).to_be_attached()
    page.evaluate(AT_REST)
    assert axe(page) == []


def send(page, action):
    """Click an action of the form's footer, in its menu when it is not the first."""
    button = page.locator(f"footer button[name=action-{action}]")
    if not button.is_visible():
        page.locator("footer [data-w-dropdown-target=toggle]").click()
    button.click()
    expect(page.locator(".messages .success")).to_be_visible()


def test_a_data_set_goes_from_a_first_draft_to_the_public_and_back_to_a_spreadsheet(
    browser, portal
):
    with (
        at_the_desk(browser, portal, "demo-contributrice") as agent,
        at_the_desk(browser, portal, "demo-referente-ville") as referent,
    ):
        begins_a_draft(agent)
        previews_it(agent)
        send(agent, "submit")
        asks_for_a_correction(referent)
        mends_and_sends_again(agent)
        compares_and_publishes(referent)
        everyone_reads_it(browser, portal, MENDED, PLAIN)
        changes_a_cell(referent)
        everyone_reads_it(browser, portal, MENDED, "À l’ombre ou au soleil.")


def begins_a_draft(agent):
    clean(agent, "Ce qui vous attend")
    agent.get_by_role("link", name="Jeu de données").click()
    clean(agent, "Jeu de données")
    chosen = agent.get_by_role("combobox", name="Organisation responsable").locator(":checked")
    expect(chosen).to_have_text("Direction des jardins et de la biodiversité")
    agent.get_by_role("textbox", name="Titre").fill(TITLE)
    agent.get_by_role("textbox", name="En une phrase simple").fill(PLAIN)
    agent.get_by_role("textbox", name="Description").fill("Chaque banc, son bois et son ombre.")
    agent.get_by_role("tab", name="Ce qui lui est propre").click()
    agent.get_by_role("button", name=re.compile("Ajouter.*fichier ou accès", re.I)).click()
    agent.locator("[name='distributions-0-title']").fill("Le tableau des bancs")
    agent.locator("[name='distributions-0-access_url']").fill(FILE)
    agent.get_by_role("tab", name="Liens").click()
    agent.get_by_title("Insérer un bloc").click()
    agent.get_by_role("combobox", name="lien").select_option(label="va avec")
    agent.get_by_role("textbox", name="fiche liée").fill("dataset/arbres-urbains")
    clean(agent, "Jeu de données")
    agent.get_by_role("button", name="Enregistrer le brouillon").click()
    agent.wait_for_url("**/dataset/edit/**")
    clean(agent, TITLE)


def previews_it(agent):
    agent.locator("[data-side-panel-toggle=preview]").click()
    seen = agent.frame_locator("iframe").last
    expect(seen.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(seen.locator("main")).to_contain_text("Le tableau des bancs")
    expect(seen.locator("#liens")).to_contain_text("Arbres de la ville")


def asks_for_a_correction(referent):
    arrive(referent, DESK, "Ce qui vous attend")
    referent.get_by_role("link", name=TITLE).click()
    clean(referent, TITLE)
    expect(referent.locator("main ins").filter(has_text=PLAIN)).to_be_visible()
    referent.get_by_role("textbox").last.fill(ASKED)
    referent.get_by_role("button", name="Demander une correction").click()
    clean(referent, "Ce qui vous attend")


def mends_and_sends_again(agent):
    arrive(agent, DESK, "Ce qui vous attend")
    expect(agent.locator("main")).to_contain_text(ASKED)
    agent.get_by_role("link", name=TITLE).first.click()
    agent.locator("input[name=title]").fill(MENDED)
    send(agent, "submit")


def compares_and_publishes(referent):
    arrive(referent, DESK, "Ce qui vous attend")
    referent.get_by_role("link", name=MENDED).click()
    under_review = referent.url
    referent.locator("main").get_by_role("link", name="Historique").last.click()
    clean(referent, "Historique")
    referent.get_by_role("button", name="Actions", exact=True).first.click()
    referent.get_by_role("link", name=re.compile("^Comparer")).first.click()
    expect(referent.locator("main .addition").first).to_contain_text("publics")
    clean(referent, MENDED)
    referent.goto(under_review)
    referent.get_by_role("button", name="Approuver et publier").click()
    clean(referent, "Ce qui vous attend")


def everyone_reads_it(browser, portal, title, lead):
    with someone(browser, portal) as reader:
        reader.goto(PAGE)
        expect(reader.get_by_role("heading", level=1)).to_have_text(title)
        expect(reader.locator(".lead")).to_have_text(lead)
        expect(reader.locator("main")).to_contain_text("Le tableau des bancs")
        expect(reader.locator("#liens")).to_contain_text("Arbres de la ville")
        assert axe(reader) == []


def changes_a_cell(referent):
    arrive(referent, LIST, "Jeux de données")
    with referent.expect_download() as going:
        referent.goto(f"{LIST}import/")
        referent.get_by_role("link", name="Télécharger l’export").click()
    text = going.value.path().read_text(encoding="utf-8-sig")
    clean(referent, "Importer un CSV")
    referent.get_by_label("Votre fichier CSV").set_input_files(
        {"name": "jeux.csv", "mimeType": "text/csv", "buffer": edited(text).encode("utf-8-sig")}
    )
    referent.get_by_role("button", name="Voir ce qu’il ferait").click()
    clean(referent, "Ce que ferait ce fichier")
    expect(referent.locator("main")).to_contain_text("1 fiche modifiée")
    expect(referent.locator("main")).to_contain_text(re.compile("0 fiches? créées?"))
    referent.get_by_label("Publier aussitôt").check()
    referent.get_by_role("button", name="Écrire ces changements").click()
    clean(referent, "Jeux de données")


def edited(text):
    """The export as a spreadsheet gives it back, one cell changed."""
    dialect = csv.Sniffer().sniff(text.splitlines()[0], ";,")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=dialect.delimiter))
    (row,) = [row for row in rows if row["slug"] == "bancs-des-squares"]
    row["plain_summary"] = "À l’ombre ou au soleil."
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0].keys(), delimiter=dialect.delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
