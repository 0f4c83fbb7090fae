"""Objects of JSON as others write them: any value may be missing, or of another type."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from parvis.catalogue.dcat import values


def text_of(value: Any) -> str:
    """A text or a number as a text; "" for anything else."""
    if isinstance(value, str):
        return values.clean(value)
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return str(value) if number and abs(value) < 1e300 else ""


def texts_of(value: Any) -> tuple[str, ...]:
    """The texts of a list, or the only one, each once, in the order of the source."""
    found = map(text_of, value if isinstance(value, list) else [value])
    return tuple(dict.fromkeys(text for text in found if text))


def flat(value: Any) -> str:
    """Anything as one text: texts joined by commas, what is deeper as JSON; "" when empty."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and all(not isinstance(one, dict | list) for one in value):
        return ", ".join(text for text in map(flat, value) if text)
    if isinstance(value, dict | list):
        return dumped(value) if value else ""
    return text_of(value)


def dumped(value: Any) -> str:
    """JSON written back; "" when it nests too deep."""
    try:
        return values.clean(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
    except RecursionError:
        return ""


@dataclass(frozen=True, slots=True)
class Said:
    """One object; a path names a value inside objects inside it."""

    values: Mapping[str, Any]

    @classmethod
    def of(cls, value: Any) -> Said:
        return cls(value if isinstance(value, dict) else {})

    def raw(self, *path: str) -> Any:
        found: Any = self.values
        for name in path:
            found = found.get(name) if isinstance(found, Mapping) else None
        return found

    def text(self, *path: str) -> str:
        return text_of(self.raw(*path))

    def texts(self, *path: str) -> tuple[str, ...]:
        return texts_of(self.raw(*path))

    def inside(self, *path: str) -> Said:
        return Said.of(self.raw(*path))

    def each(self, *path: str) -> list[Said]:
        """The objects of a list; what is not an object is passed over."""
        found = self.raw(*path)
        return (
            [Said(one) for one in found if isinstance(one, dict)] if isinstance(found, list) else []
        )

    def flag(self, *path: str) -> bool | None:
        """A yes or no, also written as a text; None when nothing is said."""
        found = self.raw(*path)
        if isinstance(found, bool):
            return found
        return {"true": True, "false": False}.get(text_of(found).lower())

    def whole(self, *path: str) -> int | None:
        """A count, also written as a text ("59016", "59016.0"); None when it is not one."""
        found = self.raw(*path)
        if isinstance(found, float):
            return int(found) if found.is_integer() and 0 <= found < 2**63 else None
        digits = text_of(found)
        return int(digits) if re.fullmatch(r"[0-9]{1,18}", digits) else None

    def number(self, *path: str) -> float | None:
        try:
            found = float(self.text(*path))
        except ValueError:
            return None
        return found if math.isfinite(found) else None
