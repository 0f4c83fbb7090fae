"""The door of every path of the Explore API: refusals in the form that its clients read."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _

from parvis.catalogue.doors import Door, position, status_of
from parvis.catalogue.explore.asked import LANGUAGES, ClauseProblem, check
from parvis.catalogue.explore.asked import language as asked_language
from parvis.catalogue.explore.problems import QUERY, ExploreProblem
from parvis.lake.query.failures import EngineProblem
from parvis.lake.query.problems import QueryProblem


def refused(_request: HttpRequest, problem: Exception) -> JsonResponse:
    if isinstance(problem, ExploreProblem):
        status, code = problem.status
        return refusal(status, code, problem.sentence(_))
    if isinstance(problem, ClauseProblem):
        return malformed(problem.problem, problem.clause)
    if isinstance(problem, QueryProblem):
        return malformed(problem, "")
    assert isinstance(problem, EngineProblem)
    return refusal(status_of(problem), QUERY, problem.sentence(_))


def malformed(problem: QueryProblem, clause: str) -> JsonResponse:
    """The sentence, beside it the parameter and the place in it."""
    said: dict[str, Any] = {"clause": clause} if clause else {}
    sentence = problem.sentence(_)
    told = f"{clause} : {sentence}" if clause else sentence
    return refusal(400, QUERY, told, **said, **position(problem))


def refusal(status: int, code: str, message: str, **said: Any) -> JsonResponse:
    return JsonResponse({"error_code": code, "message": message, **said}, status=status)


def language(request: HttpRequest) -> str:
    """Of labels and refusals: ours where we speak the one that is asked."""
    ours = [code for code, _name in settings.LANGUAGES]
    lang = asked_language(request.GET)
    return lang if lang in LANGUAGES and lang in ours else "fr"


def method() -> ExploreProblem:
    return ExploreProblem("method")


door = Door(check, refused, (ExploreProblem, ClauseProblem), method, language)
