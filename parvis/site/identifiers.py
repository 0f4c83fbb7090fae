"""`/id/<type>/<slug>`: the identifier of a record leads to its page, or gives it to a machine."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from parvis.records import hooks
from parvis.records.audience import audience_of
from parvis.records.projection import View, public_view
from parvis.site import addresses, forms
from parvis.site.absent import absent
from parvis.site.caching import public_page
from parvis.site.pages.record import shown


@csrf_exempt  # another method is refused as such
@require_safe
@public_page
def identifier(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    if kind not in hooks.record_types():
        raise Http404
    view, suffix = find(request, kind, slug)
    name = forms.chosen(request, suffix)
    response = absent(request, kind, bare(slug)) if view is None else given(request, view, name)
    patch_vary_headers(response, ["Accept"])
    return response


def find(request: HttpRequest, kind: str, slug: str) -> tuple[View | None, str]:
    """The record, and the form named by the end of the address (a slug may hold dots itself)."""
    audience = audience_of(request)
    view = public_view(f"{kind}/{slug}", audience)
    stem, _dot, suffix = slug.rpartition(".")
    if view is not None or suffix not in forms.FORMATS:
        return view, ""
    return public_view(f"{kind}/{stem}", audience), suffix


def bare(slug: str) -> str:
    stem, _dot, suffix = slug.rpartition(".")
    return stem if suffix in forms.FORMATS else slug


def given(request: HttpRequest, view: View, name: str) -> HttpResponse:
    if name != forms.HTML:
        return forms.answer(view, name)
    if not view.kind.path:
        return shown(request, view)
    response = HttpResponse(status=303)
    response["Location"] = addresses.record_path(view.type, view.slug)
    return response
