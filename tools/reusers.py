"""Programs that read Opendatasoft portals, unchanged, against a running portal of ours: only the
host is another.

Run by an environment apart, `.venv/reusers` (`make .venv/reusers`):
`.venv/reusers/bin/python -m tools.reusers http://127.0.0.1:8000`. `odsclient` asks the addresses of
before 2.0, `portalkit` the Explore API v2.1, which it must find by itself. Every count and value is
compared with what the portal's own export says. Exit status 1 when one differs; prints what was
asked as JSON.
"""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable
from typing import Any
from urllib.parse import quote
from urllib.request import urlopen

ROOT = "/api/explore/v2.1/catalog/datasets"


def told(base: str, path: str) -> Any:
    with urlopen(f"{base}{ROOT}{path}") as answer:
        return json.load(answer)


def served(base: str) -> list[str]:
    """The data sets that have rows."""
    where = quote("has_records = true")
    answer = told(base, f"?select=dataset_id&limit=100&where={where}")
    return [one["dataset_id"] for one in answer["results"]]


def rows_of(base: str, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = told(base, f"/{name}/exports/json")
    return found


def same(what: str, given: object, expected: object) -> None:
    if given != expected:
        raise SystemExit(f"{what}: {given!r}, where the export says {expected!r}")


def downloads(base: str, name: str, rows: list[dict[str, Any]]) -> None:
    """odsclient: a whole data set as CSV, as a table, and as a file of another format."""
    import odsclient

    client = odsclient.ODSClient(platform_id=None, base_url=base, use_keyring=False)
    text = client.get_whole_dataset(name, use_labels_for_header=False)
    lines = list(csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=";"))
    same(f"odsclient, columns of {name}", lines[0], list(rows[0]))
    same(f"odsclient, rows of {name}", len(lines) - 1, len(rows))
    whole = json.loads(client.get_whole_dataset(name, format="json", csv_separator=None))
    same(f"odsclient, JSON of {name}", len(whole), len(rows))
    table = client.get_whole_dataframe(name)
    same(f"odsclient, table of {name}", table.shape, (len(rows), len(rows[0])))


def tables(base: str, name: str, rows: list[dict[str, Any]]) -> None:
    """portalkit: found by itself, described, searched, by pages and whole."""
    import portalkit

    portal = portalkit.open(base, cache=False)
    same("portalkit, the kind of portal", portal.name, "opendatasoft")
    described = portal.describe(name)
    same(f"portalkit, number of rows of {name}", described.rows, len(rows))
    same(f"portalkit, columns of {name}", [one.name for one in described.fields], list(rows[0]))
    titled = [one.id for one in portal.search(described.name, limit=50)]
    same(f"portalkit, {name} searched by its title", name in titled, True)
    whole = portal.dataset(name).to_pandas()
    same(f"portalkit, all of {name}", len(whole), len(rows))
    few = min(len(rows), 150)  # two pages
    paged = portal.dataset(name).to_pandas(limit=few)
    same(f"portalkit, pages of {name}", len(paged), few)


CLIENTS: dict[str, Callable[[str, str, list[dict[str, Any]]], None]] = {
    "odsclient": downloads, "portalkit": tables,
}  # fmt: skip


def main(base: str) -> int:
    names = served(base)
    counted = dict.fromkeys(CLIENTS, 0)
    for name in names:
        rows = rows_of(base, name)
        for client, ask in CLIENTS.items():
            ask(base, name, rows)
            counted[client] += 1
    print(json.dumps(counted))
    return 0 if names else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1].rstrip("/")))
