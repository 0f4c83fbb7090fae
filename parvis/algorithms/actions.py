"""Changes of state of the register: the answer to "are we concerned?" goes into the record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from parvis.algorithms import concerned
from parvis.records.desk import rights


def answer_concerned(record: Any, answers: Mapping[str, bool], by: Any) -> concerned.Verdict:
    """Judge the answers, and write them with their reasons into the record's draft."""
    if not rights.may(by, "change", record):
        raise PermissionDenied
    verdict = concerned.judge(answers)
    draft = record.get_latest_revision_as_object()
    draft.concerned = {
        "on": timezone.localdate().isoformat(),
        "answers": {name: answers[name] for name in concerned.QUESTIONS},
        "duties": list(verdict.duties),
        "reasons": list(verdict.reasons),
    }
    draft.save_revision(user=by, log_action=True, clean=False)
    return verdict
