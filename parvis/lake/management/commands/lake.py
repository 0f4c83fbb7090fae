"""`parvis lake verify|collect|job`: is every version whole; forget what nothing points to;
calculate on whole versions."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.lake import actions, work
from parvis.lake.engines.request import Misasked
from parvis.lake.jobs import run_job
from parvis.lake.models import Job
from parvis.lake.refusals import Away, Damaged
from parvis.records.ready import demand_migrated


class Command(BaseCommand):
    help = (
        "Verify every version of the store (exit 1 when broken), forget those of no data set, or"
        " calculate on whole versions."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["verify", "collect", "job"], help="what to do")
        parser.add_argument("what", nargs="?", help="of job: a file of JSON that asks, or a key")
        parser.add_argument("--now", action="store_true", help="of job: run it here, and wait")
        parser.add_argument("--json", action="store_true", help="one JSON object, for a program")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        demand_migrated()
        if (options["what"] is not None or options["now"]) != (options["action"] == "job"):
            raise CommandError("WHAT and --now are of job, which needs WHAT.", returncode=2)
        try:
            if options["action"] == "job":
                self.job(options["what"], options["now"], options["json"])
            elif options["action"] == "verify":
                self.verify(options["json"])
            else:
                self.collect(options["json"])
        except (Away, Damaged, Misasked) as refused:
            raise CommandError(refused.sentence(_), returncode=1) from refused

    def verify(self, as_json: bool) -> None:
        found = actions.verify()
        if as_json:
            said = {"ok": not found.broken, "checked": found.checked,
                    "broken": [asdict(fault) for fault in found.broken]}  # fmt: skip
            self.stdout.write(json.dumps(said, ensure_ascii=False))
        else:
            causes = {"damaged": _("abîmé"), "missing": _("manquant")}
            for fault in found.broken:
                self.stdout.write(f"{fault.path} : {causes[fault.cause]}")
            broken = len(found.broken)
            checked = ngettext(
                "%(num)s version vérifiée", "%(num)s versions vérifiées", found.checked
            )
            left = ngettext("%(num)s fichier à rétablir", "%(num)s fichiers à rétablir", broken)
            told = f"{checked % {'num': found.checked}}, {left % {'num': broken}}."
            self.stdout.write(told)
        if found.broken:
            sys.exit(1)

    def collect(self, as_json: bool) -> None:
        gone = actions.collect()
        if as_json:
            self.stdout.write(json.dumps({"collected": gone}))
            return
        told = ngettext("%(gone)s fichier oublié.", "%(gone)s fichiers oubliés.", gone)
        self.stdout.write(told % {"gone": gone})

    def job(self, what: str | None, now: bool, as_json: bool) -> None:
        job = known(what or "")
        if job is None:
            job = work.ask(read(Path(what or "")))
            if not now:
                run_job.enqueue(str(job.key))
        if now:
            job = work.run(job.key)
        file = work.result(job)
        if as_json:
            said = {"job": str(job.key), "state": job.state, "rows": job.rows,
                    "engine": job.engine or None, "file": str(file) if file else None,
                    "version": job.version.name if job.version else None,
                    "errors": [job.sentence] if job.sentence else []}  # fmt: skip
            self.stdout.write(json.dumps(said, ensure_ascii=False))
        else:
            self.stdout.write(f"{job.key} : {job.get_state_display()}")
            if file:
                self.stdout.write(str(file))
        if job.sentence:
            raise CommandError(job.sentence, returncode=1)


def known(what: str) -> Job | None:
    try:
        return Job.objects.select_related("version").filter(key=UUID(what)).first()
    except ValueError:
        return None


def read(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        said = _("%(path)s n’est pas un fichier JSON lisible ni la clé d’un travail.")
        raise CommandError(said % {"path": path}, returncode=1) from error
