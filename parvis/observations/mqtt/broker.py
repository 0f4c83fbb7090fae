"""What mosquitto must know: who may say what (`passwords`, `acl`), and how it keeps messages.

`passwords` has the digests of the keys in force, never a key; `acl` lets each publish to its
datastreams and below its own name, and read nothing. The portal's own name reads all of it, and
tells what changes to whoever listens, who needs no name and reads nothing else.
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
from parvis.observations.mqtt import topics


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


def _portal(username: str) -> Iterator[str]:
    yield f"user {username}"
    yield f"topic write {topics.TOLD}#"
    yield from (f"topic read {one}" for one in topics.FILTERS)


def _writers() -> Iterator[str]:
    for key in keys.in_force().order_by("pk"):
        yield f"user {key.username}"
        own = [topics.written_by(key.username), *map(topics.of, datastreams(key))]
        yield from (f"topic write {topics.DEVICES}{one}" for one in own)


def datastreams(key: Key) -> list[int]:
    rows = Datastream.objects.filter(thing__in=keys.things(key)).order_by("pk")
    return list(rows.values_list("pk", flat=True))


def tell(folder: Path, username: str, password: str) -> bool:
    """Writes what changed, and has the broker (`mosquitto.pid` there) read it; whether it did."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = {"passwords": passwords(own(folder, username, password)), "acl": acl(username)}
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
    """Has the broker read its rights again, and open its log anew."""
    running = kept(folder / "mosquitto.pid").strip()
    if running.isdigit():
        os.kill(int(running), signal.SIGHUP)


def own(folder: Path, username: str, password: str) -> str:
    """The line of the portal's own name: the one that is there, unless its password is another."""
    lines = kept(folder / "passwords").splitlines()
    known = next((line for line in lines if line.startswith(f"{username}:$7$")), "")
    return known if known and opens(known, password) else keys.password_line(username, password)


def opens(line: str, password: str) -> bool:
    """Whether a line of mosquitto's password file (`$7$`) is of a password."""
    _name, _seven, rounds, salt, digest = line.replace(":", "", 1).split("$")
    made = hashlib.pbkdf2_hmac("sha512", password.encode(), base64.b64decode(salt), int(rounds))
    return hmac.compare_digest(made, base64.b64decode(digest))


def kept(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""
