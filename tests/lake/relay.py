"""A relay before a server, which stops passing what is sent once it passed so many bytes: where a
test can be sure to be in the middle of an upload."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

PIECE = 65_536


class Relay:
    def __init__(self, endpoint: str, most: int) -> None:
        parts = urlsplit(endpoint)
        self._to = (parts.hostname, parts.port)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.endpoint = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self._left, self._lock = most, threading.Lock()
        self._links: list[socket.socket] = []
        self.full = threading.Event()
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):  # closed: the test ends
            while True:
                near = self._listening.accept()[0]
                far = socket.create_connection(self._to)
                self._links += [near, far]
                for work in ((self._sent, near, far), (self._answered, far, near)):
                    threading.Thread(target=work[0], args=work[1:], daemon=True).start()

    def _sent(self, near: socket.socket, far: socket.socket) -> None:
        with suppress(OSError):
            while piece := near.recv(PIECE):
                with self._lock:
                    self._left -= len(piece)
                    if self._left < 0:
                        self.full.set()
                        return
                far.sendall(piece)
            far.shutdown(socket.SHUT_WR)

    def _answered(self, far: socket.socket, near: socket.socket) -> None:
        with suppress(OSError):
            while piece := far.recv(PIECE):
                near.sendall(piece)
            near.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        for link in (self._listening, *self._links):
            link.close()


@contextmanager
def relayed(endpoint: str, most: int) -> Iterator[Relay]:
    relay = Relay(endpoint, most)
    try:
        yield relay
    finally:
        relay.close()
