"""The door of pushed rows as `/api/openapi.json` describes it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from parvis.catalogue.live import actions, door
from parvis.records.openapi import JSON, NUMBER, TEXT, Doors, Parameter, Route, Schema, of

SLUG = Parameter("slug", TEXT, _("L’adresse courte d’un jeu de données."), "path")
CELL: Schema = {"type": ["string", "number", "boolean", "null"], "maxLength": actions.CELL}
ROW: Schema = {
    "type": "object", "additionalProperties": CELL, "maxProperties": actions.COLUMNS,
}  # fmt: skip
ROUTES = (
    Route(
        "push_rows", "/api/live/{slug}",
        _("Ajouter des lignes à un flux, avec sa clé ; 200 quand toutes sont gardées"),
        (JSON,), (SLUG,), "Accepted", ("401", "405", "409", "413", "415", "422"),
        method="post", body=tuple(sorted(door.TYPES)), sent="Pushed", keyed=True,
    ),
)  # fmt: skip
SCHEMAS: dict[str, Schema] = {
    "Accepted": of("object", accepted=NUMBER, received=NUMBER),
    "Pushed": {"anyOf": [
        {"type": "array", "items": ROW, "minItems": 1, "maxItems": actions.ROWS}, ROW,
    ]},
}  # fmt: skip
DOORS = Doors("Live", _("Les lignes qui arrivent d’elles-mêmes"), ROUTES, SCHEMAS)
