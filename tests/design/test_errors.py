"""What one reads when something is refused, missing, gone or broken."""

import json

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.test import RequestFactory
from django.urls import get_resolver
from django.utils import translation

from parvis.design import errors
from tests.design.html import Page


def request(accept: str = "text/html,*/*;q=0.8") -> HttpRequest:
    return RequestFactory().get("/nulle-part", headers={"accept": accept})


ANSWERS = {
    400: lambda asked: errors.bad_request(asked, ValueError("interne")),
    403: lambda asked: errors.permission_denied(asked, PermissionDenied("interne")),
    404: lambda asked: errors.page_not_found(asked, Http404("interne")),
    410: errors.gone,
    500: errors.server_error,
}


@pytest.mark.parametrize("status", ANSWERS)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_people_get_a_page_that_says_what_to_do(status, language):
    with translation.override(language):
        answer = ANSWERS[status](request())
    html = answer.content.decode()
    page = Page(html)
    assert answer.status_code == status
    assert page.faults == []
    assert page.inline_code() == []
    assert f'<html lang="{language}">' in html
    assert "noindex" in html
    assert "interne" not in html
    assert html.count("<h1>") == 1


@pytest.mark.parametrize("status", [400, 403, 500])
def test_the_portal_answers_with_these_pages(status):
    handler = get_resolver().resolve_error_handler(status)
    assert handler.__module__ == errors.__name__


def test_what_is_not_there_is_first_looked_for_among_old_addresses():
    assert get_resolver().resolve_error_handler(404).__module__ == "parvis.site.absent"


@pytest.mark.parametrize("status", ANSWERS)
def test_machines_get_problem_details(status):
    answer = ANSWERS[status](request("application/json"))
    body = json.loads(answer.content)
    assert answer.status_code == status == body["status"]
    assert answer["Content-Type"] == "application/problem+json"
    assert set(body) == {"type", "title", "status", "detail"}
    assert body["detail"]


def test_a_room_says_it_in_its_own_words():
    refusal = errors.Refused(
        "Cette date n’est pas comprise",
        "Le champ « date » contient « 31/02/2026 ».",
        "Rien n’a été publié.",
        "Écrivez une date qui existe.",
    )
    html = errors.bad_request(request(), refusal).content.decode()
    for sentence in vars(refusal.explanation).values():
        if sentence:
            assert sentence in html
    assert "31/02/2026" in str(refusal)


@pytest.mark.parametrize(
    ("raised", "family"),
    [(errors.Forbidden, PermissionDenied), (errors.Missing, Http404)],
)
def test_django_knows_our_refusals_as_its_own(raised, family):
    assert issubclass(raised, family)


def test_a_hostile_sentence_stays_a_sentence():
    refusal = errors.Refused("<script>alert(1)</script>")
    html = errors.bad_request(request(), refusal).content.decode()
    assert "<script" not in html


def test_the_broken_page_asks_the_site_for_nothing(settings):
    """No context processor runs: the database may be what failed."""
    engine = {**settings.TEMPLATES[0]}
    engine["OPTIONS"] = {**engine["OPTIONS"], "context_processors": [f"{__name__}.broken"]}
    settings.TEMPLATES = [engine]
    assert errors.server_error(request()).status_code == 500
    with pytest.raises(RuntimeError):
        errors.page_not_found(request())


def broken(asked: HttpRequest) -> dict[str, str]:
    raise RuntimeError(asked.path)
