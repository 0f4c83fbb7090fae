"""What each worker does about the broker, again and again: `PARVIS_MQTT_URL` says where it is,
`PARVIS_MQTT_FOLDER` where its rights are written, when it is on the same machine."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings

from parvis.observations.mqtt import broker
from parvis.observations.mqtt.consumer import Consumer
from parvis.observations.mqtt.teller import Teller

READ_EVERY, TOLD_EVERY = 0.1, 15.0  # seconds


def loops(ended: Callable[[], bool]) -> list[tuple[str, Callable[[], object], float]]:
    url = settings.PARVIS_MQTT_URL
    if not url:
        return []
    found: list[tuple[str, Callable[[], object], float]] = [
        ("mqtt", Consumer(url, ended).run_once, READ_EVERY)
    ]
    if settings.PARVIS_MQTT_FOLDER:
        folder = Path(settings.PARVIS_MQTT_FOLDER)
        found.append(("mqtt updates", Teller(url, folder, ended).run_once, READ_EVERY))
        told = urlsplit(url)
        step = partial(
            broker.tell, folder, unquote(told.username or ""),
            unquote(told.password or ""),
        )  # fmt: skip
        found.append(("mqtt rights", step, TOLD_EVERY))
    return found
