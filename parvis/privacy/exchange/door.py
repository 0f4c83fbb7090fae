"""`/traitements/registre.csv`, `.ods`, `.cnil.ods`, `.json`, `.ttl`: the public register, whole.

Each tells what is not published, and on which ground of the law. `?langue=fr|en` for the words of
the tables. `/traitements/modele.csv` is the empty table that the desk's import reads.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext, ngettext, override
from django.utils.translation import gettext as _
from pyoxigraph import RdfFormat, serialize

from parvis.design import spreadsheets
from parvis.privacy.exchange import dpv, reading, sheet, sheets
from parvis.privacy.notices.pages import LANGUAGES, chosen
from parvis.records import exchange, hooks
from parvis.records.audience import Audience, audience_of
from parvis.records.desk.sheet import Sheet
from parvis.records.machine import machine

Line = dict[str, str]


@machine
def whole(request: HttpRequest, form: str) -> StreamingHttpResponse:
    """The register as the one who asks may see it. `form` is one of TYPES."""
    language = chosen(request, "langue", LANGUAGES)
    kind, write = TYPES[form]
    pieces = write(audience_of(request), language)
    response = StreamingHttpResponse(pieces, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="registre-des-traitements.{form}"'
    private = settings.SESSION_COOKIE_NAME in request.COOKIES
    response["Cache-Control"] = "private, no-store" if private else "public, no-cache"
    response["Vary"] = "Cookie"
    return response


@machine
def template(request: HttpRequest) -> HttpResponse:
    """The columns that the desk's import reads, without a line."""
    from parvis.privacy.models import Processing  # models read the modules beside this one

    body = "".join(exchange.write(Sheet(Processing).columns, ()))
    response = HttpResponse(body, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="modele-des-traitements.csv"'
    return response


def lines(audience: Audience, language: str) -> Iterator[Line]:
    """A line a processing, then what is not published: how many, and why."""
    for entry in reading.entries(audience):
        yield sheet.row(entry, gettext, language)
    for one in reading.withheld(audience):
        title = ngettext("%(count)s traitement non publié", "%(count)s traitements non publiés",
                         one.count) % {"count": one.count}  # fmt: skip
        yield {"activity": title, "kept_back": one.why or _("raison non dite")}


def spoken(pieces: Iterator[Any], language: str) -> Iterator[Any]:
    """The pieces, each made in a language: a stream outlives the request's own."""
    while True:
        with override(language):
            try:
                piece = next(pieces)
            except StopIteration:
                return
        yield piece


def csv(audience: Audience, language: str) -> Iterator[bytes]:
    with override(language):
        said = sheet.headings(gettext)
    columns = [said[name] for name in sheet.columns()]
    found = lines(audience, language)
    rows = ({said[name]: text for name, text in line.items()} for line in found)
    for piece in spoken(exchange.write(columns, rows), language):
        yield piece.encode()


def ods(audience: Audience, language: str) -> Iterator[bytes]:
    with override(language):
        said = sheet.headings(gettext)
        names = sheet.columns()
        columns = [{"heading": said[n], "type": "text", "many": False, "place": False}
                   for n in names]  # fmt: skip
        rows = ([line.get(name) or None for name in names] for line in lines(audience, language))
        table = spreadsheets.table(_("Registre"), columns, rows, sheet.BETWEEN)
    yield from spoken(spreadsheets.ods_pieces([table]), language)


def forms(audience: Audience, _language: str) -> Iterator[bytes]:
    """A sheet a processing, as the CNIL's simplified model; its headings have one language."""
    yield from spoken(spreadsheets.ods_pieces(filled_forms(audience)), sheets.LANGUAGE)


def filled_forms(audience: Audience) -> Iterator[spreadsheets.Table]:
    """Each sheet by its name; the last one tells what is not published, where something is not."""

    def cells(rows: Iterable[Iterable[str]]) -> Iterator[list[str | None]]:
        return ([spreadsheets.text(one) or None for one in row] for row in rows)

    for entry in reading.entries(audience):
        yield entry.content["slug"], sheets.WIDTH, cells(sheets.form(entry, gettext))
    untold = [[one.why or _("raison non dite"), str(one.count)]
              for one in reading.withheld(audience)]  # fmt: skip
    if untold:
        yield "non-publie", 2, cells([[_("Non publié, et pourquoi"), _("combien")], *untold])


def as_json(audience: Audience, language: str) -> Iterator[bytes]:
    """`{"processings": […], "withheld": […]}`; projections as `/id/processing/<slug>` has them."""

    def dumped(value: Any) -> str:
        return json.dumps(value, ensure_ascii=False, sort_keys=True)

    yield b'{"processings": ['
    for number, view in enumerate(spoken(reading.views(audience), language)):
        url = f"{settings.PARVIS_BASE_URL}/id/{view.key}"
        piece = dumped({**view.content, "url": url})
        yield (",\n" if number else "\n").encode() + piece.encode()
    with override(language):
        found = [vars(one) for one in reading.withheld(audience)]
    yield f'\n], "withheld": {dumped(found)}}}\n'.encode()


def turtle(audience: Audience, language: str) -> Iterator[bytes]:
    """DPV 2.3, a processing at a time; the prefixes are told once."""
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in dpv.PREFIXES.items())
    yield prefixes.encode()
    for view in spoken(reading.views(audience), language):
        with override(language):
            owner = view.organisation.content if view.organisation else {}
            contact = owner.get("contact") or ""
            found = list(quads(view.content, settings.PARVIS_BASE_URL, contact))
        written = serialize((quad.triple for quad in found), format=RdfFormat.TURTLE,
                            prefixes=dpv.PREFIXES) or b""  # fmt: skip
        yield b"\n" + without_prefixes(written)
    with override(language):
        for one in reading.withheld(audience):
            yield f"# {one.count} non publiés : {one.why}\n".encode()


def without_prefixes(document: bytes) -> bytes:
    kept = [line for line in document.splitlines() if not line.startswith(b"@prefix")]
    return b"\n".join(kept).strip() + b"\n"


def quads(content: dict[str, Any], base: str, contact: str) -> Iterable[Any]:
    """One processing in DPV, with the rights it gives and how its controller is reached."""
    rights = hooks.first("entitlements", projection=content) or ()
    return dpv.quads(content, base, rights, contact)


TYPES: dict[str, tuple[str, Callable[[Audience, str], Iterator[bytes]]]] = {
    "csv": ("text/csv; charset=utf-8", csv),
    "ods": (spreadsheets.ODS, ods),
    "cnil.ods": (spreadsheets.ODS, forms),
    "json": ("application/json", as_json),
    "ttl": ("text/turtle; charset=utf-8", turtle),
}
