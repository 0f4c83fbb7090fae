"""The way a draft goes to publication: made once after migration, then the town's to change."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction

STEPS = (
    # name, right of its reviewers, when it applies
    ("Relecture par le délégué à la protection des données", "review_personal", "privacy"),
    ("Relecture par le référent", "publish", ""),
)
NAME = "Relecture avant publication"


@transaction.atomic
def ensure_workflow() -> None:
    """Give every type of record the default workflow, unless an administrator gave it another."""
    from wagtail.models import Workflow, WorkflowContentType, WorkflowTask

    from parvis.records.desk.viewset import viewsets
    from parvis.records.models import RoleReviewTask

    workflow, fresh = Workflow.objects.get_or_create(name=NAME)
    if fresh:
        for position, (name, verb, need) in enumerate(STEPS):
            task, _made = RoleReviewTask.objects.get_or_create(
                name=name, defaults={"verb": verb, "need": need}
            )
            WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=position)
    for viewset in viewsets.values():
        kind = ContentType.objects.get_for_model(viewset.model)
        WorkflowContentType.objects.get_or_create(
            content_type=kind, defaults={"workflow": workflow}
        )


def after_migrate(**_signal: Any) -> None:
    """Signal handler, called once the last of our apps has its tables."""
    from wagtail.hooks import search_for_hooks

    search_for_hooks()
    ensure_workflow()
