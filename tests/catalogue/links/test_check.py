"""The checker asks addresses politely and believes what they say."""

from __future__ import annotations

import datetime as dt
import io
import json
from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from django.core.management import call_command
from django.utils.module_loading import import_string

from parvis.catalogue.links import check, pace
from parvis.catalogue.links.ask import ask
from parvis.catalogue.links.known import answers, forget, list_addresses
from parvis.catalogue.links.models import HISTORY, LinkCheck, LinkHost, key_of
from parvis.catalogue.links.outcome import CODES, Outcome
from parvis.catalogue.models import RecordQuality
from parvis.records import bulk, hooks
from parvis.records.fetch import FetchError, Look
from tests import makers
from tests.catalogue.assessment.test_survey import dataset
from tests.records.test_fetch import Site, site  # noqa: F401

pytestmark = pytest.mark.django_db
START = dt.datetime(2026, 1, 9, 8, tzinfo=dt.UTC)


@dataclass
class World:
    """The network and the time: statuses by address (a list is told one by one), seconds slept."""

    statuses: dict[str, list[int | str]] = field(default_factory=dict)
    now: dt.datetime = START
    slept: float = 0.0
    asked: list[str] = field(default_factory=list)
    retry_after: str = ""

    def look(self, url: str, *, method: str = "HEAD") -> Look:
        self.asked.append(url)
        told = self.statuses.get(url, [200])
        said = told.pop(0) if len(told) > 1 else told[0]
        if isinstance(said, str):
            raise FetchError(said, url=url, host="a.example")
        return Look(url, said, "text/csv", 10, "", "", self.retry_after)

    def sleep(self, seconds: float) -> None:
        self.slept += seconds
        self.now += dt.timedelta(seconds=seconds)

    def clock(self) -> float:
        return (self.now - START).total_seconds()

    def run(self, **bounds: float) -> check.Run:
        run = check.Run(self, now=lambda: self.now, clock=self.clock, sleep=self.sleep, **bounds)  # type: ignore[arg-type]
        run.go()
        return run

    def later(self, **time: float) -> None:
        self.now += dt.timedelta(**time)


def listed(*urls: str) -> None:
    list_addresses(set(urls), START)


def row(url: str) -> LinkCheck:
    return LinkCheck.objects.get(pk=key_of(url))


A, B = "https://a.example/1.csv", "https://b.example/1.csv"


def test_an_address_that_answers_is_written_with_what_it_says(site: Site) -> None:  # noqa: F811
    site.body("/arbres.csv", b"a,b\n", Content_Type="text/csv", ETag='"1"')
    url = f"{site.root}/arbres.csv"
    list_addresses({url}, START)
    counts = check.Run(site.client()).go()
    assert counts == {"answers": 1}
    found = row(url)
    assert (found.outcome, found.status, found.media_type, found.size) == (
        "answers", 200, "text/csv", 4,
    )  # fmt: skip
    assert found.since == found.asked
    assert found.due > found.asked + dt.timedelta(hours=10)
    assert answers({url, "https://other.example/"}) == {url: True}
    assert site.asked == []  # the head was enough


def test_where_a_head_is_refused_the_first_byte_is_asked(site: Site) -> None:  # noqa: F811
    site.body("/a", b"a")
    site.heads["/a"] = 405
    assert ask(site.client(), f"{site.root}/a").outcome is Outcome.ANSWERS
    assert len(site.asked) == 1


def test_what_is_gone_is_believed_at_once_and_asked_again_soon() -> None:
    world = World({A: [404]})
    listed(A)
    world.run()
    found = row(A)
    assert (found.outcome, found.answers) == ("gone", False)
    assert found.due - START <= pace.FAILING.least * 1.1


def test_a_passing_failure_is_asked_again_before_it_is_believed() -> None:
    world = World({A: [200, 500, 500, 200]})
    listed(A)
    world.run()
    world.later(hours=14)
    world.statuses[A] = [500]
    world.run()
    assert (row(A).outcome, row(A).failures) == ("answers", 1)
    world.later(hours=1)
    world.run()
    assert (row(A).outcome, row(A).since) == ("broken", world.now)
    world.statuses[A] = [200]
    world.later(hours=2)
    world.run()
    assert (row(A).outcome, row(A).failures) == ("answers", 0)
    assert [one["outcome"] for one in row(A).history] == ["answers", "broken", "answers"]


def test_the_history_keeps_the_last_changes_only_and_no_repeated_answer() -> None:
    world = World({A: [404]})
    listed(A)
    for n in range(2 * HISTORY):
        world.statuses[A] = [404 if n % 2 else 200]
        world.run()
        world.later(days=40)
        world.run()  # the same again
        world.later(days=40)
    assert len(row(A).history) == HISTORY
    assert {one["outcome"] for one in row(A).history} == {"answers", "gone"}


def test_nothing_is_asked_before_it_is_due_and_less_often_while_nothing_changes() -> None:
    world = World()
    listed(A)
    for _hour in range(24 * 40):
        world.run()
        world.later(hours=1)
    assert 5 <= len(world.asked) <= 9  # doubling from twelve hours to forty days


def test_a_host_that_asks_for_rest_is_left_alone_with_all_its_addresses() -> None:
    world = World({A: [429]}, retry_after="7200")
    others = [f"https://a.example/{n}" for n in range(2, 6)]
    listed(A, B, *others)
    LinkCheck.objects.filter(address=A).update(due=START - dt.timedelta(hours=1))
    run = world.run()
    assert run.counts == {"busy": 1, "answers": 1}
    assert sorted(world.asked) == [A, B]
    assert row(A).outcome == ""
    world.later(hours=1, minutes=50)
    world.run()
    assert sorted(world.asked) == [A, B]
    world.statuses[A] = [200]
    world.later(minutes=20)
    world.run()
    assert row(A).answers is True
    assert all(row(url).answers for url in others)
    assert not LinkHost.objects.exists()


