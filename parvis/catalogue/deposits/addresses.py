"""Where the file of an address is: addresses of pages of other portals become those of files."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit, urlunsplit

from parvis.records.fetch import Client
from parvis.records.network import FetchError

# Opendatasoft: the page of a data set, or its record in the API
_ODS = re.compile(
    r"/(?:explore/dataset|api/explore/v2\.1/catalog/datasets)/([a-z0-9_@-]+)"
    r"(?:/(?:information|table|map|export|analyze|api|records)?)?/?"
)
# CKAN and those like it: the page of a resource
_CKAN = re.compile(r"(.*)/dataset/[^/]+/resource/([0-9a-f-]{36})/?")
_LARGEST_ANSWER = 1_000_000


@dataclass(frozen=True)
class Target:
    url: str
    name: str


def target(client: Client, address: str) -> Target:
    """The file that an address means: itself, the rows of an Opendatasoft data set in Parquet, the
    file of a CKAN resource. One question more for CKAN. Raises FetchError."""
    parts = urlsplit(address)
    if found := _ODS.fullmatch(parts.path):
        path = f"/api/explore/v2.1/catalog/datasets/{found[1]}/exports/parquet"
        return Target(urlunsplit((parts.scheme, parts.netloc, path, "", "")), f"{found[1]}.parquet")
    if (found := _CKAN.fullmatch(parts.path)) and (url := _resource(client, address, found)):
        return Target(url, name_of(url))
    return Target(address, name_of(address))


def name_of(address: str) -> str:
    path = unquote(urlsplit(address).path).rstrip("/")
    return path.rpartition("/")[2] or "donnees"


def _resource(client: Client, address: str, found: re.Match[str]) -> str | None:
    """What CKAN says of a resource; None where it is no CKAN that answers."""
    parts = urlsplit(address)
    path = f"{found[1]}/api/3/action/resource_show"
    asked = urlunsplit((parts.scheme, parts.netloc, path, f"id={found[2]}", ""))
    try:
        with client.fetch(asked, accept="application/json") as answer:
            if answer.path is None or answer.size > _LARGEST_ANSWER:
                return None
            said = json.loads(answer.path.read_bytes())
    except FetchError as error:
        if error.code == "status":
            return None
        raise
    except ValueError:
        return None
    result = said.get("result") if isinstance(said, dict) else None
    url = result.get("url") if isinstance(result, dict) else None
    return url if isinstance(url, str) and url else None
