"""The desk’s screens: who opens them, what they say, forged addresses, how much they ask."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from parvis.catalogue.models import Dataset
from parvis.records import bulk, hooks, keys
from parvis.records.entitlements import Right
from parvis.records.kinds import Circle, Indicator
from parvis.rights.desk import parts
from parvis.rights.desk.acts import ACTS, GROUPS
from parvis.rights.requests import access, course, vault
from parvis.rights.requests import actions as requests
from parvis.rights.requests.choices import Stage
from parvis.rights.requests.models import Access, Request
from tests import makers
from tests.records.desk.conftest import signed
from tests.rights.desk.test_actions import answered, images, plain, town
from tests.rights.makers import DAY, MESSAGE, NAME, received

pytestmark = pytest.mark.django_db
__all__ = ["signed", "town"]
DESK = "/espace-agents/demandes-de-droits/"


@pytest.fixture
def officer(town: SimpleNamespace, signed: Any) -> Client:
    client: Client = signed(town.officer)
    return client


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def addresses(one: Request, part: Any, uuid: Any) -> list[str]:
    here = f"{DESK}{one.pk}/"
    return [
        here, f"{here}reponse/", f"{here}lettre.odt", f"{here}lettre.pdf", f"{here}dossier.zip",
        f"{here}pieces/{uuid}/", *(f"{here}agir/{name}/" for name in ACTS),
        f"{DESK}questions/{part.pk}/noter/",
    ]  # fmt: skip


def test_no_screen_opens_to_anyone_else_and_that_is_logged(
    town: SimpleNamespace, signed: Any, caplog: pytest.LogCaptureFixture
) -> None:
    one = plain(town)
    part = parts.ask(one, town.officer, town.service, "Quels repas ?")
    for name, user in town.everybody_else.items():
        client = signed(user)
        for address in addresses(one, part, part.uuid):
            for response in (client.get(address), client.post(address)):
                assert response.status_code in (302, 403, 404), (name, address)
                assert response.status_code != 302 or "connexion" in response["Location"]
                assert NAME not in response.content.decode(errors="replace")
            if user.pk and "connexion" not in response.get("Location", ""):
                assert f"{address} refused to user {user.pk}" in caplog.text, name
        assert client.post(f"{DESK}questions/{part.pk}/retirer/").status_code in (302, 404)
    assert not Access.objects.filter(request=one).exists()
    part.refresh_from_db()
    assert part.state == "asked"


def test_an_agent_opens_only_what_their_service_was_asked(
    town: SimpleNamespace, signed: Any
) -> None:
    part = parts.ask(plain(town), town.officer, town.service, "Quels repas ?")
    agent, stranger = signed(town.agent), signed(town.everybody_else["steward"])
    assert part.request.number in page(agent, f"{DESK}questions/")
    said = page(agent, f"{DESK}questions/{part.pk}/")
    assert "Quels repas ?" in said
    assert NAME not in said
    assert MESSAGE not in said
    assert agent.get(f"{DESK}{part.request_id}/").status_code == 403
    assert stranger.get(f"{DESK}questions/{part.pk}/").status_code == 404
    assert agent.get(f"{DESK}questions/{part.pk}/pieces/{part.uuid}/").status_code == 404
    sent = {"state": "given", "text": "Douze repas.", "joined": text_file()}
    assert agent.post(f"{DESK}questions/{part.pk}/", sent).status_code == 302
    part.refresh_from_db()
    assert part.reply
    (piece,) = part.reply.pieces.all()
    response = agent.get(f"{DESK}questions/{part.pk}/pieces/{piece.uuid}/")
    assert response.content == b"repas;12"
    assert response["Content-Disposition"].startswith("attachment")


def text_file() -> SimpleUploadedFile:
    return SimpleUploadedFile("repas.csv", b"repas;12", "text/csv")


def test_the_list_filters_and_names_nobody(town: SimpleNamespace, officer: Client) -> None:
    one, film = plain(town), images(town)
    Request.objects.filter(pk=one.pk).update(due=course.today() - DAY)
    everything = page(officer, DESK)
    assert NAME not in everything
    assert "En retard" in everything
    for asked, there in (
        ("echeance=late", one), ("echeance=images", film), ("droit=acces", one), ("etat=open", one),
        (f"service={town.here.pk}", film),
    ):  # fmt: skip
        assert there.number in page(officer, f"{DESK}?{asked}")
    assert film.number not in page(officer, f"{DESK}?echeance=late")
    assert one.number not in page(officer, f"{DESK}?etat=refused")
    for wrong in ("etat=oui", "service=x", "droit=%00", "echeance=hier"):
        assert film.number not in page(officer, f"{DESK}?{wrong}") or wrong == "droit=%00"
    both = page(officer, f"{DESK}?etat=open&echeance=late")
    assert 'href="?etat=open"' in both, "a filter that is chosen is a link that takes it away"
    assert 'href="?echeance=late"' in both
    assert page(officer, f"{DESK}?p=999999999999")
    assert not Access.objects.exists()


def test_the_list_asks_as_much_for_many_as_for_few(town: SimpleNamespace, officer: Client) -> None:
    plain(town)
    page(officer, DESK)
    with CaptureQueriesContext(
        connection,
    ) as few:
        page(officer, DESK)
    model = Request.objects.get()
    for n in range(60):
        model.pk, model.uuid, model.follow, model.once = (
            None,
            makers.organisation().uuid,
            f"{n}",
            None,
        )
        model.save(force_insert=True)
    with CaptureQueriesContext(connection) as many:
        assert "Page 1 sur 2" in page(officer, DESK)
    assert len(many) == len(few)


def test_reading_is_written_and_shown(town: SimpleNamespace, officer: Client) -> None:
    one = plain(town)
    page(officer, f"{DESK}{one.pk}/")
    said = page(officer, f"{DESK}{one.pk}/")
    assert NAME in said
    assert MESSAGE in said
    assert "a ouvert le dossier" in said
    assert Access.objects.filter(request=one, by=town.officer, what="opened").count() == 2
    content = vault.unseal(vault.key_of(one.uuid), one)
    assert content["follow"] not in said


def test_a_request_is_handled_from_its_page(town: SimpleNamespace, officer: Client) -> None:
    one = plain(town)
    here = f"{DESK}{one.pk}/"
    for name, sent in (
        ("etudier", {}),
        ("preciser", {"right": "effacement", "about": "", "why": "Lu de près."}),
        ("ecrire", {"text": "De quelle cantine ?"}),
        ("noter", {"text": "Voir la régie."}),
        ("interroger", {
            "organisation": town.service.pk, "question": "Quels repas ?",
            "due": course.today().isoformat(),
        }),
        ("identite", {"how": "document", "doubt": "Deux personnes de ce nom."}),
        ("identite-etablie", {"received": course.today().isoformat()}),
        ("prolonger", {"reason": "complexity", "text": "Six logiciels."}),
    ):  # fmt: skip
        assert officer.get(f"{here}agir/{name}/").status_code == 200, name
        response = officer.post(f"{here}agir/{name}/", sent)
        assert response.status_code == 302, (name, response.content.decode()[-3000:])
    kinds = list(one.events.values_list("kind", flat=True))
    assert kinds == [
        "received", "studied", "qualified", "told", "note", "dispatched", "asked_identity",
        "proved_identity", "extended",
    ]  # fmt: skip
    refused = officer.post(f"{here}agir/prolonger/", {"reason": "complexity", "text": "Encore."})
    assert "parvis-errors" in refused.content.decode()
    assert officer.get(f"{here}agir/prolonger/").status_code == 302
    assert officer.get(f"{here}agir/tout/").status_code == 404


def test_images_come_first_until_someone_says_that_they_are_aside(
    town: SimpleNamespace, officer: Client
) -> None:
    one = images(town)
    said = page(officer, f"{DESK}{one.pk}/")
    assert "D’abord, les images." in said
    assert "mise de côté des images demandée" in said
    assert "<strong>images mises de côté</strong>" not in said
    officer.post(f"{DESK}{one.pk}/agir/images-gardees/")
    said = page(officer, f"{DESK}{one.pk}/")
    assert "D’abord, les images." not in said
    assert "<strong>images mises de côté</strong>" in said


def test_what_may_be_done_stands_under_a_heading(town: SimpleNamespace, officer: Client) -> None:
    assert {one.group for one in ACTS.values()} == set(GROUPS)
    said = page(officer, f"{DESK}{plain(town).pk}/")
    assert "<h4>Écrire et demander</h4>" in said
    assert "<h4>Les images</h4>" not in said
    home = page(officer, "/espace-agents/")
    assert "Voir mes données" in home  # the right, beside the number to answer


@pytest.mark.parametrize("name", ["garder-jusqu-au", "images-gardees", "rendre-les-images"])
def test_a_form_about_images_that_are_not_held_is_refused(
    name: str, town: SimpleNamespace, officer: Client
) -> None:
    sent = {"until": course.today().isoformat(), "proof": "Attestation."}
    response = officer.post(f"{DESK}{plain(town).pk}/agir/{name}/", sent)
    assert response.status_code == 200
    assert "Aucune image n’est mise de côté" in response.content.decode()


def test_a_form_names_no_record_that_its_writer_may_not_see(
    town: SimpleNamespace, officer: Client
) -> None:
    """The field proposes near titles: those of another town's service are not said."""
    theirs = Dataset(title="Enquête réservée du voisin", organisation=town.other)
    ours = Dataset(title="Enquête réservée d’ici", organisation=town.here)
    for one in (theirs, ours):
        one.circle, one.plain_summary = Circle.SERVICE, "Ce que des gens ont dit."
    bulk.save_many([theirs, ours])
    here = f"{DESK}{plain(town).pk}/agir/preciser/"
    sent = {"right": "effacement", "about": "réservée", "why": "Lu."}
    said = officer.post(here, sent).content.decode()
    assert ours.title in said
    assert theirs.title not in said
    refused = officer.post(here, sent | {"about": theirs.title})
    assert refused.status_code == 200
    assert officer.post(here, sent | {"about": ours.title}).status_code == 302


