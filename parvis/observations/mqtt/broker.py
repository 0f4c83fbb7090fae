"""What mosquitto must know: who may say what (`passwords`, `acl`), and how it keeps messages.

`passwords` has the digests of the keys in force, never a key; `acl` lets each publish to its
datastreams and below its own name, and read nothing. The portal's own name reads all of it, and
tells what changes to whoever listens, who needs no name and reads nothing else. Those who listen
have a broker of their own, whose files begin by `followers.` (`configuration.py`).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import signal
from collections.abc import Iterator
from pathlib import Path

from parvis.observations import keys
from parvis.observations.models import Datastream, Key
from parvis.observations.mqtt import configuration, topics


def passwords(first: str) -> str:
    """`first`: the line of the portal's own name."""
    rows = keys.in_force().order_by("pk").values_list("password_line", flat=True)
    return "".join(f"{line}\n" for line in [first, *rows])


def acl(username: str) -> str:
    """`username`: the portal's own name."""
    return "\n".join(
        [
            "# written by Parvis: what is changed here is lost", f"topic read {topics.TOLD}#",
            *_portal(username), *_writers(), "",
        ]
    )  # fmt: skip


def followers_acl(username: str) -> str:
    """All read, under a name or without."""
    return f"pattern read {topics.TOLD}#\nuser {username}\ntopic write {topics.TOLD}#\n"


def _portal(username: str) -> Iterator[str]:
    yield f"user {username}"
    yield f"topic write {topics.TOLD}#"
    yield from (f"topic read {one}" for one in topics.FILTERS)


def _writers() -> Iterator[str]:
    for key in keys.in_force().order_by("pk"):
        yield f"user {key.username}"
        own = [topics.written_by(key.username), *(topics.of(*one) for one in datastreams(key))]
        yield from (f"topic write {topics.DEVICES}{one}" for one in own)


def datastreams(key: Key) -> list[tuple[int, bool]]:
    """Each with whether it is one of several properties."""
    rows = Datastream.objects.filter(thing__in=keys.things(key)).order_by("pk")
    return [(pk, types is not None) for pk, types in rows.values_list("pk", "types")]


Who = tuple[str, str]
"""A name and its password."""


def tell(folder: Path, portal: Who, teller: Who) -> bool:
    """Writes what changed, and has the brokers read it; whether it did. `portal`, `teller`: its own
    names, at the broker of devices and at that of followers."""
    folder.mkdir(parents=True, exist_ok=True)
    configuration.write(folder)
    wanted = {
        "passwords": passwords(own(folder / "passwords", *portal)), "acl": acl(portal[0]),
        "followers.passwords": passwords(own(folder / "followers.passwords", *teller)),
        "followers.acl": followers_acl(teller[0]),
    }  # fmt: skip
    changed = [name for name, text in wanted.items() if kept(folder / name) != text]
    for name in changed:
        aside = folder / f".{name}"
        aside.write_text(wanted[name], encoding="utf-8")
        aside.chmod(0o640)
        aside.replace(folder / name)
    if changed:
        reload(folder)
    return bool(changed)


def reload(folder: Path) -> None:
    """Has the brokers read their rights again, and open their logs anew."""
    for name in ("mosquitto.pid", "followers.pid"):
        running = kept(folder / name).strip()
        if running.isdigit():
            os.kill(int(running), signal.SIGHUP)


def own(file: Path, username: str, password: str) -> str:
    """The line of the portal's own name: the one that is there, unless its password is another."""
    lines = kept(file).splitlines()
    known = next((line for line in lines if line.startswith(f"{username}:$7$")), "")
    return known if known and opens(known, password) else keys.password_line(username, password)


def opens(line: str, password: str) -> bool:
    """Whether a line of mosquitto's password file (`$7$`) is of a password."""
    _name, _seven, rounds, salt, digest = line.replace(":", "", 1).split("$")
    made = hashlib.pbkdf2_hmac("sha512", password.encode(), base64.b64decode(salt), int(rounds))
    return hmac.compare_digest(made, base64.b64decode(digest))


def kept(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""
