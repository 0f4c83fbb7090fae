"""A camera and a sensor in order, as they are published: what tests break one thing of."""

from __future__ import annotations

import datetime as dt
from typing import Any

TODAY = dt.date(2026, 11, 30)

CAMERA: dict[str, Any] = {
    "type": "device",
    "kind": "camera",
    "status": "in_service",
    "ends_on": "2029-06-30",
    "purposes": ["purpose__safety_security"],
    "technologies": ["tech__identifiable_video"],
    "retention_days": 15,
    "recognition": "identifiable",
    "personal_data": True,
    "legal_ground": "public_task",
    "notice_url": "https://ville.example/notice",
    "dpia_url": "https://ville.example/analyse",
    "objection": "set_aside",
    "objection_text": "code de la sécurité intérieure, L.251-1",
    "order_number": "2025-118",
    "order_date": "2025-03-01",
    "order_expires": "2030-03-01",
    "csi_purposes": [5],
    "masks_homes": True,
    "hold_phone": "02 00 00 00 00",
    "review_on": "2027-11-30",
    "position_shown": "point",
    "place": "place du Marché",
    "longitude": -1.68,
    "latitude": 48.11,
}

SENSOR: dict[str, Any] = {
    "type": "device",
    "kind": "sensor",
    "status": "in_service",
    "ends_on": "2028-06-30",
    "purposes": ["purpose__ecology"],
    "technologies": ["tech__thermometer"],
    "recognition": "none",
    "personal_data": False,
    "retention_days": None,
    "review_on": None,
    "position_shown": "point",
    "place": "parc des Érables",
    "longitude": -1.66,
    "latitude": 48.12,
}
