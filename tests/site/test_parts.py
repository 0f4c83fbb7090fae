"""What pages of visitors are made of is kept until something changes, and for nobody else."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from parvis.records import publishing
from parvis.records.kinds import Circle
from parvis.records.models import Feedback, Published
from parvis.site import parts
from tests import makers
from tests.site import makers as made

pytestmark = pytest.mark.django_db


@pytest.fixture
def gardens():
    return makers.organisation(title="Direction des jardins", slug="jardins")


def queries(client, path):
    with CaptureQueriesContext(connection) as caught:
        assert client.get(path).status_code == 200
    return len(caught)


def test_another_page_of_the_same_state_asks_for_its_own_rows_only(client, gardens, follow):
    for _n in range(25):
        made.dataset(gardens)
    follow()
    first = queries(client, "/donnees/"), queries(client, "/")
    assert queries(client, "/donnees/?page=2") == 2 < first[0]
    assert queries(client, "/?autre") == 1 < first[1]


def test_a_new_name_of_an_organisation_is_on_the_next_page(client, gardens, follow):
    made.dataset(gardens)
    follow()
    before = gardens.title
    assert before in client.get("/donnees/").text
    gardens.title = "Direction des vergers"
    gardens.save()
    publishing.publish_many([gardens])
    after = client.get("/donnees/?page=1").text
    assert "Direction des vergers" in after
    assert before not in after


def test_an_organisation_that_leaves_the_public_is_named_nowhere(client, gardens, follow):
    made.dataset(gardens)
    follow()
    assert gardens.title in client.get("/donnees/").text
    gardens.circle = Circle.AGENTS
    gardens.save()
    publishing.publish_many([gardens])
    assert gardens.title not in client.get("/donnees/?page=1").text


def test_nothing_is_kept_for_a_session(client, admin_client, gardens, follow):
    made.dataset(gardens)
    follow()
    admin_client.get("/donnees/")
    admin_client.get("/")
    assert not parts.parts
    client.get("/donnees/")
    assert parts.parts


def test_what_is_kept_is_bounded(rf, monkeypatch):
    monkeypatch.setattr(parts, "MOST", 3)
    request = rf.get("/")
    parts.remember(request, "1.a")
    for name in "abcd":
        assert parts.part(request, name, lambda name=name: name * 2) == name * 2
    assert [parts.part(request, name, lambda: "anew") for name in "dcb"] == ["dd", "cc", "bb"]
    assert parts.part(request, "a", lambda: "anew") == "anew"


def test_each_state_and_language_has_its_own(rf):
    made_for = []
    for state in ("1.a", "2.b", "1.a"):
        request = rf.get("/")
        parts.remember(request, state)
        parts.part(request, "one", lambda state=state: made_for.append(state))
    assert made_for == ["1.a", "2.b"]


def test_a_record_without_answers_and_files_is_not_asked_for_them(client, gardens, follow):
    made.dataset(gardens, slug="arbres")
    made.dataset(gardens, slug="bancs")
    first = queries(client, "/donnees/arbres/")
    assert queries(client, "/donnees/bancs/") == first - 3


def test_an_answer_given_since_is_on_the_page(client, gardens):
    client.get("/organisations/jardins/")
    Feedback.objects.create(
        record_id=gardens.uuid, kind="question", text="Combien ?", state=Feedback.State.ANSWERED,
        answer="Quarante-deux chênes.", answered=timezone.now(),
    )  # fmt: skip
    assert "Quarante-deux chênes." in client.get("/organisations/jardins/?apres").text


def test_when_many_have_some_each_is_asked(rf, gardens, monkeypatch):
    request = rf.get("/")
    parts.remember(request, "1.a")
    rows = Published.objects.values_list("uuid", flat=True)
    assert not parts.may_have(request, "few", uuid4(), lambda: rows)
    monkeypatch.setattr(parts, "FEW", 0)
    assert parts.may_have(request, "many", uuid4(), lambda: rows)
