"""Records of other registers as drafts of ours: seen before anything is written.

What a source says and we have no field for is kept word for word beside the draft (`origin`), so
that it goes out again as it came. A record whose title its organisation already has is left alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from parvis.algorithms.formats import files, terms
from parvis.algorithms.formats.files import Format
from parvis.algorithms.formats.terms import Values
from parvis.algorithms.models import (
    Algorithm,
    Assessment,
    Contribution,
    DataUse,
    DecisionType,
    Risk,
)
from parvis.catalogue.models import Dataset
from parvis.records import canonical
from parvis.records.audience import VISITOR
from parvis.records.desk import rights, sheet
from parvis.records.exchange import Row
from parvis.records.models import Published

PARTS: dict[str, Any] = {
    "contributions": Contribution,
    "data_uses": DataUse,
    "risks": Risk,
    "assessments": Assessment,
}
TARGETS: dict[str, Any] = {"decision": DecisionType, "dataset": Dataset}
MOST = 2000  # records of one file
LANGUAGES = {code for code, _name in settings.LANGUAGES}


class TooMany(ValueError):
    """More records than one file may bring."""


def plan(data: bytes, organisation: Any, user: Any = None) -> sheet.Plan:
    """What a file of another register would do. Raise files.Unreadable, TooMany.

    With a `user`, each draft is one that they may add.
    """
    format, sources = files.recognised(data)
    if len(sources) > MOST:
        raise TooMany(len(sources))
    known = set(Algorithm.objects.filter(organisation=organisation).values_list("title", flat=True))
    lines = []
    for number, source in enumerate(sources, start=1):
        line = planned(number, source, format, organisation, known)
        if line.outcome != sheet.UNCHANGED and user and not rights.may(user, "add", line.draft):
            line.errors.append(
                (_("Organisation"), _("Vous n’écrivez pas pour cette organisation."))
            )
        if line.errors:
            line.outcome = sheet.REFUSED
        lines.append(line)
    return sheet.Plan(sheet.Sheet(Algorithm), lines)


def planned(
    number: int, source: Values, format: Format, organisation: Any, known: set[str]
) -> sheet.Line:
    """One record of the file; `known` are the titles that are there, this one added."""
    try:
        values = format.shape.from_(source)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        line = sheet.Line(Row(number, {}), sheet.REFUSED)
        line.errors.append(("", _("Cette fiche n’a pas la forme de son format : %(why)s")
                            % {"why": str(error)[:200]}))  # fmt: skip
        return line
    title = str(values.get("title") or "")
    line = sheet.Line(Row(number, {"title": title}), sheet.CREATED)
    if title in known:
        line.outcome = sheet.UNCHANGED
        return line
    known.add(title)
    line.draft = draft(values, organisation)
    line.errors += list(wrong(line.draft))
    line.draft.origin = {format.shape.name: format.shape.keep(source, as_entry(line.draft))}
    return line


def draft(values: Values, organisation: Any) -> Algorithm:
    """A draft with these values; names of fields it has not are left out."""
    own = {field.name: field for field in Algorithm._meta.concrete_fields if field.editable}
    plain = {
        name: value
        for name, value in values.items()
        if name in own and not own[name].is_relation and not terms.is_empty(value)
    }
    language = values.get("language")
    made = Algorithm(
        organisation=organisation,
        source_language=language if language in LANGUAGES else settings.LANGUAGE_CODE[:2],
        **plain,
    )
    for name, model in PARTS.items():
        rows = values.get(name)
        rows = rows if isinstance(rows, list) else []
        setattr(made, name, [model(**part(model, row)) for row in rows if isinstance(row, dict)])
    return made


def part(model: Any, row: Values) -> Values:
    """The values of a row; a key "decision/…" of a public record of ours is that record."""
    found = {name: row[name] for name in model.shown if name in row}
    for name, target in TARGETS.items():
        if name in found:
            found[name] = record(target, found[name])
    return found


def record(model: Any, key: Any) -> Any:
    kind, _slash, slug = str(key or "").partition("/")
    if kind != model.record_type:
        return None
    uuids = Published.objects.visible(VISITOR).filter(type=kind, slug=slug).values("uuid")
    return model.objects.filter(uuid__in=uuids).first()


def wrong(made: Algorithm) -> Iterator[tuple[str, str]]:
    """What keeps the draft and its rows from being written: (label of the field, sentence)."""
    yield from sentences(Algorithm, made, exclude=["organisation"])
    for name, model in PARTS.items():
        for one in getattr(made, name).get_object_list():
            yield from sentences(model, one, exclude=["algorithm"])


def sentences(model: Any, one: Any, exclude: Sequence[str]) -> Iterable[tuple[str, str]]:
    try:
        one.full_clean(exclude=exclude)
    except ValidationError as error:
        for name, told in error.message_dict.items():
            label = "" if name == "__all__" else label_of(model, name)
            yield from ((label, sentence) for sentence in told)


def label_of(model: Any, name: str) -> str:
    field: models.Field[Any, Any] = model._meta.get_field(name)
    return str(capfirst(str(field.verbose_name)))


def as_entry(made: Algorithm) -> Values:
    """The draft as it would go out, to see what its source loses."""
    content = made.projected()
    for row in content["contributions"]:
        decision = row["decision"] and DecisionType.objects.get(uuid=row["decision"])
        row |= {"decision": decision.key, "decision_name": decision.title} if decision else {}
    return content | {
        "title": made.title,
        "plain_summary": made.plain_summary,
        "summary": made.summary,
        "language": made.source_language,
        "review_on": canonical.plain(made.review_on),
        "organisation_name": made.organisation.title if made.organisation else "",
        "identifier": f"{settings.PARVIS_BASE_URL}/id/algorithm/{made.slug}",
        "url": f"{settings.PARVIS_BASE_URL}/algorithmes/{made.slug}/",
    }
