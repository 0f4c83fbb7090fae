"""What is kept of a scan, in the words of the reader's language."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from parvis.catalogue.models import Dataset
from parvis.catalogue.scan.describe import WHY
from parvis.catalogue.scan.difference import Change
from parvis.catalogue.scan.errors import ScanError
from parvis.catalogue.scan.model import Profile, from_plain
from parvis.catalogue.scan.personal import REASONS
from parvis.catalogue.scan.technical import REASONS as TECHNICAL
from parvis.catalogue.scanned.models import ScannedColumn, ScannedTable, ScanRun


def told(run: ScanRun | None) -> dict[str, Any] | None:
    """A run in words."""
    if run is None:
        return None
    error = run.error and ScanError(run.error["code"], **run.error["params"]).sentence(gettext)
    changes = [Change(**change).sentence(gettext) for change in run.changes]
    return {"run": run, "error": error or "", "changes": changes}


def why_of(table: ScannedTable) -> str:
    """Why it is proposed to be discarded, else why its access is suggested."""
    if table.discard:
        said = TECHNICAL[table.discard["code"]]
        return gettext(said)
    said = WHY[table.why["code"]] if table.why else ""
    return gettext(said) % table.why["params"] if said else ""


def reasons_of(column: ScannedColumn) -> list[str]:
    said = [(REASONS[reason["code"]], reason["params"]) for reason in column.reasons]
    return [gettext(sentence) % params for sentence, params in said]


def profile_of(column: ScannedColumn) -> str:
    """What was read of its values, in words; "" when nothing was."""
    profile = from_plain(Profile, column.profile)
    if not profile.read:
        return ""
    n = profile.read
    empty = ngettext(
        "Vide à %(percent)s %% sur %(n)s ligne lue.",
        "Vide à %(percent)s %% sur %(n)s lignes lues.", n,
    )  # fmt: skip
    said = [empty % {"percent": f"{100 * profile.nulls / n:.0f}", "n": n}]
    if profile.distinct is not None and profile.filled:
        n = profile.distinct
        different = ngettext("%(n)s valeur différente.", "%(n)s valeurs différentes.", n)
        said.append(different % {"n": n})
    if profile.years:
        first, last = profile.years
        said.append(gettext("De %(first)s à %(last)s.") % {"first": first, "last": last})
    return " ".join(said)


def draft_address(table: ScannedTable) -> str:
    if table.dataset_id is None:
        return ""
    name = Dataset.snippet_viewset.get_url_name("edit")
    return reverse(name, args=[table.dataset_id])
