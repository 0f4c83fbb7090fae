"""The vocabulary of devices, beside the standard's own table when it is there."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from parvis.public_space import dtpr
from parvis.public_space.dtpr import Recognition

pytestmark = pytest.mark.once
DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
UPSTREAM = DATA / "dtpr" / "dtpr-v1-taxonomy.json"

# upstream's French that was found wrong, or too poor to print on a pole
KNOWN_BAD = {
    *("Accéder", "But", "Rétention", "Retenu {{duration}}", "Sauvegardé à internationale"),
    *("Balance", "Cadre légal", "Tranquillité Prévention", "Identifiable RFID"),
    *("Identifiable WiFi Sensor", "Emplacement Beacon", "Interrupteur", "Approuvé par la RDUA"),
    *("Inclinométre", "Thermométre", "Systéme d'IA", "Écran du systéme", "Accés à internet"),
    *("Point d'accés sans fil", "Limitation du droit à l'objet"),
    "Stockés principalement à l'international",
}
WRONG_ACCENTS = re.compile(r"métre\b|systéme|accés", re.IGNORECASE)


@pytest.fixture(scope="module")
def upstream() -> dict[str, Any]:
    if not UPSTREAM.exists():
        pytest.skip("the folder ../shared/data is not there")
    read: dict[str, Any] = json.loads(UPSTREAM.read_text(encoding="utf-8"))
    return read


def every_term() -> list[dtpr.Term]:
    return [*dtpr.all_elements().values(), *dtpr.categories().values()]


def test_it_is_the_standards_table_whole(upstream: dict[str, Any]) -> None:
    ours = dtpr.table()
    assert ours["commit"] == upstream["commit"]
    assert set(ours["elements"]) == set(upstream["elements"])
    assert set(ours["categories"]) == set(upstream["categories"])
    for name, row in upstream["elements"].items():
        assert list(dtpr.element(name).categories) == row["category"]
        assert dtpr.element(name).symbol == Path(row["symbol"]).stem


def test_every_element_of_a_device_is_in_its_category(upstream: dict[str, Any]) -> None:
    for short in dtpr.CHAIN:
        rows = upstream["elements"].items()
        wanted = {name for name, row in rows if f"device__{short}" in row["category"]}
        assert {one.id for one in dtpr.elements(short)} == wanted
        assert wanted


def test_no_french_label_is_one_of_those_known_to_be_wrong(upstream: dict[str, Any]) -> None:
    printed = {text["fr"] for row in upstream["elements"].values() for text in [row["name"]]}
    named = {row["name"]["fr"] for row in upstream["categories"].values()}
    assert printed | named >= KNOWN_BAD, "a known-bad label that the standard no longer has"
    assert not {one.label() for one in every_term()} & KNOWN_BAD


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_says_itself_in_a_label_and_one_sentence(language: str) -> None:
    for one in every_term():
        said = one.said(language)
        assert 0 < len(said["label"]) <= 60, one.id
        assert 0 < len(said["text"]) <= 160, one.id
        assert said["label"][0].isupper(), one.id
        assert not WRONG_ACCENTS.search(said["label"] + said["text"]), one.id
        assert "{{" not in said["label"] + said["text"]
        assert "'" not in said["label"] + said["text"], f"{one.id}: the apostrophe is ’"
    for one in dtpr.all_elements().values():
        assert one.text(language).endswith("."), one.id


def test_no_two_elements_of_a_category_read_alike() -> None:
    for name in dtpr.categories():
        for language in ("fr", "en"):
            labels = [one.label(language) for one in dtpr.elements(name)]
            assert len(set(labels)) == len(labels), (name, language)


def test_a_duration_is_filled_or_leaves_no_hole() -> None:
    kept = dtpr.element("retention__data_retained")
    assert kept.varies
    assert kept.label(duration="30 jours") == "Conservation : 30 jours"
    assert kept.text(duration="30 jours") == (
        "Les données sont conservées 30 jours, puis effacées."
    )
    assert kept.label() == "Conservation"
    assert kept.label("en") == "Kept"
    assert "{" not in kept.text() + kept.text("en")


def test_a_language_that_we_have_not_reads_french() -> None:
    assert dtpr.element("tech__radar").label("br") == "Radar"


def test_what_has_no_name_is_refused() -> None:
    with pytest.raises(dtpr.UnknownElement):
        dtpr.element("tech__crystal_ball")
    with pytest.raises(dtpr.UnknownElement):
        dtpr.elements("crystal")


@pytest.mark.parametrize(
    ("technologies", "said", "found"),
    [
        ([], "", Recognition.NONE),
        (["tech__thermometer"], "", Recognition.NONE),
        (["tech__non_identifiable_video"], "", Recognition.NONE),
        (["tech__thermometer", "tech__de_identified_video"], "", Recognition.DE_IDENTIFIED),
        (["tech__de_identified_video", "tech__identifiable_rfid"], "", Recognition.IDENTIFIABLE),
        (["tech__facial_characterization"], "", Recognition.IDENTIFIABLE),
        (["tech__video_camera"], "", Recognition.IDENTIFIABLE),
        (["tech__video_camera"], "none", Recognition.NONE),
        (["tech__thermometer"], "identifiable", Recognition.IDENTIFIABLE),
    ],
)
def test_whether_a_person_is_recognised(
    technologies: list[str], said: str, found: Recognition
) -> None:
    assert dtpr.recognition(technologies, said) is found
    assert dtpr.colour(technologies, said) == dtpr.COLOURS[found]


def test_a_recognition_that_is_none_of_the_three_is_refused() -> None:
    with pytest.raises(ValueError, match="perhaps"):
        dtpr.recognition([], "perhaps")


def test_each_symbol_is_a_small_drawing_of_shapes_alone() -> None:
    names = {one.symbol for one in dtpr.all_elements().values()}
    assert {path.stem for path in dtpr.SYMBOLS.glob("*.svg")} == names
    for name in names:
        root = ElementTree.parse(dtpr.SYMBOLS / f"{name}.svg").getroot()
        tags = {one.tag.rpartition("}")[2] for one in root.iter()}
        assert tags <= {"svg", "g", "path", "rect", "circle", "line"}, name
        assert not [one for one in root.iter() if one.get("id")], f"{name}: twice in a page"


def test_a_symbol_takes_the_ink_and_the_ground_it_is_drawn_on() -> None:
    drawn = dtpr.drawing("not_available", ink="#FFF", ground="#000")
    assert 'fill="#FFF"' in drawn
    assert 'fill="#000"' in drawn
    assert "currentColor" not in drawn
    assert not drawn.startswith("<svg")
