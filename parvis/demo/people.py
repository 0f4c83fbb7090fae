"""The people of the demonstration: accounts that work in demo mode only.

Their passwords stand nowhere: each is worked out from the installation's own secret, so that it
can be shown again at every start, and differs from one installation to the next.
"""

from __future__ import annotations

import base64
import datetime as dt
import hmac
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.db import transaction

from parvis.demo import source
from parvis.organisations import actions
from parvis.organisations.models import Membership, Organisation
from parvis.people.models import User


class DemoOff(Exception):
    """Demonstration accounts are asked for outside demo mode."""


@dataclass(frozen=True)
class Account:
    """What the console shows of one account; `password` is "" once its owner changed it."""

    email: str  # what one signs in with
    password: str
    name: str
    role: str
    organisation: str


def password(username: str) -> str:
    """Sixty bits worked out from the secret key: "k7qd-m2xp-9vtr"."""
    key = settings.SECRET_KEY.encode()
    digest = hmac.digest(key, f"parvis.demo:{username}".encode(), "sha256")
    letters = base64.b32encode(digest).decode().lower()
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:12]}"


@transaction.atomic
def load(organisations: dict[str, Organisation], since: dt.date) -> int:
    """Create the accounts that are missing, with their roles; how many. Raise DemoOff."""
    if not settings.PARVIS_DEMO:
        raise DemoOff("demonstration accounts exist in demo mode only (PARVIS_DEMO=1)")
    rows = source.rows("person")
    names = [row["username"] for row in rows]
    known = set(User.objects.filter(username__in=names).values_list("username", flat=True))
    fresh = [row for row in rows if row["username"] not in known]
    for row in fresh:
        user = User.objects.create_user(
            username=row["username"],
            email=f"{row['username']}@demo.example",
            password=password(row["username"]),
            first_name=row["first_name"],
            last_name=f"{row['last_name']} (personne fictive)",
            demonstration=True,
        )
        for slug in (row["organisation"], *row.get("also", ())):
            actions.join(None, organisations[slug], user, row["role"], since)
    return len(fresh)


def by_username() -> dict[str, User]:
    return {user.username: user for user in User.objects.filter(demonstration=True)}


def shown_password(user: User) -> str:
    given = password(user.username)
    return given if check_password(given, user.password) else ""


def accounts() -> Sequence[Account]:
    """The accounts in force, as the console shows them; none outside demo mode."""
    if not settings.PARVIS_DEMO:
        return []
    posts = Membership.objects.filter(user__demonstration=True).select_related(
        "user", "organisation"
    )
    held: dict[User, list[Membership]] = {}
    for post in posts:
        held.setdefault(post.user, []).append(post)
    return [
        Account(
            user.email,
            shown_password(user),
            user.get_full_name(),
            mine[0].get_role_display(),
            ", ".join(post.organisation.title for post in mine),
        )
        for user, mine in held.items()
    ]
