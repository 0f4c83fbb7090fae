"""Files on their way into a request: read in memory alone.

Django writes a file of more than 2.5 MB to the disk as it comes, in clear, before any view sees it;
a process that is killed leaves it there. What comes with a request is sealed, so it must not.
"""

from __future__ import annotations

import re
from typing import Any

from django.core.files.uploadhandler import MemoryFileUploadHandler

from parvis.rights.requests.files import WHOLE

PLACES = re.compile(r"/([a-z]{2}/)?(droits|espace-agents/demandes-de-droits)/")


class InMemory(MemoryFileUploadHandler):
    """For the forms of requests, of people (each language) and of the desk; a sending larger than
    they take is left to Django's own, and refused by them."""

    def handle_raw_input(
        self, input_data: Any, meta: dict[str, Any], content_length: int, boundary: str,
        encoding: str | None = None,
    ) -> None:  # fmt: skip
        here = PLACES.match(meta.get("PATH_INFO", "")) is not None
        self.activated = here and content_length <= WHOLE
