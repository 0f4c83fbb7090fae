"""Files of the register: the inventory in each format, its TableSchema, mentions of decisions."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from parvis.algorithms import exporting, mention
from parvis.algorithms.formats import etalab, own
from parvis.algorithms.formats.files import FORMATS
from parvis.algorithms.models import Algorithm, DecisionType
from parvis.design import opendocument, papers
from parvis.records.audience import VISITOR
from parvis.records.machine import machine
from parvis.records.models import Published

BY_ENDING = {one.ending: one for one in FORMATS.values()}
MOST = 5000  # records in one file
MENTIONS = {
    "txt": ("text/plain; charset=utf-8", mention.plain),
    "html": ("text/html; charset=utf-8", mention.html),
    "odt": (opendocument.TYPE, mention.odt_file),
    "pdf": (papers.TYPE, mention.sheet),
}


@machine
def inventory(request: HttpRequest, form: str) -> HttpResponseBase:
    """`/algorithmes/inventaire.<form>`: all that is public, or one record (`?slug=`)."""
    if form == "schema.json":
        return JsonResponse(schema(), json_dumps_params={"ensure_ascii": False, "indent": 1})
    if form not in BY_ENDING:
        known = ", ".join([*BY_ENDING, "schema.json"])
        raise Http404(_("« %(form)s » n’est pas un de nos formats : %(known)s.")
                      % {"form": form[:40], "known": known})  # fmt: skip
    format = BY_ENDING[form]
    rows = Published.objects.visible(VISITOR).filter(type="algorithm").order_by("title", "pk")
    if (slug := request.GET.get("slug")) is not None:
        rows = rows.filter(slug=findable(slug))
        if not rows.exists():
            raise Http404(_("Aucun algorithme public ne s’appelle « %(slug)s ».")
                          % {"slug": slug[:80]})  # fmt: skip
    keys = list(rows.values_list("pk", flat=True)[:MOST])
    entries, kind = exporting.streamed(keys), format.media_type
    response: HttpResponseBase
    if slug is None:
        more = exporting.columns(format) if format.is_csv else []
        response = StreamingHttpResponse(format.stream(entries, more), content_type=kind)
    else:
        response = HttpResponse(format.write(entries), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{slug or "algorithmes"}.{form}"'
    return response


def findable(slug: str) -> str:
    """A slug that a database may be asked for: none keeps the character zero."""
    return "" if "\0" in slug else slug


def schema() -> dict[str, Any]:
    """The columns of `inventaire.csv` as a TableSchema: no national one describes algorithms."""
    return {
        "$schema": "https://frictionlessdata.io/schemas/table-schema.json",
        "name": "parvis-algorithmes",
        "title": _("Inventaire des algorithmes publics"),
        "version": "1.0.0",
        "lang": "fr",
        "path": f"{settings.PARVIS_BASE_URL}/algorithmes/inventaire.schema.json",
        "fields": [column(name) for name in own.CSV_SHAPE.pieces],
        "primaryKey": "identifier",
        "missingValues": [""],
    }


def column(name: str) -> dict[str, Any]:
    heads = {
        "identifier": _("Adresse de la fiche"),
        "organisation_name": _("Administration responsable"),
        "language": _("Langue de la fiche"),
    }
    if name in heads:
        return {"name": name, "title": heads[name], "type": "string"}
    field: Any = Algorithm._meta.get_field(name)
    if field.is_relation:
        label = field.related_model._meta.verbose_name_plural
        return {"name": name, "title": capfirst(str(label)), "type": "array"}
    found: dict[str, Any] = {
        "name": name, "title": capfirst(str(field.verbose_name)), "type": kind(name),
    }  # fmt: skip
    if help_text := str(getattr(field, "help_text", "")):
        found["description"] = help_text
    if choices := getattr(field, "choices", None):
        found["constraints"] = {"enum": [value for value, _words in choices if value]}
    return found


def kind(name: str) -> str:
    """The type of TableSchema of a field."""
    field: Any = Algorithm._meta.get_field(name)
    return {
        "BooleanField": "boolean",
        "DateField": "date",
        "PositiveIntegerField": "integer",
        "JSONField": "array",
    }.get(field.get_internal_type(), "string")


@machine
def sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """`/algorithmes/<slug>/fiche.odt`: the inventory sheet of Etalab, for one algorithm."""
    rows = Published.objects.visible(VISITOR).filter(type="algorithm", slug=findable(slug))
    found = exporting.entries(list(rows))
    if not found:
        raise Http404(_("Aucun algorithme public ne s’appelle « %(slug)s ».") % {"slug": slug[:80]})
    lines = [
        f"{name} : {' ; '.join(str(text).splitlines())}"
        for name, text in etalab.to_etalab(found[0]).items()
    ]
    told = opendocument.Paragraphs(lines)
    data = opendocument.document(found[0]["title"], [told], found[0]["language"])
    response = HttpResponse(data, content_type=opendocument.TYPE)
    response["Content-Disposition"] = f'attachment; filename="{slug}.odt"'
    return response


@machine
def mention_file(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """`/decisions/<slug>/mention.<form>?langue=`: text, HTML, OpenDocument or PDF."""
    row = public_decision(slug)
    if form not in MENTIONS:
        raise Http404(_("La mention se prend en : %(known)s.") % {"known": ", ".join(MENTIONS)})
    language = request.GET.get("langue", "fr")
    if language not in mention.FORMS:
        said = {"value": language[:40], "known": ", ".join(mention.FORMS)}
        raise BadRequest(_("« langue » vaut « %(value)s » ; choisissez : %(known)s.") % said)
    media_type, make = MENTIONS[form]
    name, made = f"mention-{slug}-{language}.{form}", make(exporting.mention_facts(row), language)
    if isinstance(made, dict):
        return papers.pdf(request, made, name)
    response = HttpResponse(made, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def public_decision(slug: str) -> Published:
    """The public type of decision of this slug."""
    rows = Published.objects.visible(VISITOR).filter(type="decision", slug=findable(slug))
    row = rows.first()
    if row is None:
        raise Http404(_("Aucune décision publique à cette adresse."))
    return row


@machine
def short(request: HttpRequest, short: str) -> HttpResponse:
    """`/d/<short>`: what the mention prints; leads to the decision."""
    if not short.isalnum() or len(short) > 8:
        raise Http404
    kept = DecisionType.objects.filter(short=short.lower()).values_list("slug", flat=True).first()
    row = public_decision(kept or "")
    return HttpResponseRedirect(reverse("site:record", args=["decisions", row.slug]))
