"""Small makers of records for tests; every name is invented."""

from __future__ import annotations

import datetime as dt
from itertools import count
from typing import Any

from parvis.organisations.models import Membership, Organisation
from parvis.people.models import User
from parvis.records import publishing

numbers = count(1)


def organisation(**values: Any) -> Organisation:
    """A saved, published organisation."""
    n = next(numbers)
    live = values.pop("live", True)
    values = {"title": f"Service des essais {n}", "slug": f"service-{n}"} | values
    made = Organisation.objects.create(live=live, **values)
    if live:
        publishing.publish_many([made])
    return made


def person(**values: Any) -> User:
    n = next(numbers)
    values = {"username": f"agent{n}", "email": f"agent{n}@ville.example"} | values
    password = values.pop("password", "mot de passe d’essai 42")
    return User.objects.create_user(password=password, **values)


def member(organisation: Organisation, role: str = "contributor", **values: Any) -> User:
    """Someone with a role in an organisation, since long ago unless `since`, `until` say so."""
    dates = {name: values.pop(name) for name in ("since", "until") if name in values}
    user = person(**values)
    dates = {"since": dt.date(2020, 1, 1)} | dates
    Membership.objects.create(user=user, organisation=organisation, role=role, **dates)
    return user
