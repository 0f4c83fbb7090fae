"""The first page that a stranger reads is true."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_make_target_that_the_readme_names_exists():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z-]+)", README)) <= targets


def test_make_run_comes_first():
    assert README.index("make run") < 400


def test_the_pictures_are_there_and_say_what_they_show():
    pictures = re.findall(r"!\[([^]]{20,})\]\((docs/images/[a-z-]+\.png)\)", README)
    assert len(pictures) == README.count("![") >= 2
    for _words, path in pictures:
        assert (ROOT / path).read_bytes().startswith(b"\x89PNG")
