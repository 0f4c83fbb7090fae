"""The journal of a record at the desk: who did what, and when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wagtail.log_actions import log


def noted(record: Any, by: Any, action: str, facts: Mapping[str, Any]) -> None:
    """`action`: a name that a room registers with the desk; `by` None: the application itself."""
    log(instance=record, action=action, user=by, data=dict(facts))
