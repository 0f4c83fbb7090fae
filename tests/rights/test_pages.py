"""Someone uses a right without an account, follows it on a private page, and can end it."""

from __future__ import annotations

import datetime as dt
import logging
import re
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from parvis.design.spoken import in_words
from parvis.organisations.models import Organisation
from parvis.records import hooks
from parvis.records.entitlements import Entitlement, Right
from parvis.rights import load, remedies
from parvis.rights.requests import actions, course, files, receiving
from parvis.rights.requests.choices import Identity, Kind, Stage
from parvis.rights.requests.models import Access, Code, Hold, Request
from tests import makers
from tests.public_space.makers import camera
from tests.rights.makers import ADDRESS, DAY, EMAIL, MESSAGE, NAME, officer

pytestmark = pytest.mark.django_db
HERE = {"Origin": "http://testserver"}
ASK = "/droits/demande/"
FORM = f"{ASK}?droit=acces&objet=autre"


@pytest.fixture
def town() -> Organisation:
    return makers.organisation(title="Ville des essais", slug="ville", kind="metropolis")


def token(client: Client, address: str = FORM) -> str:
    found = re.search(r'name="token" value="([^"]+)"', client.get(address).content.decode())
    assert found
    return found[1]


def filled(client: Client, form: str = FORM, **values: Any) -> dict[str, Any]:
    return {
        "token": token(client, form), "message": MESSAGE, "name": NAME, "contact": "none",
    } | values  # fmt: skip


def sent(client: Client, form: str = FORM, **values: Any) -> str:
    """The private address of a request that was just sent."""
    response = client.post(form, filled(client, form, **values), headers=HERE)
    assert response.status_code == 303, response.content.decode()
    assert not response.cookies
    return str(response["Location"])


def pdf(name: str = "preuve.pdf", content: bytes = b"%PDF-1.4 bail") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")


def act(client: Client, place: str, what: str, **values: Any) -> Any:
    return client.post(place, {"act": what} | values, headers=HERE)


def page(client: Client, place: str) -> str:
    return client.get(place).content.decode()


def test_from_the_right_to_the_receipt(client: Client, town: Organisation) -> None:
    start = page(client, ASK)
    assert "Voir mes données" in start
    assert f"{ASK}?droit=acces" in start
    step = page(client, f"{ASK}?droit=acces")
    assert "À propos de quoi" in step
    assert "objet=autre" in step
    place = sent(client, contact="mail", email=EMAIL)
    receipt = page(client, place)
    for words in ("Votre demande est arrivée", "en cours", "CNIL", "Ville des essais", "Zéphyrin"):
        assert words in receipt
    request = Request.objects.get()
    assert (request.right, request.organisation, request.received) == (
        "acces", town, course.today(),
    )  # fmt: skip
    assert place.rstrip("/").rpartition("/")[2] not in str(vars(request))
    assert [letter.to for letter in mail.outbox] == [[EMAIL]]


def test_the_private_page_is_kept_from_everyone_else(client: Client, town: Organisation) -> None:
    response = client.get(sent(client))
    assert response["Cache-Control"] == "private, no-store"
    assert "noindex" in response["X-Robots-Tag"]
    assert response["Referrer-Policy"] == "strict-origin"
    assert not response.cookies
    assert Access.objects.filter(by=None).count() == 1


def test_a_wrong_field_keeps_everything_typed(client: Client, town: Organisation) -> None:
    values = filled(client, contact="mail", email="pas une adresse", address=ADDRESS,
                    proxy="guardian", proxy_for="")  # fmt: skip
    values["pieces"] = pdf()
    response = client.post(FORM, values, headers=HERE)
    text = response.content.decode()
    assert response.status_code == 400
    for kept in (NAME, "Zéphyrin", ADDRESS, "pas une adresse", values["token"]):
        assert kept in text
    assert 'value="guardian"' in text
    assert "Dites pour qui vous demandez" in text
    assert "joignez-les de nouveau" in text
    assert not Request.objects.exists()


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"contact": "post"}, "Donnez l’adresse où vous écrire"),
        ({"contact": "mail"}, "Donnez l’adresse où vous prévenir"),
        ({"contact": ""}, "Choisissez une des trois réponses"),
        ({"name": ""}, "Remplissez ce champ"),
        ({"message": "é" * 8_001}, "au plus 8"),
        ({"token": "faux"}, "resté ouvert trop longtemps"),
    ],
)
def test_what_is_wrong_is_said(
    client: Client, town: Organisation, values: dict[str, str], said: str
) -> None:
    response = client.post(FORM, filled(client, **values), headers=HERE)
    assert response.status_code == 400
    assert said in response.content.decode()
    assert not Request.objects.exists()


