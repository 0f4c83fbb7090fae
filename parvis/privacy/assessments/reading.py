"""What is published of an impact assessment, and what it still lacks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from parvis.privacy import dpia
from parvis.privacy.assessments.choices import Event, State
from parvis.privacy.assessments.models import Assessment
from parvis.records import canonical


def sheet_of(processing: Any) -> Assessment | None:
    """The assessment of a processing; None where nobody began one."""
    if processing.pk is None:
        return None
    rows = Assessment.objects.prefetch_related("risks", "measures")
    found: Assessment | None = rows.filter(processing=processing.pk).first()
    return found


def state(sheet: Assessment, content: Mapping[str, Any]) -> str:
    """Where an assessment stands before what the processing is now."""
    if sheet.validated is None:
        return State.DRAFT
    return State.VALIDATED if sheet.about == dpia.digest(content) else State.REOPENED


def summary_of(processing: Any, content: Mapping[str, Any]) -> dict[str, Any] | None:
    """What everyone reads: where it stands, its summary, gauges, opinion, measures by number."""
    sheet = sheet_of(processing)
    if sheet is None:
        return None
    now = {"state": str(state(sheet, content))}
    if sheet.validated is None:
        return now
    measures = list(sheet.measures.all())
    return now | {
        "validated": canonical.plain(sheet.validated),
        "summary": sheet.summary,
        "opinion": sheet.officer_opinion,
        "risks": [
            {"event": one.event, "severity": one.severity, "likelihood": one.likelihood}
            for one in sheet.risks.all()
        ],
        "measures": len(measures),
        "measures_done": sum(one.done_on is not None for one in measures),
    }


def lacking(sheet: Assessment) -> list[str]:
    """Names of what must be written before it is validated; a risk by its event."""
    texts = ("context", "necessity", "rights", "summary", "people_words", "decision")
    found = [name for name in texts if not getattr(sheet, name).strip()]
    if not (sheet.officer_opinion and sheet.officer_on):
        found.append("officer_opinion")
    known = {one.event: one for one in sheet.risks.all()}
    for event in Event.values:
        one = known.get(event)
        told = one and all(
            (one.impacts, one.threats, one.sources, one.measures, one.severity, one.likelihood)
        )
        if not told:
            found.append(event)
    return found
