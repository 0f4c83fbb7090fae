"""The columns of a version in words: what each means, what it holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.catalogue import words
from parvis.catalogue.rows import cells
from parvis.catalogue.rows.columns import Described
from parvis.catalogue.rows.filters import ends, said
from parvis.catalogue.rows.keys import RowKey
from parvis.catalogue.rows.versions import rows_words
from parvis.design.spoken import in_turn, quoted
from parvis.records.projection import View

A_PAGE = 12
FREQUENT = 3  # values told
CUT = 60  # characters of a value


def key_words(key: RowKey | None, known: Sequence[Described]) -> str:
    """What tells one row from another, as was chosen; "" where nobody said, or who asks does not
    see all of it."""
    if key is None:
        return ""
    if not key.columns:
        return _("Rien ne distingue ces lignes l’une de l’autre.")
    seen = {one.written: one for one in known}
    if not seen.keys() >= {*key.columns}:
        return ""
    names = in_turn(quoted(seen[title].title) for title in key.columns)
    if not key.holds:
        said = _("Clé choisie : %(key)s. Dans ces lignes, elle ne les distingue pas toutes.")
        return said % {"key": names}
    return _("Clé : %(key)s. Une ligne s’y reconnaît d’une version à l’autre.") % {"key": names}


def table(view: View, known: Sequence[Described], rows: int) -> tuple[list[str], list[list[Any]]]:
    """Headings, then one row a column."""
    told = words.column_ties(view)
    headings = [
        *(_("Colonne"), _("Ce qu’elle dit"), _("Valeurs"), _("Manques"), _("Différentes")),
        *(_("Du plus petit au plus grand"), _("Les plus fréquentes")),
        *(_("Sur des personnes"), _("Mot expliqué")),
    ]
    nothing = ["", ""]
    return headings, [
        line(one, rows, view.lang()) + (told.get(one.name) or told.get(one.written, nothing))
        for one in known
    ]


def line(column: Described, rows: int, lang: str) -> list[Any]:
    title = column.heading if column.title == column.name else f"{column.heading} : {column.name}"
    return [
        {"text": title, "lang": lang},
        {"text": column.description, "lang": lang} if column.description else "",
        ", ".join(filter(None, [column.type_words, column.meaning_words])),
        missing(column, rows),
        distinct(column),
        ends(column),
        frequent(column),
    ]


def missing(column: Described, rows: int) -> str:
    """« aucun », or how many and their share."""
    if "nulls" not in column.profile:
        return ""
    nulls = column.profile["nulls"]
    if not nulls:
        return _("aucun")
    share = cells.number(round(100 * nulls / max(rows, 1), 1))
    return _("%(count)s (%(share)s %%)") % {"count": cells.number(nulls), "share": share}


def distinct(column: Described) -> str:
    if not column.profile:
        return ""
    count = cells.number(column.distinct)
    return count if column.profile["exact"] else _("environ %(count)s") % {"count": count}


def frequent(column: Described) -> str:
    """Nothing where hardly any value comes twice."""
    told = [(value, n) for value, n in column.profile.get("frequent") or () if n > 1][:FREQUENT]
    values = [f"{said(column, str(value))[:CUT]} ({cells.number(n)})" for value, n in told]
    return in_turn(values)


def count_words(known: Sequence[Described], rows: int) -> str:
    columns = ngettext("%(num)s colonne", "%(num)s colonnes", len(known))
    return f"{columns % {'num': cells.number(len(known))}}, {rows_words(rows)}"
