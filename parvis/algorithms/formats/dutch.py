"""The Dutch Publicatiestandaard 1.0 (MinBZK, EUPL-1.2), as JSON. Pure.

Its only language is Dutch ("nld"): a record in another says its own, by ISO 639-3, and is otherwise
in order. Days become months. Texts longer than it takes are cut, and say so by "…".
"""

from __future__ import annotations

from typing import Any

from parvis.algorithms.formats.blocks import Block, packed, rows, whole
from parvis.algorithms.formats.pieces import Listed, Made, Packed, Piece, Same, Shape
from parvis.algorithms.formats.terms import Entry, Values

LANGUAGES = {"fr": "fra", "en": "eng", "nl": "nld"}
OURS = {theirs: ours for ours, theirs in LANGUAGES.items()}
THEMES = {
    "organisation": "Organisatie en bedrijfsvoering",
    "culture": "Cultuur en recreatie",
    "economy": "Economie",
    "finance": "Overheidsfinanciën",
    "housing": "Wonen",
    "international": "Internationaal",
    "migration": "Migratie en integratie",
    "environment": "Natuur en milieu",
    "education": "Onderwijs en wetenschap",
    "safety": "Openbare orde en veiligheid",
    "law": "Recht",
    "space": "Ruimte en infrastructuur",
    "social": "Sociale zekerheid",
    "traffic": "Verkeer",
    "work": "Werk",
    "health": "Zorg en gezondheid",
}
STATUS = {
    "operational": "In gebruik",
    "pilot": "In gebruik",
    "evaluation": "In gebruik",
    "development": "In ontwikkeling",
    "design": "In ontwikkeling",
    "planned": "In ontwikkeling",
    "retired": "Buiten gebruik",
}
HIGH, IMPACT, OTHER = "Hoog-risico AI-systeem", "Impactvolle algoritmes", "Overige algoritmes"


def month(name: str) -> Piece:
    """A month stands for its first day."""

    def take(value: Any) -> Values:
        text = str(value or "")
        shaped = len(text) == 7 and text[4] == "-" and (text[:4] + text[5:]).isdigit()
        return {name: f"{text}-01"} if shaped and 1 <= int(text[5:]) <= 12 else {}

    return Made(lambda entry: (entry.get(name) or "")[:7], take)


def category(entry: Entry) -> str:
    if entry.get("ai_class") == "high":
        return HIGH
    return IMPACT if entry.get("important_effects") else OTHER


def from_category(value: Any) -> Values:
    found: dict[str, Values] = {
        HIGH: {"ai_class": "high"},
        IMPACT: {"important_effects": True},
        OTHER: {"important_effects": False},
    }
    return found.get(str(value), {})


def grouped(rows_name: str, title: str) -> Piece:
    """Titles with their links, of the rows that have one."""

    def make(entry: Entry) -> Any:
        return [
            {"title": row[title], "link": row["url"]}
            for row in entry.get(rows_name) or ()
            if row["url"]
        ]

    def take(value: Any) -> Values:
        found = [
            whole(rows_name, {title: str(one.get("title", "")), "url": str(one.get("link", ""))})
            for one in (value if isinstance(value, list) else ())
            if isinstance(one, dict)
        ]
        return {rows_name: found} if found else {}

    return Made(make, take)


def law(entry: Entry) -> Any:
    url, title = entry.get("legal_url"), str(entry.get("legal_basis") or "")
    return [{"title": title[:100] or url, "link": url}] if url else []


def from_law(value: Any) -> Values:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return {"legal_url": str(value[0].get("link") or "")}
    return {}


PIECES: dict[str, Piece] = {
    "name": Same("title", 100),
    "description_short": Same("plain_summary", 400),
    "organization": Same("organisation_name", 100),
    "category": Listed("domain", THEMES, several=True),
    "status": Listed("status", STATUS),
    "begin_date": month("begins_on"),
    "end_date": month("ends_on"),
    "contact_email": Made(
        lambda entry: entry.get("contact") or entry.get("contact_url"),
        lambda value: {
            "contact_url" if str(value).startswith("http") else "contact": str(value or "")
        },
    ),
    "website": Same("page_url", 500),
    "publication_category": Made(category, from_category),
    "url": Made(lambda entry: entry.get("url")),
    "goal": Packed(packed(("purpose", "out_of_scope", "justification", "people_concerned")), 2500),
    "proportionality": Packed(packed(("necessity", "subsidiarity")), 2500),
    "human_intervention": Packed(
        Block(packed(("human_control", "process")).labels, rows("contributions")), 2500
    ),
    "risks": Packed(Block(packed(("bias", "monitoring")).labels, rows("risks")), 2500),
    "lawful_basis": Packed(packed(("legal_basis", "data_legal_basis")), 2500),
    "lawful_basis_grouping": Made(law, from_law),
    "process_index_url": Same("processing_url", 500),
    "impacttoetsen": Packed(Block({}, rows("assessments")), 2500),
    "impacttoetsen_grouping": grouped("assessments", "title"),
    "source_data": Packed(
        Block(packed(("training_data", "personal_data")).labels, rows("data_uses")), 2500
    ),
    "source_data_grouping": grouped("data_uses", "name"),
    "methods_and_models": Packed(
        packed(("operations", "method", "method_text", "performance", "output")), 5000
    ),
    "provider": Same("supplier_name", 200),
    "publiccode": Same("code_url", 500),
    "lang": Made(
        lambda entry: LANGUAGES.get(str(entry.get("language") or "fr"), "fra"),
        lambda value: {"language": OURS[value]} if value in OURS else {},
    ),
    "standard_version": Made(lambda entry: "1.0"),
    "source_id": Made(
        lambda entry: entry.get("identifier"), lambda value: {"identifier": str(value or "")}
    ),
    "tags": Same("keywords", 2500),
}
SHAPE = Shape("nl", PIECES)


def to_dutch(entry: Entry) -> dict[str, Any]:
    return SHAPE.to(entry)


def from_dutch(source: dict[str, Any]) -> dict[str, Any]:
    return SHAPE.from_(source)
