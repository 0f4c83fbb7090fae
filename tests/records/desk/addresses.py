"""Every address of the desk, found by walking the resolver: a new screen is tested by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from wagtail.admin import urls as desk

SAMPLES = {
    "revision_id_a": "live",
    "revision_id_b": "latest",
    "action_name": "approve",
    "action": "delete",
    "app_label": "organisations",
    "app_name": "organisations",
    "model_name": "organisation",
    "filename": "x.png",
}


@dataclass(frozen=True)
class Address:
    name: str
    parameters: tuple[str, ...]

    @property
    def space(self) -> str:
        return self.name.rpartition(":")[0]

    def path(self, **values: Any) -> str | None:
        kwargs = {p: values.get(p, SAMPLES.get(p, 1)) for p in self.parameters}
        try:
            return reverse(self.name, kwargs=kwargs)
        except NoReverseMatch:  # a slug, a path, a uuid
            kwargs = {p: str(v) if p in values else SAMPLES.get(p, "x") for p, v in kwargs.items()}
            try:
                return reverse(self.name, kwargs=kwargs)
            except NoReverseMatch:
                return None


def addresses() -> list[Address]:
    root = next(
        entry
        for entry in get_resolver().url_patterns
        if isinstance(entry, URLResolver) and entry.urlconf_name is desk
    )
    return sorted(set(walk(root, "")), key=lambda address: address.name)


def walk(resolver: URLResolver, space: str) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from walk(entry, inner)
        elif isinstance(entry, URLPattern) and entry.name:
            parameters = (*entry.pattern.converters, *entry.pattern.regex.groupindex)
            yield Address(f"{space}{entry.name}", tuple(dict.fromkeys(parameters)))
