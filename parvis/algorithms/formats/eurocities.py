"""The algorithm register of nine Eurocities cities (0.3.1), as JSON. Pure.

Its repository has no licence: we name its fields, and take nothing else from it.
"""

from __future__ import annotations

from typing import Any

from parvis.algorithms.formats.blocks import Block, packed, rows, whole
from parvis.algorithms.formats.pieces import Listed, Made, Packed, Piece, Same, Shape
from parvis.algorithms.formats.terms import Entry, Values

STATUS = {
    one: one
    for one in (
        *("planned", "design", "development", "pilot", "evaluation", "operational", "retired"),
    )
}
RISK = {one: one for one in ("minimal", "limited", "high", "unacceptable")}
METHOD = {
    "rules": "rule-based",
    "learning": "self-learning",
    "hybrid": "hybrid",
    "generative": "self-learning",
}
TITLES = {"dpia": "DPIA", "fria": "FRIA"}
DECIDED = {"informs": "descriptive", "proposes": "prescriptive", "decides": "prescriptive"}


def assessed(kind: str, part: str) -> Piece:
    """One part of the first study of a kind. A record of ours says all of them in
    `AIA_description`; of another's, this one is all there is."""

    def take(value: Any) -> Values:
        if not isinstance(value, str) or not value:
            return {}
        row = {"kind": kind, "title": TITLES[kind], part: value}
        return {"assessments": [whole("assessments", row)]}

    return Made(
        lambda entry: next(
            (row[part] for row in entry.get("assessments") or () if row["kind"] == kind), ""
        ),
        take,
    )


def kind_of(entry: Entry) -> str:
    degrees = [row["degree"] for row in entry.get("contributions") or ()]
    return DECIDED[degrees[0]] if degrees else ""


PIECES: dict[str, Piece] = {
    "name": Same("title"),
    "description_short": Same("plain_summary", 150),
    "organization": Same("organisation_name"),
    "department": Same("service"),
    "contact_email": Same("contact"),
    "contact_name": Same("owner_role"),
    "area": Same("area"),
    "domain": Same("domain"),
    "website": Same("page_url"),
    "status": Listed("status", STATUS),
    "remark": Packed(packed(("cost", "generative", "used_by"))),
    "decision_making_process": Same("process"),
    "goal": Packed(packed(("purpose", "out_of_scope", "justification"))),
    "impact": Packed(
        packed(("people_concerned", "important_effects", "yearly_decisions", "scope"))
    ),
    "risks": Packed(Block({}, rows("risks"))),
    "risk_category": Listed("ai_class", RISK),
    "proportionality": Same("necessity"),
    "lawful_basis": Packed(packed(("legal_basis", "data_legal_basis"))),
    "documentation": Packed(packed(("legal_url", "processing_url", "evaluation_url"))),
    "training_data": Same("training_data"),
    "source_data": Packed(Block(packed(("personal_data",)).labels, rows("data_uses"))),
    "data_bias": Same("bias"),
    "connected_data_sources": Made(
        lambda entry: ", ".join(
            row["source"] for row in entry.get("data_uses") or () if row["source"]
        )
    ),
    "AIA_description": Packed(Block({}, rows("assessments"))),
    "DPIA_description": assessed("dpia", "description"),
    "DPIA_url": assessed("dpia", "url"),
    "algorithm_type": Listed("method", METHOD),
    "description": Same("operations"),
    "methods_and_models": Packed(packed(("method_text", "method"))),
    "performance": Same("performance"),
    "alternatives_considered": Same("subsidiarity"),
    "product_information": Packed(packed(("supplier_name", "supplier_number", "supplier_role"))),
    "codebase_url": Same("code_url"),
    "product_page": Same("contact_url"),
    "AIA_url": assessed("fria", "url"),
    "monitoring": Packed(packed(("monitoring", "last_review_on"))),
    "type": Made(kind_of),
    "human_intervention": Packed(Block(packed(("human_control",)).labels, rows("contributions"))),
    "objection_procedure": Packed(packed(("appeals", "rights"))),
    "standard_version": Made(lambda entry: "0.3.1"),
    "uuid": Made(
        lambda entry: entry.get("identifier"), lambda value: {"identifier": str(value or "")}
    ),
    "lang": Same("language"),
    "last_change_date": Same("informed_on"),
    "revision_date": Same("review_on"),
    "keywords": Same("keywords"),
}
SHAPE = Shape("eurocities", PIECES)


def to_eurocities(entry: Entry) -> dict[str, Any]:
    return SHAPE.to(entry)


def from_eurocities(source: dict[str, Any]) -> dict[str, Any]:
    return SHAPE.from_(source)
