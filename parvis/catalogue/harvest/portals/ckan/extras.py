"""CKAN's `extras`: pairs that extensions and cities add, beside or inside the package."""

from __future__ import annotations

import json
from dataclasses import dataclass
from html import unescape
from typing import Any

from parvis.catalogue.dcat.values import clean
from parvis.catalogue.harvest.portals.said import Said, flat, text_of, texts_of

_EMPTY = {"", "[]", "{}", "null", "None"}


@dataclass(frozen=True)
class Extras:
    """Values by name; a value is often JSON in a text, and DKAN escapes it as HTML."""

    values: dict[str, Any]

    @classmethod
    def of(cls, package: Said) -> Extras:
        """Pairs of `extras`, or an object of them; a name beside the others wins."""
        found = dict(package.inside("extras").values)
        for pair in package.each("extras"):
            if name := pair.text("key"):
                found.setdefault(name, pair.raw("value"))
        return cls({name: _opened(value) for name, value in found.items()} | _beside(package))

    def text(self, *names: str) -> str:
        """The first of these names that says something."""
        return next((text for text in map(self._text, names) if text), "")

    def _text(self, name: str) -> str:
        value = self.values.get(name)
        found = texts_of(value)[:1] if isinstance(value, list) else (text_of(value),)
        return "".join(found)

    def texts(self, *names: str) -> tuple[str, ...]:
        """All that these names say, each once."""
        found = [text for name in names for text in texts_of(self.values.get(name))]
        return tuple(dict.fromkeys(found))

    def number(self, name: str) -> float | None:
        return Said(self.values).number(name)

    def others(self, known: frozenset[str]) -> dict[str, str]:
        """What has no place of its own, by the source's names."""
        found = {clean(name): flat(self.values[name]) for name in self.values if name not in known}
        return {name: text for name, text in sorted(found.items()) if name and text}


def _opened(value: Any) -> Any:
    """A list or object that was written as a text; what says nothing becomes ""."""
    text = text_of(value)
    if not isinstance(value, str):
        return value
    if text in _EMPTY:
        return ""
    if text[:1] not in "[{":
        return text
    for form in (text, unescape(text)):
        try:
            return json.loads(form)
        except (ValueError, RecursionError):
            continue
    return text


def _beside(package: Said) -> dict[str, Any]:
    """Fields that a portal's own form (ckanext-scheming) puts in the package itself."""
    found = {name: _opened(value) for name, value in package.values.items() if name not in PACKAGE}
    return {name: value for name, value in found.items() if value not in ("", None, [], {})}


# What CKAN itself puts in a package.
PACKAGE = frozenset(
    {
        "author", "author_email", "creator_user_id", "extras", "groups", "id", "isopen",
        "license_id", "license_title", "license_url", "maintainer", "maintainer_email",
        "metadata_created", "metadata_modified", "name", "notes", "notes_translated",
        "num_resources", "num_tags", "organization", "owner_org", "private",
        "relationships_as_object", "relationships_as_subject", "resources", "revision_id",
        "revision_timestamp", "state", "tags", "title", "title_translated", "type", "url",
        "version",
    }
)  # fmt: skip
