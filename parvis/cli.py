"""The command `parvis`: a few verbs of its own, everything else is Django's management."""

import gc
import os
import sys
from collections.abc import Sequence

# verbs of people who run the portal → management command; `serve` alone stays outside Django
VERBS = {
    "worker": "worker",
    "migrate": "prepare",
    "demo": "demo",
    "harvest": "harvest",
    "algorithms": "algorithms",
    "links": "links",
    "load": "load",
    "lake": "lake",
    "rules": "rules",
    "cases": "cases",
    "audit": "audit",
    "backup": "backup",
    "restore": "restore",
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run `parvis VERB …`; `parvis admin COMMAND …` reaches every management command.

    Exit status: 0 done, 1 the input was refused, 2 wrong use.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parvis.settings")
    words = list(sys.argv[1:] if arguments is None else arguments)
    if not words or words[0] in {"-h", "--help", "help"}:
        print(usage())
        return
    if words[0] == "--version":
        from parvis import __version__

        print(__version__)
        return
    if words[0] == "serve":
        from parvis.operation.serve import main as serve

        sys.exit(serve(words[1:]))
    if words[0] == "admin":
        command = words[1:] or ["help"]
    elif words[0] in VERBS:
        # a release is checked once, by `migrate`: that reads all the pages of the portal, a third
        # of the time of a start
        unchecked = [] if words[0] == "migrate" else ["--skip-checks"]
        command = [VERBS[words[0]], *unchecked, *words[1:]]
    else:
        print(f"parvis: unknown command '{words[0]}'\n\n{usage()}", file=sys.stderr)
        sys.exit(2)
    load()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["parvis", *command])


def load() -> None:
    """Django and every room. What is loaded stays to the end: the collector walks through none of
    it, neither now (about a tenth of the time of a start) nor later."""
    gc.disable()
    import django

    django.setup()
    gc.freeze()
    gc.enable()


def usage() -> str:
    verbs = "|".join(["serve", *VERBS, "admin"])
    return f"usage: parvis {verbs} [--help] …"
