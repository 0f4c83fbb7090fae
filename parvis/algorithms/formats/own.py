"""Our own JSON, and our own CSV: a column a field, rows as JSON in their cell. Pure."""

from __future__ import annotations

import json
from typing import Any

from parvis.algorithms.formats import terms
from parvis.algorithms.formats.pieces import Made, Piece, Raw, Shape
from parvis.algorithms.formats.terms import Entry

HEAD = (
    *("identifier", "title", "plain_summary", "summary", "organisation_name", "language"),
    "review_on",
)
# the fields of the model that are published, in its order; `concerned` and `origin` are the desk's
FIELDS = (
    *("keywords", "informed_on", "status", "begins_on", "ends_on", "domain", "area"),
    *("service", "owner_role", "contact", "contact_url", "page_url"),
    *("supplier_name", "supplier_number", "supplier_role", "supplier_data_terms"),
    *("purpose", "out_of_scope", "justification", "necessity", "subsidiarity"),
    *("legal_basis", "legal_url", "data_legal_basis", "processing_url"),
    *("process", "contributions", "human_control", "training", "yearly_decisions", "scope"),
    *("people_concerned", "important_effects", "appeals", "rights"),
    *("personal_data", "data_uses", "sharing_agreements", "access_and_retention"),
    *("training_data", "bias", "output"),
    *("method", "method_text", "generative", "used_by", "operations", "performance", "code_url"),
    *("assessments", "risks", "monitoring", "last_review_on", "evaluation_url", "cost"),
    *("ai_class", "ai_class_why", "annex_point", "act_applies_on"),
    *("fria_process", "fria_period", "fria_groups", "fria_risks", "fria_oversight"),
    *("fria_measures", "fria_on", "provider_entry_url", "submitted_by", "fria_summary"),
    *("dpia_summary", "registered_on"),
)
STRUCTURED = {*terms.ROWS, *terms.FLAGS, *terms.NUMBERS, *terms.LISTS}


def cell(name: str) -> Piece:
    return Made(lambda entry: written(entry.get(name)), lambda value: {name: read(name, value)})


def written(value: Any) -> str:
    if isinstance(value, str):
        return value
    return "" if terms.is_empty(value) else json.dumps(value, ensure_ascii=False)


def read(name: str, text: Any) -> Any:
    """JSON where the field holds anything but text. Raise ValueError for what is none."""
    if name not in STRUCTURED or not isinstance(text, str):
        return text
    return json.loads(text) if text.strip() else terms.EMPTY.get(name)


SHAPE = Shape("own", {name: Raw(name) for name in (*HEAD, *FIELDS)}, "title")
CSV_SHAPE = Shape("own-csv", {name: cell(name) for name in (*HEAD, *FIELDS)}, "title")


def to_own(entry: Entry) -> dict[str, Any]:
    return SHAPE.to(entry)


def from_own(source: dict[str, Any]) -> dict[str, Any]:
    return SHAPE.from_(source)


def to_own_csv(entry: Entry) -> dict[str, Any]:
    return CSV_SHAPE.to(entry)


def from_own_csv(source: dict[str, Any]) -> dict[str, Any]:
    return CSV_SHAPE.from_(source)
