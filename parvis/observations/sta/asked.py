"""The parameters of an address, read once into Options."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from parvis.observations.sta import reading
from parvis.observations.sta.options import FORMATS, Options, check, number
from parvis.observations.sta.problems import StaProblem, shown

KNOWN = ("$filter", "$orderby", "$select", "$expand", "$top", "$skip", "$count", "$resultFormat",
         "$skiptoken")  # fmt: skip


def read(given: Mapping[str, Sequence[str]]) -> Options:
    """The parameters of an address. Raises StaProblem, QueryProblem."""
    found: dict[str, str] = {}
    for name, values in given.items():
        if name not in KNOWN:
            raise StaProblem("option", value=shown(name), known=", ".join(KNOWN))
        if len(values) != 1:
            raise StaProblem("once", field=name, count=len(values))
        found[name] = text(name, values[0])
    options = Options(
        top=number("$top", found["$top"]) if "$top" in found else None,
        skip=number("$skip", found.get("$skip", "0")),
        count=choice("$count", found.get("$count", "false"), ("true", "false")) == "true",
        format=choice("$resultFormat", found.get("$resultFormat", FORMATS[0]), FORMATS),
        token=found.get("$skiptoken", ""),
    )
    options = replace(options, **reading.expressions(found))
    check(options)
    return options


def text(name: str, value: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise StaProblem("text", field=name) from error
    if "\0" in value:
        raise StaProblem("text", field=name)
    return value.strip()


def choice(name: str, value: str, known: Sequence[str]) -> str:
    """One of those known, whatever its capitals."""
    found = {one.lower(): one for one in known}.get(value.lower())
    if found is None:
        raise StaProblem("choice", field=name, value=shown(value), known=", ".join(known))
    return found
