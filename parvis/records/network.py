"""The network as the client of addresses may use it: the very address that was checked is connected
to, public ones only, and every operation fits in one deadline."""

from __future__ import annotations

import queue
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

import httpcore

from parvis.records.addresses import is_public
from parvis.records.problems import Problem, gettext_noop

CHUNK = 64 * 1024


class FetchError(Problem):
    """An address was refused or did not answer as it should. Nothing was kept."""

    sentences: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "address": gettext_noop(
                "L’adresse « %(url)s » n’est pas une adresse web complète : elle doit commencer "
                "par https:// ou http:// et nommer un site."
            ),
            "credentials": gettext_noop(
                "L’adresse du site « %(host)s » contient un identifiant ou un mot de passe : "
                "retirez-les de l’adresse."
            ),
            "port": gettext_noop(
                "Le port %(port)s de l’adresse « %(url)s » n’est pas accepté : utilisez 80, 443 "
                "ou un port à partir de 1024."
            ),
            "unknown_host": gettext_noop(
                "Le site « %(host)s » est introuvable : vérifiez son nom."
            ),
            "private": gettext_noop(
                "Le site « %(host)s » se trouve sur un réseau privé ou réservé : seules les "
                "adresses publiques sont acceptées."
            ),
            "unreachable": gettext_noop(
                "Le site « %(host)s » ne répond pas : réessayez plus tard ou vérifiez l’adresse."
            ),
            "certificate": gettext_noop(
                "La connexion sécurisée au site « %(host)s » a échoué : son certificat n’est pas "
                "valable."
            ),
            "slow": gettext_noop(
                "Le site « %(host)s » répond trop lentement : la lecture a été arrêtée après "
                "%(seconds)s secondes."
            ),
            "large": gettext_noop(
                "Le contenu de « %(url)s » dépasse la limite de %(limit)s octets : la lecture a "
                "été arrêtée."
            ),
            "encoding": gettext_noop(
                "Le contenu de « %(url)s » est compressé d’une façon illisible (%(encoding)s)."
            ),
            "status": gettext_noop(
                "Le site « %(host)s » a répondu par l’erreur %(status)s à l’adresse « %(url)s »."
            ),
            "redirect": gettext_noop(
                "L’adresse « %(url)s » renvoie vers une autre adresse qui n’est pas indiquée."
            ),
            "redirects": gettext_noop(
                "L’adresse « %(url)s » renvoie plus de %(limit)s fois vers d’autres adresses."
            ),
            "answer": gettext_noop(
                "Le site « %(host)s » a coupé la connexion ou sa réponse n’est pas du HTTP valable."
            ),
        }
    )


Resolve = Callable[[str, int], Iterable[str]]


def resolve(host: str, port: int) -> list[str]:
    """Literal addresses of a host, in the order of the system's resolver; OSError if none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True)
class Limits:
    """Bounds of one fetch: seconds, bytes (on the wire and decompressed), redirects followed."""

    connect: float = 10.0
    read: float = 30.0
    total: float = 300.0
    size: int = 200_000_000
    redirects: int = 5


@contextmanager
def named(url: str, network: Network) -> Iterator[None]:
    """Turn what the network raises into the one error of this module."""
    try:
        yield
    except httpcore.TimeoutException as error:
        seconds = round(network.clock() - network.started, 1)
        raise FetchError("slow", host=network.host, seconds=seconds) from error
    except httpcore.ConnectError as error:
        code = "certificate" if isinstance(error.__cause__, ssl.SSLError) else "unreachable"
        raise FetchError(code, host=network.host) from error
    except (httpcore.NetworkError, httpcore.ProtocolError) as error:
        raise FetchError("answer", host=network.host) from error
    except (httpcore.UnsupportedProtocol, UnicodeError) as error:
        raise FetchError("address", url=url[:200]) from error


class Network(httpcore.NetworkBackend):
    """Connects to the address it has just checked, within one deadline for the whole fetch."""

    def __init__(
        self,
        limits: Limits,
        allow_private: frozenset[str],
        resolve: Resolve,
        clock: Callable[[], float],
    ) -> None:
        self.limits, self.allow_private = limits, allow_private
        self.resolve, self.clock = resolve, clock
        self.started = clock()
        self.host = ""
        self._sockets = httpcore.SyncBackend()

    def remaining(self, bound: float) -> float:
        left = self.started + self.limits.total - self.clock()
        if left <= 0:
            raise httpcore.ReadTimeout("the total time is spent")
        return min(bound, left)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        failure: httpcore.NetworkError | httpcore.TimeoutException | None = None
        for address in self.allowed(host, port):
            bound = self.remaining(self.limits.connect)
            try:
                stream = self._sockets.connect_tcp(address, port, bound, None, socket_options)
                return Stream(stream, self)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure or httpcore.ConnectError("no address")

    def allowed(self, host: str, port: int) -> list[str]:
        """Addresses of the host, all public: one private address among them refuses the host."""
        addresses = self._resolved(host, port)
        if not addresses:
            raise FetchError("unknown_host", host=host)
        exempt = f"{host}:{port}" in self.allow_private
        if not exempt and not all(is_public(address) for address in addresses):
            raise FetchError("private", host=host)
        return addresses

    def _resolved(self, host: str, port: int) -> list[str]:
        """Name resolution in a thread: the system call itself knows no time limit."""
        outcome: queue.SimpleQueue[list[str]] = queue.SimpleQueue()

        def ask() -> None:
            try:
                outcome.put(list(self.resolve(host, port)))
            except (OSError, UnicodeError):
                outcome.put([])

        threading.Thread(target=ask, daemon=True).start()
        try:
            return outcome.get(timeout=self.remaining(self.limits.connect))
        except queue.Empty as error:
            raise httpcore.ConnectTimeout("name resolution") from error


class Stream(httpcore.NetworkStream):
    """A connection whose every operation fits in the time that is left."""

    def __init__(self, inner: httpcore.NetworkStream, network: Network) -> None:
        self._inner = inner
        self._network = network

    def _bound(self) -> float:
        return self._network.remaining(self._network.limits.read)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(min(max_bytes, CHUNK), self._bound())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._bound())

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        secured = self._inner.start_tls(ssl_context, server_hostname, self._bound())
        return Stream(secured, self._network)

    def get_extra_info(self, info: str) -> object:
        return self._inner.get_extra_info(info)