@pytest.mark.parametrize(
    ("upload", "said"),
    [
        (SimpleUploadedFile("virus.exe", b"MZ"), "sorte acceptée"),
        (SimpleUploadedFile("faux.pdf", b"MZ"), "n’est pas celui d’un fichier PDF"),
        (SimpleUploadedFile("bombe.zip", b"PK\x03\x04"), "sorte acceptée"),
        (SimpleUploadedFile("page.html", b"<script>alert(1)</script>"), "sorte acceptée"),
        (SimpleUploadedFile("dessin.svg", b"<svg onload='x'/>"), "sorte acceptée"),
        (SimpleUploadedFile("vide.pdf", b""), "vide"),
        (SimpleUploadedFile("gros.pdf", b"%PDF-" + b"0" * 10_000_001), "dépasse 10 Mo"),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_hostile_files_are_refused(
    client: Client, town: Organisation, upload: SimpleUploadedFile, said: str
) -> None:
    response = client.post(FORM, filled(client, pieces=upload), headers=HERE)
    assert response.status_code == 400
    assert said in response.content.decode()
    assert not Request.objects.exists()


def test_names_of_files_lead_nowhere(client: Client, town: Organisation) -> None:
    place = sent(client, pieces=pdf('../../etc/"pas" là;x=é.pdf'))
    piece = Request.objects.get().pieces.get()
    response = client.get(f"{place}piece/{piece.uuid}")
    assert response.content == b"%PDF-1.4 bail"
    said = response["Content-Disposition"]
    assert re.fullmatch(r"attachment; filename\*=utf-8''[\w.%-]+", said, re.ASCII)
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]


def test_too_many_files_and_huge_bodies_are_refused(client: Client, town: Organisation) -> None:
    many = filled(client, pieces=[pdf(f"{n}.pdf") for n in range(6)])
    response = client.post(FORM, many, headers=HERE)
    assert "au plus 5" in response.content.decode()
    huge = client.generic(
        "POST", FORM, b"x", content_type="multipart/form-data; boundary=a",
        CONTENT_LENGTH=str(files.WHOLE + 1), headers=HERE,
    )  # fmt: skip
    assert huge.status_code == 413
    place = sent(client)
    there = client.generic(
        "POST", place, b"x", content_type="multipart/form-data; boundary=a",
        CONTENT_LENGTH=str(files.WHOLE + 1), headers=HERE,
    )  # fmt: skip
    assert there.status_code == 413
    assert "pèsent trop" in there.content.decode()
    assert Request.objects.get().events.count() == 1


def test_mass_sending_from_one_network_is_refused_and_logged(
    client: Client, town: Organisation, caplog: pytest.LogCaptureFixture
) -> None:
    values = [filled(client) for _ in range(22)]
    codes = [client.post(FORM, one, headers=HERE).status_code for one in values]
    assert codes[:20] == [303] * 20
    assert codes[20:] == [429] * 2
    assert Request.objects.count() == 20
    said = [record.getMessage() for record in caplog.records if record.name.startswith("parvis.")]
    assert said == ["one network sends too much by public forms"] * 2


def test_a_program_or_another_site_sends_nothing(client: Client, town: Organisation) -> None:
    assert client.post(FORM, filled(client, site_web="x"), headers=HERE).status_code == 303
    elsewhere = {"Origin": "https://ailleurs.example"}
    assert client.post(FORM, filled(client), headers=elsewhere).status_code == 403
    assert client.post(FORM, filled(client)).status_code == 403
    assert client.put(FORM).status_code == 405
    assert not Request.objects.exists()


def test_guessing_private_links_is_refused_and_logged_without_them(
    client: Client, town: Organisation, caplog: pytest.LogCaptureFixture
) -> None:
    place = sent(client)
    caplog.set_level(logging.INFO, "parvis")
    tried = [receiving.secrets.token_urlsafe(32) for _ in range(22)]
    codes = [client.get(f"/droits/suivi/{one}/").status_code for one in tried]
    assert codes == [404] * 20 + [429] * 2
    assert client.get(place).status_code == 200  # who holds theirs is not kept out
    own = [record for record in caplog.records if record.name.startswith("parvis.")]
    assert "guessed" in own[-1].getMessage()
    assert not any(one in record.getMessage() for record in own for one in tried)


def test_the_token_of_one_opens_nothing_of_another(client: Client, town: Organisation) -> None:
    mine, theirs = sent(client), sent(client, pieces=pdf())
    piece = Request.objects.latest("pk").pieces.get()
    assert client.get(f"{mine}piece/{piece.uuid}").status_code == 404
    assert client.get(f"{theirs}piece/{piece.uuid}").status_code == 200
    almost = theirs[:-2] + ("A" if theirs[-2] != "A" else "B") + "/"
    assert client.get(almost).status_code == 404
    assert act(client, almost, "delete").status_code == 404
    assert not Request.objects.exclude(erased=None).exists()


@pytest.mark.parametrize("name", ["œuvre.pdf", "été 2026.pdf", "日本.pdf", 'a.b"c.pdf'])
def test_a_file_keeps_a_name_in_any_letters_and_is_saved(
    client: Client, town: Organisation, name: str
) -> None:
    place = sent(client, pieces=pdf(name))
    piece = Request.objects.get().pieces.get()
    said = client.get(f"{place}piece/{piece.uuid}")["Content-Disposition"]
    assert said.isascii()
    assert re.match(r"attachment; filename(=\"|\*=utf-8'')", said)


def test_server_logs_hide_the_private_link(client: Client) -> None:
    from parvis.organisations.tokens import HideTokens

    record = logging.LogRecord("django.request", 30, "", 0, "Bad Request: %s",
                               ("/en/droits/suivi/abcDEF_123/piece/x",), None)  # fmt: skip
    HideTokens().filter(record)
    assert "abcDEF" not in record.getMessage()


def test_messages_both_ways_and_the_answer_with_its_remedies(
    client: Client, town: Organisation
) -> None:
    place = sent(client)
    request = Request.objects.get()
    dpo = officer(town)
    actions.note(request, dpo, "Note que personne ne voit")
    actions.write(request, "De quelle cantine s’agit-il ?", by=dpo)
    assert act(client, place, "write", text="Celle du Gué.", pieces=pdf()).status_code == 303
    text = page(client, place)
    assert "De quelle cantine" in text
    assert "Celle du Gué." in text
    assert "preuve.pdf" in text
    assert "Note que personne ne voit" not in text
    actions.answer(request, dpo, Stage.REFUSED, "Rien à donner.", "others")
    text = page(client, place)
    for words in ("Nous avons répondu à temps", "Rien à donner.", "15(4)", "cnil.fr"):
        assert words in text
    assert act(client, place, "write", text=" ").status_code == 400
    assert act(client, place, "withdraw").status_code == 400  # it is answered
    assert "déjà remplie" not in text


def test_the_clock_its_pause_and_its_extension_are_said(client: Client, town: Organisation) -> None:
    place = sent(client)
    request = Request.objects.get()
    dpo = officer(town)
    actions.ask_identity(request, dpo, Identity.DOCUMENT, "Deux personnes ont ce nom.")
    text = page(client, place)
    assert "suspendue" in text
    assert "Deux personnes ont ce nom." in text
    assert act(client, place, "identity", document=pdf("carte.pdf")).status_code == 303
    piece = request.pieces.get()
    assert piece.identity
    actions.prove_identity(request, dpo)
    assert "copie détruite" in page(client, place)
    assert client.get(f"{place}piece/{piece.uuid}").status_code == 404
    assert act(client, place, "identity", document=pdf()).status_code == 400
    actions.extend(request, dpo, "Douze services à interroger.")
    text = page(client, place)
    assert "prolongé de deux mois" in text
    assert "Douze services à interroger." in text


def code_in(letter: Any) -> str:
    return str(re.search(r"\b(\d{6})\b", letter.body)[1])  # type: ignore[index]


def test_a_code_shows_that_the_mailbox_is_theirs(client: Client, town: Organisation) -> None:
    place = sent(client, contact="mail", email=EMAIL)
    assert "Envoyer le code" in page(client, place)
    assert act(client, place, "send_code").status_code == 303
    right = code_in(mail.outbox[-1])
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    response = act(client, place, "code", code=wrong)
    assert response.status_code == 400
    assert "Essais restants : 4" in response.content.decode()
    assert act(client, place, "code", code=f" {right[:3]} {right[3:]} ").status_code == 303
    request = Request.objects.get()
    assert request.proved == course.today()
    assert not Code.objects.exists()
    assert act(client, place, "code", code=right).status_code == 400


def test_a_code_has_few_tries_few_minutes_and_few_letters(
    client: Client, town: Organisation
) -> None:
    place = sent(client, contact="mail", email=EMAIL)
    act(client, place, "send_code")
    right = code_in(mail.outbox[-1])
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    for _ in range(5):
        act(client, place, "code", code=wrong)
    assert "ne sert plus" in act(client, place, "code", code=right).content.decode()
    act(client, place, "send_code")
    Code.objects.update(expires=timezone.now() - dt.timedelta(seconds=1))
    late = act(client, place, "code", code=code_in(mail.outbox[-1]))
    assert "ne sert plus" in late.content.decode()
    assert "Trois codes" in act(client, place, "send_code").content.decode()
    assert Request.objects.get().proved is None


def test_withdrawn_then_erased_nothing_is_read_any_more(
    client: Client, town: Organisation, django_capture_on_commit_callbacks: Any
) -> None:
    place = sent(client, pieces=pdf())
    assert act(client, place, "withdraw").status_code == 303
    assert "retirée" in page(client, place)
    with django_capture_on_commit_callbacks(execute=True):
        assert act(client, place, "delete").status_code == 303
    text = page(client, place)
    assert "Ce dossier est effacé" in text
    assert NAME not in text
    assert act(client, place, "write", text="Encore ?").status_code == 200
    assert Request.objects.get().events.filter(kind=Kind.WROTE).count() == 0


def test_images_are_held_from_the_camera_s_own_page(client: Client, town: Organisation) -> None:
    from parvis.records import bulk

    device = camera(organisation=town)
    bulk.save_many([device])
    dpo = officer(town)
    address = f"{ASK}?droit=images-de-videoprotection&equipement={device.slug}"
    form = page(client, address)
    assert device.title in form
    assert "Dès l’envoi" in form
    day = course.today() - 2 * DAY
    place = sent(client, address, day=day.isoformat(), hours="18 h à 18 h 20", place="Le banc")
    hold = Hold.objects.get()
    assert (hold.device, hold.filmed, hold.gone) == (device.uuid, day, day + 15 * DAY)
    assert [letter.to for letter in mail.outbox] == [[dpo.email]]
    receipt = page(client, place)
    assert "Votre demande est arrivée" in receipt
    assert "nous avons demandé" in receipt.lower()
    for wrong, said in ((course.today() + DAY, "pas encore passé"),
                        (course.today() - 100 * DAY, "n’existent plus")):  # fmt: skip
        values = filled(client, address, day=wrong.isoformat(), hours="x", place="x")
        assert said in client.post(address, values, headers=HERE).content.decode()


def test_the_private_page_names_the_bodies_that_the_answer_names(
    client: Client, town: Organisation
) -> None:
    address = f"{ASK}?droit=images-de-videoprotection&objet=autre"
    day = (course.today() - DAY).isoformat()
    place = sent(client, address, day=day, hours="18 h", place="Le banc")
    board = "commission départementale de vidéoprotection"
    text = page(client, place)
    assert board in text
    assert "Pour vous : jusqu’au" not in text  # no delay runs before an answer
    actions.answer(Request.objects.get(), officer(town), Stage.REFUSED, "Rien.", "erased")
    last = in_words(remedies.until(course.today()))
    for words in (board, "cnil.fr", "telerecours.fr", f"Pour vous : jusqu’au {last}."):
        assert words in page(client, place)


def test_a_document_without_answer_has_its_referral_ready(
    client: Client, town: Organisation
) -> None:
    place = sent(client, f"{ASK}?droit=document-administratif&objet=autre", address=ADDRESS)
    assert client.get(f"{place}cada.txt").status_code == 404
    Request.objects.update(received=course.today() - 40 * DAY)
    text = page(client, place)
    assert "silence vaut refus" in text
    assert "déjà remplie" in text
    letter = client.get(f"{place}cada.txt").content.decode()
    for words in (NAME, ADDRESS, MESSAGE, "R.343-1", "Ville des essais", "aucune réponse"):
        assert words in letter


def test_a_right_that_does_not_apply_says_why_and_may_be_asked(
    client: Client, town: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    from parvis.records import bulk

    device = camera(organisation=town)
    bulk.save_many([device])
    told = [Entitlement(Right.ERASURE, False, "La loi nous oblige à garder.", "RGPD, 17(3)(b)"),
            Entitlement(Right.ACCESS, True, "Vos données sont là.")]  # fmt: skip
    real = hooks.first

    def first(name: str, **arguments: Any) -> Any:
        return told if name == "entitlements" else real(name, **arguments)

    monkeypatch.setattr(hooks, "first", first)
    choice = page(client, f"{ASK}?equipement={device.slug}")
    assert "ne s’applique pas ici" in choice
    address = f"{ASK}?droit=effacement&equipement={device.slug}"
    text = page(client, address)
    assert "La loi nous oblige à garder." in text
    assert "demander quand même" in text
    sent(client, address)
    assert Request.objects.get().about == device.uuid


def test_what_is_asked_is_found_by_words(client: Client, town: Organisation, follow: Any) -> None:
    from parvis.records import bulk

    device = camera(organisation=town, title="Caméra du marché aux fleurs")
    bulk.save_many([device])
    follow()
    text = page(client, f"{ASK}?droit=acces&q=marché fleurs")
    assert "Caméra du marché aux fleurs" in text
    assert f"equipement={device.slug}" in text
    assert "rien trouvé" in page(client, f"{ASK}?droit=acces&q=zzzzqqq")


@pytest.mark.parametrize(
    "query", ["droit=rien", "droit=acces&objet=x", "droit=%00", "q=" + "a" * 600]
)
def test_a_wrong_address_says_what_to_mend(client: Client, query: str) -> None:
    response = client.get(f"{ASK}?droit=acces&{query}" if query[0] == "q" else f"{ASK}?{query}")
    assert response.status_code == 400


def test_a_lost_key_is_said_and_nothing_breaks(client: Client, town: Organisation) -> None:
    from parvis.rights.requests import vault

    place = sent(client)
    vault.store().path(Request.objects.get().uuid).unlink()
    response = client.get(place)
    assert response.status_code == 503
    assert "Sa clé ne répond pas" in response.content.decode()


def test_each_right_has_its_page_in_both_languages(
    client: Client, town: Organisation, follow: Any
) -> None:
    assert load.load(town) == len(Right)
    assert load.load(town) == 0
    follow()
    listing = page(client, "/droits/")
    for name in Right:
        assert f"/droits/{name.value}/" in listing
        text = page(client, f"/droits/{name.value}/")
        for section in ("Ce que c’est", "Quand il s’applique", "Ce que nous répondons"):
            assert section in text
        assert f"{ASK}?droit={name.value}" in text
        english = page(client, f"/en/droits/{name.value}/")
        assert "What we answer" in english
        assert "{" not in re.sub(r"<script.*?</script>", "", text + english, flags=re.S)
