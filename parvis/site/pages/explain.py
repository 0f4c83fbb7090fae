"""`/decisions/expliquer/`: from the reference of a letter to how that decision was taken.

The reference comes by POST and goes nowhere: into no address, no log, no cookie. Each form of the
explanation (plain, easy, PDF, English) is the same form sent again.
"""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from parvis.algorithms.explained import cases, telling
from parvis.algorithms.explained.models import Case, ExplainedDecision
from parvis.design import papers
from parvis.design.errors import Explanation, problem
from parvis.records.audience import VISITOR
from parvis.records.keys import KeyAbsent, KeyUnreadable
from parvis.records.models import Published
from parvis.records.projection import titled
from parvis.site import limits
from parvis.site.pages.feedback import check_origin, never_stored
from parvis.site.pages.record import crumbs, kind_of

log = logging.getLogger(__name__)

PATH = "decisions"
FORMS = {"": "algorithms/explanation.html", "easy": "algorithms/explanation_easy.html"}
LOST = (KeyAbsent, KeyUnreadable)
LETTER = "demonstration-1"  # the file of the demonstration that has a letter to begin from


@csrf_exempt  # nothing is changed for who asks: see `check_origin`
@sensitive_post_parameters("reference")
@never_stored
def explain_page(request: HttpRequest) -> HttpResponse:
    """The form, and what it asks."""
    if request.method not in {"GET", "HEAD", "POST"}:
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    if request.method != "POST":
        return form(request)
    check_origin(request)
    if not limits.may_try_reference(request):
        sentence = _(
            "Trop de références inconnues sont venues de votre réseau. Revenez dans une heure."
        )
        return form(request, sentence, 429)
    typed = request.POST.get("reference", "")[:200]
    case = cases.find(typed)
    if case is None:
        limits.wrong_reference(request)
        return form(request, unknown(), 404)
    if request.user.is_authenticated:
        cases.read_by(case, request.user)
    return answer(request, case)


def unknown() -> str:
    """One sentence for a slip, a reference that never was and one that was destroyed."""
    return _(
        "Aucun dossier ne porte cette référence, ou il n’est plus gardé. Recopiez-la telle "
        "qu’elle est sur votre lettre."
    )


def form(request: HttpRequest, error: str = "", status: int = 200) -> HttpResponse:
    title = _("Comprendre une décision que j’ai reçue")
    context = {
        "title": title,
        "crumbs": crumbs(kind_of(PATH), title),
        "error": error,
        "letters": letters(),
    }
    return render(request, "algorithms/explain.html", context, status=status)


def letters() -> list[dict[str, str]]:
    """Letters of the demonstration, to begin from; none on a true portal."""
    if not settings.PARVIS_DEMO:
        return []
    explained = ExplainedDecision.objects.values("decision__uuid")
    public = Published.objects.visible(VISITOR).filter(uuid__in=explained).order_by("title")
    return [titled(one.content, reverse("site:demo_letter", args=[one.slug])) for one in public]


def answer(request: HttpRequest, case: Case) -> HttpResponse:
    wanted = request.POST.get("form", "")
    try:
        cases.run_again(case)
        told = telling.explanation(case)
    except LOST:
        log.exception("the key of a case of %s cannot be read", case.explained)
        return lost(request)
    title = _("Comment cette décision a été prise")
    context = told | {
        "title": title,
        "crumbs": crumbs(kind_of(PATH), title),
        "robots": "noindex",
        "here": reverse("site:explain"),
        "wanted": wanted,
    }
    if wanted in {"pdf", "easy-pdf"}:
        return sheet(request, context, easy=wanted == "easy-pdf")
    return render(request, FORMS.get(wanted, FORMS[""]), context)


def lost(request: HttpRequest) -> HttpResponse:
    title = _("Nous ne pouvons pas ouvrir ce dossier")
    why = _("Sa clé ne répond pas. Nous en sommes avertis.")
    return problem(request, 503, Explanation(title, why, "", _("Revenez demain.")))


def sheet(request: HttpRequest, context: dict[str, Any], *, easy: bool) -> HttpResponse:
    """The explanation as PDF. Made again each time: it is kept nowhere."""
    told = context | {"easy": easy}
    response = papers.pdf(request, told, "explication.pdf", "algorithms/explanation_sheet.html")
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
@never_stored
def letter_page(request: HttpRequest, slug: str) -> HttpResponse:
    """`/decisions/<slug>/lettre/`: in the demonstration alone, a letter with its reference."""
    if not settings.PARVIS_DEMO:
        raise Http404
    rows = ExplainedDecision.objects.select_related("decision", "decision__organisation")
    explained = get_object_or_404(rows, decision__slug=slug)
    case = cases.find(cases.reference_of(explained, LETTER))
    if case is None:
        raise Http404
    try:
        told = telling.explanation(case)
    except LOST:
        return lost(request)
    title = _("Une lettre de démonstration")
    context = told | {
        "title": title,
        "crumbs": crumbs(kind_of(PATH), title),
        "sender": str(explained.decision.organisation or ""),
        "robots": "noindex",
        "explain_url": settings.PARVIS_BASE_URL + reverse("site:explain"),
    }
    return render(request, "algorithms/letter.html", context)
