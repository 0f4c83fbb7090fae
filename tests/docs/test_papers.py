"""The papers at the head of the repository are whole and true."""

import re
import tomllib
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def name_of(requirement: str) -> str:
    return re.split(r"[\[<>=~! ]", requirement)[0]


def test_each_dependency_has_its_line_in_the_architecture():
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    needed = [
        *PROJECT["project"]["dependencies"],
        *chain.from_iterable(PROJECT["project"]["optional-dependencies"].values()),
        *PROJECT["dependency-groups"]["dev"],
    ]
    assert [name for name in map(name_of, needed) if f"`{name}`" not in text] == []


def test_each_room_stands_on_the_map():
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    rooms = {path.parent.name for path in ROOT.glob("parvis/*/apps.py")}
    assert {room for room in rooms if f"`{room}`" not in text} == set()


def test_each_room_is_held_by_the_contracts():
    contracts = PROJECT["tool"]["importlinter"]["contracts"]
    floors = set(re.findall(r"\w+", " ".join(contracts[0]["layers"])))
    wagtail = {name.removeprefix("parvis.") for name in contracts[2]["source_modules"]}
    rooms = {path.parent.name for path in ROOT.glob("parvis/*/apps.py")}
    assert rooms == floors
    assert wagtail == rooms - {"records"}


def test_the_licence_is_whole():
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert text.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    assert [n for n in range(1, 16) if not re.search(rf"^{n}\. ?[A-Z]", text, re.MULTILINE)] == []
    assert "Appendix" in text
    assert len(text) > 13_000


def test_publiccode_has_the_keys_that_its_standard_requires():
    paper = (ROOT / "publiccode.yml").read_text(encoding="utf-8")
    required = {
        "publiccodeYmlVersion", "name", "url", "platforms", "developmentStatus", "softwareType",
        "description", "legal", "maintenance", "localisation",
    }  # fmt: skip
    assert required <= set(re.findall(r"^(\w+):", paper, re.MULTILINE))
    assert 'publiccodeYmlVersion: "0.4"' in paper
    assert f"license: {PROJECT['project']['license']}\n" in paper
    assert f'softwareVersion: "{PROJECT["project"]["version"]}"' in paper
    for short in re.findall(r"shortDescription: >\n\s+(.*)\n", paper):
        assert len(short) <= 150


def test_no_address_of_a_package_registry_stands_in_the_repository():
    texts = [p.read_text(encoding="utf-8") for p in (ROOT / "requirements").glob("*.txt")]
    assert not any(re.search(r"https?://|--index-url|--find-links", text) for text in texts)
