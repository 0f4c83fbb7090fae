"""Where a CSW server answers GetRecords, and how: what its capabilities say."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit
from xml.etree.ElementTree import Element

from parvis.catalogue.dcat.errors import DcatError
from parvis.catalogue.harvest.connectors import Get
from parvis.catalogue.harvest.geo.xml import HREF, local, tree
from parvis.records.fetch import FetchError

_OWN = {"service", "request", "version", "acceptversions", "sections", "outputschema"}


@dataclass(frozen=True)
class Door:
    """One address of GetRecords; `posts` says whether it wants XML by POST, else a GET."""

    url: str
    posts: bool = True


def with_query(url: str, asked: dict[str, str]) -> str:
    """An address with these parameters, instead of those of the same name."""
    parts = urlsplit(url)
    names = {name.lower() for name in asked} | _OWN
    kept = [pair for pair in parse_qsl(parts.query) if pair[0].lower() not in names]
    return urlunsplit(parts._replace(query=urlencode([*kept, *asked.items()]), fragment=""))


def doors(address: str, get: Get) -> list[Door]:
    """Those to try, best first: the ones the server announces, then the address as it was given.

    A server that says nothing usable of itself is asked by POST, then by GET, where it is. Many
    announce an address that only they can see: hence the given one at the end.
    """
    try:
        asked = with_query(address, {"service": "CSW", "request": "GetCapabilities"})
    except ValueError as error:
        raise FetchError("address", url=address[:200]) from error
    announced: list[Door] = []
    try:
        with get(asked, accept="application/xml, text/xml") as answer:
            content = answer.path.read_bytes() if answer.path else b""
        announced = announced_in(tree(content), address)
    except DcatError:
        pass  # it is asked where it is, and says then what is wrong
    except FetchError as error:
        if error.code != "status":
            raise
    return list(dict.fromkeys([*announced, Door(address), Door(address, posts=False)]))


def announced_in(root: Element, base: str) -> list[Door]:
    """POST before GET: only POST carries a filter of every server's dialect."""
    found: list[Door] = []
    for operation in root.iter():
        if local(operation) == "Operation" and operation.get("name") == "GetRecords":
            for one in operation.iter():
                url = one.get(HREF, "")
                if local(one) in {"Post", "Get"} and url:
                    found.append(Door(_joined(base, url), local(one) == "Post"))
    return sorted((one for one in found if one.url), key=lambda door: not door.posts)


def _joined(base: str, url: str) -> str:
    try:
        return urljoin(base, url.strip())
    except ValueError:
        return ""
