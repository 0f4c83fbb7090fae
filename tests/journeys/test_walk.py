"""From a code in the street to the algorithm, the decision and the right; and back again."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.measure import OVERFLOW
from tests.journeys.people import PHONE, someone

pytestmark = pytest.mark.journey

# a code, then what each page leads to
FROM_THE_CAMERA = [
    "/q/demcam2",
    "Images des caméras de la ville",
    "Vidéoprotection",
    "Repérage de dépôts sauvages sur les images",
    "Verbalisation d’un dépôt d’ordures",
    "Comprendre une décision prise avec un algorithme",
]
FROM_THE_COUNTER = [
    "/q/dempark",
    "Places libres dans les parkings",
    "Stationnement à la sortie du parking",
    "Montant à payer à la sortie du parking",
    "Montant du stationnement",
    "Faire revoir une décision par une personne",
]


def onward(page: Page, title: str) -> None:
    """Follow a tie of this page; it is a sentence that ends by the title of what comes next."""
    place = page.locator("#liens") if page.locator("#liens").count() else page.locator("main")
    place.get_by_role("link", name=title, exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    assert page.evaluate(OVERFLOW) <= 0


def walk(page: Page, way: list[str]) -> None:
    page.goto(way[0])
    for title in way[1:]:
        onward(page, title)


@pytest.mark.parametrize("way", [FROM_THE_CAMERA, FROM_THE_COUNTER])
def test_from_the_street_to_a_right_and_back(browser, portal, way):
    with someone(browser, portal, **PHONE) as page:
        walk(page, way)
        device = page.request.get(way[0]).text().partition("<h1>")[2].partition("</h1>")[0]
        back = [*way[-2:1:-1], device]  # the data set is on the way in, the device on both
        for title in back:
            onward(page, title)
        page.get_by_role("link", name="Voir ce qu’on lit dans la rue").click()
        expect(page).to_have_url(f"{portal.address}{way[0]}")
        assert page.context.cookies() == []


def test_objects_to_what_a_counter_leads_to_and_reads_where_it_stands(browser, portal):
    with someone(browser, portal, **PHONE) as page:
        walk(page, FROM_THE_COUNTER[:3])
        page.locator("#droits a[href*='droit=opposition']").first.click()
        expect(page.locator("main")).to_contain_text("Stationnement à la sortie du parking")
        page.get_by_label("Votre demande, avec vos mots").fill("Ne gardez pas ma plaque.")
        page.get_by_label("Votre nom").fill("Dominique Essai")
        page.get_by_label("Ni l’un ni l’autre").check()
        page.get_by_role("button", name="Envoyer").click()
        page.wait_for_url("**/droits/suivi/**")
        main = page.locator("main")
        expect(main).to_contain_text("M’opposer à un usage de mes données")
        expect(main).to_contain_text("Ne gardez pas ma plaque.")
        assert page.evaluate(OVERFLOW) <= 0
        assert page.context.cookies() == []


def test_a_camera_says_why_one_may_not_object_and_takes_a_request_for_images(browser, portal):
    with someone(browser, portal, **PHONE) as page:
        page.goto("/q/demcam2")
        page.get_by_role("link", name="Utiliser un autre droit").click()
        expect(page.locator("main")).to_contain_text("Caméra de la place des Tilleuls")
        page.goto("/q/demcam2")
        page.get_by_role("link", name="Voir les images où je suis").click()
        place = page.get_by_label("Devant quelle caméra, à quel endroit ?")
        expect(place).to_have_value("Caméra de la place des Tilleuls")
        expect(page.get_by_label("Quel jour avez-vous été filmé ?")).to_be_visible()
