"""Dates as CKAN and DKAN write them."""

from __future__ import annotations

import re
from datetime import UTC, date, tzinfo

from parvis.catalogue.dcat.read import TERRITORY
from parvis.catalogue.harvest.portals.items import Item

# "mar, 10/12/2019 - 09:23": DKAN shows the day of the week, which tells day and month apart.
_SHOWN = re.compile(r"(\w{3})\w*\.?, (\d{2})/(\d{2})/(\d{4})(?: - (\d{2}:\d{2}))?\Z")
_DAYS = {
    name: number
    for names in ("lun mar mer jeu ven sam dim", "mon tue wed thu fri sat sun")
    for number, name in enumerate(names.split())
}


def when(item: Item, name: str, text: str, zone: tzinfo = UTC) -> str:
    """A time of the portal's own, which is in UTC when it does not say; DKAN shows local ones."""
    shown = _SHOWN.search(text)
    if not shown:
        return item.when(name, text, zone)
    weekday, first, second, year, hour = shown.groups()
    for month, day in ((second, first), (first, second)):
        try:
            found = date(int(year), int(month), int(day))
        except ValueError:
            continue
        if found.weekday() == _DAYS.get(weekday.lower()):
            moment = f"{found.isoformat()}T{hour}:00" if hour else found.isoformat()
            return item.when(name, moment, TERRITORY)
    return item.when(name, text, zone)
