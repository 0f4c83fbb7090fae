"""The nine criteria of data.gouv.fr, one point each (udata, core/dataset/models.py).

One of them depends on the day it is read: nothing here is stored.
"""

from __future__ import annotations

import datetime as dt
from calendar import monthrange

from parvis.catalogue import vocabulary
from parvis.catalogue.quality.criterion import Criterion
from parvis.catalogue.quality.described import Described
from parvis.records.problems import gettext_noop as _

SHORTEST = 100  # characters of a description that counts
LATE = dt.timedelta(days=1)  # what harvesting may take
DAY, WEEK, MONTH, YEAR = 1, 7, 31, 365  # days, as data.gouv.fr counts them
# code of the European frequency → days within which the next update is expected
DAYS = {
    **dict.fromkeys(("CONT", "HOURLY", "BIHOURLY", "TRIHOURLY", "DAILY_2", "DAILY"), DAY),
    **dict.fromkeys(("WEEKLY_3", "WEEKLY_2", "WEEKLY"), WEEK),
    "BIWEEKLY": 2 * WEEK,
    **dict.fromkeys(("MONTHLY_3", "MONTHLY_2", "MONTHLY"), MONTH),
    "BIMONTHLY": 2 * MONTH,
    "QUARTERLY": 3 * MONTH,
    **dict.fromkeys(("ANNUAL_3", "ANNUAL_2", "ANNUAL"), YEAR),
    "BIENNIAL": 2 * YEAR,
    "TRIENNIAL": 3 * YEAR,
    "QUADRENNIAL": 4 * YEAR,
    "QUINQUENNIAL": 5 * YEAR,
    "DECENNIAL": 10 * YEAR,
    "BIDECENNIAL": 20 * YEAR,
    "TRIDECENNIAL": 30 * YEAR,
}
TIMELY = frozenset({"update_fulfilled_in_time"})  # depends on the day it is read
# name → (what it is, what to do next, field)
SAID = {
    "license": (
        _("La licence est dite."),
        _("Choisissez une licence : sans elle, personne ne peut réutiliser."),
        "licence",
    ),
    "temporal_coverage": (
        _("La période couverte est dite."),
        _("Dites de quand à quand vont ces données."),
        "temporal",
    ),
    "spatial": (
        _("Le territoire couvert est dit."),
        _("Dites quel territoire ces données couvrent."),
        "spatial",
    ),
    "update_frequency": (
        _("Le rythme de mise à jour est dit."),
        _("Dites à quel rythme ces données sont mises à jour."),
        "frequency",
    ),
    "update_fulfilled_in_time": (
        _("La mise à jour est à l’heure."),
        _("Mettez les données à jour, ou corrigez le rythme annoncé."),
        "frequency",
    ),
    "description": (
        _("La description dit l’essentiel en plus de cent caractères."),
        _("Dites ce que contiennent ces données, d’où elles viennent et leurs limites."),
        "summary",
    ),
    "has_open_format": (
        _("Au moins un fichier a un format ouvert."),
        _("Ajoutez un fichier dans un format ouvert, par exemple CSV ou GeoJSON."),
        "distributions",
    ),
    "all_resources_available": (
        _("Aucune adresse n’est connue pour ne plus répondre."),
        _("Corrigez ou retirez les adresses qui ne répondent plus."),
        "distributions",
    ),
    "resources_documentation": (
        _("Au moins un fichier est expliqué."),
        _("Décrivez les fichiers : ce que contient chacun, le sens des colonnes."),
        "distributions",
    ),
}


def criteria(it: Described, today: dt.date) -> tuple[Criterion, ...]:
    """The nine, in data.gouv.fr's order; an address nobody has asked yet counts as answering."""
    asked = [found for form in it.forms for found in (form.opens, form.downloads)]
    kept = {
        "license": bool(it.licence),
        "temporal_coverage": it.temporal,
        "spatial": it.spatial,
        "update_frequency": code(it) not in {"", "UNKNOWN"},
        "update_fulfilled_in_time": in_time(it, today),
        "description": len(it.description) > SHORTEST,
        "has_open_format": any(form.allowed.open for form in it.forms),
        "all_resources_available": bool(it.forms) and False not in asked,
        "resources_documentation": any(form.documented for form in it.forms),
    }
    return tuple(
        Criterion(name, what, float(kept[name]), 1, todo, field)
        for name, (what, todo, field) in SAID.items()
    )


def code(it: Described) -> str:
    """Code of the frequency in the European list; "" when it is not said in its terms."""
    known = vocabulary.term("frequency", it.frequency)
    return known.code if known else ""


def in_time(it: Described, today: dt.date) -> bool:
    """Whether the next update is not overdue; True where the frequency counts no days."""
    said = code(it)
    if said in {"", "UNKNOWN"}:
        return False
    if said not in DAYS:
        return True
    last = late_after(it)
    return last is not None and today <= last


def late_after(it: Described) -> dt.date | None:
    """The last day on which the next update is in time; None when no day is said or counted."""
    said, last = code(it), last_update(it)
    if said not in DAYS or last is None:
        return None
    try:
        return last + dt.timedelta(days=DAYS[said]) + LATE
    except OverflowError:
        return dt.date.max


def last_update(it: Described) -> dt.date | None:
    """The latest update said of the data set or of one of its forms."""
    found = [day(text) for text in (it.modified, *(form.modified for form in it.forms))]
    return max((one for one in found if one), default=None)


def day(text: str) -> dt.date | None:
    """The day of a moment of the catalogue ("2024", "2024-05", a date, a time): the last one that
    it may mean; None when it says none."""
    try:
        if len(text) == 4:
            return dt.date(int(text), 12, 31)
        if len(text) == 7:
            year, month = int(text[:4]), int(text[5:])
            return dt.date(year, month, monthrange(year, month)[1])
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        return None
