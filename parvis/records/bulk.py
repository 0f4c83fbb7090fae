"""Save many records at once with what Wagtail keeps beside them: revision and log entry.

An open draft is not lost: it is rebased on the new live values (`rebase.py`). Bulk roads (harvest,
import, demonstration) write through here: a constant number of statements a batch. `full_clean`,
signals and per-object hooks are not run; callers check before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone
from django.utils.text import slugify
from modelcluster.models import get_all_child_m2m_relations, get_all_child_relations
from wagtail.models import WorkflowState

from parvis.records import publishing, revisions, rows

BATCH = 200


@transaction.atomic
def save_many(
    records: Sequence[Any], by: Any = None, why: str = "", action: str = "wagtail.publish"
) -> int:
    """Create or update records of one model and publish them; return how many changed in public.

    Children held in memory replace those of the database (matched by primary key). Records with
    `pk` None are created; a missing slug is made from the title.
    """
    if not records:
        return 0
    now = timezone.now()
    name_slugs(records)
    before = revisions.drafted_from(records)
    for record in records:
        record.live, record.expired = True, False
        record.first_published_at = record.first_published_at or now
        record.last_published_at = now
    save_rows(records)
    save_children(records)
    revisions.after_bulk_change(records, before, by, action)
    return publishing.publish_many(records, by=by, why=why)


def look_around(records: Sequence[Any]) -> None:
    """Read at once what revisions, projections and rights of these records of one model ask each
    for itself: what they point at, their children, their workflows. One query a relation."""
    if not records:
        return
    model = type(records[0])
    names = [field.name for field in model._meta.concrete_fields if field.many_to_one]
    names += [relation.get_accessor_name() for relation in get_all_child_relations(model)]
    names += [field.name for field in get_all_child_m2m_relations(model)]
    models.prefetch_related_objects(records, *names)
    by_key: dict[str, list[WorkflowState]] = {}
    kind = ContentType.objects.get_for_model(model)
    keys = [str(record.pk) for record in records]
    for state in WorkflowState.objects.filter(base_content_type=kind, object_id__in=keys).active():
        by_key.setdefault(state.object_id, []).append(state)
    for record in records:
        record._current_workflow_states = by_key.get(str(record.pk), [])


def save_rows(records: Sequence[Any]) -> None:
    fresh = [record for record in records if record.pk is None]
    stale = [record for record in records if record.pk is not None]
    names = [field.name for field in records[0]._meta.concrete_fields if not field.primary_key]
    rows.insert(fresh, keyed=True)
    rows.update(stale, names)


def save_children(records: Sequence[Any]) -> None:
    for relation in get_all_child_relations(type(records[0])):
        accessor = relation.get_accessor_name()
        child, parent = relation.related_model, relation.field.name
        held = [item for record in records for item in children(record, accessor, parent)]
        old = [item for item in held if item.pk]
        kept = [item.pk for item in old]
        stale = child._default_manager.filter(**{f"{parent}__in": records}).exclude(pk__in=kept)
        stale.delete()
        rows.insert([item for item in held if not item.pk], keyed=True)
        names = [field.name for field in child._meta.concrete_fields if not field.primary_key]
        rows.update(old, names)


def children(record: Any, accessor: str, parent: str) -> Iterable[models.Model]:
    """Children held in memory, tied to their (now saved) parent and numbered in order."""
    for position, child in enumerate(getattr(record, accessor).get_object_list()):
        setattr(child, parent, record)
        if hasattr(child, "position"):
            child.position = position
        yield child


def name_slugs(records: Sequence[Any]) -> None:
    """Give a free slug to each new record that has none, in one query a batch of stems."""
    nameless = [record for record in records if not record.slug]
    if not nameless:
        return
    stems = {id(record): slugify(record.title)[:180].strip("-") or "fiche" for record in nameless}
    model = type(records[0])
    taken = {record.slug for record in records if record.slug} | model.kept_slugs
    wanted = sorted(set(stems.values()))
    for start in range(0, len(wanted), BATCH):
        near = models.Q()
        for stem in wanted[start : start + BATCH]:
            near |= models.Q(slug=stem) | models.Q(slug__startswith=f"{stem}-")
        taken.update(model._default_manager.filter(near).values_list("slug", flat=True))
    used: Counter[str] = Counter()
    for record in nameless:
        stem = stems[id(record)]
        record.slug = stem
        while record.slug in taken:
            used[stem] += 1
            record.slug = f"{stem}-{used[stem] + 1}"
        taken.add(record.slug)
