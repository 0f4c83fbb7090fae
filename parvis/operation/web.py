"""The web processes that `parvis serve` starts: the portal is loaded once, then shared out.

Each worker is a fork of a process that has loaded everything and opened nothing: what none of them
changes is in memory once for all, and a worker that died is back at once.
"""

from __future__ import annotations

import logging
import multiprocessing
from collections.abc import Callable
from typing import Any

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from parvis.operation.serve import parser
from parvis.wsgi import application

TARGET = "parvis.wsgi:application"
MEANT = "Python threads"  # more than twice the processors: most wait for an engine or a database


def loaded() -> Callable[..., Any]:
    """What a worker serves: inherited, not loaded again."""
    return application


def main() -> None:
    """`python -m parvis.operation.web --port …`, the options of `parvis serve`."""
    options = parser().parse_args()
    multiprocessing.set_start_method("fork")
    logging.getLogger("_granian").addFilter(lambda record: MEANT not in record.getMessage())
    server = Granian(
        TARGET,
        address=options.host,
        port=options.port,
        interface=Interfaces.WSGI,
        workers=options.workers,
        blocking_threads=options.threads,
        websockets=False,
        log_access=False,  # it would keep addresses of people
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=20,
    )
    server.serve(target_loader=loaded, wrap_loader=False)


if __name__ == "__main__":
    main()
