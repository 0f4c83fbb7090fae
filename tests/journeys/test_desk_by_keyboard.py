"""The desk without a mouse: an officer extends a request, answers one and refuses another, each
error leading to its field; a field of the register is kept back and read before it is published."""

import pytest
from playwright.sync_api import expect

from tests.journeys import keys
from tests.journeys.people import someone
from tests.journeys.test_agent import DESK, at_the_desk
from tests.journeys.test_rights_desk import registers

pytestmark = pytest.mark.journey
TITLE, PAGE = "Restauration scolaire et crèches", "/traitements/restauration-scolaire/"


def test_requests_are_extended_answered_and_refused_without_a_mouse(browser, portal):
    with at_the_desk(browser, portal, "demo-dpd") as officer:
        registers(officer)
        extends(officer)
        answers(officer, "Nous faisons ce qui est demandé")
        registers(officer)
        answers(officer, "Nous refusons")


def button(officer, name):
    return officer.get_by_role("button", name=name, exact=True)


def extends(officer):
    keys.main(officer)
    keys.press(officer, officer.get_by_role("link", name="Prolonger de deux mois", exact=True))
    officer.wait_for_url("**/agir/prolonger/")
    keys.main(officer)
    keys.press(officer, button(officer, "Prolonger de deux mois"))
    follows_the_error(officer, "Raison")
    keys.choose(officer, officer.get_by_label("La demande est complexe"))
    keys.write(officer, officer.get_by_label("En quoi, pour cette demande"), "Douze services.")
    keys.press(officer, button(officer, "Prolonger de deux mois"))
    expect(officer.locator("main")).to_contain_text("Prolongée le")


def follows_the_error(officer, name):
    """From the list of what is to be mended, the keyboard comes to the field itself."""
    expect(officer.locator(".parvis-errors").first).to_be_visible()
    keys.main(officer)
    keys.press(officer, officer.locator(".parvis-errors").get_by_role("link", name=name))


def answers(officer, outcome):

    keys.main(officer)
    keys.press(officer, officer.get_by_role("link", name="Répondre", exact=True))
    officer.wait_for_url("**/reponse/")
    keys.main(officer)
    keys.choose(officer, officer.get_by_label(outcome))
    keys.press(officer, button(officer, "Écrire la réponse"))
    if outcome == "Nous refusons":
        follows_the_error(officer, "Raison de ce qui est refusé")
        officer.keyboard.press("ArrowDown")
        keys.press(officer, button(officer, "Écrire la réponse"))
    expect(button(officer, "Envoyer la réponse")).to_be_visible()
    keys.press(officer, button(officer, "Envoyer la réponse"))
    follows_the_error(officer, "Réponse")
    keys.write(
        officer, officer.get_by_label("Réponse", exact=False).last, "Voici ce que nous avons."
    )
    keys.press(officer, button(officer, "Envoyer la réponse"))
    expect(officer.locator(".messages .success")).to_be_visible()


def test_a_field_of_the_register_is_kept_back_and_published_without_a_mouse(browser, portal):
    with someone(browser, portal) as reader:
        reader.goto(f"{PAGE}fiche/")
        protected = reader.locator("#securite dd").first.inner_text()
        with (
            at_the_desk(browser, portal, "demo-referente-ville") as referent,
            at_the_desk(browser, portal, "demo-dpd") as officer,
        ):
            keeps_back(referent)
            approves(officer, "Approuver et passer à la suite")
            approves(officer, "Approuver et publier")
        reader.goto(f"{PAGE}fiche/")
        expect(reader.locator("#securite")).to_have_count(0)
        expect(reader.locator("main")).not_to_contain_text(protected)
        reader.goto(PAGE)
        expect(reader.locator("#non-publie")).to_contain_text("sécurité")


def keeps_back(referent):
    referent.goto(f"{DESK}fiches/processing/")
    keys.main(referent)
    keys.press(referent, referent.get_by_role("link", name=TITLE, exact=True))
    referent.wait_for_url("**/processing/edit/**")
    keys.main(referent)
    keys.reach(referent, referent.locator("[role=tab][aria-selected=true]"))
    circles = referent.get_by_role("tab", name="Qui voit quoi")
    while circles.get_attribute("aria-selected") != "true":
        referent.keyboard.press("ArrowRight")
    ground = referent.locator("[name=hidden_grounds-safeguards]")
    keys.reach(referent, ground)
    while ground.input_value() != "state":
        referent.keyboard.press("ArrowDown")
    keys.press(referent, referent.locator("footer [data-w-dropdown-target=toggle]"))
    keys.press(referent, referent.locator("footer button[name=action-submit]"))
    expect(referent.locator(".messages .success")).to_be_visible()


def approves(officer, decision):
    officer.goto(DESK)
    keys.main(officer)
    keys.press(officer, officer.locator("main").get_by_role("link", name=TITLE).first)
    expect(officer.locator(".parvis-changes")).to_contain_text("Ce qui n’est pas publié")
    keys.main(officer)
    keys.press(officer, button(officer, decision))
    expect(officer.locator("h1, h2").filter(has_text="Ce qui vous attend")).to_be_attached()
