"""Registers at size: `python bench/processings.py [--processings 2000] [--algorithms 500]
[--devices 1000] [--requests 10000] [--pages 20] [--http]`.

A portal of the bench’s own. Each page is read after a processing was published anew, so that none
is kept and every register has a change to read: first in this process, in time of the processor;
with `--http`, from `parvis serve`, as a visitor waits (to be run alone). Times of a shared machine:
compare the lines of one run, not two machines.
"""

from __future__ import annotations

import argparse
import datetime as dt
import http.client
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from statistics import quantiles
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import portals, registers
from bench.sealed import DESK, line

PUBLIC = {
    "/traitements/": "processings: list",
    "/traitements/?concerned=parent&basis=public_task": "  filtered",
    "/traitements/?page=2": "  page 2",
    "/traitements/?q=cantine": "  searched",
    "/traitements/flux.atom": "  feed",
    "/traitements/{processing}/": "  one record",
    "/traitements/{processing}/fiche/": "  every field",
    "/traitements/{processing}/historique/": "  history",
    "/traitements/{processing}/liens/": "  links",
    "/traitements/{processing}/notice/": "  its notice",
    "/traitements/{processing}/notice.txt": "  notice, text",
    "/id/processing/{processing}.json": "  JSON",
    "/id/processing/{processing}.ttl": "  Turtle",
    "/api/graph/processing/{processing}?depth=2": "  graph",
    "/traitements/regles/": "  rules",
    "/traitements/non-publie/": "  what is kept back",
    "/traitements/en-trois-minutes/": "  in three minutes",
    "/notices/": "notices: list",
    "/notices/regles/": "  rules",
    "/politique-de-protection/": "policy: list",
    "/politique-de-protection/regles/": "  rules",
    "/algorithmes/": "algorithms: list",
    "/algorithmes/?degree=decides": "  filtered",
    "/algorithmes/flux.atom": "  feed",
    "/algorithmes/{algorithm}/": "  one record",
    "/id/algorithm/{algorithm}.ttl": "  Turtle",
    "/algorithmes/regles/": "  rules",
    "/decisions/": "decisions: list",
    "/decisions/{decision}/": "  one record",
    "/capteurs/": "devices: list and map",
    "/capteurs/?device_kind=camera": "  cameras",
    "/capteurs/{device}/": "  one record",
    "/capteurs/changements/": "  changes",
    "/capteurs/autour-de-moi/": "  around me",
    "/capteurs/endroits.json": "  all places, JSON",
    "/capteurs/regles/": "  rules",
    "/droits/": "rights: list",
    "/droits/demande/?droit=acces&objet=autre": "  form",
    "/droits/chiffres/": "  public counters",
}
LISTED = "/espace-agents/fiches/"
ASKED = {
    "": "  list of {}",
    "?live=true&circle=0": "    filtered",
    "?ordering=review_on": "    sorted",
    "?q=essais": "    searched",
    "?p=2": "    page 2",
}
PRIVATE = {
    "/espace-agents/": "desk: first screen",
    "/espace-agents/registre-des-traitements/": "  board",
    **{
        f"{LISTED}{kind}/{query}": name.format(f"{kind}s")
        for kind in ("processing", "algorithm", "device")
        for query, name in ASKED.items()
    },
    LISTED + "processing/edit/{key}/": "  form of a processing",
    DESK: "  list of requests",
    f"{DESK}?echeance=late&droit=acces": "  filtered",
    f"{DESK}bilan/": "  yearly report",
}
FILES = {
    "/traitements/registre.csv": "register, CSV",
    "/traitements/registre.ods": "register, ODS",
    "/traitements/registre.json": "register, JSON",
    "/traitements/registre.ttl": "register, Turtle",
    "/algorithmes/inventaire.csv": "inventory, CSV",
    "/algorithmes/inventaire.json": "inventory, JSON",
}
LONG_AGO = dt.date(2020, 1, 1)


def slugs() -> dict[str, str]:
    """One record of each type, that visitors see; the key of the processing."""
    from parvis.privacy.models import Processing
    from parvis.records.remembered import public

    found = {
        kind: public().filter(type=kind).order_by("pk").values_list("slug", flat=True)[0]
        for kind in ("processing", "algorithm", "decision", "device")
    }
    return found | {"key": str(Processing.objects.get(slug=found["processing"]).pk)}


