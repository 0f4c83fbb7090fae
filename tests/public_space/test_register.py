"""The register as people and machines meet it: lists, filters, pages, doors."""

from __future__ import annotations

import json
import time

import pytest
from django.core.exceptions import ValidationError

from parvis.observations.models import (
    Datastream,
    FeatureOfInterest,
    Latest,
    Location,
    ObservedProperty,
    Sensor,
    Thing,
)
from parvis.records import bulk, hooks
from parvis.records.models import HistoryEntry
from tests import makers
from tests.public_space.makers import camera, published, sensor

pytestmark = pytest.mark.django_db

ZONE = {
    "type": "Polygon",
    "coordinates": [[[-1.7, 48.1], [-1.6, 48.1], [-1.6, 48.2], [-1.7, 48.2], [-1.7, 48.1]]],
}
# what only the exact place has in these tests
SECRET = {
    "place": "7, rue Introuvable",
    "longitude": -1.676543,
    "latitude": 48.123456,
    "height": 437.25,  # no instant has three digits before its point
    "mounting": "mât du coin Introuvable",
    "field_of_view": {
        "type": "Polygon",
        "coordinates": [[[-1.676543, 48.1], [-1.6, 48.1], [-1.6, 48.2], [-1.676543, 48.1]]],
    },
}
MASKED = SECRET | {
    "position_shown": "zone",
    "position_why": "la sécurité publique",
    "zone_name": "Centre-ville",
    "zone": ZONE,
}
TOLD = ("Introuvable", "1.676543", "48.123456", "437.25", "437,25")
DOORS = (
    "/capteurs/", "/capteurs/{slug}/", "/capteurs/{slug}/historique/", "/capteurs/{slug}/liens/",
    "/capteurs/{slug}/flux.atom", "/capteurs/flux.atom", "/id/device/{slug}.json",
    "/id/device/{slug}.ttl", "/id/device/{slug}.jsonld", "/api/records?type=device",
    "/api/records.csv?type=device", "/api/graph/device/{slug}", "/recherche?q=essais",
    "/recherche?q=Introuvable", "/q/{short}", "/q/{short}/facile", "/capteurs/regles/",
    "/capteurs/changements/", "/capteurs/changements/flux.atom", "/capteurs/endroits.json",
)  # fmt: skip


def heard(thing: Thing, number: float, start: int, name: str = "Température de l’air") -> Latest:
    """A datastream of a thing with its last value; `start` in seconds since 1970."""
    stream = Datastream.objects.create(
        name=name, thing=thing, observation_type="Measurement",
        sensor=Sensor.objects.create(name="Sonde", encoding_type="text/html", metadata=""),
        observed_property=ObservedProperty.objects.create(name=name, definition="x"),
        unit={"name": "degré Celsius", "symbol": "°C", "definition": ""},
    )  # fmt: skip
    feature = FeatureOfInterest.objects.create(name="lieu", feature={})
    return Latest.objects.create(
        datastream=stream, observation=1, feature=feature, start=start * 1_000_000, number=number
    )


