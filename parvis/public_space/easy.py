"""The street page in easy French: short sentences, one idea each, everyday words.

It follows the European rules of easy-to-read; people with a disability have not read it yet, so it
does not bear their mark.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from parvis.public_space import dtpr, words

Content = dict[str, Any]
Measured = tuple[str, str, str]
"""What is measured, the value with its unit, when."""


def sentences(
    content: Content, owner: str, measured: Iterable[Measured] = ()
) -> list[dict[str, Any]]:
    """Questions with few sentences: {"question", "sentences"}; what is unknown is left out."""
    found = [
        {"question": _("C’est quoi ?"), "sentences": what(content)},
        {"question": _("Ça sert à quoi ?"), "sentences": purposes(content)},
        {"question": _("Qui s’en occupe ?"), "sentences": [owner] if owner else []},
        {"question": _("On peut me reconnaître ?"), "sentences": recognition(content)},
        {"question": _("On garde ça longtemps ?"), "sentences": kept(content)},
        {"question": _("Il mesure quoi ?"), "sentences": list(map(measure, measured))},
        {"question": _("J’ai quels droits ?"), "sentences": rights(content)},
    ]
    return [one for one in found if one["sentences"]]


def what(content: Content) -> list[str]:
    said = {
        "camera": [_("C’est une caméra."), _("Elle filme la rue.")],
        "counter": [_("C’est un compteur."), _("Il compte ce qui passe.")],
        "sensor": [_("C’est un capteur."), _("Il mesure quelque chose, comme un thermomètre.")],
        "beacon": [_("C’est une balise."), _("Elle envoie un signal aux téléphones.")],
        "reader": [_("C’est un lecteur."), _("Il lit une carte ou une plaque.")],
    }
    return said.get(content["kind"], [_("C’est un appareil de la ville.")])


def purposes(content: Content) -> list[str]:
    known = dtpr.all_elements()
    ids = content.get("purposes") or ()
    return [known[one].text(words.spoken()) for one in ids if one in known]


def recognition(content: Content) -> list[str]:
    said = {
        "identifiable": [_("Oui."), _("On peut savoir que c’est vous.")],
        "de_identified": [_("Non."), _("On efface ce qui permet de savoir que c’est vous.")],
        "none": [_("Non."), _("L’appareil ne sait pas qui est là.")],
    }
    return said.get(content.get("recognition") or "", [])


def measure(one: Measured) -> str:
    name, value, at = one
    return _("%(name)s : %(value)s, %(at)s.") % {"name": name, "value": value, "at": at}


def kept(content: Content) -> list[str]:
    days = content.get("retention_days")
    if days is None:
        return []
    if days == 0:
        return [_("Non."), _("On ne garde rien.")]
    return [
        _("On garde ça %(duration)s.") % {"duration": words.retention(content)},
        _("Après, on efface."),
    ]


def rights(content: Content) -> list[str]:
    found = [_("Vous pouvez poser une question."), _("Vous pouvez vous plaindre.")]
    if not content.get("personal_data"):
        return found
    objection = {
        "applies": [_("Vous pouvez dire non.")],
        "set_aside": [_("Vous ne pouvez pas dire non."), _("C’est la loi qui le dit.")],
        "statistics": [_("On compte seulement."), _("On ne cherche pas à savoir qui passe.")],
    }
    return [*found, *objection.get(content.get("objection") or "", [])]
