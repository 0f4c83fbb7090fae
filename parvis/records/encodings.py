"""Decompression of HTTP bodies in small pieces, so that a bomb is seen before it grows."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Protocol

import brotli

PIECE = 256 * 1024


class UnknownEncoding(ValueError):
    """A Content-Encoding that was never asked for."""


class BrokenEncoding(ValueError):
    """The body is not what its Content-Encoding says, or it stops in the middle."""


class Decoder(Protocol):
    """Called with each chunk received; yields decompressed pieces of at most about PIECE bytes."""

    def __call__(self, chunk: bytes) -> Iterator[bytes]: ...

    def finish(self) -> None:
        """BrokenEncoding when the body was cut."""


def decoder(encoding: str) -> Decoder:
    """The decoder for a Content-Encoding header (one coding only: we never ask for more)."""
    if encoding in {"", "identity"}:
        return _Identity()
    if encoding in {"gzip", "x-gzip"}:
        return _Zlib(wbits=31)
    if encoding == "deflate":
        return _Deflate()
    if encoding == "br":
        return _Brotli()
    raise UnknownEncoding(encoding)


class _Identity:
    def __call__(self, chunk: bytes) -> Iterator[bytes]:
        yield chunk

    def finish(self) -> None:
        return None


class _Zlib:
    def __init__(self, wbits: int) -> None:
        self._wbits = wbits
        self._inner = zlib.decompressobj(wbits)
        self._fed = False

    def __call__(self, chunk: bytes) -> Iterator[bytes]:
        self._fed = self._fed or bool(chunk)
        try:
            full = False
            while chunk or full:
                if self._inner.eof:  # gzip members may follow one another (RFC 1952, 2.2)
                    self._inner = zlib.decompressobj(self._wbits)
                piece = self._inner.decompress(chunk, PIECE)
                yield piece
                chunk = self._inner.unconsumed_tail or self._inner.unused_data
                full = len(piece) == PIECE and not self._inner.eof
        except zlib.error as error:
            raise BrokenEncoding(str(error)) from error

    def finish(self) -> None:
        if self._fed and not self._inner.eof:
            raise BrokenEncoding("the body stops in the middle")


class _Deflate:
    """`deflate` is zlib by the standard (RFC 9110, 8.4.1.2), raw deflate for some servers."""

    def __init__(self) -> None:
        self._inner: _Zlib | None = None

    def __call__(self, chunk: bytes) -> Iterator[bytes]:
        if self._inner is None and chunk:
            self._inner = _Zlib(wbits=15 if chunk[0] & 0x0F == 8 else -15)
        if self._inner is not None:
            yield from self._inner(chunk)

    def finish(self) -> None:
        if self._inner is not None:
            self._inner.finish()


class _Brotli:
    def __init__(self) -> None:
        self._inner = brotli.Decompressor()
        self._fed = False

    def __call__(self, chunk: bytes) -> Iterator[bytes]:
        self._fed = self._fed or bool(chunk)
        try:
            piece: bytes = self._inner.process(chunk, output_buffer_limit=PIECE)
            yield piece
            while len(piece) >= PIECE and not self._inner.is_finished():
                piece = self._inner.process(b"", output_buffer_limit=PIECE)
                yield piece
        except brotli.error as error:
            raise BrokenEncoding(str(error)) from error

    def finish(self) -> None:
        if self._fed and not self._inner.is_finished():
            raise BrokenEncoding("the body stops in the middle")
