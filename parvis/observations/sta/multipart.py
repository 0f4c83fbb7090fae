"""A batch as `multipart/mixed` (OGC 18-088, 11.2): each part is a call in the words of HTTP, or a
change set, whose calls are made together or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.message import Message
from typing import Any

from parvis.observations.sta.problems import StaProblem, shown

MIXED, HTTP = "multipart/mixed", "application/http"
FIRST = re.compile(r"(?P<method>[A-Z]+) (?P<url>\S+)( HTTP/1\.[01])?")
EMPTY = re.compile(rb"(?:\A|\r?\n)\r?\n")
LONGEST = 70  # signs of a boundary (RFC 2046)
Plain = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """`id`: the Content-ID that the call bore, or its rank."""

    id: str
    status: int
    reason: str
    headers: Mapping[str, str]
    content: bytes


def read(body: bytes, boundary: str) -> Iterator[Plain]:
    """The calls, as those of a JSON batch; `raw` is the body of each. Raises StaProblem."""
    rank = 0
    for number, (media, parameter, _id, content) in enumerate(parts(body, boundary)):
        inside = [(media, parameter, _id, content)]
        if media == MIXED:
            inside = parts(content, parameter)
        for each in inside:
            rank += 1
            call = called(each, rank)
            if media == MIXED:
                if call["method"] in ("GET", "HEAD"):
                    raise StaProblem("request", value=f"{call['method']} {call['url']}")
                call["atomicityGroup"] = str(number)
            yield call


Part = tuple[str, str, str, bytes]
"""The media of a part, its boundary, its Content-ID, and what it contains."""


def parts(body: bytes, boundary: str) -> list[Part]:
    if not boundary or len(boundary) > LONGEST or not boundary.isascii():
        raise StaProblem("parts")
    mark = re.escape(boundary.encode())
    found = re.split(rb"(?:^|\r?\n)--" + mark + rb"(--)?[ \t]*(?=\r?\n|$)", body)
    inside, ends = found[2::2], found[1::2]
    if not ends or ends[-1] != b"--" or any(ends[:-1]):
        raise StaProblem("parts")
    return [part(one) for one in inside[:-1]]


def part(text: bytes) -> Part:
    headers, content = parted(re.sub(rb"^\r?\n", b"", text, count=1))
    boundary = headers.get_param("boundary") or ""
    identifier = headers.get("Content-ID") or ""
    return headers.get_content_type(), str(boundary), identifier.strip("<> "), content


def parted(text: bytes) -> tuple[Message, bytes]:
    """Headers, and what comes after the first empty line."""
    end = EMPTY.search(text)
    head, content = (text[: end.start()], text[end.end() :]) if end else (text, b"")
    headers = Message()
    for line in head.decode("utf-8", "replace").splitlines():
        name, colon, value = line.partition(":")
        if not colon or not re.fullmatch(r"[!-9;-~]+", name):
            raise StaProblem("request", value=shown(line))
        headers[name] = value.strip()
    return headers, content


def called(part: Part, rank: int) -> Plain:
    media, _boundary, identifier, content = part
    if media != HTTP:
        raise StaProblem("parts")
    line, _end, rest = content.lstrip(b"\r\n").partition(b"\n")
    text = line.decode("utf-8", "replace").strip()
    first = FIRST.fullmatch(text)
    if first is None or "$batch" in first["url"]:
        raise StaProblem("request", value=shown(text))
    headers, body = parted(rest)
    call: Plain = {"id": identifier or str(rank), "method": first["method"], "url": first["url"]}
    if "Content-Type" in headers:
        call["headers"] = {"content-type": headers.get_content_type()}
    return call | {"raw": body.strip(b"\r\n")}


def written(groups: Sequence[tuple[bool, Sequence[Answer]]], boundary: str) -> bytes:
    """`groups`: calls, and whether they are a change set; one that failed has one answer."""
    pieces = []
    for number, (together, answers) in enumerate(groups):
        if not together:
            pieces += [piece(one) for one in answers]
        elif len(answers) == 1 and answers[0].status >= 400:
            pieces.append(piece(answers[0]))
        else:
            inner = f"{boundary}-{number}"
            head = f"Content-Type: {MIXED}; boundary={inner}\r\n\r\n"
            pieces.append(head.encode() + joined([piece(one) for one in answers], inner))
    return joined(pieces, boundary)


def joined(pieces: Sequence[bytes], boundary: str) -> bytes:
    mark = f"--{boundary}".encode()
    return b"".join(mark + b"\r\n" + one + b"\r\n" for one in pieces) + mark + b"--\r\n"


def piece(answer: Answer) -> bytes:
    lines = [
        f"Content-Type: {HTTP}", f"Content-ID: {answer.id}", "",
        f"HTTP/1.1 {answer.status} {answer.reason}",
        *(f"{name}: {value}" for name, value in answer.headers.items()),
        f"Content-Length: {len(answer.content)}", "", "",
    ]  # fmt: skip
    return "\r\n".join(lines).encode() + answer.content