def test_a_question_that_was_taken_back_is_read_no_more(
    town: SimpleNamespace, officer: Client, signed: Any
) -> None:
    """It may have gone to the wrong service."""
    part = parts.ask(plain(town), town.officer, town.service, "Quels repas ?")
    officer.post(f"{DESK}questions/{part.pk}/retirer/")
    agent = signed(town.agent)
    assert agent.get(f"{DESK}questions/{part.pk}/").status_code == 404
    assert part.request.number not in page(agent, f"{DESK}questions/")
    part.refresh_from_db()
    with pytest.raises(PermissionDenied):
        parts.read(part, town.agent)


def test_the_answer_is_edited_from_its_model_and_leaves_as_a_letter(
    town: SimpleNamespace, officer: Client
) -> None:
    one = plain(town)
    here = f"{DESK}{one.pk}/"
    assert "Écrire la réponse" in page(officer, f"{here}reponse/")
    assert "parvis-errors" in page(officer, f"{here}reponse/?issue=refused&motif=")
    asked = f"{here}reponse/?issue=refused&motif=others"
    said = page(officer, asked)
    assert "[Expliquez" in said
    assert "www.cnil.fr/fr/plaintes" in said
    unfinished = officer.post(asked, {"text": "Non. [Expliquez.]"}).content.decode()
    assert "parvis-errors" in unfinished
    assert officer.get(f"{here}lettre.odt").status_code == 404
    sent = {"text": "Ces repas disent ceux d’un autre enfant.", "joined": text_file()}
    assert officer.post(asked, sent).status_code == 302
    one.refresh_from_db()
    assert (one.stage, one.refusal) == (Stage.REFUSED, "others")
    odt = officer.get(f"{here}lettre.odt")
    with zipfile.ZipFile(io.BytesIO(odt.content)) as archive:
        text = archive.read("content.xml").decode()
    for words in (NAME, "Ces repas disent", "15(4)", "www.cnil.fr/fr/plaintes", "tribunal"):
        assert words in text
    assert officer.get(f"{here}lettre.pdf").content.startswith(b"%PDF-")
    assert officer.get(f"{here}reponse/").status_code == 302


