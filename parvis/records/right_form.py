"""The address of the form by which people use a right over what a record does with their data."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse

from parvis.records.entitlements import Right

# types that a request can be about, by the parameter of the form that names one
ABOUT = {"traitement": "processing", "decision": "decision", "equipement": "device"}


def right_form(kind: str = "", slug: str = "", right: Right | None = None) -> str:
    """The form, filled with what is known: which right, and over which record."""
    names = {declared: name for name, declared in ABOUT.items()}
    chosen = {"droit": right.value} if right else {}
    if kind in names:
        chosen[names[kind]] = slug
    address = reverse("site:right_ask")
    return f"{address}?{urlencode(chosen)}" if chosen else address
