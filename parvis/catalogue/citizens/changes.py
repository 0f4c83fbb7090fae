"""Which changes of a data set matter to who re-uses it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from parvis.catalogue import vocabulary

# the names under which a projection may tell its columns
COLUMNS = ("dictionary", "columns", "schema_fields")


def sentence(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> str:
    """What changed for re-users, in words; "" when nothing did.

    A field that is published no more, or again, is not one that changed.
    """
    if before is None:
        return ""
    hidden = {*before.get("hidden", ()), *after.get("hidden", ())}
    before, after = (
        {name: value for name, value in content.items() if name not in hidden}
        for content in (before, after)
    )
    return " ".join(filter(None, [licence(before, after), columns(before, after)]))


def licence(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    old, new = before.get("licence") or "", after.get("licence") or ""
    if old == new:
        return ""
    values = {"old": words(old), "new": words(new)}
    return _("La licence était « %(old)s » ; elle est maintenant « %(new)s ».") % values


def words(uri: str) -> str:
    term = vocabulary.term("licence", uri) if uri else None
    return term.label("fr") if term else uri or _("aucune")


def columns(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    for name in COLUMNS:
        old, new = names(before.get(name)), names(after.get(name))
        if old != new:
            gone = ", ".join(one for one in old if one not in new)
            fresh = ", ".join(one for one in new if one not in old)
            told = [
                _("Colonnes retirées : %(names)s.") % {"names": gone} if gone else "",
                _("Colonnes ajoutées : %(names)s.") % {"names": fresh} if fresh else "",
            ]
            return " ".join(filter(None, told)) or _("L’ordre des colonnes a changé.")
    return ""


def names(value: Any) -> list[str]:
    if not isinstance(value, list):
        return []
    return [str(one.get("name", "")) if isinstance(one, dict) else str(one) for one in value]
