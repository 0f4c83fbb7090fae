"""Put the twelve rights in, from `data/rights.toml`. What is already there is left as it is."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from django.db import transaction

from parvis.design.text import french_spaces
from parvis.organisations.models import Organisation
from parvis.records import bulk
from parvis.records.entitlements import Right as Name
from parvis.rights.models import Right

WHY = "Chargement des droits"
SHARED = ("delay", "how", "remedies")  # fields that may hold a text of [common]


def read() -> dict[str, dict[str, str]]:
    """The data file: fields of each right by its slug, English ones under `<field>_en`."""
    text = files("parvis.rights").joinpath("data/rights.toml").read_text("utf-8")
    table = tomllib.loads(text)
    common = table.pop("common")
    return {slug: filled(row, common) for slug, row in table.items()}


def filled(row: Mapping[str, str], common: Mapping[str, str]) -> dict[str, str]:
    """A field with its common text; one that says only {delay} says it in English too."""
    found = dict(row)
    for name in SHARED:
        found.setdefault(f"{name}_en", row[name])
        for key, suffix in ((name, ""), (f"{name}_en", "_en")):
            for one in common:
                if not one.endswith("_en"):
                    found[key] = found[key].replace(f"{{{one}}}", common[one + suffix])
    return found


@transaction.atomic
def load(owner: Organisation, why: str = WHY) -> int:
    """Create and publish the rights that are missing; how many. `owner` answers for them."""
    known = set(Right.objects.values_list("slug", flat=True))
    rows = read()
    fresh = [made(name.value, rows[name.value], owner) for name in Name if name.value not in known]
    if fresh:
        bulk.save_many(fresh, why=why)
    return len(fresh)


def made(slug: str, row: Mapping[str, str], owner: Organisation) -> Right:
    french: dict[str, Any] = {
        name: french_spaces(text) for name, text in row.items() if not name.endswith("_en")
    }
    english = {name.removesuffix("_en"): t for name, t in row.items() if name.endswith("_en")}
    return Right(slug=slug, organisation=owner, translations={"en": english}, **french)
