"""What is not a catalogue is refused in one sentence, quickly, and nothing else happens."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parvis.catalogue.dcat import DcatError, from_rdf
from parvis.catalogue.dcat.errors import REFUSING
from tests.catalogue.samples import JSONLD, RDF_XML, TURTLE

RDF = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'


def refused(content: bytes, media_type: str | None = None) -> DcatError:
    with pytest.raises(DcatError) as caught:
        from_rdf(content, media_type)
    assert "%(" not in caught.value.sentence()
    return caught.value


@pytest.mark.parametrize(
    "content",
    [
        b"<!DOCTYPE html><html><body>Bienvenue</body></html>",
        b"\n <HTML lang='fr'><head>",
        b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- x --><!DOCTYPE html PUBLIC '-//W3C//DTD'><html/>",
    ],
)
@pytest.mark.parametrize("media_type", [None, "text/turtle", "application/rdf+xml", "text/html"])
def test_a_web_page(content: bytes, media_type: str | None) -> None:
    assert refused(content, media_type).code == "html"


def test_many_comments_before_the_root_cost_nothing() -> None:
    content = b"<!---->" * 500 + RDF.encode() + b"</rdf:RDF>"
    assert refused(content).code == "nothing"


def test_an_empty_file() -> None:
    assert refused(b"").code == "empty"
    assert refused(b" \n\t").code == "empty"


@pytest.mark.parametrize(
    "content",
    [b"Bonjour", b"%PDF-1.7 \x00\x01", b"PK\x03\x04", b"\x00" * 100, b"a;b;c\n1;2;3\n"],
)
def test_anything_else(content: bytes) -> None:
    assert refused(content).code == "syntax"


@pytest.mark.parametrize("sample", [RDF_XML, TURTLE, JSONLD])
def test_a_file_cut_in_the_middle(sample: bytes) -> None:
    assert refused(sample[: len(sample) * 2 // 3]).code == "syntax"


def test_rdf_that_is_no_catalogue() -> None:
    assert refused(b"<http://a.example/> <http://b.example/> 'c' .").code == "nothing"
    assert refused(b"[]").code == "nothing"
    assert refused(b"{}").code == "nothing"


def test_entities_that_multiply_are_refused_at_once() -> None:
    """The "billion laughs": a kilobyte that would fill the memory."""
    entities = b"".join(
        b'<!ENTITY l%d "%s">' % (level, b"&l%d;" % (level - 1) * 10) for level in range(1, 12)
    )
    bomb = (
        b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY l0 "lol">' + entities + b"]>"
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">&l11;</rdf:RDF>'
    )
    started = time.monotonic()
    assert refused(bomb).code == "dtd"
    assert refused(bomb.decode().encode("utf-16")).code == "dtd"
    assert time.monotonic() - started < 1


def test_external_entities_are_never_opened() -> None:
    for reference in ("SYSTEM 'file:///etc/hostname'", "PUBLIC 'x' 'http://127.0.0.1:1/x'"):
        content = f"<?xml version='1.0'?><!DOCTYPE r [<!ENTITY x {reference}>]>{RDF}&x;</rdf:RDF>"
        assert refused(content.encode()).code == "dtd"
    assert refused(f"<!DOCTYPE r SYSTEM 'http://127.0.0.1:1/'>{RDF}</rdf:RDF>".encode()).code == (
        "dtd"
    )


def test_endless_nesting() -> None:
    deep = RDF + "<rdf:Description><rdf:value>" * 100_000
    assert refused(deep.encode()).code == "depth"
    assert refused(b"[" * 100_000, "application/ld+json").code == "syntax"
    nested = '{"http://a.example/b":' * 500 + "1" + "}" * 500
    assert refused(nested.encode()).code in {"depth", "syntax"}


def test_a_context_is_never_fetched() -> None:
    for url in ("http://127.0.0.1:1/c", "https://schema.org/", "file:///etc/passwd"):
        content = json.dumps({"@context": ["https://www.w3.org/ns/dcat", url], "@id": "x"})
        assert refused(content.encode()).code == "context"
        content = json.dumps({"@context": {"@import": url}, "@id": "x"})
        assert refused(content.encode()).code in {"context", "syntax"}


def test_an_unknown_encoding() -> None:
    assert refused(b'<?xml version="1.0" encoding="klingon"?>' + RDF.encode()).code == "encoding"
    assert refused(b"\xff\xfe\x00").code == "encoding"
    broken = RDF_XML.decode().replace("UTF-8", "ascii").encode()
    assert refused(broken).code == "encoding"


def test_every_code_has_its_sentence() -> None:
    assert set(DcatError.sentences) >= REFUSING
    for code in DcatError.sentences:
        params = dict.fromkeys(
            ("format", "detail", "limit", "encoding", "url", "value", "field"), "x"
        )
        assert "%" not in DcatError(code, **params).sentence()


MEDIA = st.sampled_from(
    [None, "text/turtle", "application/rdf+xml", "application/ld+json", "application/trig"]
)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A real file with a few bytes changed, cut out or repeated."""
    content = bytearray(draw(st.sampled_from([RDF_XML, TURTLE, JSONLD])))
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(content)))
        end = min(len(content), start + draw(st.integers(0, 40)))
        filling = draw(st.binary(max_size=6) | st.just(bytes(content[start:end]) * 3))
        content[start:end] = filling
    return bytes(content)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(content=damaged() | st.binary(max_size=200), media_type=MEDIA)
def test_damaged_files_are_read_or_refused_never_more(
    content: bytes, media_type: str | None
) -> None:
    try:
        problems = [one.problem for one in from_rdf(content, media_type).problems]
    except DcatError as error:
        problems = [error]
    for problem in problems:
        assert "%(" not in problem.sentence()