def test_a_host_that_never_stops_saying_later_is_broken() -> None:
    world = World({A: [503]})
    listed(A)
    for _day in range(8):
        world.run()
        world.later(days=2)
    assert row(A).outcome == "broken"


def test_a_silent_host_does_not_hold_the_run() -> None:
    urls = [f"https://a.example/{n}" for n in range(20)]
    world = World({url: ["slow"] for url in urls})
    listed(*urls, B)
    counts = world.run().counts
    assert counts == {"silent": pace.STRIKES, "answers": 1}
    assert LinkHost.objects.get().host == "a.example"
    assert not LinkCheck.objects.filter(outcome="silent").exists()  # nobody is judged for it yet


def test_hosts_are_asked_in_turn_a_pause_apart() -> None:
    world = World()
    listed(*(f"https://{host}.example/{n}" for host in "ab" for n in range(3)))
    world.run()
    hosts = [url.split("/")[2] for url in world.asked]
    assert all(one != other for one, other in pairwise(hosts))
    assert world.slept == pytest.approx(2 * check.PAUSE)


def test_a_portal_of_many_addresses_keeps_nobody_waiting() -> None:
    listed(*(f"https://a.example/{n}" for n in range(500)))
    list_addresses({B}, START + dt.timedelta(seconds=1))
    world = World(now=START + dt.timedelta(minutes=1))
    world.run(seconds=3)
    assert B in world.asked[:2]
    rows = check.Run(world, now=lambda: world.now).due()  # type: ignore[arg-type]
    assert len(rows) == check.A_HOST


def test_a_run_is_bounded_in_addresses_and_in_time() -> None:
    urls = [f"https://{n}.example/" for n in range(30)]
    listed(*urls)
    assert sum(World().run(most=7).counts.values()) == 7
    same = [f"https://a.example/{n}" for n in range(30)]
    listed(*same)
    world = World()
    LinkCheck.objects.exclude(host="a.example").delete()
    assert sum(world.run(seconds=5).counts.values()) <= 6
    assert sum(World().run(seconds=0).counts.values()) == 0


def test_a_killed_run_loses_nothing_but_the_answer_it_waited_for() -> None:
    world = World()
    listed(A, B)

    class Killed(BaseException):
        pass

    def dies(url: str, *, method: str = "HEAD") -> Look:
        if world.asked:
            raise Killed
        return World.look(world, url, method=method)

    world.look = dies  # type: ignore[method-assign]
    with pytest.raises(Killed):
        world.run()
    assert LinkCheck.objects.filter(outcome="answers").count() == 1
    del world.look
    world.later(minutes=16)
    world.run()
    assert LinkCheck.objects.filter(outcome="answers").count() == 2
    assert sorted(world.asked) == [A, B]


def test_two_runs_do_not_ask_the_same_address() -> None:
    world = World()
    listed(A)
    one, other = (
        check.Run(world, now=lambda: world.now, clock=world.clock, sleep=world.sleep)  # type: ignore[arg-type]
        for _n in range(2)
    )
    rows = one.due(), other.due()
    one.go(rows[0])
    other.go(rows[1])
    assert world.asked == [A]


def test_private_networks_are_never_asked(site: Site) -> None:  # noqa: F811
    site.body("/a", b"a")
    url = f"{site.root}/a"
    list_addresses({url, "ftp://a.example/x"}, START)
    check.run()
    assert (row(url).outcome, row(url).answers) == ("private", None)
    assert row("ftp://a.example/x").outcome == "unread"
    assert site.headed == []


def test_every_refusal_of_the_client_has_its_outcome() -> None:
    read = {"large", "encoding", "status"}  # said only of a body, or of a status that a look tells
    assert set(CODES) == set(FetchError.sentences) - read


def test_addresses_that_nothing_gives_any_more_are_forgotten_after_a_while() -> None:
    listed(A)
    forget(START + dt.timedelta(days=6))
    assert LinkCheck.objects.exists()
    forget(START + dt.timedelta(days=8))
    assert not LinkCheck.objects.exists()


def test_a_portal_without_the_internet_asks_nothing_by_itself(settings) -> None:
    names = [name for name, _task, _every in hooks.gather("scheduled")]
    assert "check_links" in names
    settings.PARVIS_SKIP_LINKS = True
    names = [name for name, _task, _every in hooks.gather("scheduled")]
    assert "check_links" not in names
    assert "assess_catalogue" in names


def test_the_background_runs_are_those_of_the_schedule(site: Site, settings) -> None:  # noqa: F811
    """The very task that the schedule names, on the very guard of the portal."""
    site.body("/a", b"a")
    settings.PARVIS_ALLOW_PRIVATE = [f"127.0.0.1:{site.port}"]
    list_addresses({f"{site.root}/a"}, START)
    import_string("parvis.catalogue.jobs.check_links").func()
    assert row(f"{site.root}/a").answers is True


def test_the_command_lists_asks_and_counts(site: Site, settings) -> None:  # noqa: F811
    site.body("/a", b"a")
    settings.PARVIS_ALLOW_PRIVATE = [f"127.0.0.1:{site.port}"]
    bulk.save_many([dataset("arbres", makers.organisation(), [f"{site.root}/a"])])
    out = io.StringIO()
    call_command("links", json=True, stdout=out)
    assert json.loads(out.getvalue()) == {"answers": 1}
    assert RecordQuality.objects.get().points >= 50  # heard and counted at once
    out = io.StringIO()
    call_command("links", stdout=out)
    assert out.getvalue().startswith("0 adresse demandée.")
