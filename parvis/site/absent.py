"""What answers at the address of a record that is not there for this reader."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from parvis.design import errors
from parvis.design.errors import Explanation, gone
from parvis.design.jinja import date_words
from parvis.records import hooks
from parvis.records.audience import Audience, audience_of
from parvis.records.erasure import erased_slug
from parvis.records.models import Alias, HistoryEntry, Published
from parvis.records.models.published import circles


class MovedPermanently(HttpResponseRedirect):
    """308: the method is kept."""

    status_code = 308


def absent(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """308 towards the present address of an old one, 410 for what was here; else raise Http404.

    Who was never allowed to see the record learns nothing: 404.
    """
    audience = audience_of(request)
    alias = Alias.objects.filter(type=kind, slug=slug).select_related("record").first()
    if alias is not None and visible(alias.record, audience):
        return MovedPermanently(moved(request.get_full_path(), alias))
    names = [slug, erased_slug(kind, slug)]
    past = Published.objects.filter(circles(audience), type=kind, slug__in=names).first()
    if past is None or past.state in {Published.State.LIVE, Published.State.ARCHIVED}:
        raise Http404
    return gone(request, farewell(past))


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """308 from an address of a portal that this one replaces, else the page of 404."""
    uuid = hooks.first("old_address", path=request.path)
    row = Published.objects.filter(pk=uuid).first() if uuid else None
    kind = hooks.record_types().get(row.type) if row else None
    if row and kind and visible(row, audience_of(request)):
        return MovedPermanently(reverse("site:record", args=[kind.path, row.slug]))
    return errors.page_not_found(request, exception)


def visible(row: Published, audience: Audience) -> bool:
    shown = {Published.State.LIVE, Published.State.ARCHIVED}
    return row.state in shown and audience.sees(row.circle, row.organisation)


def moved(path: str, alias: Alias) -> str:
    """The asked address with the old slug replaced by the present one."""
    before, after = f"/{alias.slug}", f"/{alias.record.slug}"
    return path.replace(before, after, 1)


def farewell(row: Published) -> Explanation:
    """What was here, when it went, and why."""
    kind = hooks.record_types().get(row.type)
    one = str(kind.one) if kind else row.type
    if row.state == Published.State.ERASED:
        return Explanation(
            _("Effacée : %(kind)s") % {"kind": one},
            _("Cette fiche a été effacée le %(date)s, comme la loi le permet.")
            % {"date": date_words(row.updated)},
            _("Son contenu n’existe plus ici, ni dans l’historique."),
            _("Son adresse reste réservée et ne servira à rien d’autre."),
        )
    called = {"kind": one, "name": row.slug}
    entry = HistoryEntry.objects.filter(record=row.pk).order_by("-sequence").first()
    date = {"date": date_words(row.updated)}
    happened = _("Cette fiche a été retirée le %(date)s par son responsable.") % date
    why = entry.why.strip() if entry else ""
    kept = _("Pourquoi : %(why)s") % {"why": why} if why else _("La raison n’est pas précisée.")
    search = reverse("site:search") + "?" + urlencode({"q": row.slug.replace("-", " ")})
    return Explanation(
        _("Retirée : %(kind)s « %(name)s »") % called,
        happened,
        kept,
        _("Son adresse reste réservée et ne servira à rien d’autre."),
        ({"title": _("Chercher ce qui la remplace"), "url": search},),
    )
