"""Whether a broker answers, as the log tells it: one line when it goes away, one when it is back,
and nothing in between, however often it is asked."""

from __future__ import annotations

import logging
import time
from urllib.parse import SplitResult

logger = logging.getLogger(__name__)
AGAIN = 5.0  # seconds until a broker that did not answer is asked again


class BrokerAway(ConnectionError):
    """It did not take the connection; the message says why."""


class Word:
    """What is said of one broker. Called from the client's own thread too."""

    def __init__(self, url: SplitResult) -> None:
        self.where = f"{url.hostname}:{url.port}" if url.port else str(url.hostname)
        self.why, self.since = "", 0.0

    def gone(self, why: object) -> None:
        self.since = time.monotonic()
        if str(why) != self.why:
            self.why = str(why)
            logger.warning("the broker %s is away, asked again until it answers: %s",
                           self.where, self.why)  # fmt: skip

    def back(self) -> None:
        if self.why:
            self.why = ""
            logger.warning("the broker %s answers again", self.where)

    def waits(self) -> bool:
        """Whether it is too soon to ask again."""
        return bool(self.why) and time.monotonic() - self.since < AGAIN
