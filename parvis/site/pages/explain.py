"""`/decisions/expliquer/`: from the reference of a letter to how that decision was taken.

The reference comes by POST and goes nowhere: into no address, no log, no cookie. Each form of the
explanation (plain, easy, PDF, English) is the same form sent again.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from parvis.algorithms.explained import actions, telling
from parvis.algorithms.explained.models import Case, ExplainedDecision
from parvis.design.errors import Explanation, problem
from parvis.design.printing import Busy, NoPrinter, printed
from parvis.site import limits
from parvis.site.pages.feedback import check_origin, never_stored
from parvis.site.pages.record import crumbs, kind_of

PATH = "decisions"
FORMS = {"": "algorithms/explanation.html", "easy": "algorithms/explanation_easy.html"}
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
    case = actions.find(typed)
    if case is None:
        limits.wrong_reference(request)
        return form(request, unknown(), 404)
    if request.user.is_authenticated:
        actions.read_by(case, request.user)
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
    rows = ExplainedDecision.objects.select_related("decision").order_by("decision__title")
    return [
        {"title": row.decision.title, "url": reverse("site:demo_letter", args=[row.decision.slug])}
        for row in rows
    ]


def answer(request: HttpRequest, case: Case) -> HttpResponse:
    actions.run_again(case)
    wanted = request.POST.get("form", "")
    told = telling.explanation(case)
    title = _("Comment cette décision a été prise")
    context = told | {
        "title": title,
        "crumbs": crumbs(kind_of(PATH), title),
        "reference": case.said["reference"],
        "robots": "noindex",
        "here": reverse("site:explain"),
        "wanted": wanted,
    }
    if wanted in {"pdf", "easy-pdf"}:
        return sheet(request, context, easy=wanted == "easy-pdf")
    return render(request, FORMS.get(wanted, FORMS[""]), context)


def sheet(request: HttpRequest, context: dict[str, Any], *, easy: bool) -> HttpResponse:
    """The explanation as PDF. Made again each time: it is kept nowhere."""
    page = render_to_string("algorithms/explanation_sheet.html", context | {"easy": easy}, request)
    try:
        body = printed(page)
    except Busy:
        return unprinted(request, _("Beaucoup de feuilles s’impriment en ce moment"), "")
    except NoPrinter as missing:
        title = _("Cette machine ne sait pas faire de PDF")
        said = _("Il lui manque des paquets : %(packages)s.") % {"packages": missing}
        return unprinted(request, title, said)
    response = HttpResponse(body, content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="explication.pdf"'
    response["X-Robots-Tag"] = "noindex"
    return response


def unprinted(request: HttpRequest, title: str, why: str) -> HttpResponse:
    mend = _("Imprimez la page elle-même : elle dit la même chose.")
    return problem(request, 503, Explanation(title, why, "", mend))


@require_safe
@never_stored
def letter_page(request: HttpRequest, slug: str) -> HttpResponse:
    """`/decisions/<slug>/lettre/`: in the demonstration alone, a letter with its reference."""
    if not settings.PARVIS_DEMO:
        raise Http404
    rows = ExplainedDecision.objects.select_related("decision", "decision__organisation")
    explained = get_object_or_404(rows, decision__slug=slug)
    case = actions.find(actions.reference_of(explained, LETTER))
    if case is None:
        raise Http404
    told = telling.explanation(case)
    title = _("Une lettre de démonstration")
    context = told | {
        "title": title,
        "crumbs": crumbs(kind_of(PATH), title),
        "reference": case.said["reference"],
        "sender": str(explained.decision.organisation or ""),
        "robots": "noindex",
        "explain_url": settings.PARVIS_BASE_URL + reverse("site:explain"),
    }
    return render(request, "algorithms/letter.html", context)
