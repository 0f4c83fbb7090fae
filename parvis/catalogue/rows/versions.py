"""The published versions of a data set's rows, in words: when, how many, what changed."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.catalogue.rows import cells
from parvis.catalogue.rows.editions import Edition, short
from parvis.design.spoken import quoted
from parvis.lake.models import Version

A_PAGE = 20


def told(edition: Edition, current: Version | None, *, counted: bool = True) -> dict[str, Any]:
    """`counted`: how many rows there are, and how many changed, may be told."""
    version = edition.version
    return {
        "name": short(version),
        "published": edition.published,
        "rows": rows_words(version.rows) if counted else "",
        "columns": ngettext("%(num)s colonne", "%(num)s colonnes", len(version.columns))
        % {"num": cells.number(len(version.columns))},
        "changes": changes_words(edition.changes) if counted else "",
        "current": current is not None and version.pk == current.pk,
    }


def rows_words(count: int) -> str:
    return ngettext("%(num)s ligne", "%(num)s lignes", count) % {"num": cells.number(count)}


def changes_words(changes: dict[str, Any]) -> str:
    """« Depuis la version d’avant : 3 lignes ajoutées, … (clé : cle). »"""
    said = [counted_words(changes) if "key" in changes else "", broken_words(changes)]
    return " ".join(filter(None, said))


def broken_words(changes: dict[str, Any]) -> str:
    if not (chosen := changes.get("instead_of")):
        return ""
    said = _(
        "La clé choisie (%(key)s) ne désigne pas une seule fois chaque ligne des deux versions."
    )
    return said % {"key": ", ".join(map(quoted, chosen))}


def counted_words(changes: dict[str, Any]) -> str:
    if not any(changes[name] for name in ("added", "removed", "changed")):
        return _("Les lignes sont les mêmes que dans la version d’avant.")
    counts = [
        ngettext("%(num)s ligne ajoutée", "%(num)s lignes ajoutées", changes["added"]),
        ngettext("%(num)s retirée", "%(num)s retirées", changes["removed"]),
        ngettext("%(num)s modifiée", "%(num)s modifiées", changes["changed"]),
    ]
    numbers = [changes[name] for name in ("added", "removed", "changed")]
    said = [w % {"num": cells.number(n)} for w, n in zip(counts, numbers, strict=True)]
    return _("Depuis la version d’avant : %(said)s (lignes reconnues par %(key)s).") % {
        "said": ", ".join(said),
        "key": ", ".join(map(quoted, changes["key"])),
    }
