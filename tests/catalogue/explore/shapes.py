"""The shapes that Opendatasoft's own description gives its answers, when it is beside us.

It is read for tests of interoperability alone; what of JSON Schema it uses is checked here.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data" / "dcat"
DESCRIPTION = SHARED / "ods-explore-v2.1-openapi.yaml"
TYPES = {
    "object": dict, "array": list, "string": str, "integer": int, "boolean": bool,
    "number": (int, float),
}  # fmt: skip
SHAPELESS = {"any", None}


def described() -> Any:
    if not DESCRIPTION.exists():
        pytest.skip("the description is not beside the repository")
    return yaml.safe_load(DESCRIPTION.read_text("utf-8"))


def schema_of(document: Any, path: str, status: str = "200") -> Any:
    response = document["paths"][path]["get"]["responses"][status]
    response = resolved(document, response)
    return next(iter(response["content"].values()))["schema"]


def resolved(document: Any, schema: Any) -> Any:
    while "$ref" in schema:
        found = document
        for step in schema["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        schema = found
    return schema


def faults(document: Any, schema: Any, value: Any, at: str = "") -> list[str]:
    """Where a value is not as the schema says."""
    schema = resolved(document, schema)
    kind = schema.get("type")
    if value is None:
        return [] if schema.get("nullable") or kind in SHAPELESS else [f"{at}: null"]
    wrong = kind not in SHAPELESS and not isinstance(value, TYPES[kind])
    if wrong or (kind == "integer" and isinstance(value, bool)):
        return [f"{at}: {type(value).__name__}, not {kind}"]
    found = [f"{at}: no {name}" for name in schema.get("required", ()) if name not in value]
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{at}: {value}")
    for name, inner in schema.get("properties", {}).items():
        if isinstance(value, dict) and name in value:
            found += faults(document, inner, value[name], f"{at}/{name}")
    if isinstance(value, list):
        for number, one in enumerate(value):
            found += faults(document, schema.get("items", {}), one, f"{at}/{number}")
    return found
