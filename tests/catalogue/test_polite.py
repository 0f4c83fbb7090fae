"""A harvest asks other people's servers politely."""

from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

from parvis.catalogue.harvest.polite import DELAYS, PAUSE, Pauses, PoliteGet
from parvis.records.fetch import FetchError


@dataclass
class Server:
    """Stands for the guarded client and for time: statuses to answer with, seconds slept."""

    statuses: list[int] = field(default_factory=list)
    now: float = 0.0
    slept: list[float] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    @contextmanager
    def fetch(self, url, **asked):
        self.asked.append(url)
        self.now += 0.05
        status = self.statuses.pop(0) if self.statuses else 200
        if status != 200:
            raise FetchError("status", url=url, host="a.example", status=status)
        yield url

    def sleep(self, seconds):
        self.slept.append(round(seconds, 3))
        self.now += seconds


def polite(server):
    return PoliteGet(server, Pauses(clock=lambda: server.now, sleep=server.sleep))


def test_two_requests_to_one_host_are_a_pause_apart_and_two_hosts_do_not_wait_for_each_other():
    server = Server()
    get = polite(server)
    for url in ("https://a.example/1", "https://b.example/1", "https://a.example/2"):
        with get(url) as answer:
            assert answer == url
    assert server.slept == [pytest.approx(PAUSE - 0.05)]


def test_a_busy_server_is_asked_again_later():
    server = Server(statuses=[503, 429])
    with polite(server)("https://a.example/1") as answer:
        assert answer
    assert server.slept == list(DELAYS[:2])


def test_a_server_that_stays_busy_is_left_in_peace():
    server = Server(statuses=[503] * 9)
    with pytest.raises(FetchError, match="503"), polite(server)("https://a.example/1"):
        pass
    assert len(server.asked) == len(DELAYS) + 1


def test_another_error_is_said_at_once():
    server = Server(statuses=[404])
    with pytest.raises(FetchError, match="404"), polite(server)("https://a.example/1"):
        pass
    assert server.slept == []
