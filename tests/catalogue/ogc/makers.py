"""Collections that the OGC door is asked about."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

ROOT = "/ogc/"
ITEMS = "collections/arbres/items"


def ask(client: Any, path: str, status: int = 200, **parameters: Any) -> Any:
    response = client.get(f"{ROOT}{path}?{urlencode(parameters, doseq=True)}")
    assert response.status_code == status, response.content
    return json.loads(response.content)


def keys(answer: Any) -> list[int]:
    """The keys of the trees of an answer."""
    return [feature["properties"]["cle"] for feature in answer["features"]]
