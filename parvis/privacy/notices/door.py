"""`/traitements/<slug>/notice.txt`, `.odt` and `.pdf`: a form of the notice as a file.

`?forme=complete|facile|courte|affiche|mention&langue=fr|en`. Made from what the one who asks may
see; the last line of a document tells which text it is.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.utils.translation import override

from parvis.design import opendocument, papers
from parvis.privacy.notices import pages, reading
from parvis.privacy.notices.choices import named
from parvis.privacy.notices.text import Text, plain
from parvis.records.audience import audience_of
from parvis.records.machine import machine

TYPES = {"txt": "text/plain; charset=utf-8", "odt": opendocument.TYPE, "pdf": papers.TYPE}


@machine
def file(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """`form` is one of TYPES."""
    kind = pages.chosen(request, "forme", tuple(pages.FORMS))
    language = pages.chosen(request, "langue", pages.LANGUAGES)
    view = pages.processing(request, slug)
    text = reading.text(view, pages.FORMS[kind], language, audience_of(request))
    tag = f'"{text.digest}-{kind}-{language}-{form}"'
    name = f"notice-{view.slug}-{kind}-{language}.{form}"
    response = get_conditional_response(request, etag=tag) or answered(request, text, form, name)
    if response.status_code == 503:
        return response
    if response.status_code == 200:
        response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache" if view.content["circle"] else "no-cache"
    return response


def answered(request: HttpRequest, text: Text, form: str, name: str) -> HttpResponse:
    if form == "txt":
        return HttpResponse(plain(text), content_type=TYPES[form])
    if form == "pdf":
        with override(text.language):
            title = text.title or pages.titles()[named(text.kind)]
        told = {"title": title, "lang": text.language, "parts": text.parts, "last": marked(text)}
        return papers.pdf(request, told, name)
    sections: list[opendocument.Section] = [*text.parts, opendocument.Paragraphs([marked(text)])]
    body = opendocument.document(text.title, sections, text.language)
    return HttpResponse(body, content_type=TYPES[form])


def marked(text: Text) -> str:
    """The line that tells a printed copy from any other text."""
    with override(text.language):
        return _("Repère de ce texte : %(mark)s") % {"mark": text.digest}
