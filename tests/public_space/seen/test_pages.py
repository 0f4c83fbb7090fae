"""Someone saw a device that is not here: they say where, someone answers in public."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from parvis.public_space.seen import actions
from parvis.public_space.seen.models import Sighting
from tests.public_space.makers import published, sensor
from tests.records.desk.conftest import signed, town
from tests.records.desk.waiting import awaited
from tests.records.test_photo import taken

pytestmark = pytest.mark.django_db
__all__ = ["signed", "town"]
FORM = "/capteurs/signaler/"
HERE = {"origin": "http://testserver"}
TOKEN = re.compile(r'name="token" value="([^"]+)"')


@pytest.fixture(autouse=True)
def quick(settings: Any) -> None:
    settings.PARVIS_FORM_SECONDS = 0


def token(client: Client) -> str:
    found = TOKEN.search(client.get(FORM).content.decode())
    assert found
    return found[1]


def send(client: Client, photo: bytes | None = None, **values: str) -> Any:
    sent: dict[str, Any] = {
        "place": "rue des Lilas, sur le lampadaire 12",
        "text": "Une petite boîte blanche avec une antenne.",
        "token": values.pop("token", None) or token(client),
    } | values
    if photo is not None:
        sent["photo"] = SimpleUploadedFile("IMG_0042.jpg", photo)
    return client.post(FORM, sent, headers=HERE)


def test_the_form_is_plain_and_asks_nothing_of_who_one_is(town: Any, client: Client) -> None:
    response = client.get(FORM)
    said = response.content.decode()
    assert response.status_code == 200
    assert 'enctype="multipart/form-data"' in said
    assert not response.cookies
    assert 'type="email"' not in said


def test_from_the_street_to_the_public_answer(town: Any, client: Client, signed: Any) -> None:
    response = send(client, photo=taken())
    assert response.status_code == 303
    assert not response.cookies
    receipt = response["Location"]
    assert "attend d’être lu" in client.get(receipt).content.decode()
    seen = Sighting.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM public_space_sighting")
        assert "lampadaire" not in cursor.fetchone()[0], "sealed where it is kept"
    assert seen.said["place"].startswith("rue des Lilas")
    assert "lampadaire" not in client.get(f"{FORM}reponses/").content.decode()
    with seen.photo.open("rb") as photo:
        kept = photo.read()
    assert b"SECRETPHONE" not in kept

    desk = signed(town.chief)
    said = [one.title for one in awaited(town.chief)]
    assert "Un équipement inconnu est signalé : répondre" in said
    assert "rue des Lilas" in desk.get(reverse("parvis_seen:list")).content.decode()
    where = reverse("parvis_seen:one", args=[seen.pk])
    assert "antenne" in desk.get(where).content.decode()
    shown = desk.get(reverse("parvis_seen:photo", args=[seen.pk]))
    assert b"".join(shown.streaming_content) == kept
    device = published(sensor(organisation=town.above, title="Relais des compteurs d’eau"))
    sent = {
        "place": "rue des Lilas", "told": "Une petite boîte blanche.", "answer": "C’est à nous.",
        "device": device.pk, "with_photo": "on", "decision": "answer",
    }  # fmt: skip
    assert desk.post(where, sent).status_code == 302

    told = client.get(f"{FORM}reponses/").content.decode()
    for text in ("rue des Lilas", "Une petite boîte blanche.", "C’est à nous.", "Relais des"):
        assert text in told
    assert "antenne" not in told, "as the moderator left it"
    assert "C’est à nous." in client.get(receipt).content.decode()
    picture = re.search(r'src="(/capteurs/signaler/photo/[^"]+)"', told)
    assert picture
    served = client.get(picture[1])
    assert b"".join(served.streaming_content) == kept
    assert served["Content-Type"] == "image/jpeg"
    seen.refresh_from_db()
    assert seen.content == ""


def test_a_photograph_that_is_not_published_leaves_the_store(
    town: Any, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    send(client, photo=taken())
    seen = Sighting.objects.get()
    store, name = seen.photo.storage, seen.photo.name
    assert store.exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        actions.answer(seen, town.chief, "Vu.", place="rue", told="boîte")
    assert not store.exists(name)
    assert client.get(f"{FORM}photo/{seen.receipt}").status_code == 404


def test_before_an_answer_no_one_else_sees_the_photograph(
    town: Any, client: Client, signed: Any
) -> None:
    send(client, photo=taken())
    seen = Sighting.objects.get()
    assert client.get(f"{FORM}photo/{seen.receipt}").status_code == 404
    photo = reverse("parvis_seen:photo", args=[seen.pk])
    assert client.get(photo).status_code == 302, "sign in first"
    assert signed(town.stranger).get(photo).status_code == 404


def test_what_is_refused_is_forgotten_and_its_author_reads_why(
    town: Any, client: Client, signed: Any, django_capture_on_commit_callbacks: Any
) -> None:
    receipt = send(client, photo=taken())["Location"]
    seen = Sighting.objects.get()
    where = reverse("parvis_seen:one", args=[seen.pk])
    sent = {"place": "x", "told": "x", "answer": "Ce texte nomme un voisin.", "decision": "refuse"}
    with django_capture_on_commit_callbacks(execute=True):
        assert signed(town.chief).post(where, sent).status_code == 302
    seen.refresh_from_db()
    assert (seen.content, seen.place, seen.text, seen.photo.name) == ("", "", "", "")
    assert "Ce texte nomme un voisin." in client.get(receipt).content.decode()
    assert "voisin" not in client.get(f"{FORM}reponses/").content.decode()


def test_the_same_form_twice_is_one(town: Any, client: Client) -> None:
    once = token(client)
    first, second = send(client, token=once), send(client, token=once)
    assert first["Location"] == second["Location"]
    assert Sighting.objects.count() == 1


def test_only_one_answer_holds(town: Any, client: Client) -> None:
    send(client)
    seen = Sighting.objects.get()
    actions.answer(seen, town.chief, "Oui.", place="rue", told="boîte")
    with pytest.raises(actions.SightingProblem, match="answered"):
        actions.refuse(seen, town.chief, "Non.")


@pytest.mark.parametrize("who", ["stranger", "writer", "nobody"])
def test_only_who_publishes_devices_answers(
    town: Any, client: Client, signed: Any, who: str
) -> None:
    send(client)
    seen = Sighting.objects.get()
    person = getattr(town, who)
    with pytest.raises(PermissionDenied):
        actions.answer(seen, person, "Oui.", place="rue", told="boîte")
    where = reverse("parvis_seen:one", args=[seen.pk])
    assert signed(person).get(where).status_code in {302, 403, 404}


def test_another_sites_page_sends_nothing(town: Any, client: Client) -> None:
    sent = {"place": "ici", "text": "x", "token": token(client)}
    assert client.post(FORM, sent, headers={"origin": "https://evil.example"}).status_code == 403
    assert client.post(FORM, sent).status_code == 403
    assert not Sighting.objects.exists()


def test_a_programs_form_is_left_aside(town: Any, client: Client) -> None:
    assert send(client, site_web="https://spam.example").status_code == 303
    assert not Sighting.objects.exists()


@pytest.mark.parametrize(
    ("values", "photo", "said"),
    [
        ({"place": ""}, None, "Remplissez ce champ."),
        ({"place": "x" * 301}, None, "301"),
        ({"text": ""}, None, "Remplissez ce champ."),
        ({"token": "forged"}, None, "resté ouvert trop longtemps"),
        ({}, b"%PDF-1.7", "n’est pas une photographie"),
        ({}, taken()[:500], "jusqu’au bout"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_lost(
    town: Any, client: Client, values: dict[str, str], photo: bytes | None, said: str
) -> None:
    response = send(client, photo, **values)
    page = response.content.decode()
    assert response.status_code == 400
    assert said in page
    kept = [text for text in ("lampadaire 12", "antenne") if text in page]
    assert kept, "what was written is still in the form"
    assert not Sighting.objects.exists()


def test_a_form_too_heavy_is_refused_before_it_is_read(town: Any, client: Client) -> None:
    response = send(client, photo=b"\xff" * 12_200_000)
    assert response.status_code == 413
    assert "12 Mo" in response.content.decode()


def test_one_network_does_not_flood(town: Any, client: Client, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"public_form": "1/h/ip"}
    assert send(client).status_code == 303
    assert send(client).status_code == 429


def test_a_device_that_only_agents_see_is_not_named_in_public(town: Any, client: Client) -> None:
    send(client)
    hidden = published(sensor(organisation=town.above, title="Capteur discret", circle=2))
    seen = Sighting.objects.get()
    actions.answer(seen, town.chief, "Oui.", place="rue", told="boîte", device=hidden)
    assert "Capteur discret" not in client.get(f"{FORM}reponses/").content.decode()


def test_where_nobody_receives_it_says_so(client: Client) -> None:
    response = send(client)
    assert response.status_code == 400
    assert "Aucune organisation" in response.content.decode()


def test_in_english_too(town: Any, client: Client) -> None:
    assert client.get(f"/en{FORM}").status_code == 200
    for page, status in (("1", 200), ("0", 400), ("abc", 400), ("99", 404)):
        answer = client.get(f"/en/capteurs/signaler/reponses/?page={page}")
        assert answer.status_code == status, page
