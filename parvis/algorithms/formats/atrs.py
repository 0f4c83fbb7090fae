"""The UK Algorithmic Transparency Recording Standard (fields of 2022, dates of 2.1), as JSON, and
the summaries of its published records (Open Government Licence 3.0). Pure.

The standard names fields and no file format; our keys are its names.
"""

from __future__ import annotations

from typing import Any

from parvis.algorithms.formats.blocks import Block, packed, rows
from parvis.algorithms.formats.pieces import Listed, Made, Objects, Packed, Piece, Same, Shape
from parvis.algorithms.formats.terms import Entry, Values

PHASE = {
    "operational": "production",
    "pilot": "production",
    "evaluation": "production",
    "development": "development",
    "design": "design",
    "planned": "idea",
    "retired": "retired",
}
PIECES: dict[str, Piece] = {
    "id": Made(
        lambda entry: entry.get("identifier"), lambda value: {"identifier": str(value or "")}
    ),
    "standard_version": Made(lambda entry: "2.1"),
    "date_update": Same("informed_on"),
    "name": Same("title"),
    "description": Same("plain_summary"),
    "website": Packed(packed(("page_url", "code_url", "contact_url"))),
    "contact_email": Same("contact"),
    "organisation": Same("organisation_name"),
    "team": Same("service"),
    "senior_responsible_owner": Same("owner_role"),
    "external_supplier": Same("supplier_name"),
    "external_supplier_identifier": Same("supplier_number"),
    "external_supplier_role": Same("supplier_role"),
    "data_access_terms": Same("supplier_data_terms"),
    "scope": Packed(packed(("purpose", "out_of_scope", "people_concerned"))),
    "benefit": Packed(packed(("justification", "necessity"))),
    "alternatives_considered": Same("subsidiarity"),
    "model_type": Packed(packed(("method_text", "method", "generative", "used_by"))),
    "frequency_usage": Same("yearly_decisions"),
    "phase": Listed("status", PHASE),
    "maintenance": Packed(packed(("monitoring", "last_review_on", "evaluation_url"))),
    "system_architecture": Same("operations"),
    "process_integration": Same("process"),
    "provided_information": Packed(Block({}, rows("contributions"))),
    "human_decisions": Same("human_control"),
    "required_training": Same("training"),
    "appeals_and_review": Packed(packed(("appeals", "rights"))),
    "source_data": Objects(
        "data_uses",
        {
            "name": "name",
            "description": "description",
            "url": "url",
            "source": "source",
            "identity": "identity",
            "collection": "data_collection",
        },
    ),
    "data_sharing_agreements": Same("sharing_agreements"),
    "data_access_and_storage": Same("access_and_retention"),
    "training_data": Same("training_data"),
    "impact_assessments": Objects(
        "assessments",
        {"title": "name", "kind": "kind", "description": "description", "done_on": "date",
         "url": "link"},
    ),
    "risks": Objects(
        "risks", {"name": "name", "description": "description", "mitigation": "mitigation"}
    ),
}  # fmt: skip
SHAPE = Shape("atrs", PIECES)


def summary_title(entry: Entry) -> str:
    body = entry.get("organisation_name")
    return f"{body}: {entry['title']}" if body else str(entry.get("title") or "")


def published(value: Any) -> Values:
    day = str(value or "")[:10]
    return {"informed_on": day} if len(day) == 10 and day[4] == day[7] == "-" else {}


SUMMARY = Shape(
    "atrs-summary",
    {
        "publishing_body": Same("organisation_name"),
        "tool_name": Same("title"),
        "title": Made(summary_title),
        "url": Same("page_url"),
        "published": Made(
            lambda entry: f"{entry['informed_on']}T00:00:00Z" if entry.get("informed_on") else "",
            published,
        ),
        "description": Same("plain_summary", 400),
        "listed_organisations": Made(lambda entry: []),
    },
    "tool_name",
)


def to_atrs(entry: Entry) -> dict[str, Any]:
    return SHAPE.to(entry)


def from_atrs(source: dict[str, Any]) -> dict[str, Any]:
    return SHAPE.from_(source)


def to_atrs_summary(entry: Entry) -> dict[str, Any]:
    return SUMMARY.to(entry)


def from_atrs_summary(source: dict[str, Any]) -> dict[str, Any]:
    return SUMMARY.from_(source)
