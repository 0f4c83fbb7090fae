"""How a machine door is described: a few words of OpenAPI 3.1, said once for each path.

A room tells its doors by the hook `machine_doors`; `/api/openapi.json` joins them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

Schema = dict[str, Any]
Text = str | Promise
JSON, PROBLEM = "application/json", "application/problem+json"
TEXT: Schema = {"type": "string"}
NULLABLE: Schema = {"type": ["string", "null"]}
NUMBER: Schema = {"type": "integer"}
LIST: Schema = {"type": "array"}
FLAG: Schema = {"type": "boolean"}


@dataclass(frozen=True)
class Parameter:
    """`place`: `query` or `path`, which is always required. `more` is what else OpenAPI says."""

    name: str
    schema: Schema
    text: Text = ""
    place: str = "query"
    more: Mapping[str, Any] = field(default_factory=dict)

    def document(self) -> Schema:
        found: Schema = {"name": self.name, "in": self.place, "schema": self.schema, **self.more}
        found |= {"required": True} if self.place == "path" else {}
        return found | ({"description": str(self.text)} if self.text else {})


@dataclass(frozen=True)
class Route:
    """One address: `name` is that of the URL, `answers` its media types, `schema` the name of
    the shape of those in JSON; `refusals` the statuses it may refuse with, `default` being any
    other."""

    name: str
    path: str
    summary: Text
    answers: tuple[str, ...] = (JSON,)
    parameters: tuple[Parameter, ...] = ()
    schema: str = ""
    refusals: tuple[str, ...] = ("default",)
    refused: Mapping[str, str] = field(default_factory=lambda: {PROBLEM: "Problem"})  # shapes
    method: str = "get"
    body: tuple[str, ...] = ()  # media types of what is sent
    sent: str = ""  # and its shape
    keyed: bool = False

    def document(self, tag: str) -> Schema:
        shapes = {media: named(shape) for media, shape in self.refused.items()}
        refused = {"description": _("Refus, en une phrase"), "content": shapes}
        found: Schema = {
            "operationId": self.name,
            "tags": [tag],
            "summary": str(self.summary),
            "parameters": [parameter.document() for parameter in self.parameters],
            "responses": {
                "200": {"description": "OK", "content": self.content()},
                **dict.fromkeys(self.refusals, refused),
            },
        }
        if self.body:
            content = {media: named(self.sent) for media in self.body}
            found["requestBody"] = {"required": True, "content": content}
        return found | ({"security": [{"key": []}]} if self.keyed else {})

    def content(self) -> Schema:
        return {media: named(self.schema) if media == JSON else {} for media in self.answers}


@dataclass(frozen=True)
class Doors:
    """What one room opens to machines. `elsewhere` is the address of a description of its own."""

    tag: str
    title: Text
    routes: tuple[Route, ...]
    schemas: Mapping[str, Schema] = field(default_factory=dict)
    elsewhere: str = ""


def named(schema: str) -> Schema:
    """The reference to a shape by its name; nothing is said of what has none."""
    return {"schema": {"$ref": f"#/components/schemas/{schema}"}} if schema else {}


def of(kind: str, *required: str, **properties: Any) -> Schema:
    """An object's shape; every property is required unless some are named."""
    found: Schema = {"type": kind}
    if properties:
        found |= {"properties": properties}
    return found | ({"required": list(required or properties)} if properties else {})


def listed(schema: Schema) -> Schema:
    return LIST | {"items": schema}


def refer(schema: str) -> Schema:
    return {"$ref": f"#/components/schemas/{schema}"}
