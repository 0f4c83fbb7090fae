"""Questions whose SQL is written once give what the ORM gives, whatever the values."""

import datetime as dt
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from parvis.catalogue.citizens.models import ChangeNotice
from parvis.lake.models import Pointer, Version
from parvis.records import questions
from parvis.records.audience import VISITOR, Audience
from parvis.records.kinds import Circle
from parvis.records.models import Link, Published
from parvis.records.projection import EDGES, OWNERS, PAGE
from parvis.records.questions import Question

pytestmark = pytest.mark.django_db
ANY = Question(lambda _shape, values: Published.objects.filter(slug__in=values).order_by("slug"))


def published(slug: str, circle: Circle = Circle.PUBLIC, owner: UUID | None = None) -> Published:
    now = timezone.now()
    return Published.objects.create(
        type="dataset", slug=slug, title=f"Titre {slug}", circle=circle, organisation=owner,
        first_published=now, updated=now, projection=b"{}",
    )  # fmt: skip


def test_a_question_gives_whole_records_as_the_orm_does() -> None:
    made = [published(slug) for slug in ("a", "b", "c")]
    for slugs in (["a", "b"], ["c", "b"], ["a"], ["nowhere"]):
        found = ANY(slugs)
        wanted = list(Published.objects.filter(slug__in=slugs).order_by("slug"))
        assert [vars(one) | {"_state": 0} for one in found] == [
            vars(one) | {"_state": 0} for one in wanted
        ]
    one = PAGE(["dataset", "a"], VISITOR)[0]
    assert isinstance(one.uuid, UUID)
    assert one.updated == made[0].updated
    one.title = "Autre"
    one.save()
    assert Published.objects.get(pk=one.pk).title == "Autre", "the record of a table, not a copy"


def test_its_sql_is_written_once_for_each_shape_and_number_of_values() -> None:
    asked = []

    def make(shape, values):  # type: ignore[no-untyped-def]
        asked.append((shape, len(values)))
        return Published.objects.filter(slug__in=values)[:shape]

    question = Question(make)
    for slugs, most in ((["a"], 1), (["b"], 1), (["a", "b"], 1), (["c"], 1), (["c"], 2)):
        question(slugs, most)
    assert asked == [(1, 1), (1, 2), (2, 1)]


def test_what_one_circle_may_see_is_never_asked_for_another() -> None:
    own, other = uuid4(), uuid4()
    published("ouverte")
    published("agents", Circle.AGENTS)
    published("service", Circle.SERVICE, own)
    circles = {
        VISITOR: {"ouverte"},
        Audience(Circle.AGENTS): {"ouverte", "agents"},
        Audience(Circle.AGENTS, frozenset({own})): {"ouverte", "agents", "service"},
        Audience(Circle.AGENTS, frozenset({other})): {"ouverte", "agents"},
    }
    for audience, seen in [*circles.items(), *reversed(circles.items())]:
        slugs = ("ouverte", "agents", "service")
        assert {slug for slug in slugs if PAGE(["dataset", slug], audience)} == seen
        uuids = list(Published.objects.order_by("slug").values_list("pk", flat=True))
        assert {row.slug for row in OWNERS(uuids, audience)} == seen


def test_tuples_hold_identifiers_and_dates() -> None:
    one, two = published("un"), published("deux")
    day = dt.date(2024, 2, 29)
    Link.objects.create(subject=one, predicate="see_also", object=two, since=day)
    (edge,) = EDGES([one.pk], (VISITOR, True, 9))
    assert list(edge) == [one.pk, "see_also", two.pk, "dataset", "deux", "Titre deux", day, None]
    assert EDGES([two.pk], (VISITOR, True, 9)) == []


def test_days_and_moments_are_compared_as_the_database_keeps_them() -> None:
    dataset, now = uuid4(), timezone.now()
    cause = ChangeNotice.Cause.ANNOUNCED
    ChangeNotice.objects.create(dataset=dataset, cause=cause, text="x", on=now.date(), made=now)
    since = Question(
        lambda _shape, values: ChangeNotice.objects.filter(on__gte=values[0], made__gte=values[1])
    )
    second, day = dt.timedelta(seconds=1), dt.timedelta(days=1)
    assert len(since([now.date(), now])) == 1
    assert since([now.date() + day, now]) == since([now.date(), now + second]) == []


def test_a_text_from_outside_is_a_value_and_nothing_else() -> None:
    published("a")
    for slug in ("' OR 1=1 --", "%s", "\ue0000", "a' --"):
        assert ANY([slug]) == []


def test_one_query_a_question_none_without_values() -> None:
    published("a")
    with CaptureQueriesContext(connection) as seen:
        PAGE(["dataset", "a"], VISITOR)
    assert len(seen) == 1
    with CaptureQueriesContext(connection) as seen:
        assert OWNERS([], VISITOR) == []
    assert len(seen) == 0


def test_what_a_question_can_not_hold_is_said() -> None:
    with pytest.raises(TypeError, match="takes no NoneType"):
        ANY([None])
    with pytest.raises(TypeError, match="not every value"):
        Question(lambda _shape, _values: Published.objects.all())(["a"])
    joined = Question(
        lambda _shape, values: Pointer.objects.select_related("version").filter(dataset=values[0])
    )
    with pytest.raises(TypeError, match="one table"):
        joined([uuid4()])
    through = Question(lambda _shape, values: Version.objects.filter(pointers__dataset=values[0]))
    assert through([uuid4()]) == []


def test_whole_numbers_are_values_and_a_truth_is_none() -> None:
    dataset, now = uuid4(), timezone.now()
    made = [
        ChangeNotice.objects.create(
            dataset=dataset, cause=ChangeNotice.Cause.ANNOUNCED, text="x", on=now.date(), made=now
        )
        for _ in range(3)
    ]
    some = Question(lambda _shape, keys: ChangeNotice.objects.filter(pk__in=keys).order_by("pk"))
    assert some([made[0].pk, made[2].pk]) == [made[0], made[2]]
    assert some([0]) == []
    with pytest.raises(TypeError, match="takes no bool"):
        some([True])


def test_a_long_list_is_asked_and_its_sql_not_kept() -> None:
    published("a")
    question = Question(lambda _shape, slugs: Published.objects.filter(slug__in=slugs))
    many = ["a", *(f"s{n}" for n in range(questions.MOST))]
    assert [row.slug for row in question(many)] == ["a"]
    assert question.written.cache_info().currsize == 0
    assert [row.slug for row in question(many[:-1])] == ["a"]
    assert question.written.cache_info().currsize == 1


def test_what_can_find_nothing_is_not_asked() -> None:
    published("a")
    nobody = Question(lambda scope, values: Published.objects.filter(pk__in=scope, slug__in=values))
    with CaptureQueriesContext(connection) as seen:
        assert nobody(["a"], ()) == []
        assert nobody(["b", "c"], ()) == []
    assert len(seen) == 0
