"""The topics that somebody may be subscribed to, as the broker's log tells them.

Mosquitto writes a line in `subscriptions.log` before it answers who subscribes; nothing says who
went, but a message that nobody takes (MQTT 5) forgets its topic.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator
from pathlib import Path

from paho.mqtt.client import topic_matches_sub

from parvis.observations.models import Followed as Kept
from parvis.observations.mqtt import broker, following
from parvis.observations.mqtt.following import Following

logger = logging.getLogger(__name__)
LARGEST = 1_000_000  # octets of the log, before another is begun
MOST = 10_000  # topics: beyond it, new ones are told nothing


class Followed:
    """`exact` by their topics; `wild`: filters of several topics, `v1.1/+/Observations`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log, self.old = folder / "subscriptions.log", folder / "subscriptions.old"
        self.places = {self.log: 0, self.old: 0}
        self.exact: dict[str, Following] = {}
        self.wild: set[str] = set()
        for topic in Kept.objects.values_list("topic", flat=True):
            self.add(topic)

    def __len__(self) -> int:
        return len(self.exact) + len(self.wild)

    def add(self, topic: str) -> None:
        if following.wild(topic):
            self.wild.add(topic)
        elif found := following.read(topic):
            self.exact[topic] = found

    def hear(self) -> None:
        """What was subscribed to since: whoever had an answer before this call is known after."""
        lines = [*self.said(self.old), *self.said(self.log)]
        told = dict.fromkeys(filter(None, map(following.topic, lines)))
        new = [one for one in told if one not in self.exact and one not in self.wild]
        left = MOST - len(self)
        if len(new) > left:
            logger.warning("%s topics are followed at the broker: new ones are told nothing", MOST)
        for topic in new[:left]:
            self.add(topic)
        Kept.objects.bulk_create([Kept(topic=one) for one in new[:left]], ignore_conflicts=True)
        self.turn()

    def said(self, file: Path) -> Iterator[str]:
        """The whole lines since the last time."""
        if not file.exists():
            return
        if file.stat().st_size < self.places[file]:  # begun again by somebody else
            self.places[file] = 0
        with file.open("rb") as opened:
            opened.seek(self.places[file])
            for line in opened:
                if line.endswith(b"\n"):
                    self.places[file] += len(line)
                    yield line.decode("utf-8", "replace").rstrip("\r\n")

    def turn(self) -> None:
        """A long log goes aside; once the broker writes another, the old one is all read."""
        if self.old.exists():
            if self.log.exists() and self.old.stat().st_size == self.places[self.old]:
                self.old.unlink()
                self.places[self.old] = 0
            return
        if self.places[self.log] > LARGEST:
            self.log.rename(self.old)
            self.places = {self.log: 0, self.old: self.places[self.log]}
            broker.reload(self.folder)

    def forget(self, topics: Collection[str]) -> None:
        """Nobody took what was told under these: nor is anybody under a filter that names them."""
        gone = set(topics) & self.exact.keys()
        gone |= {one for one in self.wild if any(topic_matches_sub(one, each) for each in topics)}
        for topic in gone:
            self.exact.pop(topic, None)
        self.wild -= gone
        Kept.objects.filter(topic__in=gone).delete()
