"""Ten thousand requests for rights: `python bench/sealed.py [--requests 10000] [--pages 200]
[--http]`.

A portal of the bench’s own, in this process. Processor time of making each page anew (none kept),
of keeping one request (its key reaches the disk: real time too), and of the work of each hour and
day. With `--http`, the desk’s pages from `parvis serve`, as an officer who is signed in waits for
them (to be run alone). Times of a shared machine: compare the lines of one run, not two machines.
"""

from __future__ import annotations

import argparse
import datetime as dt
import http.client
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import quantiles
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from bench import portals, registers

PROMISED = 40  # ms, p95
DESK = "/espace-agents/demandes-de-droits/"
BACKEND = "django.contrib.auth.backends.ModelBackend"


def measured(act: Callable[[], Any], times: int) -> tuple[float, float]:
    """p50 and p95 of the processor time, in ms."""
    spent = []
    for _ in range(times):
        start = time.process_time()
        act()
        spent.append(1000 * (time.process_time() - start))
    cuts = quantiles(spent, n=20)
    return cuts[9], cuts[18]


def line(name: str, found: tuple[float, float]) -> None:
    print(f"{name:<34} p50 {found[0]:7.1f} ms  p95 {found[1]:7.1f} ms  (≤ {PROMISED})")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--http", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "PARVIS_DATA": folder,
            "DJANGO_SETTINGS_MODULE": "parvis.settings" if asked.http else "tests.settings",
            "PARVIS_FORM_SECONDS": "0",  # this writes faster than people
        }
        import django

        django.setup()
        from django.core.management import call_command

        call_command("prepare", verbosity=0)
        bench(asked.requests, asked.pages, Path(folder) if asked.http else None)


def desk_pages(one: int) -> dict[str, str]:
    return {
        DESK: "desk: the list",
        f"{DESK}?echeance=late&droit=acces": "desk: the list, filtered",
        f"{DESK}{one}/": "desk: one request",
        f"{DESK}bilan/": "desk: yearly report",
    }


def outside(folder: Path, cookie: str, pages: dict[str, str], times: int) -> None:
    """What an officer waits for each page, of a portal that is served."""
    portal = portals.Portal(folder, portals.free_port())
    portal.run("admin", "collectstatic", "--noinput", "--verbosity", "0")
    with portal.serving():
        connection = http.client.HTTPConnection("127.0.0.1", portal.port, timeout=60)

        def ask(address: str) -> float:
            return portals.waited(connection, address, {"Cookie": cookie})

        for address, name in pages.items():
            for _ in range(8):  # each of the two web workers has made it once
                ask(address)
            cuts = quantiles([ask(address) for _ in range(times)], n=20)
            line(name, (cuts[9], cuts[18]))


def bench(requests: int, pages: int, served: Path | None) -> None:
    from django.conf import settings
    from django.core.cache import cache
    from django.test import Client

    from parvis.records import feedback
    from parvis.rights import load
    from parvis.rights.requests import erasing, receiving, vault
    from parvis.site import caching, parts
    from tests import makers
    from tests.rights.makers import said

    owner = makers.organisation(slug="ville")
    load.load(owner)
    registers.requests(requests, owner)
    registers.follow()
    start, real = time.process_time(), time.perf_counter()
    kept = [
        receiving.receive(said(organisation=owner), feedback.new_token(receiving.FORM), write=False)
        for _ in range(50)
    ]
    cpu, wall = time.process_time() - start, time.perf_counter() - real
    print(
        f"{requests:,} requests; keeping one: {20 * cpu:.1f} ms of processor, {20 * wall:.1f} real"
    )
    client = Client(HTTP_HOST="localhost")

    officer = Client(HTTP_HOST="localhost")
    officer.force_login(makers.member(owner, "privacy"), backend=BACKEND)
    at_desk = desk_pages(kept[0].request.pk)
    if served:
        cookie = f"{settings.SESSION_COOKIE_NAME}={officer.session.session_key}"
        outside(served, cookie, at_desk, pages)
        return

    def ask(address: str) -> Callable[[], Any]:
        asking = officer if address.startswith("/espace-agents/") else client

        def act() -> None:
            caching.kept.pages.clear()
            parts.parts.clear()
            cache.clear()  # the counters are made once a day
            assert asking.get(address).status_code == 200

        return act

    found = {
        "/droits/": "list of rights",
        "/droits/demande/": "which right",
        "/droits/demande/?droit=acces&objet=autre": "form",
        f"/droits/suivi/{kept[0].follow}/": "private page",
        "/droits/chiffres/": "public counters, made anew",
        **at_desk,
    }
    for address, name in found.items():
        act = ask(address)
        act()
        line(name, measured(act, pages))
    for name, act in {
        "work of each hour": erasing.look_after,
        "copy of each day": lambda: vault.store().copy(dt.date.today()),
        "what is old enough": lambda: list(erasing.over(dt.date.today())[:200]),
    }.items():
        line(name, measured(act, 20))


if __name__ == "__main__":
    main()
