"""Registers at size: `python bench/processings.py [--processings 2000] [--algorithms 500]
[--devices 1000] [--pages 40]`.

A portal of the bench’s own, in this process. Processor time of making each page anew (none kept;
what a process keeps of records that did not change stays). Times of a shared machine: compare the
lines of one run, not two machines.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.sealed import line, measured

PAGES = {
    "/traitements/": "list",
    "/traitements/?concerned=parent&basis=public_task": "list, filtered",
    "/traitements/?page=2": "list, page 2",
    "/traitements/{processing}/": "one record",
    "/traitements/{processing}/notice.txt": "its notice",
    "/traitements/regles/": "rules",
    "/traitements/non-publie/": "what is kept back",
    "/traitements/en-trois-minutes/": "in three minutes",
    "/notices/regles/": "rules of notices",
    "/id/processing/{processing}.ttl": "one record, Turtle",
    "/algorithmes/": "algorithms: list",
    "/algorithmes/regles/": "algorithms: rules",
    "/capteurs/": "devices: list",
    "/capteurs/regles/": "devices: rules",
    "/espace-agents/registre-des-traitements/": "desk: board",
    "/espace-agents/fiches/processing/": "desk: list",
}
FILES = {"/traitements/registre.csv": "register, CSV", "/traitements/registre.ttl": "Turtle"}


def fill(sizes: argparse.Namespace, owner: Any) -> str:
    """The slug of one processing. Nine in ten records break no rule of what must be said."""
    from parvis.records import bulk
    from tests.algorithms import makers as algorithms
    from tests.privacy import makers as privacy
    from tests.public_space import makers as devices

    kinds: list[tuple[int, Callable[[int], Any]]] = [
        (sizes.processings, lambda n: privacy.processing(
            organisation=owner, **({} if n % 10 else {"recipients": []}))),
        (sizes.algorithms, lambda n: algorithms.algorithm(organisation=owner)),
        (sizes.devices, lambda n: devices.sensor(organisation=owner)),
    ]  # fmt: skip
    slug = ""
    for count, make in kinds:
        start = time.process_time()
        made = [make(n) for n in range(count)]
        for first in range(0, count, 500):
            bulk.save_many(made[first : first + 500])
        slug = slug or made[0].slug
        follow()
        spent = time.process_time() - start
        print(f"{count:,} × {type(made[0]).__name__} published in {spent:.1f} s of processor")
    return slug


def follow() -> None:
    """Bring the search index up to date: lists count their filters by it."""
    from django.conf import settings

    from parvis.records import finding
    from parvis.records.search import Follower

    Follower(settings.PARVIS_SEARCH, finding.HistorySource()).run_once()


def bench(sizes: argparse.Namespace) -> None:
    from django.test import Client

    from parvis.site import caching, parts
    from tests import makers

    owner = makers.organisation(slug="ville", kind="commune")
    follow()
    slug = fill(sizes, owner)
    client, officer = Client(HTTP_HOST="localhost"), Client(HTTP_HOST="localhost")
    backend = "django.contrib.auth.backends.ModelBackend"
    officer.force_login(makers.member(owner, "privacy"), backend=backend)

    def read(address: str) -> Any:
        caching.kept.pages.clear()
        parts.parts.clear()
        asking = officer if address.startswith("/espace-agents/") else client
        answer = asking.get(address, follow=True)
        if answer.status_code != 200:
            raise SystemExit(f"{answer.status_code} at {address}")
        return answer

    for pattern, name in PAGES.items():
        address = pattern.format(processing=slug)
        start = time.process_time()
        read(address)
        first = 1000 * (time.process_time() - start)
        line(f"{name} (first {first:,.0f})", measured(partial(read, address), sizes.pages))
    for address, name in FILES.items():
        start = time.process_time()
        body = iter(read(address))
        next(body)
        first = 1000 * (time.process_time() - start)
        size = sum(map(len, body))
        whole = 1000 * (time.process_time() - start)
        print(f"{name}: first byte {first:,.0f} ms, whole {whole:,.0f} ms, {size:,} octets more")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--processings", type=int, default=2_000)
    parser.add_argument("--algorithms", type=int, default=500)
    parser.add_argument("--devices", type=int, default=1_000)
    parser.add_argument("--pages", type=int, default=40)
    sizes = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"PARVIS_DATA": folder, "DJANGO_SETTINGS_MODULE": "tests.settings"}
        import django

        django.setup()
        from django.core.management import call_command

        call_command("prepare", verbosity=0)
        bench(sizes)


if __name__ == "__main__":
    main()
