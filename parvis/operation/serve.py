"""`parvis serve`: the web workers and one `parvis worker`, all that a small town starts.

It stays outside Django: the parent of a portal needs 15 MB, not 150.
"""

from __future__ import annotations

import argparse
import gettext
import os
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

from parvis.operation.supervisor import Child, Supervisor


def gettext_noop(message: str) -> str:
    return message


SENTENCES = {
    "serving": gettext_noop("Parvis répond sur %(address)s (Ctrl+C pour l’arrêter)."),
    "stopped": gettext_noop("Parvis est arrêté."),
    "died": gettext_noop(
        "Le processus « %(name)s » s’est arrêté (code %(code)s) ; nouvel essai dans %(pause).1f s."
    ),
    "gave_up": gettext_noop(
        "Le processus « %(name)s » s’est arrêté %(deaths)s fois (dernier code : %(code)s). "
        "Nous arrêtons tout : son message est juste au-dessus. Corrigez, puis relancez."
    ),
    "killed": gettext_noop("Le processus « %(name)s » ne répondait plus : il a été arrêté net."),
    "port_taken": gettext_noop(
        "Nous ne pouvons pas ouvrir %(address)s : %(reason)s. "
        "Arrêtez l’autre programme, ou choisissez un autre port avec --port."
    ),
    "no_static": gettext_noop(
        "Les fichiers de présentation manquent dans %(folder)s. "
        "Lancez d’abord : parvis admin collectstatic --noinput"
    ),
}


def sentence(code: str, values: dict[str, object]) -> str:
    """A sentence for the person at the console, in the portal's first language."""
    language = (os.environ.get("PARVIS_LANGUAGES") or "fr").split(",")[0].strip()
    folder = Path(__file__).parent / "locale"
    words = gettext.translation("django", str(folder), [language], fallback=True)
    return words.gettext(SENTENCES[code]) % values


def say(code: str, values: dict[str, object]) -> None:
    sys.stderr.write(f"parvis: {sentence(code, values)}\n")
    sys.stderr.flush()


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="parvis serve",
        description="Serve the portal: web workers and one background worker, kept alive.",
    )
    made.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    made.add_argument("--port", type=int, default=8000, help="port to listen on (%(default)s)")
    workers = os.environ.get("PARVIS_WORKERS") or "2"
    made.add_argument(
        "--workers", type=int, default=workers, help="web processes (PARVIS_WORKERS, %(default)s)"
    )
    threads = os.environ.get("PARVIS_THREADS") or "8"
    made.add_argument(
        "--threads", type=int, default=threads, help="threads each (PARVIS_THREADS, %(default)s)"
    )
    made.add_argument(
        "--web-only", action="store_true", help="leave the background worker to another process"
    )
    return made


def children(options: argparse.Namespace) -> list[Child]:
    web = [
        sys.executable, "-m", "parvis.operation.web",
        "--host", options.host, "--port", str(options.port),
        "--workers", str(options.workers), "--threads", str(options.threads),
    ]  # fmt: skip
    # two places of glibc's for the memory of all threads, not one a thread that is never given back
    lean = {
        "MALLOC_ARENA_MAX": os.environ.get("MALLOC_ARENA_MAX", "2"),
        "PARVIS_THREADS": str(options.threads),
    }
    found = [Child("web", web, lean)]
    if not options.web_only:
        found.append(Child("worker", [sys.executable, "-m", "parvis", "worker"]))
    return found


def refusal(host: str, port: int) -> str:
    """Why this address cannot be opened; "" when it can."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((host, port))
        except (OSError, OverflowError) as error:
            return str(error)
    return ""


def main(arguments: Sequence[str]) -> int:
    """Exit status: 0 stopped cleanly, 1 refused or gave up, 2 wrong use."""
    options = parser().parse_args(arguments)
    address = f"http://{options.host}:{options.port}"
    reason = refusal(options.host, options.port)
    if reason:
        say("port_taken", {"address": address, "reason": reason})
        return 1
    static = Path(os.environ.get("PARVIS_DATA") or "var").resolve() / "static"
    if not (static / "staticfiles.json").exists():
        say("no_static", {"folder": static})
        return 1
    say("serving", {"address": address})
    status = Supervisor(children(options), say).run()
    if status == 0:
        say("stopped", {})
    return status
