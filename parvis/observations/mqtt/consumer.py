"""The portal's reader of the broker: batches of messages, acknowledged once they are kept.

The session stays with the broker under one name (QoS 1, acknowledged by hand): what was not
acknowledged when this process ended, or the database failed, is told again.
"""

from __future__ import annotations

import logging
import queue
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote, urlsplit

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion

from parvis.observations.mqtt import messages, topics
from parvis.observations.mqtt.away import Word
from parvis.observations.mqtt.lease import Lease
from parvis.observations.mqtt.messages import Message

logger = logging.getLogger(__name__)
NAME = "parvis"  # of the session
BATCH = 1_000  # messages of one transaction
GATHER = 0.02  # seconds that a batch waits for more
TURN = 1.0  # seconds of one turn
LONGEST_PAUSE = 10  # seconds between two connections, once one was lost


class Consumer:
    """`url`: `mqtt://user:password@host:1883` or `mqtts://…`; `ended`: whether to stop."""

    def __init__(self, url: str, ended: Callable[[], bool]) -> None:
        self.url, self.ended = urlsplit(url), ended
        self.lease = Lease()
        self.client: Client | None = None
        self.came: queue.Queue[MQTTMessage] = queue.Queue()
        self.word = Word(self.url)

    def run_once(self) -> int:
        """One turn: how many observations were kept. Raises what the database does; of a broker
        that does not answer the log says so once."""
        if not self.lease.held():
            return 0
        if self.client is None:
            if self.word.waits():
                return 0
            try:
                self.client = self.connected()
            except OSError as error:
                self.word.gone(error)
                return 0
        until, kept = time.monotonic() + TURN, 0
        try:
            while not self.ended() and (left := until - time.monotonic()) > 0:
                kept += self.batch(left)
        except BaseException:
            self.close()  # what is not acknowledged comes again
            raise
        if self.ended():
            self.close()
            self.lease.release()
        return kept

    def connected(self) -> Client:
        client = Client(
            CallbackAPIVersion.VERSION2, client_id=NAME, clean_session=False, manual_ack=True
        )  # fmt: skip
        if self.url.scheme == "mqtts":
            client.tls_set()
        client.username_pw_set(unquote(self.url.username or ""), unquote(self.url.password or ""))
        client.on_connect = self.answered
        client.on_message = lambda _one, _data, message: self.came.put(message)
        client.on_disconnect = self.lost
        client.reconnect_delay_set(max_delay=LONGEST_PAUSE)
        default = 8883 if self.url.scheme == "mqtts" else 1883
        client.connect(self.url.hostname or "localhost", self.url.port or default, keepalive=30)
        client.loop_start()
        return client

    def answered(self, client: Client, _data: Any, _flags: Any, reason: Any, _more: Any) -> None:
        if reason.is_failure:
            self.word.gone(reason)
            return
        self.word.back()
        client.subscribe([(each, 1) for each in topics.FILTERS])

    def lost(self, _client: Client, _data: Any, _flags: Any, reason: Any, _more: Any) -> None:
        """The client asks again by itself."""
        self.forget()
        if reason.is_failure and not self.word.why:
            self.word.gone(reason)

    def forget(self) -> None:
        """The broker tells again what was not acknowledged."""
        self.came = queue.Queue()

    def batch(self, left: float) -> int:
        client, came = self.client, self.came
        assert client is not None
        try:
            found = [came.get(timeout=left)]
        except queue.Empty:
            return 0
        until = time.monotonic() + GATHER
        while len(found) < BATCH:
            try:
                found.append(came.get(timeout=max(0, until - time.monotonic())))
            except queue.Empty:
                break
        kept = messages.take(
            [
                Message(each.topic.removeprefix(topics.DEVICES), bytes(each.payload))
                for each in found
            ]
        )
        for each in found:
            client.ack(each.mid, each.qos)
        return kept

    def close(self) -> None:
        client, self.client = self.client, None
        if client is not None:
            client.disconnect()
            client.loop_stop()
        self.forget()
