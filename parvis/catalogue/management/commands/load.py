"""`parvis load FILE --dataset SLUG`: a file becomes rows that readers can ask."""

from __future__ import annotations

import json
from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.catalogue import loading
from parvis.catalogue.rows import keys
from parvis.catalogue.rows.keys import KeyProblem
from parvis.lake.reading.dialect import SEPARATORS
from parvis.lake.reading.text import ENCODINGS
from parvis.lake.reading.understand import Choices
from parvis.records.problems import Problem
from parvis.records.ready import demand_migrated


def column_type(given: str) -> tuple[str, str]:
    """`TITLE=TYPE`."""
    title, sign, kind = given.rpartition("=")
    if not (sign and title and kind):
        raise ArgumentTypeError(f"'{given}' is not TITLE=TYPE")
    return title, kind


class Command(BaseCommand):
    help = "Keep a file as a version of a data set's rows; an unknown data set becomes a draft."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="CSV, XLSX, JSON, GeoJSON, Parquet…")
        parser.add_argument("--dataset", required=True, help="end of its address: /donnees/<slug>/")
        parser.add_argument("--publish", action="store_true", help="readers get these rows now")
        parser.add_argument("--sheet", help="of a workbook, layer or member of an archive")
        parser.add_argument(
            "--encoding", choices=ENCODINGS, help="of a text file, instead of what is understood"
        )
        parser.add_argument(
            "--separator", choices=SEPARATORS, help="of the columns of a CSV, likewise"
        )
        parser.add_argument(
            "--type", action="append", default=[], type=column_type, metavar="TITLE=TYPE",
            help="type of a column, instead of what is understood (may be repeated)",
        )  # fmt: skip
        parser.add_argument(
            "--drop", action="append", default=[], metavar="TITLE",
            help="column that is not kept, as titled in the file (may be repeated)",
        )  # fmt: skip
        parser.add_argument(
            "--key",
            type=keys.parted,
            metavar="TITLE,TITLE",
            help="columns that tell one row from another, from now on; empty: none does",
        )
        parser.add_argument("--json", action="store_true", help="one JSON object, for a program")

    def handle(self, *args: Any, **options: Any) -> None:
        demand_migrated()
        choices = Choices(
            sheet=options["sheet"], encoding=options["encoding"], separator=options["separator"],
            types=dict(options["type"]), dropped=tuple(options["drop"]),
        )  # fmt: skip
        try:
            loaded = loading.load(
                options["file"], options["dataset"], choices, options["publish"], key=options["key"]
            )
        except (Problem, ValidationError) as refused:
            raise self.refusal(refused, options) from refused
        if options["json"]:
            self.stdout.write(json.dumps(loaded.as_json(), ensure_ascii=False))
        else:
            self.tell(loaded, options["publish"])

    def refusal(self, refused: Problem | ValidationError, options: dict[str, Any]) -> CommandError:
        if isinstance(refused, KeyProblem):
            sentence = f"--key : {refused.sentence(_)}"
        elif isinstance(refused, Problem):
            sentence = refused.sentence(_)
        else:
            sentence = f"--dataset {options['dataset']} : {' '.join(refused.messages)}"
        if options["json"]:
            said = {"dataset": options["dataset"], "version": None, "rows": 0, "columns": [],
                    "warnings": [], "errors": [sentence]}  # fmt: skip
            self.stdout.write(json.dumps(said, ensure_ascii=False))
        return CommandError(sentence, returncode=1)

    def tell(self, loaded: loading.Loaded, published: bool) -> None:
        for warning in loaded.warnings:
            self.stdout.write(warning)
        for column in loaded.as_json()["columns"]:
            meaning = f", {column['meaning']}" if column["meaning"] else ""
            self.stdout.write(f"{column['name']} : {column['type']}{meaning}")
        count = loaded.version.rows
        rows = ngettext("%(n)s ligne", "%(n)s lignes", count) % {"n": count}
        said = _("%(rows)s, publiées.") if published else _("%(rows)s, gardées sans publier.")
        self.stdout.write(said % {"rows": rows})
        self.stdout.write(_("Version : %(version)s") % {"version": loaded.version.name})
