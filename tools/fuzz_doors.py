"""Schemathesis over a running portal: what a description says may be asked is asked, with values
that it allows and others that it does not; no answer is an error of ours, nor what the description
does not tell.

Run by an environment apart, `.venv/reusers` (`make .venv/reusers`):
`.venv/reusers/bin/python -m tools.fuzz_doors http://127.0.0.1:8000 [DESCRIPTION] [CASES]`. Without
DESCRIPTION, the portal's own /api/openapi.json; with one, Opendatasoft's of the Explore API v2.1.
CASES are those of each address (10). Identifiers are put among those that are served, else most
questions would find nothing. Ends by itself; exit status 1 when something was found.

Not checked: that whatever a schema allows is accepted (a language is more than a text) and that
whatever it does not is refused (an empty parameter is as none). Of another's description, neither
its keys nor that it tells no 404.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.request import urlopen

import yaml

from tools.reusers import served

NAMES = ("dataset_id", "dataset")
SECONDS = 600
LENIENT = ["positive_data_acceptance", "negative_data_rejection"]


def parameters(node: Any) -> Iterator[dict[str, Any]]:
    """Every parameter that names a data set."""
    if isinstance(node, dict):
        if node.get("in") in ("path", "query") and node.get("name") in NAMES:
            yield node
        node = list(node.values())
    if isinstance(node, list):
        for one in node:
            yield from parameters(one)


def completed(document: dict[str, Any], statuses: bool) -> dict[str, Any]:
    """Theirs tells neither the 404 that theirs answers too, nor every relation of a link."""
    if not statuses:
        return document
    for path in document["paths"].values():
        responses = path["get"]["responses"]
        for code in ("403", "404", "405", "503"):
            responses.setdefault(code, responses["400"])
        path["get"].pop("security", None)
    document.pop("security", None)
    document["components"]["schemas"]["links"]["properties"]["rel"].pop("enum")
    return document


def run(base: str, root: str, document: dict[str, Any], cases: int) -> int:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "description.json"
        file.write_text(json.dumps(document, default=str), encoding="utf-8")
        command = [
            str(Path(sys.executable).with_name("st")), "run", str(file), "--url", f"{base}{root}",
            "--phases", "coverage,fuzzing", "--max-examples", str(cases), "--seed", "1",
            "--exclude-checks", ",".join(LENIENT), "--continue-on-failure", "--no-color",
            "--max-time", str(SECONDS), "--warnings", "off",
        ]  # fmt: skip
        return subprocess.run(command, cwd=folder, check=False).returncode


def main(base: str, description: str = "", cases: str = "10") -> int:
    if description:
        document, root = yaml.safe_load(Path(description).read_text("utf-8")), "/api/explore/v2.1"
    else:
        with urlopen(f"{base}/api/openapi.json") as answer:
            document, root = json.load(answer), ""
    known = [*served(base)[:6], "absent"]
    for parameter in parameters(document):
        parameter["schema"] = {"type": "string", "enum": known}
    return run(base, root, completed(document, bool(description)), int(cases))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1].rstrip("/"), *sys.argv[2:]))