def body(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status, path
    return (b"".join(answer) if answer.streaming else answer.content).decode()


def found(device) -> list[str]:
    return [one.rule for one in hooks.gather("findings") if one.slug == device.slug]


def test_the_list_filters_by_what_people_ask(client, follow):
    operator = makers.organisation(title="Régie des essais")
    cam, probe = camera(operator=operator), sensor(commune="35001")
    published(cam, probe)
    follow()
    page = body(client, "/capteurs/")
    assert cam.title in page
    assert probe.title in page
    for query, only in (
        ("device_kind=camera", cam),
        ("recognition=none", probe),
        ("personal=yes", cam),
        ("personal=no", probe),
        ("purpose=purpose__ecology", probe),
        ("technology=tech__identifiable_video", cam),
        (f"operator={operator.uuid}", cam),
        ("territory=35001", probe),
        (f"q={probe.place.partition(',')[0]}+allée", probe),
        ("box=-1.67,48.11,-1.65,48.13&status=in_service&device_kind=sensor", probe),
    ):
        found = body(client, f"/capteurs/?{query}")
        other = probe if only is cam else cam
        assert f"/capteurs/{only.slug}/" in found, query
        assert f"/capteurs/{other.slug}/" not in found, query
    assert "Sur des personnes : oui" in body(client, "/capteurs/?personal=yes")
    words = body(client, f"/capteurs/?operator={operator.uuid}")
    assert "Qui l’exploite : Régie des essais" in words
    assert "Thermomètre" in page


def test_cameras_lead_to_the_filtered_list(client):
    answer = client.get("/cameras/")
    assert (answer.status_code, answer["Location"]) == (302, "/capteurs/?device_kind=camera")


def test_the_page_shows_the_chain_the_law_and_the_last_value(client):
    thing = Thing.objects.create(name="Sonde 1")
    device = published(camera(thing=thing))
    heard(thing, 21.5, int(time.time()) - 60)
    page = body(client, f"/capteurs/{device.slug}/")
    wanted = ["arrêté 2025-118", "Vos droits ici", "21,5\u202f°C", "Température de l’air",
              "<svg viewBox=\"0 0 36 36\"", f"/q/{device.short}"]  # fmt: skip
    assert not [text for text in wanted if text not in page]
    assert "Aucun panneau n’est posé pour cet équipement" in page


def test_a_new_value_makes_a_new_page_and_the_same_value_none(client):
    thing = Thing.objects.create(name="Sonde 1")
    device = published(sensor(thing=thing))
    path = f"/capteurs/{device.slug}/"
    row = heard(thing, 21.5, 1_790_000_000)
    tag = client.get(path)["ETag"]
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
    Latest.objects.filter(pk=row.pk).update(number=22.25, start=row.start + 60_000_000)
    answer = client.get(path, headers={"If-None-Match": tag})
    assert answer.status_code == 200
    assert "22,25" in answer.content.decode()
    assert "22,25" in body(client, f"/q/{device.short}")


def test_what_a_thing_held_back_measures_stands_on_no_page(client):
    thing = Thing.objects.create(name="Chez quelqu’un", public=False)
    device = published(sensor(thing=thing))
    heard(thing, 21.5, 1_790_000_000)
    assert "21,5" not in body(client, f"/capteurs/{device.slug}/")
    assert "21,5" not in body(client, f"/q/{device.short}")


@pytest.mark.parametrize("shown", ["zone", "area"])
def test_a_masked_place_leaks_at_no_door(client, follow, shown):
    device = published(camera(**MASKED | {"position_shown": shown}))
    device.zone_name = "Tout le centre"
    bulk.save_many([device])  # so that its history has two steps
    follow()
    for door in DOORS:
        said = body(client, door.format(slug=device.slug, short=device.short))
        assert not [secret for secret in TOLD if secret in said.replace("q=Introuvable", "")
                    .replace("« Introuvable »", "").replace('value="Introuvable"', "")
                    .replace("Recherche : Introuvable", "")], door  # fmt: skip
    for entry in HistoryEntry.objects.filter(record=device.uuid):
        kept = bytes(entry.projection).decode()
        assert not [secret for secret in TOLD if secret in kept]
    page = body(client, f"/capteurs/{device.slug}/")
    assert "Tout le centre" in page
    if shown == "zone":
        assert "la sécurité publique" in page


def test_a_place_shown_once_and_masked_since_is_hidden_at_every_date(client, follow):
    device = published(camera(**SECRET))
    for name, value in MASKED.items():
        setattr(device, name, value)
    bulk.save_many([device])
    follow()
    for door in DOORS:
        said = body(client, door.format(slug=device.slug, short=device.short))
        assert not [one for one in TOLD if one in said.replace("Introuvable", "", 9)], door
    assert "Centre-ville" in body(client, f"/capteurs/{device.slug}/historique/")


def test_the_same_place_shown_stands_where_people_look(client, follow):
    """The witness of the test above: the secret is found when it is none."""
    device = published(camera(**SECRET))
    follow()
    assert "7, rue Introuvable" in body(client, f"/capteurs/{device.slug}/")
    assert "48.123456" in body(client, f"/id/device/{device.slug}.json")


def test_measures_that_tell_a_masked_place_keep_the_device_from_being_published():
    thing = Thing.objects.create(name="Sonde")
    place = Location.objects.create(
        name="lieu", location={"type": "Point", "coordinates": [-1.676543, 48.123456]}
    )
    place.things.add(thing)
    with pytest.raises(ValidationError, match="donnent un endroit"):
        bulk.save_many([sensor(thing=thing, **MASKED)])
    place.location = ZONE
    place.save()
    device = published(sensor(thing=thing, **MASKED))
    assert found(device) == ["sign-missing"]
    place.location = {"type": "Point", "coordinates": [-1.676543, 48.123456]}
    place.save()
    assert found(device) == ["place-leaks", "sign-missing"]


def test_what_the_law_lacks_keeps_a_device_from_being_published():
    with pytest.raises(ValidationError) as refused:
        bulk.save_many([camera(order_number="", retention_days=45, objection_text="")])
    assert set(refused.value.message_dict) == {"order_number", "retention_days", "objection_text"}


def test_the_page_of_rules_names_what_is_broken_and_where(client):
    faulty = published(camera(hold_phone="", title="Caméra muette"), sensor())
    page = body(client, "/capteurs/regles/")
    assert "2 équipements au registre" in page
    section = page.partition('id="hold-unsaid"')[2].partition("</section>")[0]
    assert f"/capteurs/{faulty.slug}/" in section
    assert "CSI, L.253-5" in section
    assert "comment demander que des images soient gardées" in body(
        client, f"/capteurs/{faulty.slug}/"
    )


def test_machines_read_the_register(client, follow):
    device = published(camera())
    follow()
    content = json.loads(body(client, f"/id/device/{device.slug}.json"))
    assert content["short"] == device.short
    assert content["recognition"] == "identifiable"
    turtle = body(client, f"/id/device/{device.slug}.ttl")
    assert "sosa/Platform" in turtle
    assert "POINT (-1.66 48.12)" in turtle
    assert f"/q/{device.short}" in turtle


def test_a_zone_is_a_geometry_too(client):
    device = published(camera(**MASKED))
    turtle = body(client, f"/id/device/{device.slug}.ttl")
    assert "MULTIPOLYGON (((-1.7 48.1, -1.6 48.1," in turtle
    assert "POINT" not in turtle
