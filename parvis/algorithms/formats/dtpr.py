"""DTPR's AI datachain (Helpful Places, ai@2026-08-12-beta, CC BY 4.0), as a JSON instance. Pure.

Its elements are closed lists: what we write in words goes into their variables, and comes back.
The element ids were read at commit 156971b; the beta's own content hash is all zeros.
"""

from __future__ import annotations

from typing import Any

from parvis.algorithms.formats import blocks, terms
from parvis.algorithms.formats.pieces import Made, Piece, Shape
from parvis.algorithms.formats.terms import Entry, Values

VERSION = "ai@2026-08-12-beta"
CONTEXT = {"informs": "human_decides", "proposes": "human_executes", "decides": "autonomous"}
INPUT = {
    "none": "de_identified", "de_identified": "de_identified", "pseudonymous": "pseudonymous",
    "identifiable": "identifiable",
}  # fmt: skip
PURPOSES = {
    "social": "eligibility_benefits", "environment": "waste_management", "safety": "enforcement",
    "traffic": "mobility", "education": "education", "health": "health", "work": "employment",
    "culture": "arts_culture", "migration": "border_immigration", "finance": "financial_services",
    "economy": "commerce",
}  # fmt: skip
OTHERWISE = "planning_decision_making"
MODES = {"generative": "generative_mode", "learning": "analytical_mode"}
PROCESSES = {"generative": "language_models", "learning": "classification_prediction"}
RIGHTS = {
    "acces": "right_access",
    "effacement": "right_be_forgotten",
    "rectification": "right_correction",
    "opposition": "right_object",
    "intervention-humaine": "right_to_human_review",
    "explication-d-une-decision": "right_individual_decision_explanation",
    "document-administratif": "right_algorithmic_transparency",
}


def words(entry: Entry, text: str) -> list[dict[str, str]]:
    return [{"locale": str(entry.get("language") or "fr"), "value": text}]


def element(entry: Entry, id: str, context: str = "", **variables: str) -> Values:
    found: Values = {"element_id": id}
    if context:
        found["context_type_id"] = context
    found["variables"] = [
        {"id": name, "value": words(entry, text)} for name, text in variables.items() if text
    ]
    return found


PURPOSE = blocks.packed(("purpose", "out_of_scope", "justification"))
MODE = blocks.Block(
    blocks.packed(("process", "human_control")).labels, blocks.rows("contributions")
)
PROCESS = blocks.packed(("operations", "method", "method_text", "performance"))
DATA = blocks.Block(blocks.packed(("training_data",)).labels, blocks.rows("data_uses"))
KEPT = blocks.packed(("access_and_retention",))
OUT = blocks.packed(("output",))


def elements(entry: Entry) -> list[Values]:
    degrees = [row["degree"] for row in entry.get("contributions") or ()] or ["informs"]
    method = str(entry.get("method") or "")
    uses = entry.get("data_uses") or ()
    found = [
        element(entry, PURPOSES.get(str(entry.get("domain")), OTHERWISE),
                additional_description=PURPOSE.out(entry)),
        element(entry, "institution", "deployer", title=str(entry.get("organisation_name") or ""),
                description=str(entry.get("service") or "")),
        element(entry, "people", "subject", title=str(entry.get("people_concerned") or ""),
                description=str(entry.get("people_concerned") or "")),
        element(entry, MODES.get(method, "analytical_mode"), CONTEXT[degrees[0]],
                additional_description=MODE.out(entry)),
        element(entry, PROCESSES.get(method, "optimization"),
                additional_description=PROCESS.out(entry)),
        element(entry, "input_operational_data",
                INPUT.get(next((row["identity"] for row in uses if row["identity"]), "none"), ""),
                additional_description=DATA.out(entry)),
        element(entry, "output_decision", additional_description=OUT.out(entry)),
        element(entry, "available_to_the_accountable_organization",
                additional_description=KEPT.out(entry)),
    ]  # fmt: skip
    if supplier := entry.get("supplier_name"):
        found.append(element(entry, "organization", "vendor", title=str(supplier),
                             description=str(entry.get("supplier_number") or "")))  # fmt: skip
    found += [risk(entry, row) for row in entry.get("risks") or ()]
    found += [
        element(entry, RIGHTS[one], rights=str(entry.get("appeals") or one))
        for one in entry.get("rights") or ()
        if one in RIGHTS
    ]
    found[1]["actions"] = actions(entry)
    return found


