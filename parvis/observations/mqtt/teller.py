"""Tells the broker what changes, by MQTT 5 (QoS 1): a row of the outbox goes once the broker has
all its messages. Killed at any time, it loses none, and may tell some again."""

from __future__ import annotations

import queue
import secrets
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from paho.mqtt.client import Client, MQTTv5
from paho.mqtt.enums import CallbackAPIVersion

from parvis.observations.models import Update
from parvis.observations.mqtt import updates
from parvis.observations.mqtt.away import BrokerAway, Word
from parvis.observations.mqtt.followed import Followed
from parvis.observations.mqtt.lease import TELLER, Lease

ROWS = 200  # of the outbox, taken together
WINDOW = 1_000  # messages that the broker has not acknowledged
WAIT = 30.0  # seconds for an answer of the broker
NOBODY = "No matching subscribers"


class Teller:
    """`url`: of the broker, as for `Consumer`; `folder`: where it writes who subscribes."""

    def __init__(self, url: str, folder: Path, ended: Callable[[], bool]) -> None:
        self.url, self.folder, self.ended = urlsplit(url), folder, ended
        self.lease = Lease(TELLER)
        self.followed: Followed | None = None
        self.client: Client | None = None
        self.answers: queue.Queue[tuple[int, bool]] = queue.Queue()
        self.word = Word(self.url)

    def run_once(self) -> int:
        """How many messages were told. Raises what the database does, and a broker that stops
        amid a conversation; of one that does not answer the log says so once."""
        if not self.lease.held() or self.word.waits():
            return 0
        told = 0
        try:
            while not self.ended():
                rows = list(Update.objects.order_by("pk")[:ROWS])
                told += self.turn(rows)
                if len(rows) < ROWS:
                    break
        except BrokerAway as error:
            self.close()
            self.word.gone(error)
        except BaseException:
            self.close()  # what is not taken away is told again
            raise
        if self.ended():
            self.close()
            self.lease.release()
        return told

    def turn(self, rows: list[Update]) -> int:
        """Who had subscribed before these rows were written is heard after they are read."""
        if self.followed is None:
            self.followed = Followed(self.folder)
        self.followed.hear()
        if not rows:
            return 0
        told = 0
        if len(self.followed):
            changes = [change for row in rows for change in row.changes]
            told, nobody = self.say(updates.messages(changes, self.followed))
            self.followed.forget(nobody)
        Update.objects.filter(pk__in=[row.pk for row in rows]).delete()
        return told

    def say(self, messages: Iterable[updates.Message]) -> tuple[int, set[str]]:
        """How many the broker has, and the topics that nobody takes."""
        waiting: dict[int, str] = {}
        told, nobody = 0, set()
        for topic, body in messages:
            if topic in nobody:
                continue
            if self.client is None:
                self.client = self.connected()
            if len(waiting) >= WINDOW:
                nobody |= self.answer(waiting)
            waiting[self.client.publish(topic, body, qos=1).mid] = topic
            told += 1
        while waiting:
            nobody |= self.answer(waiting)
        return told, nobody

    def answer(self, waiting: dict[int, str]) -> set[str]:
        mid, taken = self.answers.get(timeout=WAIT)
        topic = waiting.pop(mid)
        return set() if taken else {topic}

    def connected(self) -> Client:
        # whoever names a client that is there takes its place: nobody guesses this one
        name = f"parvis-updates-{secrets.token_hex(8)}"
        client = Client(CallbackAPIVersion.VERSION2, client_id=name, protocol=MQTTv5)
        if self.url.scheme == "mqtts":
            client.tls_set()
        client.username_pw_set(unquote(self.url.username or ""), unquote(self.url.password or ""))
        client.max_inflight_messages_set(WINDOW)
        here, ready = self.answers, threading.Event()

        def came(_client: Client, _data: Any, _flags: Any, reason: Any, _more: Any) -> None:
            if not reason.is_failure:
                ready.set()

        def had(_client: Client, _data: Any, mid: int, reason: Any, _more: Any) -> None:
            here.put((mid, str(reason) != NOBODY))

        client.on_connect, client.on_publish = came, had
        default = 8883 if self.url.scheme == "mqtts" else 1883
        try:
            client.connect(self.url.hostname or "localhost", self.url.port or default, keepalive=30)
        except OSError as error:
            raise BrokerAway(error) from error
        client.loop_start()
        if not ready.wait(WAIT):
            client.disconnect()
            client.loop_stop()
            raise BrokerAway("it does not let the portal in")
        self.word.back()
        return client

    def close(self) -> None:
        client, self.client = self.client, None
        if client is not None:
            client.disconnect()
            client.loop_stop()
        self.answers = queue.Queue()
