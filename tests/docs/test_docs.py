"""Docs cannot rot: each setting, command, hook, door and link is checked in both languages."""

import ast
import inspect
import re
from pathlib import Path

import pytest
from django.core.management import load_command_class
from django.core.management.base import BaseCommand

from parvis.algorithms import urls as algorithms
from parvis.catalogue import urls as catalogue
from parvis.cli import VERBS
from parvis.observations.sta import urls as sensors
from parvis.operation import serve
from parvis.privacy import urls as privacy
from parvis.public_space import urls as public_space
from parvis.records import hooks
from parvis.site import doors

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
LANGUAGES = ("fr", "en")
READERS = {"text": "", "words": "", "flag": "0", "secret": ""}
ROOMS = {
    "worker": "operation",
    "backup": "operation",
    "restore": "operation",
    "audit": "records",
    "harvest": "catalogue",
    "links": "catalogue",
    "load": "catalogue",
    "lake": "lake",
    "rules": "algorithms",
    "cases": "algorithms",
    "algorithms": "algorithms",
    "demo": "demo",
}
MIGRATE = {"prepare"}  # Django's own options, described by Django


def page(language: str, name: str) -> str:
    return (DOCS / language / f"{name}.md").read_text(encoding="utf-8")


def read_settings() -> dict[str, str]:
    """{name: default} of each variable the code reads; "" when the default is computed."""
    found = {}
    sources = [(ROOT / "parvis" / name).read_text() for name in ("settings.py", "sign_in.py")]
    for node in ast.walk(ast.parse("\n".join(sources))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            words = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
            if node.func.id in READERS and words and words[0].isupper():
                literal = words[1] if len(words) > 1 else READERS[node.func.id]
                found[words[0]] = str(literal)
    source = inspect.getsource(serve)
    return dict(re.findall(r'environ\.get\("(PARVIS_\w+)"\) or "([^"]+)"', source)) | found


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_setting_is_documented_with_its_default(language):
    rows = {
        match[1]: match[0]
        for match in re.finditer(r"^\| `(\w+)` \|.*$", page(language, "settings"), re.MULTILINE)
    }
    known = read_settings()
    assert "PARVIS_WORKERS" in known
    assert set(rows) == set(known)
    for name, default in known.items():
        assert not default or f"`{default}`" in rows[name], f"{name}: {default}"


def options_of(parser) -> set[str]:
    return {
        action.option_strings[-1] if action.option_strings else action.dest
        for action in parser._actions
    }


def commands() -> dict[str, set[str]]:
    """{verb: its own options and arguments}."""
    common = options_of(BaseCommand().create_parser("parvis", "x"))
    found = {"serve": options_of(serve.parser()) - {"--help"}}
    for verb, name in VERBS.items():
        if name in MIGRATE:
            found[verb] = set()
        else:
            command = load_command_class(f"parvis.{ROOMS[name]}", name)
            found[verb] = options_of(command.create_parser("parvis", name)) - common
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_command_is_documented_with_its_options(language):
    text = page(language, "commands")
    sections = {part.split()[1]: part for part in re.split(r"^## ", text, flags=re.MULTILINE)[1:]}
    assert set(sections) == {*commands(), "admin"}
    for verb, options in commands().items():
        lacking = {option for option in options if f"`{option}`" not in sections[verb]}
        assert not lacking, f"parvis {verb}: {sorted(lacking)}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_hook_is_documented_with_its_signature(language):
    signatures = {
        f"{name}({', '.join(list(inspect.signature(method).parameters)[1:])})"
        for name, method in inspect.getmembers(hooks.Specification, inspect.isfunction)
    }
    documented = set(re.findall(r"^\| `([^`]+)` \|", page(language, "hooks"), re.MULTILINE))
    assert documented == signatures


def machine_doors() -> set[str]:
    """What stands before the first variable part of each machine door."""
    rooms = (doors, catalogue, sensors, public_space, privacy, algorithms)
    patterns = [pattern for room in rooms for pattern in room.urlpatterns]
    return {"/" + re.split(r"[<(]", str(p.pattern).lstrip("^"))[0].rstrip("$") for p in patterns}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_machine_door_is_documented(language):
    text = page(language, "doors")
    lacking = {door for door in machine_doors() if f"`{door}" not in text}
    assert not lacking


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_documented_door_exists(language):
    documented = re.findall(r"^\| `(/[^`<]*)", page(language, "doors"), re.MULTILINE)
    assert set(documented) <= machine_doors()


def test_both_languages_have_the_same_pages():
    french, english = ({p.name for p in (DOCS / language).glob("*.md")} for language in LANGUAGES)
    assert french == english


PAGES = [*ROOT.glob("*.md"), *DOCS.rglob("*.md")]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_inside_the_repository_lead_somewhere(path):
    links = re.findall(r"\]\(([^)#\s]+)", path.read_text(encoding="utf-8"))
    inside = [link for link in links if not re.match(r"[a-z]+:", link)]
    assert [link for link in inside if not (path.parent / link).exists()] == []
