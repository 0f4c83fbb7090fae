"""What the documentation says of the standard is what the tests show."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest
from django.test import Client

from parvis.observations.sta import service
from tests.observations.sta import requirements as r
from tests.observations.sta.conftest import City

NAMED = r.ROOT.parent / "shared" / "data" / "sensors" / "sta-1.1-requirements.json"


def functions(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_each_requirement_is_kept_or_said_not_to_be() -> None:
    assert not r.KEPT.keys() & r.REFUSED.keys()
    assert len(r.KEPT) + len(r.REFUSED) == 63


@pytest.mark.skipif(not NAMED.exists(), reason="the list is not beside the repository")
def test_the_requirements_are_those_that_are_known() -> None:
    known = json.loads(NAMED.read_text(encoding="utf-8"))["requirements"]
    assert {*r.KEPT, *r.REFUSED} == set(known)


def test_each_test_that_is_named_is_there() -> None:
    for named in r.KEPT.values():
        file, _colons, name = named.partition("::")
        assert name in functions(Path(__file__).parent / file), named


@pytest.mark.parametrize("language", r.WORDS)
def test_the_page_tells_this_table(language: str) -> None:
    before, table = r.parted(r.page(language).read_text(encoding="utf-8"))
    assert before
    assert table == r.table(language)


def test_the_service_says_what_is_kept() -> None:
    assert set(service.CONFORMANCE) == set(r.KEPT)


@pytest.mark.parametrize("language", r.WORDS)
def test_each_example_of_the_page_is_answered(city: City, client: Client, language: str) -> None:
    lines = re.findall(r"^/sta/.*$", r.page(language).read_text(encoding="utf-8"), re.MULTILINE)
    assert len(lines) == 5
    for line in lines:
        path, _mark, query = line.partition("?")
        given = dict(one.split("=", 1) for one in query.split("&"))
        assert client.get(path, given).status_code == 200, line
