"""What may stand in the addresses of the portal."""

import re
from functools import cache

from django.urls import register_converter
from django.urls.converters import StringConverter

from parvis.site import addresses


class Folder(StringConverter):
    """The French folder of a type that some room keeps ("donnees")."""

    regex = "|".join(map(re.escape, sorted(addresses.kinds_by_path()))) or r"(?!)"


class Name(StringConverter):
    """The short address of a record, or a type: anything printable that databases accept."""

    regex = r"[^/\x00-\x1f\x7f]{1,240}"


@cache
def register() -> None:
    """Once, by whichever list of addresses is read first."""
    register_converter(Folder, "folder")
    register_converter(Name, "name")
