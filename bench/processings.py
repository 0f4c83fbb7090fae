"""The register of processing at scale: `python -m bench.processings [--records 2000]`.

Pages are made in this process, none kept, and the processor's time of each is measured: what else
runs on the machine does not count. Each address is asked once.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from typing import Any

from bench import report
from bench.observations import started

PROMISED = "p95 ≤ 40 ms"
ASKED = 60  # pages of a kind
PEOPLE = ("inhabitant", "user", "pupil", "parent", "elderly", "agent", "company")
DATA = ("identity", "contact", "family", "income", "payment", "health", "login", "position")
BASES = ("consent", "contract", "obligation", "public_task")


def furnished(records: int) -> list[str]:
    """The short addresses of so many processings of forty towns, published."""
    from parvis.organisations.models import Organisation
    from parvis.records import bulk

    towns = [Organisation(title=f"Ville {n}", slug=f"ville-{n}", kind="commune") for n in range(40)]
    bulk.save_many(towns)
    chance = random.Random(11)
    made = [processing(n, towns[n % 40], chance) for n in range(records)]
    for start in range(0, records, bulk.BATCH):
        bulk.save_many(made[start : start + bulk.BATCH])
    return [one.slug for one in made]


def processing(n: int, town: Any, chance: random.Random) -> Any:
    from parvis.privacy.models import Processing, Purpose, Recipient, Retention, Safeguard

    made = Processing(
        slug=f"traitement-{n}", title=f"Service {n} des habitants", organisation=town,
        plain_summary="Nous tenons la liste des habitants qui se servent de ce service.",
        people=chance.sample(PEOPLE, 2), data=chance.sample(DATA, 3), special="h",
        consent_how="une case à cocher", methods=["web_form"],
    )  # fmt: skip
    made.purposes.set(
        [Purpose(title=f"But {k}", basis=one, why="code général des collectivités territoriales")
         for k, one in enumerate(chance.sample(BASES, 2))]
    )  # fmt: skip
    made.retentions.set([Retention(what="dossiers", number=2, unit="years", fate="destroy")])
    made.recipients.set([Recipient(name="service")])
    made.safeguards.set([Safeguard(measure="access", words="un mot de passe par agent")])
    return made


def addresses(slugs: Sequence[str]) -> dict[str, list[str]]:
    chance = random.Random(5)
    pages = range(1, ASKED + 1)
    return {
        "list": [f"/traitements/?page={n}" for n in pages],
        "list, filtered": [
            f"/traitements/?concerned={one}&basis={basis}&page={n}"
            for one in PEOPLE[:5] for basis in BASES for n in (1, 2, 3)
        ],
        "record": [f"/traitements/{one}/" for one in chance.sample(list(slugs), ASKED)],
        "rules": [f"/traitements/regles/?n={n}" for n in range(5)],
        "what is kept back": [f"/traitements/non-publie/?n={n}" for n in range(5)],
        "in three minutes": [f"/traitements/en-trois-minutes/?n={n}" for n in range(5)],
    }  # fmt: skip


def spent(get: Callable[[str], Any], path: str) -> float:
    """Milliseconds of the processor that a page took."""
    before = time.process_time()
    answer = get(path)
    taken = (time.process_time() - before) * 1000
    if answer.status_code != 200:
        raise SystemExit(f"{path}: {answer.status_code}")
    return taken


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=2_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PARVIS_ALLOWED_HOSTS"] = "testserver"
        started(folder, None)
        from django.conf import settings
        from django.test import Client

        from parvis.records import finding
        from parvis.records.search.follower import Follower

        slugs = furnished(asked.records)
        Follower(settings.PARVIS_SEARCH, finding.HistorySource()).run_once()
        client = Client()
        report.row(f"processings: {asked.records}", "p50, p95", PROMISED)
        for name, paths in addresses(slugs).items():
            spent(client.get, paths[0])  # what the process reads once
            times = [spent(client.get, path) for path in paths[1:]]
            told = [f"{report.share(times, percent):.1f} ms" for percent in (50, 95)]
            report.row(name, ", ".join(told))
        report.load()


if __name__ == "__main__":
    main()