def test_the_whole_file_goes_out_and_that_is_written(
    town: SimpleNamespace, officer: Client
) -> None:
    one = answered(town)
    response = officer.get(f"{DESK}{one.pk}/dossier.zip")
    with zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))) as archive:
        told = json.loads(archive.read("dossier.json"))
    assert told["content"]["name"] == NAME
    assert "follow" not in told["content"]
    assert [event["kind"] for event in told["events"]] == ["received", "answered"]
    assert Access.objects.filter(request=one, what="exported").count() == 1


def test_one_that_came_by_post_runs_from_its_true_day(
    town: SimpleNamespace, officer: Client
) -> None:
    day = course.today() - 12 * DAY
    sent = {
        "received": day.isoformat(), "channel": "post", "organisation": town.here.pk,
        "right": "acces", "about": "", "proxy": "guardian", "proxy_for": "son fils",
        "name": NAME, "address": "3, venelle des Tests", "contact": "post", "message": MESSAGE,
    }  # fmt: skip
    said = officer.post(f"{DESK}enregistrer/", sent).content.decode()
    assert "/droits/suivi/" in said
    one = Request.objects.get()
    assert (one.received, one.channel) == (day, "post")
    assert "son parent ou son tuteur" in page(officer, f"{DESK}{one.pk}/")
    for change, field in (
        ({"received": (course.today() + DAY).isoformat()}, "futur"),
        ({"organisation": town.other.pk}, "organisation"),
        ({"address": ""}, "address"),
        ({"right": "images-de-videoprotection"}, "filmed"),
        ({"about": "une fiche de nulle part"}, "about"),
        ({"proxy_for": ""}, "proxy_for"),
    ):  # fmt: skip
        refused = officer.post(f"{DESK}enregistrer/", sent | change).content.decode()
        assert "parvis-errors" in refused
        assert field in refused
    assert Request.objects.count() == 1


