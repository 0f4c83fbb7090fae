"""The colours, measured: WCAG 2.2 §1.4.3, §1.4.6, §1.4.11."""

import re
from pathlib import Path

import pytest

DESIGN = Path(__file__).parents[2] / "parvis/design/static/design"
LIGHT, DARK = (DESIGN / "tokens.css").read_text().split("prefers-color-scheme: dark", 1)
READ_AT_LENGTH = [("text", "ground"), ("text", "panel"), ("link", "ground"), ("link", "panel")]
READ = [
    *[(ink, ground) for ink in ("muted", "green", "amber") for ground in ("ground", "panel")],
    ("on-action", "action"),
    ("on-action", "action-strong"),
    ("text", "panel-deep"),
    ("link-strong", "panel-deep"),
    ("text", "amber-ground"),
    ("text", "green-ground"),
    ("green", "green-ground"),
    ("amber", "amber-ground"),
    ("ground", "link"),
    ("foot-text", "foot-ground"),
]
SEEN = [
    (ink, "ground")
    for ink in ("edge-strong", "focus", "chart-1", "chart-2", "chart-3", "chart-4", "mark-stone")
]


def colours(css: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", css))


SCHEMES = {"light": colours(LIGHT), "dark": colours(LIGHT) | colours(DARK)}


def luminance(colour: str) -> float:
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(scheme: str, ink: str, ground: str) -> float:
    pair = [luminance(SCHEMES[scheme][name]) for name in (ink, ground)]
    return (max(pair) + 0.05) / (min(pair) + 0.05)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(
    ("pairs", "least"), [(READ_AT_LENGTH, 7), (READ, 4.5), (SEEN, 3)], ids=["long", "read", "seen"]
)
def test_contrast(scheme, pairs, least):
    weak = {
        f"{ink} on {ground}": round(ratio, 2)
        for ink, ground in pairs
        if (ratio := contrast(scheme, ink, ground)) < least
    }
    assert weak == {}


def test_every_token_used_is_declared():
    declared = set(re.findall(r"(--[\w-]+):", LIGHT + DARK))
    used = set(re.findall(r"var\((--[\w-]+)", (DESIGN / "parvis.css").read_text() + LIGHT + DARK))
    assert used <= declared


def test_the_components_name_no_colour_of_their_own():
    sheet = (DESIGN / "parvis.css").read_text()
    on_screen = sheet.split("@layer print")[0]
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|\brgb|\bhsl", on_screen) == []
