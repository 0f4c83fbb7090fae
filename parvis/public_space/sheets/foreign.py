"""CSV of other registers, read as rows of ours: Amsterdam's bulk file, the French schema of sites
where bicycles and pedestrians are counted (etalab/schema-comptage-mobilites).

Pure: text in, (columns, rows) of text out. What a file does not say stays empty, and is asked at
the desk; what it says that we do not understand stays in the description, never lost.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Mapping
from typing import NamedTuple

Cells = Mapping[str, str]
DELIMITERS = ",;\t"

AMSTERDAM_KINDS = {
    "Optische / camera sensor": ("camera", "tech__video_camera"),
    "Geluidsensor": ("sensor", "tech__sound_level_meter"),
    "Klimaatsensor": ("sensor", "tech__weather_station"),
    "Chemiesensor": ("sensor", "tech__air_quality"),
    "Elektriciteitssensor": ("sensor", ""),
    "Vloeistof- en gasstroomsensor": ("sensor", ""),
    "Positie- of verplaatsingsensor": ("counter", "tech__motion_detector"),
    "Druksensor": ("counter", "tech__piezoelectric_sensor"),
    "Dichtheidssensor": ("sensor", ""),
    "Temperatuursensor": ("sensor", "tech__thermometer"),
    "Aanwezigheid of nabijheidsensor": ("counter", "tech__motion_detector"),
}
AMSTERDAM_THEMES = {
    "Veiligheid": "purpose__safety_security",
    "Lucht": "purpose__ecology",
    "Mobiliteit: auto": "purpose__mobility",
    "Mobiliteit: fiets": "purpose__mobility",
    "Mobiliteit: voetgangers": "purpose__mobility",
    "Mobiliteit": "purpose__mobility",
    "Duurzaamheid": "purpose__energy_efficiency",
    "Ruimte en Topografie": "purpose__planning_decision_making",
    "Verkeer": "purpose__mobility",
    "Bodem": "purpose__ecology",
    "Afval": "purpose__waste_management",
    "Water": "purpose__ecology",
}


class Reader(NamedTuple):
    """`heading`: columns that tell this kind of file; `row` makes a row of ours of one of its."""

    name: str
    heading: frozenset[str]
    row: Callable[[Cells], dict[str, str]]


def amsterdam(cells: Cells) -> dict[str, str]:
    kind, technology = AMSTERDAM_KINDS.get(cells["Kies soort / type sensor"], ("sensor", ""))
    themes = [text for name, text in cells.items() if name.startswith("Thema") and text]
    purposes = list(dict.fromkeys(AMSTERDAM_THEMES[t] for t in themes if t in AMSTERDAM_THEMES))
    measured = cells.get("Wat meet de sensor?", "")
    return {
        "slug": slug(cells["Referentie"]),
        "title": measured or cells["Referentie"],
        "summary": told(
            cells,
            *(
                "Kies soort / type sensor",
                "Waarvoor meet u dat?",
                "Opmerking (niet verplicht)",
                "Project",
            ),
            *(name for name in cells if name.startswith("Thema")),
        ),
        "kind": kind,
        "technologies": technology,
        "purposes": " ; ".join(purposes),
        "personal_data": {"ja": "oui", "nee": "non"}.get(
            cells["Worden er persoonsgegevens verwerkt?"].strip().lower(), ""
        ),
        "legal_text": cells.get("Wettelijke grondslag", ""),
        "notice_url": cells.get("Privacyverklaring", ""),
        "ends_on": dutch_day(cells.get("Wanneer wordt de sensor verwijderd?", "")),
        "longitude": cells["Longitude"],
        "latitude": cells["Latitude"],
        "zone_name": cells.get("In welk gebied bevindt zich de mobiele sensor?", ""),
    }


def counting_site(cells: Cells) -> dict[str, str]:
    return {
        "slug": slug(cells["site_id"]),
        "title": cells["site_name"] or cells["site_id"],
        "summary": told(cells, "infrastructure_type", "external_ids", "parent_site_id"),
        "kind": "counter",
        "purposes": "purpose__mobility",
        "commune": cells.get("fr_insee_code", ""),
        "longitude": cells["xlong"],
        "latitude": cells["ylat"],
    }


AMSTERDAM = frozenset(
    {
        *("Referentie", "Kies soort / type sensor", "Latitude", "Longitude"),
        "Worden er persoonsgegevens verwerkt?",
    }
)
READERS = (
    Reader("amsterdam", AMSTERDAM, amsterdam),
    Reader("comptage", frozenset({"site_id", "site_name", "xlong", "ylat"}), counting_site),
)


def ours(text: str, organisation: str = "") -> str | None:
    """The same file in our columns, a line for a line; None when it is no file we know.

    `organisation` (its short address) is said to answer for each. Raise csv.Error for what no
    reader of CSV takes.
    """
    first = text.splitlines()[0] if text.strip() else ""
    delimiter = max(DELIMITERS, key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    heading = [name.strip().lstrip("\ufeff") for name in next(rows, [])]
    reader = next((one for one in READERS if one.heading <= set(heading)), None)
    if reader is None:
        return None
    said = {"organisation": organisation} if organisation else {}
    made = [reader.row(full(heading, cells)) | said if any(cells) else {} for cells in rows]
    columns = list(dict.fromkeys(name for row in made for name in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows(made)
    return out.getvalue()


def full(heading: list[str], cells: list[str]) -> dict[str, str]:
    """A cell for each column, empty where the line is short."""
    padded = [*cells, *[""] * len(heading)]
    return {name: cell.strip() for name, cell in zip(heading, padded, strict=False)}


def slug(text: str) -> str:
    """A short address made of an identifier."""
    kept = "".join(char if char.isascii() and char.isalnum() else "-" for char in text.lower())
    return "-".join(piece for piece in kept.split("-") if piece)[:200]


def told(cells: Cells, *names: str) -> str:
    """What the file says in these columns, each named as it names it."""
    return "\n".join(f"{name} : {cells[name]}" for name in names if cells.get(name))


def dutch_day(text: str) -> str:
    """31-12-2026 as ISO 8601; anything else as it is, which the import then tells."""
    try:
        return dt.datetime.strptime(text, "%d-%m-%Y").date().isoformat()
    except ValueError:
        return text