def risk(entry: Entry, row: Values) -> Values:
    text = blocks.block(blocks.LABELS_OF_ROWS["risks"], row | {"mitigation": ""})
    return element(entry, "civil_liberties_harm", risk=text, mitigation=row["mitigation"])


def actions(entry: Entry) -> list[Values]:
    """How to reach who answers: their addresses by kind."""
    said = (("email", "contact", "Écrire au service"), ("form", "contact_url", "Formulaire"))
    return [
        {"type": kind, "label": words(entry, label), "target": entry[name]}
        for kind, name, label in said
        if entry.get(name)
    ]


def read(value: Any) -> Values:
    """Our fields from the elements of an instance."""
    found: Values = {}
    for one in value if isinstance(value, list) else ():
        if isinstance(one, dict):
            take(found, one, said(one))
    return {name: value for name, value in found.items() if not terms.is_empty(value)}


def said(one: Values) -> dict[str, str]:
    """Variables by id, in the first language given."""
    return {
        str(v["id"]): str(v["value"][0]["value"])
        for v in one.get("variables") or ()
        if v.get("value") and isinstance(v["value"][0], dict)
    }


def take(found: Values, one: Values, text: dict[str, str]) -> None:
    """What one element says, added to what the others said."""
    id, context = str(one.get("element_id")), str(one.get("context_type_id"))
    block = described(id)
    if context in WHO:
        found.update({name: text.get(variable, "") for variable, name in WHO[context].items()})
        found.update(reached(one))
    elif block:
        found.update(block.into(text.get("additional_description", "")))
        found.update({"domain": DOMAINS[id]} if id in DOMAINS else {})
    elif "risk" in text:
        [row] = RISK.into(text["risk"])["risks"]
        found.setdefault("risks", []).append(row | {"mitigation": text.get("mitigation", "")})
    elif "rights" in text:
        found.setdefault("rights", []).append(OURS.get(id, ""))
        found["appeals"] = text["rights"]


WHO = {
    "deployer": {"title": "organisation_name", "description": "service"},
    "vendor": {"title": "supplier_name", "description": "supplier_number"},
    "subject": {"title": "people_concerned"},
}
RISK = blocks.Block({}, blocks.rows("risks"))
OURS = {theirs: ours for ours, theirs in RIGHTS.items()}
DOMAINS = {theirs: ours for ours, theirs in PURPOSES.items()}
DESCRIBED = {
    **dict.fromkeys((*PURPOSES.values(), OTHERWISE), PURPOSE),
    **dict.fromkeys((*PROCESSES.values(), "optimization"), PROCESS),
}
BEGINNINGS = {"input_": DATA, "output_": OUT, "available_to_the": KEPT}


def described(id: str) -> blocks.Block | None:
    """The block that the description of this element holds."""
    if id.endswith("_mode"):
        return MODE
    by_beginning = (block for start, block in BEGINNINGS.items() if id.startswith(start))
    return DESCRIBED.get(id) or next(by_beginning, None)


def reached(one: Values) -> Values:
    names = {"email": "contact", "form": "contact_url"}
    return {
        names[action["type"]]: action.get("target", "")
        for action in one.get("actions") or ()
        if action.get("type") in names
    }


def localised(name: str) -> Piece:
    def take_text(value: Any) -> Values:
        good = isinstance(value, list) and value and isinstance(value[0], dict)
        if not good:
            return {}
        return {name: str(value[0].get("value", "")), "language": str(value[0].get("locale", ""))}

    return Made(lambda entry: words(entry, str(entry[name])) if entry.get(name) else [], take_text)


PIECES: dict[str, Piece] = {
    "id": Made(
        lambda entry: entry.get("identifier"), lambda value: {"identifier": str(value or "")}
    ),
    "title": localised("title"),
    "description": localised("plain_summary"),
    "schema_version": Made(lambda entry: VERSION),
    "updated_at": Made(
        lambda entry: f"{entry['informed_on']}T00:00:00Z" if entry.get("informed_on") else "",
        lambda value: {"informed_on": str(value or "")[:10]},
    ),
    "elements": Made(elements, read),
    "sources": Made(
        lambda entry: [
            {"type": "other", "url": entry["code_url"], "title": "Code source"}
        ] if entry.get("code_url") else [],
        lambda value: {"code_url": str(value[0].get("url", ""))} if value else {},
    ),
}  # fmt: skip
SHAPE = Shape("dtpr", PIECES, "title")


def to_dtpr(entry: Entry) -> dict[str, Any]:
    return SHAPE.to(entry)


def from_dtpr(source: dict[str, Any]) -> dict[str, Any]:
    return SHAPE.from_(source)
