"""What each worker does about the broker, again and again: `PARVIS_MQTT_URL` says where it is,
`PARVIS_MQTT_FOLDER` where its rights are written, when it is on the same machine, and
`PARVIS_MQTT_FOLLOWERS_URL` where those are who follow, when they have a broker of their own."""

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
        followers = settings.PARVIS_MQTT_FOLLOWERS_URL or url
        found.append(("mqtt updates", Teller(followers, folder, ended).run_once, READ_EVERY))
        step = partial(broker.tell, folder, who(url), who(followers))
        found.append(("mqtt rights", step, TOLD_EVERY))
    return found


def who(url: str) -> tuple[str, str]:
    """The portal's name at a broker, and its password."""
    told = urlsplit(url)
    return unquote(told.username or ""), unquote(told.password or "")
