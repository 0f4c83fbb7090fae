"""A processing of personal data from its creation to the public: written by the référent of the
city with one field kept back on a ground of the law, read by the data protection officer. What is
kept back is told nowhere, and why is told everywhere."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.measure import CUT, axe
from tests.journeys.people import someone
from tests.journeys.test_agent import arrive, at_the_desk, clean, send

pytestmark = pytest.mark.journey
DESK = "/espace-agents/"
TITLE = "Prêt de gilets de sauvetage"
PAGE = "/traitements/pret-de-gilets-de-sauvetage/"
SECRET = "le coffre du ponton numéro sept"
ARTICLE = "L.311-5"


def test_an_officer_publishes_a_processing_with_a_hidden_field(browser, portal):
    with (
        at_the_desk(browser, portal, "demo-referente-ville") as referent,
        at_the_desk(browser, portal, "demo-dpd") as officer,
    ):
        writes(referent)
        keeps_one_field_back(referent)
        send(referent, "submit")
        reads_and_approves(officer, "Approuver et passer à la suite")
        reads_and_approves(officer, "Approuver et publier")
    everyone_reads_why(browser, portal)


def writes(referent):
    arrive(referent, f"{DESK}fiches/processing/add/", "Traitement")
    referent.locator("input[name=title]").fill(TITLE)
    referent.locator("[name=plain_summary]").fill("Nous notons qui emprunte un gilet, et le rend.")
    organisation = referent.locator("select[name=organisation]")
    organisation.select_option(label="Ville de Rennes")
    step(referent, "Pourquoi")
    added(referent, "purposes", title="Retrouver un gilet", why="règlement du port de plaisance")
    referent.locator("[name='purposes-0-basis']").select_option("public_task")
    step(referent, "Sur qui, et quoi")
    for name, value in (("people", "user"), ("data", "identity"), ("methods", "paper_form")):
        referent.locator(f"input[name={name}][value={value}]").check()
    referent.locator("[name=sources]").fill(SECRET)
    step(referent, "Combien de temps")
    added(referent, "retentions", what="fiches de prêt", number="3")
    referent.locator("[name='retentions-0-unit']").select_option("months")
    referent.locator("[name='retentions-0-fate']").select_option("destroy")


def step(referent, name):
    referent.get_by_role("tab", name=re.compile(name)).click()


def added(referent, rows, **values):
    """One child row, its first fields filled."""
    referent.locator(f"#id_{rows}-ADD").click()
    for name, value in values.items():
        referent.locator(f"[name='{rows}-0-{name}']").fill(value)


def keeps_one_field_back(referent):
    step(referent, "Qui voit quoi")
    referent.locator("[name='hidden_grounds-sources']").select_option("state")
    clean(referent, "Traitement")
    referent.get_by_role("button", name="Enregistrer le brouillon").click()
    referent.wait_for_url("**/processing/edit/**")
    clean(referent, TITLE)
    with_public = referent.request.get(PAGE)
    assert with_public.status == 404, "a draft is nobody’s to read"


def reads_and_approves(officer, decision):
    arrive(officer, DESK, "Ce qui vous attend")
    officer.get_by_role("link", name=TITLE).first.click()
    clean(officer, TITLE)
    officer.get_by_role("button", name=decision).click()
    clean(officer, "Ce qui vous attend")


def everyone_reads_why(browser, portal):
    with someone(browser, portal) as reader:
        reader.goto(PAGE)
        expect(reader.get_by_role("heading", level=1)).to_have_text(TITLE)
        expect(reader.locator("main")).to_contain_text(ARTICLE)
        expect(reader.locator("main")).not_to_contain_text(SECRET)
        assert axe(reader) == []
        reader.goto("/traitements/non-publie/")
        expect(reader.locator("#champs")).to_contain_text(ARTICLE)
        for address in ("registre.csv", "registre.json", "registre.ttl"):
            said = reader.request.get(f"/traitements/{address}").text()
            assert TITLE in said, address
            assert SECRET not in said, address
        table = reader.request.get("/traitements/registre.csv").text()
        assert ARTICLE in next(line for line in table.splitlines() if TITLE in line)
        record = reader.request.get("/id/processing/pret-de-gilets-de-sauvetage",
                                    headers={"Accept": "application/json"}).json()  # fmt: skip
        assert "state" in str(record)
        assert SECRET not in str(record)


@pytest.mark.parametrize("form", ["Traitements", "Algorithmes"])
def test_nothing_of_a_form_is_cut_on_a_phone(browser, portal, form):
    kind = {"Traitements": "processing", "Algorithmes": "algorithm"}[form]
    narrow = {"viewport": {"width": 320, "height": 900}}
    with at_the_desk(browser, portal, "demo-referent", **narrow) as referent:
        arrive(referent, f"{DESK}fiches/{kind}/", form)
        referent.locator("main td.title a").first.click()
        referent.wait_for_url("**/edit/**")
        for tab in referent.get_by_role("tab").all():
            tab.click()
            assert referent.evaluate(CUT) == [], tab.inner_text()
