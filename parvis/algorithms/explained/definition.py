"""The door of cases as `/api/openapi.json` describes it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from parvis.algorithms.explained import cases, rows
from parvis.records.openapi import (
    JSON,
    NUMBER,
    TEXT,
    Doors,
    Parameter,
    Route,
    Schema,
    listed,
    of,
    refer,
)

SLUG = Parameter("slug", TEXT, _("L’adresse courte d’un type de décision."), "path")
CELL: Schema = {"type": ["string", "number", "boolean", "null"]}
CASE: Schema = {
    "type": "object",
    "properties": dict.fromkeys(rows.FIXED, CELL),
    "required": list(rows.REQUIRED),
    "additionalProperties": CELL,
}
ROUTES = (
    Route(
        "send_cases", "/api/cases/{slug}",
        _(
            "Envoyer un dossier ou plusieurs, avec la clé de l’application qui décide ; 200 quand "
            "tous sont gardés. Le même dossier deux fois ne change rien."
        ),
        (JSON,), (SLUG,), "CasesKept", ("401", "405", "413", "415", "422", "429"),
        method="post", body=(JSON,), sent="CasesSent", keyed=True,
    ),
)  # fmt: skip
SCHEMAS: dict[str, Schema] = {
    "CaseKept": of(
        "object", "dossier", "reference", "state",
        dossier=TEXT, reference=TEXT, computed=TEXT,
        state=TEXT | {"enum": ["created", "changed", "unchanged"]},
    ),
    "CasesKept": of("object", kept=NUMBER, cases=listed(refer("CaseKept"))),
    "CasesSent": {"anyOf": [
        listed(CASE) | {"minItems": 1, "maxItems": cases.BATCH}, CASE,
    ]},
}  # fmt: skip
DOORS = Doors("Cases", _("Les dossiers de décisions"), ROUTES, SCHEMAS)
