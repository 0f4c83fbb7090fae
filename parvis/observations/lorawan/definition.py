"""The door of uplinks as `/api/openapi.json` describes it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from parvis.records.openapi import JSON, NUMBER, TEXT, Doors, Parameter, Route, Schema, of

EVENT = Parameter(
    "event", TEXT, _("Ce que ChirpStack annonce ; seul up porte des mesures.")
)  # fmt: skip
ROUTES = (
    Route(
        "lorawan", "/api/lorawan",
        _("Donner un message LoRaWAN, avec une clé ; 200 quand ses mesures sont gardées"),
        (JSON,), (EVENT,), "Measured", ("401", "403", "404", "405", "413", "415", "422", "400"),
        method="post", body=(JSON,), sent="Uplink", keyed=True,
    ),
)  # fmt: skip
SCHEMAS: dict[str, Schema] = {"Measured": of("object", accepted=NUMBER),
                              "Uplink": {"type": "object"}}  # fmt: skip
DOORS = Doors("LoRaWAN", _("Les messages de capteurs par radio"), ROUTES, SCHEMAS)
