"""Secrets: given by the environment, or made once on first start and kept in the data folder."""

import os
import secrets
from pathlib import Path


def secret(name: str, folder: Path) -> str:
    """Return the secret called `name` (PARVIS_SECRET_KEY …): 64 URL-safe characters, 48 bytes.

    The environment wins; else the file `folder/keys/<name>` (mode 600), written on first use. Two
    processes that start together agree: the file is made whole aside, then linked into place,
    and the loser reads the winner's.
    """
    given = os.environ.get(name, "")
    if given:
        return given
    path = folder / "keys" / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        aside = path.with_name(f".{name}.{os.getpid()}")
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(aside, path)
        except FileExistsError:
            pass  # another process was first: its secret is the one
        finally:
            aside.unlink()
    return path.read_text().strip()
