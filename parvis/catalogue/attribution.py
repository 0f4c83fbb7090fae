"""The exact words that a re-user of a data set must copy, by its licence. Pure but for words.

Licence Ouverte 2.0: name the producer and the date of the last update. ODbL 1.0, 4.3: say that the
content comes from the database, by its name, under this licence; 4.4: a database made from it is
offered under the same terms. CC BY 4.0, 3 a: author, title, licence, changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

OPEN_LICENCE, OPEN_DATABASE, BY = "lo", "odbl", "by"
# as re-users write it; the full name is a fact of the page
SHORT = {
    OPEN_LICENCE: "Licence Ouverte 2.0",
    OPEN_DATABASE: "licence ODbL 1.0",
    BY: "licence CC BY 4.0",
}


def family(licence: str) -> str:
    """The family with demands of its own that a licence (address or code) is of, or ""."""
    text = licence.lower().replace("_", "-").rstrip("/")
    end = text.rpartition("/")[2]
    if end in {"fr-lo", "open-licence", "licence-ouverte", "lov2"} or "etalab" in text:
        return OPEN_LICENCE
    if "odbl" in text or end == "odc-bl":
        return OPEN_DATABASE
    return BY if end in {"cc-by-4-0", "cc-by-4.0"} or "licenses/by/4.0" in text else ""


def mention(source: str, title: str, version: str, licence: str, uri: str) -> str:
    """The line to copy; `version` is the date of the last update, `licence` the name of `uri`."""
    head = " — ".join(part for part in (source, title) if part)
    parts = [head]
    if version:
        parts.append(_("version du %(date)s") % {"date": version})
    if uri:
        parts.append(SHORT.get(family(uri)) or _("licence : %(name)s") % {"name": licence})
    return ", ".join(parts)


def demands(content: Mapping[str, Any]) -> list[str]:
    """What the licence asks besides the line to copy, in plain words."""
    kind = family(content.get("licence") or "")
    if kind == OPEN_LICENCE:
        return [
            _("Dites d’où viennent les données (le producteur) et de quand elles datent."),
            _("Ne laissez pas croire que le producteur approuve ce que vous en faites."),
        ]
    if kind == OPEN_DATABASE:
        return [
            _("Dites que le contenu vient de cette base, sous cette licence, là où on le voit."),
            _("Si vous publiez une base faite à partir d’elle, offrez-la sous la même licence."),
            _("Si vous la protégez par un verrou technique, donnez aussi une copie sans verrou."),
        ]
    if kind == BY:
        return [
            _("Nommez l’auteur et la licence, avec un lien, et dites ce que vous avez changé."),
        ]
    return []
