"""A form bears a copy of the notice; the day the processing changes, the copy is old, and who
answers for it learns so.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from parvis.privacy import jobs
from parvis.privacy.models import CollectionPoint, Processing, Retention
from parvis.privacy.notices import actions, letters, points
from parvis.privacy.notices.actions import PointProblem
from parvis.records import bulk, hooks
from parvis.records.models import Link, Published
from tests.privacy.makers import processing, published
from tests.privacy.notices.makers import point, put
from tests.records.desk.conftest import signed, town
from tests.records.desk.waiting import awaited

pytestmark = pytest.mark.django_db
__all__ = ["signed", "town"]
TODAY = timezone.localdate


@pytest.fixture
def canteen(town: Any) -> Processing:
    return published(processing(organisation=town.here, title="Cantine"))


@pytest.fixture
def paper(town: Any, canteen: Processing) -> CollectionPoint:
    return put(point(canteen, organisation=town.here, title="Fiche d’inscription"))


def copied(paper: CollectionPoint, town: Any) -> CollectionPoint:
    return actions.copied(paper, town.steward, points.today(paper).says)


def keep_longer(canteen: Processing) -> None:
    held = Processing.objects.get(pk=canteen.pk)
    held.retentions.set([Retention(what="les inscriptions", number=5, unit="years")])
    bulk.save_many([held])


def state_on_page(client: Client, paper: CollectionPoint) -> str:
    return client.get(f"/notices/{paper.slug}/").content.decode()


def rules_found(paper: CollectionPoint) -> set[str]:
    return {one.rule for one in hooks.gather("findings") if one.slug == paper.slug}


def test_a_point_is_tied_to_its_processings_both_ways(
    canteen: Processing, paper: CollectionPoint, client: Client
) -> None:
    edge = Link.objects.get(subject=paper.uuid, predicate="informs_about")
    assert edge.object_id == canteen.uuid
    assert "Cantine" in client.get(f"/notices/{paper.slug}/").content.decode()
    page = client.get(f"/traitements/{canteen.slug}/").content.decode()
    assert "Fiche d’inscription" in page
    graph = client.get(f"/api/graph/processing/{canteen.slug}").content.decode()
    assert "informs_about" in graph


def test_a_copy_of_which_nobody_knows_the_text_is_told(
    paper: CollectionPoint, client: Client
) -> None:
    assert "On ne sait pas quel texte est affiché" in state_on_page(client, paper)
    assert rules_found(paper) == {"notice-copy-unknown"}


def test_the_day_the_text_changes_the_copy_is_old(
    town: Any, canteen: Processing, paper: CollectionPoint, client: Client
) -> None:
    made = copied(paper, town)
    assert (made.copied_on, len(made.says)) == (TODAY(), 12)
    assert "La notice du jour est montrée" in state_on_page(client, paper)
    assert rules_found(paper) == set()
    keep_longer(canteen)
    assert "À remplacer" in state_on_page(client, paper)
    assert rules_found(paper) == {"notice-copy-old"}
    copied(paper, town)
    assert rules_found(paper) == set()


def test_what_the_text_does_not_say_makes_no_copy_old(
    town: Any, canteen: Processing, paper: CollectionPoint
) -> None:
    """By the digest of the text, not of the record."""
    copied(paper, town)
    held = Processing.objects.get(pk=canteen.pk)
    held.review_on = TODAY() + dt.timedelta(days=300)
    held.summary = "Autre description."
    bulk.save_many([held])
    assert rules_found(paper) == set()


def test_a_point_that_leads_to_the_notice_is_never_old(
    town: Any, canteen: Processing, client: Client
) -> None:
    web = put(point(canteen, organisation=town.here, kind="web", shows="address",
                    url="https://ville.example/inscription"))  # fmt: skip
    keep_longer(canteen)
    assert rules_found(web) == set()
    assert "5 ans" in client.get(f"/notices/{web.slug}/").content.decode()
    with pytest.raises(PointProblem, match="address"):
        actions.copied(web, town.steward, points.today(web).says)


def test_a_text_that_is_no_longer_that_of_the_day_is_not_noted(
    town: Any, canteen: Processing, paper: CollectionPoint
) -> None:
    printed = points.today(paper).says
    keep_longer(canteen)
    with pytest.raises(PointProblem, match="changed"):
        actions.copied(paper, town.steward, printed)
    assert CollectionPoint.objects.get(pk=paper.pk).says == ""


def test_nobody_notes_a_copy_for_another_organisation(town: Any, paper: CollectionPoint) -> None:
    for stranger in (town.writer, town.stranger):
        with pytest.raises(PermissionDenied):
            actions.copied(paper, stranger, points.today(paper).says)


def test_a_copy_is_not_of_tomorrow(town: Any, paper: CollectionPoint) -> None:
    with pytest.raises(ValidationError):
        actions.copied(
            paper, town.steward, points.today(paper).says, TODAY() + dt.timedelta(days=1)
        )


def test_whoever_answers_learns_it_once_a_text(
    town: Any, canteen: Processing, paper: CollectionPoint
) -> None:
    copied(paper, town)
    assert letters.warn() == 0
    keep_longer(canteen)
    assert letters.warn() == 1
    assert letters.warn() == 0, "once"
    said = [one.title for one in awaited(town.steward)]
    assert "Notice à remplacer : Fiche d’inscription" in said
    assert not [one for one in awaited(town.stranger) if "Notice" in one.title]


def test_the_letter_says_what_to_do(
    town: Any, canteen: Processing, paper: CollectionPoint, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    copied(paper, town)
    keep_longer(canteen)
    jobs.warn_old_notices.call()
    assert [one.to for one in mail.outbox] == [[town.steward.email]]
    body = mail.outbox[0].body
    assert "Imprimez le texte du jour" in body
    assert f"/espace-agents/fiches/notice/copie/{paper.pk}/" in body


def test_an_agent_prints_the_text_and_says_so(
    town: Any, paper: CollectionPoint, signed: Any
) -> None:
    client = signed(town.steward)
    where = reverse("parvis_notice:copy", args=[paper.pk])
    page = client.get(where).content.decode()
    assert "les inscriptions" in page.lower()
    assert "notice.odt?forme=complete" in page
    says = points.today(paper).says
    answer = client.post(where, {"says": says, "day": ""})
    assert answer.status_code == 302
    assert CollectionPoint.objects.get(pk=paper.pk).says == says
    again = client.post(where, {"says": "0123456789ab", "day": ""})
    assert "Le texte a changé" in again.content.decode()


def test_a_draft_says_what_it_lacks(town: Any) -> None:
    draft = point(organisation=town.here, kind="web")
    assert set(draft.problems()) == {"about", "url"}


def test_the_name_of_a_hidden_processing_is_told_nowhere(town: Any, client: Client) -> None:
    secret = published(
        processing(
            organisation=town.here, title="Enquête discrète", circle=3, reserved_ground="state"
        )
    )
    made = put(point(secret, organisation=town.here))
    pages = [f"/notices/{made.slug}/", "/notices/regles/", f"/notices/{made.slug}/texte"]
    for path in pages:
        assert "Enquête" not in client.get(path).content.decode(), path
    found = [one for one in hooks.gather("findings") if one.slug == made.slug]
    assert "notice-about-silent" in {one.rule for one in found}
    assert "Enquête" not in str(found)


def test_queries_do_not_grow_with_points(town: Any, django_assert_max_num_queries: Any) -> None:
    many = [processing(organisation=town.here) for _ in range(6)]
    published(*many)
    put(*[point(one, many[0], organisation=town.here) for one in many])
    rows = points.public_points()
    with django_assert_max_num_queries(8):
        points.told(rows)


def test_the_fragment_is_for_pages_of_other_sites(paper: CollectionPoint, client: Client) -> None:
    answer = client.get(f"/notices/{paper.slug}/texte")
    body = answer.content.decode()
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "<html" not in body
    assert "<script" not in body
    assert "Cantine" in body
    english = client.get(f"/en/notices/{paper.slug}/texte").content.decode()
    assert 'lang="en"' in english
    assert client.get("/notices/rien/texte").status_code == 404


def test_a_withdrawn_point_has_no_fragment(
    town: Any, paper: CollectionPoint, client: Client
) -> None:
    CollectionPoint.objects.get(pk=paper.pk).unpublish(user=town.steward)
    assert Published.objects.get(pk=paper.uuid).state == Published.State.WITHDRAWN
    assert client.get(f"/notices/{paper.slug}/texte").status_code == 404
