"""Who writes, and how to answer them, in officers’ words; the public form has the same values."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

CONTACTS = [
    ("post", gettext_lazy("par courrier")),
    ("mail", gettext_lazy("par e-mail : l’adresse privée de suivi y est envoyée")),
    ("none", gettext_lazy("ni l’un ni l’autre : remettez-lui l’adresse de suivi")),
]
PROXIES = [
    ("", gettext_lazy("la personne elle-même")),
    ("guardian", gettext_lazy("son parent ou son tuteur")),
    ("helper", gettext_lazy("quelqu’un qui l’aide")),
    ("lawyer", gettext_lazy("son avocat")),
    ("heir", gettext_lazy("son héritier, ou la personne qu’elle a désignée")),
]
