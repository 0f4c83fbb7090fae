"""What the type of a column comes to, whatever the system."""

from __future__ import annotations

import re

# In order: the first that is found in the type's name. "interval" is no integer.
_KINDS = (
    ("list", r"\[\]|^array"),
    ("boolean", r"^bool|^tinyint\(1\)|^bit\(1\)$|^bit$"),
    ("geometry", r"geometry|geography|^point|^polygon|^linestring|^multi|^raster|^line$|^box$"),
    ("other", r"^interval|vector|range$"),
    ("moment", r"timestamp|datetime"),
    ("date", r"^date|^year"),
    ("time", r"^time"),
    ("uuid", r"^uuid|uniqueidentifier"),
    ("json", r"^json|^xml|^hstore"),
    ("binary", r"bytea|blob|binary|^bit"),
    ("integer", r"int|serial|^oid$|^number\(\d+\)"),
    ("decimal", r"numeric|decimal|double|float|real|money|number|^fixed"),
    ("text", r"char|text|clob|string|enum|^set\(|name|inet|cidr|macaddr"),
)
_PATTERNS = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _KINDS)


def kind_of(type_name: str) -> str:
    """
    >>> kind_of("character varying(40)"), kind_of("bigint"), kind_of("text[]"), kind_of("")
    ('text', 'integer', 'list', 'other')
    """
    return next((kind for kind, pattern in _PATTERNS if pattern.search(type_name)), "other")