def test_a_lost_key_is_said_and_an_erased_file_too(
    town: SimpleNamespace, officer: Client, settings: Any
) -> None:
    one = plain(town)
    settings.PARVIS_PERSONAL_KEY = "une autre clé"
    response = officer.get(f"{DESK}{one.pk}/")
    assert response.status_code == 503
    assert "ne peut pas être lu" in response.content.decode()
    with pytest.raises(keys.KeyUnreadable):
        access.read(one, town.officer)


def test_the_report_counts_compares_and_goes_out(town: SimpleNamespace, officer: Client) -> None:
    requests.answer(plain(town), town.officer, Stage.REFUSED, "Non.", "others")
    answered(town)
    received(Right.ERASURE, organisation=town.other)
    year = course.today().year
    said = page(officer, f"{DESK}bilan/?annee={year}")
    assert "La copie montrerait les données d’autres personnes" in said
    rows = list(
        csv.reader(io.StringIO(officer.get(f"{DESK}bilan.csv").content.decode("utf-8-sig")))
    )
    assert rows[1][:4] == ["Voir mes données", "2", "2", "2"]
    assert rows[-1][:2] == ["Tous les droits", "2"]
    ods = officer.get(f"{DESK}bilan.ods?annee={year}")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(ods.content)).get_sheet_by_index(0)
    assert sheet.to_python()[1][1] == 2
    assert officer.get(f"{DESK}bilan.csv?annee=hier").status_code == 400
    assert "parvis-errors" in page(officer, f"{DESK}bilan/?annee=12")
    assert not Access.objects.exists()


def test_the_report_shows_breaches_where_a_room_counts_them(
    officer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Violations de données" not in page(officer, f"{DESK}bilan/")
    told = [Indicator("breaches_this_year", "violations notifiées cette année", lambda: 3)]
    monkeypatch.setattr(hooks, "gather", lambda name, **_: told if name == "indicators" else [])
    assert "violations notifiées cette année" in page(officer, f"{DESK}bilan/")


def test_what_is_to_be_mended_leads_to_its_field(town: SimpleNamespace, officer: Client) -> None:
    here = f"{DESK}{plain(town).pk}/"
    tomorrow, long_ago = course.today() + DAY, course.today() - 400 * DAY
    for address, sent, field in (
        ("agir/prolonger/", {"reason": "", "text": "Six logiciels."}, "reason"),
        ("agir/interroger/", {
            "organisation": town.service.pk, "question": "Quoi ?", "due": long_ago.isoformat(),
        }, "due"),
        ("agir/recours/", {"body": "cnil", "since": tomorrow.isoformat(), "text": "."}, "since"),
        ("agir/reunir/", {"number": "D2026-99999"}, "number"),
        ("reponse/?issue=refused&motif=identity", {"text": "Non. [Dites pourquoi.]"}, "text"),
    ):  # fmt: skip
        said = officer.post(f"{here}{address}", sent).content.decode()
        assert f'<a href="#id_{field}">' in said, address
        assert f'id="id_{field}"' in said, address