def change(slug: str) -> None:
    """Publish a processing anew."""
    from parvis.privacy.models import Processing
    from parvis.records import bulk

    one = Processing.objects.get(slug=slug)
    one.people_words = f"lu à {time.time_ns()}"
    bulk.save_many([one])


def inside(officer: Any, times: int) -> None:
    """Time of the processor of each page, in this process."""
    from django.test import Client

    found, client = slugs(), Client(HTTP_HOST="localhost")
    for pattern, name in (PUBLIC | PRIVATE).items():
        address = pattern.format(**found)
        reader = officer if address.startswith("/espace-agents/") else client
        status = reader.get(address).status_code
        if status != 200:
            raise SystemExit(f"{status} at {address}")
        spent = []
        for _ in range(times):
            change(found["processing"])
            spent.append(measured_once(lambda a=address, r=reader: r.get(a)))
        cuts = quantiles(spent, n=20)
        line(name, (cuts[9], cuts[18]))
    for address, name in FILES.items():
        streamed(client, address, name)


def measured_once(act: Callable[[], Any]) -> float:
    start = time.process_time()
    act()
    return 1000 * (time.process_time() - start)


def streamed(client: Any, address: str, name: str) -> None:
    """How long until the first byte, and the last; how much more memory at most."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    body = iter(client.get(address))
    size = len(next(body))
    first = 1000 * (time.process_time() - start)
    size += sum(map(len, body))
    whole = 1000 * (time.process_time() - start)
    more = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1000
    print(
        f"{name}: first byte {first:,.0f} ms, whole {whole:,.0f} ms, {size / 1e6:.1f} MB, "
        f"{more:.0f} MB of memory more"
    )


def outside(folder: Path, cookie: str, times: int) -> None:
    """What a visitor waits for each public page, and an officer for the desk’s, of a portal that is
    served."""
    portal, found = portals.Portal(folder, portals.free_port()), slugs()
    portal.run("admin", "collectstatic", "--noinput", "--verbosity", "0")
    with portal.serving():
        connection = http.client.HTTPConnection("127.0.0.1", portal.port, timeout=60)

        def ask(address: str) -> float:
            change(found["processing"])
            at_desk = address.startswith("/espace-agents/")
            return portals.waited(connection, address, {"Cookie": cookie} if at_desk else None)

        for pattern, name in (PUBLIC | PRIVATE).items():
            address = pattern.format(**found)
            for _ in range(8):  # each of the two web workers has read it once
                ask(address)
            cuts = quantiles([ask(address) for _ in range(times)], n=20)
            line(name, (cuts[9], cuts[18]))


def bench(sizes: registers.Sizes, asked: argparse.Namespace) -> None:
    from django.conf import settings
    from django.test import Client

    from parvis.organisations.models import Membership
    from tests import makers

    start = time.process_time()
    town = registers.fill(sizes)
    registers.follow()
    print(f"filled in {time.process_time() - start:.0f} s of processor: {sizes}", flush=True)
    officer = Client(HTTP_HOST="localhost")
    backend = "django.contrib.auth.backends.ModelBackend"
    person = makers.member(town, "privacy")  # who reads the other registers’ drafts too
    Membership.objects.create(user=person, organisation=town, role="steward", since=LONG_AGO)
    officer.force_login(person, backend=backend)
    if asked.http:
        cookie = f"{settings.SESSION_COOKIE_NAME}={officer.session.session_key}"
        outside(Path(os.environ["PARVIS_DATA"]), cookie, asked.pages)
    else:
        inside(officer, asked.pages)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for one in fields(registers.Sizes):
        parser.add_argument(f"--{one.name}", type=int, default=one.default)
    parser.add_argument("--pages", type=int, default=20)
    parser.add_argument("--http", action="store_true")
    asked = parser.parse_args()
    sizes = registers.Sizes(
        **{one.name: getattr(asked, one.name) for one in fields(registers.Sizes)}
    )
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "PARVIS_DATA": folder,
            "DJANGO_SETTINGS_MODULE": "parvis.settings" if asked.http else "tests.settings",
        }
        import django

        django.setup()
        from django.core.management import call_command

        call_command("prepare", verbosity=0)
        bench(sizes, asked)


if __name__ == "__main__":
    main()
