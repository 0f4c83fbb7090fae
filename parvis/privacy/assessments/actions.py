"""Writing an impact assessment, and validating it: the published record follows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parvis.privacy import dpia
from parvis.privacy.assessments import reading
from parvis.privacy.assessments.choices import Event
from parvis.privacy.assessments.models import Assessment, AssessmentMeasure, AssessmentRisk
from parvis.records import bulk
from parvis.records.problems import Problem, gettext_noop
from parvis.records.publishing import check_may

TEXTS = (
    "context", "necessity", "rights", "summary", "officer_opinion", "officer_words", "officer_on",
    "people_words", "people_on", "decision",
)  # fmt: skip
RISK = ("impacts", "threats", "sources", "measures", "severity", "likelihood")


class AssessmentProblem(Problem):
    sentences: ClassVar = {
        "lacking": gettext_noop("Il manque encore : %(names)s."),
        "draft": gettext_noop(
            "Un brouillon de la fiche attend d’être publié : publiez-le, puis validez l’analyse."
        ),
    }


@transaction.atomic
def write(
    processing: Any,
    by: Any,
    texts: Mapping[str, Any],
    risks: Mapping[str, Mapping[str, Any]],
    measures: Iterable[Mapping[str, Any]],
) -> Assessment:
    """Keep what was written; another text or gauge takes the validation away, measures do not."""
    check_may(by, "change", [processing])
    sheet = Assessment.objects.filter(processing=processing).first()
    sheet = sheet or Assessment(processing=processing)
    changed = [name for name in TEXTS if getattr(sheet, name) != texts.get(name)]
    for name in TEXTS:
        setattr(sheet, name, texts.get(name))
    sheet.save()
    known = {one.event: one for one in sheet.risks.all()}
    for event in Event.values:
        held = known.get(event) or AssessmentRisk(assessment=sheet, event=event)
        told = risks.get(event, {})
        if held.pk is None or any(getattr(held, name) != told.get(name) for name in RISK):
            changed.append(event)
        for name in RISK:
            setattr(held, name, told.get(name))
        held.save()
    if changed and sheet.validated:
        Assessment.objects.filter(pk=sheet.pk).update(validated=None, validated_by=None, about="")
    sheet.measures.all().delete()
    AssessmentMeasure.objects.bulk_create(
        [AssessmentMeasure(assessment=sheet, **one) for one in measures]
    )
    found = reading.sheet_of(processing)
    assert found is not None
    return found


@transaction.atomic
def validate(processing: Any, by: Any) -> Assessment:
    """The controller's decision. What is public of the processing says so at once.

    Raises PermissionDenied, AssessmentProblem, ValidationError.
    """
    check_may(by, "publish", [processing])
    sheet = reading.sheet_of(processing)
    lacking = reading.lacking(sheet) if sheet else [str(Assessment._meta.verbose_name)]
    if sheet is None or lacking:
        raise AssessmentProblem("lacking", names=", ".join(map(called, lacking)))
    if processing.has_unpublished_changes:
        raise AssessmentProblem("draft")
    sheet.about = dpia.digest(processing.projected())
    sheet.validated, sheet.validated_by = timezone.localdate(), by
    sheet.save()
    if processing.live:
        bulk.save_many([processing], by=by, why=_("Analyse d’impact validée"))
    return sheet


def called(name: str) -> str:
    """What people call a field of an assessment, or a feared event."""
    if name in Event.values:
        return str(Event(name).label)
    fields = {field.name: field for field in Assessment._meta.concrete_fields}
    return str(fields[name].verbose_name) if name in fields else name
