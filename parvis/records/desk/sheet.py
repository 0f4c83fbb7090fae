"""All the records of one type as rows, and rows as a plan of what an import would do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from parvis.records import hooks, publishing
from parvis.records.bulk import name_slugs, save_children, save_rows
from parvis.records.desk import many, rights
from parvis.records.desk.cells import Column
from parvis.records.desk.forms import label_of, undrafted
from parvis.records.exchange import Row
from parvis.records.rebase import as_stored
from parvis.records.revisions import after_bulk_change, drafted_from, write_drafts

COMMON = (
    "slug", "title", "plain_summary", "summary", "organisation", "circle", "review_on",
    "source_language", "hidden_fields", "translations",
)  # fmt: skip
CREATED, UPDATED, UNCHANGED, REFUSED = "created", "updated", "unchanged", "refused"


def latest_content(record: Any) -> dict[str, Any]:
    """The latest version of a record as a revision keeps it; identity always from the row."""
    drafted = record.latest_revision_id and (record.has_unpublished_changes or not record.live)
    content = record.latest_revision.content if drafted else as_stored(record.serializable_data())
    return {**content, "slug": record.slug, "organisation": record.organisation_id}


@dataclass
class Line:
    """What one row of the file would do."""

    row: Row
    outcome: str
    record: Any = None  # the stored one; None when it is created
    draft: Any = None
    changed: list[str] = field(default_factory=list)
    errors: list[tuple[str, str]] = field(default_factory=list)  # (label of the field, sentence)

    @property
    def title(self) -> str:
        return str(self.draft or self.record or self.row.texts.get("title", ""))


@dataclass
class Written:
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    published: int = 0


class Sheet:
    """The CSV of a model of records."""

    def __init__(self, model: Any) -> None:
        self.model = model
        carried = dict.fromkeys((*model.public_fields, *model.sheet_fields))
        own = [n for n in carried if n not in COMMON and self.carried(n)]
        common = [n for n in COMMON if (n, model.record_type) != ("organisation", "organisation")]
        self.cells = {name: Column(model, name) for name in (*common, *own)}

    def carried(self, name: str) -> bool:
        """Whether a field is one that a person writes (not computed, not a method); child rows
        where the model says that its CSV has them."""
        known = {f.name for f in self.model._meta.get_fields()}
        if name not in known:
            return False
        written = getattr(self.model._meta.get_field(name), "editable", True)
        return name in self.model.sheet_fields or bool(written)

    @cached_property
    def fixed(self) -> set[str]:
        """Columns that follow other rules once a record is public."""
        return set(undrafted(self.model)) & self.cells.keys() - {"slug", "organisation"}

    @property
    def columns(self) -> list[str]:
        return list(self.cells)

    def described(self) -> list[tuple[str, str, str]]:
        return [(name, cell.label, cell.form_text) for name, cell in self.cells.items()]

    @cached_property
    def targets(self) -> set[Any]:
        own = {cell.target for cell in self.cells.values() if cell.target}
        return own | {end for cell in self.cells.values() for end in cell.ends.values()}

    @cached_property
    def slugs(self) -> dict[Any, dict[int, str]]:
        return {t: dict(t._default_manager.values_list("pk", "slug")) for t in self.targets}

    def texts(self, content: dict[str, Any]) -> dict[str, str]:
        return {n: cell.text(content.get(n), self.slugs) for n, cell in self.cells.items()}

    def rows(self, records: Iterable[Any]) -> Iterator[dict[str, str]]:
        for record in records:
            yield self.texts(latest_content(record))

    # In

    def plan(self, rows: Sequence[Row], user: Any) -> Plan:
        """What the rows would do; nothing is written. Every error of every row is found."""
        slugs = [row.texts.get("slug", "").strip() for row in rows]
        known = self.model._default_manager.filter(slug__in=[s for s in slugs if s])
        joined = known.select_related("organisation", "latest_revision", "live_revision")
        stored = {record.slug: record for record in joined}
        seen = set(rights.reach(user, "view_draft", self.model).values_list("pk", flat=True))
        lines = []
        for row, slug in zip(rows, slugs, strict=True):
            line = Line(row, REFUSED)
            if slug and slugs.count(slug) > 1:
                line.errors.append((_("Adresse courte"), _("Elle est deux fois dans le fichier.")))
            self.decide(line, stored.get(slug), user, seen)
            lines.append(line)
        return Plan(self, lines)

    def decide(self, line: Line, record: Any, user: Any, seen: set[int]) -> None:
        if line.row.errors:
            sentence = _("Cette ligne a plus de cellules que de colonnes.")
            line.errors.append(("", sentence))
        if record is not None and record.pk not in seen:
            sentence = _("Cette adresse courte est déjà prise.")
            line.errors.append((_("Adresse courte"), sentence))
            return
        line.record = record
        content = latest_content(record) if record else as_stored(self.model().serializable_data())
        wrong = self.fill(line, content)
        self.check(line, content, user, wrong)
        if not line.errors:
            line.outcome = CREATED if record is None else UPDATED if line.changed else UNCHANGED

    def fill(self, line: Line, content: dict[str, Any]) -> set[str]:
        """Read the cells into `content`; a column that the file has not is left as it is.

        Return the columns whose cells say nothing that could be kept.
        """
        wrong: set[str] = set()
        keys = {t: {slug: pk for pk, slug in known.items()} for t, known in self.slugs.items()}
        for name, text in line.row.texts.items():
            cell = self.cells[name]
            if name == "slug" or text == cell.text(content.get(name), self.slugs):
                continue
            if line.record and line.record.live and name in self.fixed:
                line.errors.append((cell.label, _("Ne se change plus une fois publiée.")))
                wrong.add(name)
                continue
            try:
                content[name] = cell.value(text, keys)
            except ValidationError as error:
                line.errors += [(cell.label, named(text, said)) for said in error.messages]
                wrong.add(name)
            else:
                line.changed.append(cell.label)
        return wrong

    def check(self, line: Line, content: dict[str, Any], user: Any, wrong: set[str]) -> None:
        """What the record itself refuses, but for the columns that are `wrong` already."""
        record = line.record
        if record is not None and not line.changed:
            return
        draft = (record or self.model()).with_content_json(content)
        draft.slug = record.slug if record else line.row.texts.get("slug", "").strip()
        for name in ("organisation", *(() if record and record.live else self.fixed)):
            field = self.model._meta.get_field(name)
            setattr(draft, field.attname, field.to_python(content.get(name)))
        line.draft = draft
        if record is None and "organisation" not in wrong and not rights.may(user, "add", draft):
            sentence = _("Vous n’écrivez pas pour cette organisation.")
            given = line.row.texts.get("organisation", "")
            line.errors.append((_("Organisation"), named(given, sentence)))
        if record is not None:
            values = {"organisation": draft.organisation} if moved(record, draft) else {}
            if sentence := many.may_set(user, record, values):
                line.errors.append(("", sentence))
        try:
            draft.full_clean()
        except ValidationError as error:
            line.errors += self.sentences(error, line.row, wrong)

    def sentences(
        self, error: ValidationError, row: Row, wrong: set[str]
    ) -> Iterator[tuple[str, str]]:
        for name, sentences in error.message_dict.items():
            if name in wrong:
                continue
            label = "" if name == "__all__" else capfirst(label_of(self.model, name))
            for sentence in sentences:
                yield label, named(row.texts.get(name, ""), sentence)


def named(text: str, sentence: str) -> str:
    """A sentence about a cell, with what the cell says where it does not tell it."""
    told = text.strip()[:80]
    if not told or told in sentence:
        return sentence
    return _("« %(text)s » : %(sentence)s") % {"text": told, "sentence": sentence}


def moved(record: Any, draft: Any) -> bool:
    return bool(record.organisation_id != draft.organisation_id)


@dataclass
class Plan:
    """What an import would do, line by line; it is written whole or not at all."""

    sheet: Sheet
    lines: list[Line]

    def of(self, outcome: str) -> list[Line]:
        return [line for line in self.lines if line.outcome == outcome]

    @property
    def refused(self) -> list[Line]:
        return self.of(REFUSED)

    @property
    def created(self) -> list[Line]:
        return self.of(CREATED)

    @property
    def updated(self) -> list[Line]:
        return self.of(UPDATED)

    @property
    def unchanged(self) -> list[Line]:
        return self.of(UNCHANGED)

    def lacking(self) -> list[tuple[Line, list[str]]]:
        """What each draft would still lack to be published, one sentence a field."""
        return self.told(lambda draft: list(draft.problems().values()))

    def advice(self) -> list[tuple[Line, list[str]]]:
        """What rules would tell of each draft without keeping it from publication."""
        return self.told(lambda draft: draft.advice())

    def told(self, tell: Callable[[Any], list[str]]) -> list[tuple[Line, list[str]]]:
        found = [(line, tell(line.draft)) for line in (*self.created, *self.updated)]
        return [(line, sentences) for line, sentences in found if sentences]

    @transaction.atomic
    def write(self, by: Any, publish: bool = False) -> Written:
        """Write the plan: drafts, or published where asked and allowed."""
        if self.refused:
            raise ValidationError(_("Des lignes sont refusées : rien n’est écrit."))
        made = self.create(by)
        now = [line for line in self.updated if self.immediate(line, by, publish)]
        self.change_rows(now, by)
        later = [line for line in self.updated if line not in now]
        write_drafts([line.record for line in later], [line.draft for line in later], by)
        fresh = [line.draft for line in self.created] if publish else []
        published = publish_able([*fresh, *(line.draft for line in now)], by) if publish else []
        return Written(made, len(self.updated), len(self.unchanged), len(published))

    def create(self, by: Any) -> int:
        drafts = [line.draft for line in self.created]
        if not drafts:
            return 0
        for draft in drafts:
            draft.pk, draft.live = None, False
        name_slugs(drafts)
        save_rows(drafts)
        save_children(drafts)
        after_bulk_change(drafts, {}, by, "wagtail.create")
        return len(drafts)

    @staticmethod
    def immediate(line: Line, by: Any, publish: bool) -> bool:
        """Whether the row itself changes: a draft never published, or a change published now."""
        if not line.record.live or moved(line.record, line.draft):
            return True
        return publish and may_now(by, line.draft)

    def change_rows(self, lines: list[Line], by: Any) -> None:
        records = [line.record for line in lines]
        if not records:
            return
        before = drafted_from(records)
        drafts = [line.draft for line in lines]
        for record, draft in zip(records, drafts, strict=True):
            for name in (
                "live",
                "latest_revision_id",
                "live_revision_id",
                "has_unpublished_changes",
            ):
                setattr(draft, name, getattr(record, name))
        save_rows(drafts)
        save_children(drafts)
        after_bulk_change(drafts, before, by)
        publishing.publish_many([draft for draft in drafts if draft.live], by=by)


def may_now(by: Any, record: Any) -> bool:
    return rights.may(by, "publish", record) and not hooks.gather("needs_review", record=record)


def publish_able(drafts: list[Any], by: Any) -> list[Any]:
    """Publish those of the drafts that the person may, and that lack nothing."""
    able = [draft for draft in drafts if may_now(by, draft) and not draft.problems()]
    for draft in able:
        if not draft.live:
            draft.latest_revision.publish(user=by)
    return able
