"""What search reads of the register: words, facets and what people read for their values."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from parvis.algorithms.choices import AiClass, Degree, Domain, Status

Content = dict[str, Any]
CLOSED: dict[str, Any] = {
    "degree": Degree,
    "domain": Domain,
    "ai_class": AiClass,
    "tool_status": Status,
}


def search_fields(content: Content) -> dict[str, Any]:
    if content.get("type") == "decision":
        said = [content.get("people_concerned", ""), content.get("legal_basis", "")]
        return {"keywords": (content.get("short", ""),), "body": " ".join(filter(None, said))}
    if content.get("type") != "algorithm":
        return {}
    parts = content.get("contributions") or ()
    body = [content.get(name, "") for name in ("purpose", "people_concerned", "process", "used_by")]
    return {
        "keywords": tuple(content.get("keywords") or ()),
        "parts": tuple(one["decision_name"] for one in parts if one["decision_name"]),
        "body": " ".join(filter(None, body)),
        "facets": {
            "degree": sorted({one["degree"] for one in parts}),
            "domain": list(filter(None, [content.get("domain")])),
            "ai_class": list(filter(None, [content.get("ai_class")])),
            "generative": ["yes"] if content.get("generative") else ["no"],
            "tool_status": [content["status"]],
        },
    }


def facet_labels(facet: str, values: list[str]) -> dict[str, str] | None:
    if facet == "generative":
        said = {"yes": _("oui, il produit du texte ou des images"), "no": _("non")}
        return {value: said.get(value, value) for value in values}
    if facet in CLOSED:
        known = dict(CLOSED[facet].choices)
        return {value: str(known.get(value, value)) for value in values}
    return None
