"""`/algorithmes/<slug>/regles/`: the rules of an algorithm, as the law wants them published
(CRPA, L.312-1-3), and a form to try them."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from parvis.algorithms.explained import telling
from parvis.algorithms.explained.forms import Figures
from parvis.algorithms.explained.models import RuleVersion
from parvis.algorithms.ruleset.evaluate import evaluate
from parvis.algorithms.ruleset.problems import InputProblem
from parvis.algorithms.ruleset.words import Teller
from parvis.records.audience import audience_of
from parvis.records.projection import View, public_view

LARGEST = 20_000  # octets of figures


@csrf_exempt  # nothing is kept and no cookie is read: there is nothing to forge
def rules_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Figures come by POST: they stand in no address, and so in no log."""
    if request.method not in {"GET", "HEAD", "POST"}:
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    view = public_view(f"algorithm/{slug}", audience_of(request))
    versions = published(view)
    current = telling.current(versions, timezone.localdate())
    if view is None or current is None:
        raise Http404
    tell = telling.teller(current.rules)
    if request.method != "POST":
        return shown(request, view, versions, tell, Figures(tell, initial=first(tell)))
    heavy = too_heavy(request)
    form = refused(tell) if heavy else Figures(tell, request.POST)
    worked = tried(tell, form)
    response = shown(request, view, versions, tell, form, worked)
    response.status_code = 413 if heavy else 400 if form.errors else 200
    response["Cache-Control"] = "private, no-store"
    return response


def too_heavy(request: HttpRequest) -> bool:
    """Said before the figures are read."""
    said = request.META.get("CONTENT_LENGTH") or "0"
    return not said.isdecimal() or int(said) > LARGEST


def refused(tell: Teller) -> Figures:
    """The form that says that what was sent was not read."""
    form = Figures(tell, {})
    form.errors.clear()
    form.add_error(None, _("Ce que vous envoyez pèse trop : écrivez un chiffre par champ."))
    return form


def published(view: View | None) -> list[RuleVersion]:
    if view is None:
        return []
    return list(RuleVersion.objects.filter(algorithm__uuid=view.uuid))


def first(tell: Teller) -> dict[str, Any]:
    """The figures of the first example, to begin from."""
    return {**tell.rules.tests[0].inputs, "date": timezone.localdate().isoformat()}


def tried(tell: Teller, form: Figures) -> dict[str, Any] | None:
    if not form.is_valid():
        return None
    try:
        worked = evaluate(tell.rules, form.given(), form.cleaned_data["date"])
    except InputProblem as problem:
        form.add_error(None, problem.sentence(_))
        return None
    return telling.told(tell, worked)


def shown(
    request: HttpRequest,
    view: View,
    versions: list[RuleVersion],
    tell: Teller,
    form: Figures,
    worked: dict[str, Any] | None = None,
) -> HttpResponse:
    title = _("Les règles, étape par étape")
    page = view.link(reverse("site:record", args=["algorithmes", view.slug]))
    examples = telling.examples(tell)
    context = {
        "title": title + _(" : ") + view.title,
        "crumbs": [
            {"title": _("Accueil"), "url": reverse("site:home")},
            {"title": _("Algorithmes"), "url": reverse("site:list", args=["algorithmes"])},
            page,
            {"title": title, "url": ""},
        ],
        "page": page,
        "rules_title": tell.text(tell.rules.title),
        "current": telling.current(versions, timezone.localdate()),
        "inputs": telling.inputs(tell),
        "steps": telling.steps(tell),
        "parameters": telling.parameters(tell),
        "examples": examples,
        "form": form,
        "worked": worked,
        "history": telling.history(versions),
    }
    return render(request, "algorithms/rules.html", context)
