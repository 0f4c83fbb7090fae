"""data.gouv.fr's own harvester over a running portal: every record taken, no error.

Needs `udata` and `mongomock`, too heavy for our own environment: make one apart,
`python3 -m venv V && V/bin/pip install udata mongomock`, then
`V/bin/python tools/national_harvester.py http://127.0.0.1:8000/catalog?page=1`.
Exit status 1 when an item failed, was skipped, or the count differs from the catalogue's.
"""

from __future__ import annotations

import sys
from collections import Counter
from typing import Any
from urllib.request import Request, urlopen

ACCEPT = {"Accept": "application/rdf+xml"}


class Answer:
    """What the harvester reads of an answer of `requests`."""

    def __init__(self, address: str) -> None:
        with urlopen(Request(address, headers=ACCEPT)) as answer:
            self.status_code = answer.status
            self.headers = {"Content-Type": answer.headers["Content-Type"]}
            self.text = answer.read().decode()

    def raise_for_status(self) -> None:
        """`urlopen` has already raised."""


def application() -> Any:
    """udata's application over a database in memory."""
    import mongoengine.connection
    import mongomock

    mongoengine.connection._create_connection = lambda *a, **kw: mongomock.MongoClient()
    from udata import settings
    from udata.app import create_app

    return create_app(settings.Defaults, override=settings.Testing)


def harvested(address: str) -> Any:
    """The job of one harvest, whose address its guard would refuse as private."""
    from udata.core.organization.models import Organization
    from udata.harvest.backends.dcat import DcatBackend
    from udata.harvest.models import HarvestSource

    DcatBackend.get = DcatBackend.head = lambda self, url, **kw: Answer(url)
    owner = Organization.objects.create(name="Métropole", description="Essai")
    source = HarvestSource.objects.create(
        name="Parvis", url=address, backend="dcat", organization=owner
    )
    backend = DcatBackend(source)
    backend.harvest()
    return backend.job


def main(address: str) -> int:
    with application().app_context():
        from udata.core.dataset.models import Dataset

        job = harvested(address)
        states = Counter(item.status for item in job.items)
        errors = [error.message for error in job.errors]
        errors += [f"{item.remote_id}: {e.message}" for item in job.items for e in item.errors]
        forms = sum(len(one.resources) for one in Dataset.objects)
        print(job.status, dict(states), f"{Dataset.objects.count()} sets, {forms} resources")
        print("\n".join(errors))
    return int(job.status != "done" or set(states) != {"done"} or bool(errors))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
