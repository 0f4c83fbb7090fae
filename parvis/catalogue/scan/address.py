"""Where a database is, and with which account it is read: never in the same text.

The address is kept with the application and shown to people; the account lives in the environment
of the server (`PARVIS_SCAN_<NAME>`), or is asked once and forgotten.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qsl, unquote, urlsplit

from parvis.catalogue.scan.errors import ScanError
from parvis.records.addresses import is_public
from parvis.records.network import Resolve, resolve

System = Literal["postgresql", "mysql", "sqlite"]
Tls = Literal["prefer", "require", "verify"]

SYSTEMS: Mapping[str, System] = {
    "postgresql": "postgresql",
    "postgres": "postgresql",
    "mysql": "mysql",
    "mariadb": "mysql",
    "sqlite": "sqlite",
}
PORTS: Mapping[System, int] = {"postgresql": 5432, "mysql": 3306}
TLS: Mapping[str, Tls] = {"prefer": "prefer", "require": "require", "verify": "verify"}
LOWEST_PORT = 1024


@dataclass(frozen=True, slots=True)
class Target:
    """A database. `database` is its name, or the path of an SQLite file; `schema` "" means all.

    `application` is the name that identifiers and the account's variable are made from.
    """

    system: System
    host: str = ""
    port: int = 0
    database: str = ""
    schema: str = ""
    tls: Tls = "prefer"
    application: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """Who reads. Neither part shows in a repr, a log or an error."""

    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)


def parse(address: str) -> Target:
    """`postgresql://host:5432/base?application=creches&schema=public`, `mysql://`, `sqlite:///`.

    The application is named after the database when nothing names it.
    """
    try:
        parts = urlsplit(address.strip())
        port = parts.port
    except ValueError as error:
        raise ScanError("address") from error
    if parts.scheme not in SYSTEMS:
        raise (
            ScanError("system", system=parts.scheme[:30]) if parts.scheme else ScanError("address")
        )
    if "@" in parts.netloc:
        raise ScanError("credentials")
    system = SYSTEMS[parts.scheme]
    database = unquote(parts.path.removeprefix("/"))
    options = _options(parts.query)
    if system == "sqlite":
        return _file(parts.netloc, database, options)
    if not parts.hostname or not database or "/" in database or "\0" in database:
        raise ScanError("address")
    port = PORTS[system] if port is None else port
    if port < LOWEST_PORT:
        raise ScanError("port", port=port)
    return Target(
        system, parts.hostname, port, database, options["schema"], TLS[options["tls"]],
        options["application"] or database,
    )  # fmt: skip


def _file(netloc: str, path: str, options: Mapping[str, str]) -> Target:
    if netloc or not path or "\0" in path:
        raise ScanError("address")
    name = options["application"] or Path(path).stem
    return Target("sqlite", database="/" + path.lstrip("/"), application=name)


def _options(query: str) -> dict[str, str]:
    options = {"tls": "prefer", "schema": "", "application": ""}
    for name, value in parse_qsl(query, keep_blank_values=True):
        if name not in options or (name == "tls" and value not in TLS):
            raise ScanError("option", option=name[:30])
        options[name] = value
    return options


def variable(name: str) -> str:
    """The environment variable that holds an application's account.

    >>> variable("crèches-2")
    'PARVIS_SCAN_CRECHES_2'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().upper()
    words = re.sub(r"[^A-Z0-9]+", "_", plain).strip("_")
    if not words:
        raise ScanError("name", name=name[:60])
    return f"PARVIS_SCAN_{words}"


def account(target: Target, environ: Mapping[str, str]) -> Account:
    """The account of a target's application, given as "user:password@host:port" by its variable.

    It goes to that server alone: whoever writes an address chooses the application's name in it,
    and could have the account sent to a server of their own.
    """
    name = variable(target.application)
    held, _, place = environ.get(name, "").rpartition("@")
    user, _, password = held.partition(":")
    if not user:
        raise ScanError("account", variable=name)
    if place.lower() != f"{target.host}:{target.port}".lower():
        raise ScanError("elsewhere", variable=name, place=f"{target.host}:{target.port}")
    return Account(user, password)


def checked_host(
    target: Target,
    allowed: Collection[str] = (),
    resolve: Resolve = resolve,
    seconds: float = 10.0,
) -> str:
    """The literal address to connect to, so that the name is never resolved a second time.

    Private and reserved addresses are refused unless "host:port" is among those that the
    administrator allowed: one private address among several refuses the host.
    """
    addresses = _resolved(target, resolve, seconds)
    if not addresses:
        raise ScanError("unknown_host", host=target.host)
    exempt = f"{target.host}:{target.port}" in allowed
    if not exempt and not all(is_public(address) for address in addresses):
        raise ScanError("private", host=target.host, port=target.port)
    return addresses[0]


def _resolved(target: Target, resolve: Resolve, seconds: float) -> list[str]:
    """Name resolution knows no time limit of its own."""
    pool = ThreadPoolExecutor(max_workers=1)
    try:
        return list(pool.submit(resolve, target.host, target.port).result(timeout=seconds))
    except (OSError, UnicodeError):  # a time-out is an OSError
        return []
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def checked_file(target: Target, allowed: Collection[str] = ()) -> Path:
    """The SQLite file, links followed; only under a folder that the administrator allowed."""
    path = Path(target.database).resolve()
    folders = [Path(entry).resolve() for entry in allowed if entry.startswith("/")]
    if not any(path.is_relative_to(folder) for folder in folders):
        raise ScanError("folder", path=target.database)
    if not path.is_file():
        raise ScanError("file", path=target.database)
    return path
