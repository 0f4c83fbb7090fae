"""The one client for addresses that people give: catalogues, files, feeds.

A request goes to the very address that was checked (no second name resolution), every redirect is
checked again, and time, transferred bytes and decompressed bytes are bounded.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Literal

import httpcore
import httpx

from parvis.records.encodings import BrokenEncoding, UnknownEncoding, decoder
from parvis.records.network import FetchError as FetchError
from parvis.records.network import Limits as Limits
from parvis.records.network import Network, Resolve, named, resolve

USER_AGENT = "Parvis/0.1 (territorial data catalogue; reads public catalogues and files)"
_REDIRECTS = {301, 302, 303, 307, 308}
_REPEATED = {307, 308}  # a POST goes on as a POST; after the others it becomes a GET
Method = Literal["HEAD", "GET", "POST"]


@dataclass(frozen=True)
class Answer:
    """What came back. `path` is a temporary file, or None when nothing changed (304)."""

    url: str
    status: int
    path: Path | None
    size: int
    media_type: str
    charset: str
    etag: str
    last_modified: str

    @property
    def unchanged(self) -> bool:
        return self.path is None


@dataclass(frozen=True)
class Look:
    """What an address answers, whatever its status; `size` in bytes, None when it does not say;
    `retry_after` as the server writes it."""

    url: str
    status: int
    media_type: str
    size: int | None
    etag: str
    last_modified: str
    retry_after: str


@dataclass
class Client:
    """`allow_private` names "host:port" pairs exempt from the address check: intranet and tests."""

    limits: Limits = field(default_factory=Limits)
    allow_private: frozenset[str] = frozenset()
    resolve: Resolve = resolve
    clock: Callable[[], float] = time.monotonic
    user_agent: str = USER_AGENT

    def _network(self) -> Network:
        return Network(self.limits, self.allow_private, self.resolve, self.clock)

    def vet(self, url: str) -> None:
        """Raise FetchError when an address that a person gives could not be asked for; its site is
        looked up, nothing is asked of it."""
        parsed, network = checked(url), self._network()
        network.host = parsed.host
        with named(url, network):
            network.allowed(parsed.host, parsed.port or {"http": 80}.get(parsed.scheme, 443))

    @contextmanager
    def fetch(
        self,
        url: str,
        *,
        accept: str = "*/*",
        etag: str = "",
        last_modified: str = "",
        body: bytes | None = None,
        body_type: str = "",
    ) -> Iterator[Answer]:
        """GET `url`, or POST `body` to it, into a temporary file that lives as the context does."""
        headers = {"User-Agent": self.user_agent, "Accept": accept}
        headers |= {"Content-Type": body_type} if body is not None and body_type else {}
        headers |= {"If-None-Match": etag} if etag else {}
        headers |= {"If-Modified-Since": last_modified} if last_modified else {}
        network = self._network()
        with tempfile.TemporaryDirectory(prefix="parvis-fetch-") as folder:
            pool = httpcore.ConnectionPool(network_backend=network, retries=0)
            with pool, named(url, network):
                answer = self._follow(pool, network, url, headers, Path(folder) / "body", body)
            yield answer

    def look(self, url: str, *, method: Method = "HEAD") -> Look:
        """Ask an address for its head only; by "GET", for its first byte, which nobody reads."""
        headers = {"User-Agent": self.user_agent, "Accept": "*/*"}
        headers |= {"Range": "bytes=0-0"} if method == "GET" else {}
        network = self._network()
        pool = httpcore.ConnectionPool(network_backend=network, retries=0)
        with (
            pool,
            named(url, network),
            self._reached(pool, network, url, headers, method) as (target, response),
        ):
            return _look(target, response)

    def _follow(
        self,
        pool: httpcore.ConnectionPool,
        network: Network,
        url: str,
        headers: Mapping[str, str],
        path: Path,
        body: bytes | None,
    ) -> Answer:
        conditional = "If-None-Match" in headers or "If-Modified-Since" in headers
        method: Method = "GET" if body is None else "POST"
        with self._reached(pool, network, url, headers, method, body) as (target, response):
            if response.status == 304 and conditional:
                return _answer(target, response, None, 0)
            if response.status != 200:
                raise FetchError(
                    "status", url=str(target), host=target.host, status=response.status
                )
            with path.open("wb") as output:
                size = self._save(target, response, output)
            return _answer(target, response, path, size)

    @contextmanager
    def _reached(
        self,
        pool: httpcore.ConnectionPool,
        network: Network,
        url: str,
        headers: Mapping[str, str],
        method: Method,
        body: bytes | None = None,
    ) -> Iterator[tuple[httpx.URL, httpcore.Response]]:
        """The first answer that sends nowhere else, and the address that gave it."""
        current = url
        for _ in range(self.limits.redirects + 1):
            target = checked(current)
            network.host = target.host
            address, lines = _request(target, headers, body)
            with pool.stream(method, address, headers=lines, content=body) as response:
                if response.status not in _REDIRECTS:
                    yield target, response
                    return
                current = _location(target, response)
                if body is not None and response.status not in _REPEATED:
                    method, body = "GET", None
        raise FetchError("redirects", url=url, limit=self.limits.redirects)

    def _save(self, url: httpx.URL, response: httpcore.Response, output: BinaryIO) -> int:
        """Decompress while reading; stops at the first byte beyond the limit."""
        limit = self.limits.size
        declared = _header(response, "content-length")
        if declared.isdigit() and int(declared) > limit:
            raise FetchError("large", url=str(url), limit=limit)
        encoding = _header(response, "content-encoding").lower()
        size = received = 0
        try:
            decode = decoder(encoding)
            for chunk in response.iter_stream():
                received += len(chunk)
                for piece in decode(chunk):
                    size += len(piece)
                    if size > limit:
                        break
                    output.write(piece)
                if max(size, received) > limit:
                    raise FetchError("large", url=str(url), limit=limit)
            decode.finish()
        except (BrokenEncoding, UnknownEncoding) as error:
            raise FetchError("encoding", url=str(url), encoding=encoding) from error
        return size


def checked(url: str) -> httpx.URL:
    """The address as it will be asked for; FetchError when it is not acceptable by its form."""
    try:
        parsed = httpx.URL(url.strip())
        port = parsed.port or {"http": 80, "https": 443}.get(parsed.scheme, 0)
    except (httpx.InvalidURL, ValueError) as error:
        raise FetchError("address", url=url[:200]) from error
    if parsed.scheme not in {"http", "https"} or not parsed.host or port > 65535:
        raise FetchError("address", url=url[:200])
    if parsed.userinfo:
        raise FetchError("credentials", host=parsed.host)
    if port not in {80, 443} and port < 1024:
        raise FetchError("port", url=url[:200], port=port)
    return parsed.copy_with(fragment=None)


def _request(
    url: httpx.URL, headers: Mapping[str, str], body: bytes | None
) -> tuple[httpcore.URL, list[tuple[bytes, bytes]]]:
    target = httpcore.URL(
        scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
    )
    lines = [(b"Host", url.netloc), (b"Accept-Encoding", b"gzip, deflate, br")]
    lines += [
        (name.encode(), value.encode("latin-1", "ignore"))
        for name, value in headers.items()
        if body is not None or name != "Content-Type"
    ]
    if body is not None:
        lines.append((b"Content-Length", str(len(body)).encode()))
    return target, lines


def _location(url: httpx.URL, response: httpcore.Response) -> str:
    location = _header(response, "location")
    if not location:
        raise FetchError("redirect", url=str(url))
    try:
        return str(url.join(location))
    except (httpx.InvalidURL, ValueError) as error:
        raise FetchError("address", url=location[:200]) from error


def _header(response: httpcore.Response, name: str) -> str:
    for key, value in response.headers:
        if key.lower() == name.encode():
            return value.decode("latin-1").strip()
    return ""


def _look(url: httpx.URL, response: httpcore.Response) -> Look:
    """The whole size stands after the slash where only a part was asked for (206); one that no
    disk holds is none."""
    whole = _header(response, "content-range").rpartition("/")[2]
    said = whole if response.status == 206 else _header(response, "content-length")
    encoded = _header(response, "content-encoding") not in {"", "identity"}
    told = said.isascii() and said.isdigit() and len(said) <= 15 and not encoded
    return Look(
        url=str(url),
        status=response.status,
        media_type=_header(response, "content-type").partition(";")[0].strip().lower(),
        size=int(said) if told else None,
        etag=_header(response, "etag"),
        last_modified=_header(response, "last-modified"),
        retry_after=_header(response, "retry-after"),
    )


def _answer(url: httpx.URL, response: httpcore.Response, path: Path | None, size: int) -> Answer:
    media_type, _, parameters = _header(response, "content-type").partition(";")
    _, _, charset = parameters.partition("charset=")
    return Answer(
        url=str(url),
        status=response.status,
        path=path,
        size=size,
        media_type=media_type.strip().lower(),
        charset=charset.partition(";")[0].strip(' "').lower(),
        etag=_header(response, "etag"),
        last_modified=_header(response, "last-modified"),
    )
