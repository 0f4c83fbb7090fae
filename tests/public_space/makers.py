"""Small makers of devices for tests; every name is invented."""

from __future__ import annotations

import datetime as dt
from itertools import count
from typing import Any

from django.utils import timezone

from parvis.public_space.models import Device
from parvis.records import bulk
from tests import makers

numbers = count(1)
DAY = dt.timedelta(days=1)


def sensor(**values: Any) -> Device:
    """A draft, in order, of a thermometer in a park."""
    n = next(numbers)
    today = timezone.localdate()
    return Device(
        **{
            "title": f"Thermomètre des essais {n}",
            "plain_summary": "Il mesure la chaleur de l’air.",
            "organisation": values.pop("organisation", None) or makers.organisation(),
            "kind": "sensor",
            "purposes": ["purpose__ecology"],
            "technologies": ["tech__thermometer"],
            "data": ["data__values_time"],
            "personal_data": False,
            "ends_on": today + 700 * DAY,
            "place": f"{n}, allée des Essais",
            "commune": "35238",
            "longitude": -1.66,
            "latitude": 48.12,
        }
        | values
    )


def camera(**values: Any) -> Device:
    """A draft, in order, of a camera on the public way."""
    n = next(numbers)
    today = timezone.localdate()
    return sensor(
        **{
            "title": f"Caméra des essais {n}",
            "plain_summary": "Elle filme la place.",
            "kind": "camera",
            "purposes": ["purpose__safety_security"],
            "technologies": ["tech__identifiable_video"],
            "data": ["data__pixel_based_image"],
            "access": ["access__not_available_to_vendor"],
            "retention_days": 15,
            "personal_data": True,
            "legal_ground": "public_task",
            "legal_text": "code de la sécurité intérieure, L.251-2",
            "notice_url": "https://ville.example/notice",
            "dpia_url": "https://ville.example/analyse",
            "objection": "set_aside",
            "objection_text": "l’article L.251-1 du code de la sécurité intérieure",
            "order_number": "2025-118",
            "order_date": today - 300 * DAY,
            "order_expires": today + 1000 * DAY,
            "csi_purposes": [5],
            "viewing_posts": "poste de la police municipale",
            "masks_homes": True,
            "hold_phone": "02 00 00 00 00",
        }
        | values
    )


def published(*devices: Device) -> Device:
    """Saved and published together; the first one."""
    bulk.save_many(list(devices))
    return devices[0]
