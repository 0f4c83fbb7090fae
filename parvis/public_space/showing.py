"""What the page of a device needs beside its projection."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from parvis.design import sheets, territory
from parvis.design.maps import Place, draw_map
from parvis.design.svg import Drawing
from parvis.public_space import checking, places, values, words
from parvis.public_space.choices import Kind, Objection, Recognition
from parvis.records import ruled
from parvis.records.entitlements import Right
from parvis.records.models import Published
from parvis.records.projection import View, lang_of
from parvis.records.right_form import right_form


def page_context(view: View) -> dict[str, Any] | None:
    if view.type != "device":
        return None
    content = view.content
    measured = values.latest(content.get("thing"))
    return {
        "kind_words": words.choice(Kind, content["kind"]),
        "status": {
            "words": words.status(content),
            "level": words.LEVELS.get(content["status"], "none"),
        },
        "recognition": recognition(content),
        "chain": words.chain(content),
        "values": measured,
        "value_rows": [value_row(one) for one in measured],
        "measures_url": reverse("site:device_measures", args=[view.slug]),
        "legal": words.order(content),
        "rights": words.rights(content),
        "hold": words.hold(content),
        "picture": picture(view),
        "street_url": reverse("site:street", args=[content["short"]]),
        "asks": asks(view),
        "breaches": breaches(view),
        "rules_url": reverse("site:device_rules"),
    }


def asks(view: View) -> list[dict[str, str]]:
    """One tap each: ask, use a right where it applies, complain."""
    form = reverse("site:signal", args=["capteurs", view.slug])
    return [
        {"title": _("Poser une question"), "url": f"{form}?nature=question"},
        *rights(view),
        {"title": _("Me plaindre"), "url": f"{form}?nature=complaint"},
    ]


def rights(view: View) -> list[dict[str, str]]:
    """Rights that one has over what a device takes in of people; it takes in nothing, nothing."""
    content = view.content
    if not content.get("personal_data"):
        return []
    found: list[tuple[str, Right | None]] = []
    if content.get("objection") not in {Objection.SET_ASIDE, Objection.STATISTICS}:
        found.append((_("M’opposer"), Right.OBJECTION))
    if content.get("kind") == Kind.CAMERA and content.get("retention_days"):
        found.append((_("Voir les images où je suis"), Right.IMAGES))
    found.append((_("Utiliser un autre droit"), None))
    return [{"title": t, "url": right_form(view.type, view.slug, right)} for t, right in found]


def recognition(content: dict[str, Any]) -> dict[str, str]:
    said = content.get("recognition") or ""
    return {"words": words.choice(Recognition, said), "level": said}


def value_row(value: values.Value) -> list[str]:
    return [value.name, value_words(value), words.moment(value.at)]


def value_words(value: values.Value) -> str:
    """The value and its unit; a text as it is."""
    said = value.text if value.number is None else words.figure(value.number)
    return f"{said}\u202f{value.unit}" if value.unit and value.number is not None else said


def picture(view: View) -> Drawing | None:
    """The device, or its zone, on the outline of its commune; None where nothing is published of
    its place, or without a map of the territory."""
    place, around = on_map(view.title, view.content), places.middle(view.content)
    ground = [ring for area in territory.areas() if around and within(area, around)
              for ring in area.rings]  # fmt: skip
    if place is None or not ground:
        return None
    return draw_map(
        [place],
        title=_("Où est cet équipement"),
        description=place.value,
        heading=_("Équipement"),
        value_heading=_("Lieu"),
        ground=ground,
    )


def within(area: Place, at: places.Position) -> bool:
    """Whether a place is in the box around an area."""
    west, south, east, north = sheets.box(area)
    return west <= at[0] <= east and south <= at[1] <= north


def on_map(title: str, content: Mapping[str, Any], url: str = "") -> Place | None:
    """A device as it is drawn: its point, else its zone."""
    at, rings = places.point(content), list(places.rings(content.get("zone")))
    if not at and not rings:
        return None
    value, lang = places.where(content), lang_of(content, "title")
    return Place(title, point=at, rings=rings, value=value, url=url, lang=lang)


def breaches(view: View) -> list[dict[str, str]]:
    """What the rules find of this device today, as people read it."""
    row = Published.objects.get(pk=view.uuid)
    return [ruled.told(breach) for _row, breach in checking.found([row])]
