"""What people may do and see: every role, verb and organisation; dates; delegation; circles."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.test import RequestFactory
from django.utils import timezone

from parvis.organisations.models import Delegation, Membership, Organisation
from parvis.organisations.rights import Role, Verb
from parvis.organisations.standing import standing_of, today
from parvis.people.models import User
from parvis.privacy.models import Processing
from parvis.records import hooks
from parvis.records.audience import VISITOR, Audience, audience_of
from parvis.records.kinds import Circle
from tests import makers
from tests.privacy.makers import processing

pytestmark = pytest.mark.django_db

WRITER = {"view_draft", "add", "change", "submit", "answer", "history"}
STEWARD = WRITER | {"review", "publish", "withdraw"}
EVERY = {verb.value for verb in Verb}
ALL_BUT_PRIVACY = EVERY - {"review_personal"}

# role → what it may do on an ordinary record of: its organisation, one below, above, elsewhere
ORDINARY = {
    "contributor": (WRITER, set(), set(), set()),
    "steward": (STEWARD, STEWARD, set(), set()),
    "privacy": (set(), set(), set(), set()),
    "secretary": (set(), set(), set(), set()),
    "administrator": (ALL_BUT_PRIVACY, ALL_BUT_PRIVACY, set(), set()),
}


@pytest.fixture
def town():
    """A metropolis, its directorate, a service of it, and another commune."""
    metropolis = makers.organisation(kind="metropolis")
    directorate = makers.organisation(kind="service", parent=metropolis)
    service = makers.organisation(kind="service", parent=directorate)
    commune = makers.organisation(kind="commune")
    return SimpleNamespace(
        metropolis=metropolis, directorate=directorate, service=service, commune=commune
    )


def record(organisation, record_type="dataset", **facts):
    return SimpleNamespace(
        record_type=record_type, organisation_id=organisation and organisation.pk, **facts
    )


def allowed(user, item):
    return {verb for verb in EVERY if hooks.first("may", user=user, verb=verb, record=item)}


@pytest.mark.parametrize("role", ORDINARY)
def test_each_role_does_what_its_row_says_and_nothing_more(town, role):
    user = makers.member(town.directorate, role)
    places = (town.directorate, town.service, town.metropolis, town.commune)
    for place, expected in zip(places, ORDINARY[role], strict=True):
        assert allowed(user, record(place)) == expected
    assert allowed(user, record(None)) == set()


def test_the_privacy_officer_reviews_personal_data_everywhere_and_publishes_the_registers(town):
    user = makers.member(town.directorate, "privacy")
    seen = {"view_draft", "review", "review_personal", "answer", "history"}
    assert allowed(user, record(town.commune, personal_data=True)) == seen
    assert allowed(user, record(town.commune, "processing")) == seen
    own = STEWARD | {"review_personal"}
    assert allowed(user, record(town.service, "processing")) == own


def test_the_secretary_runs_the_council_s_records(town):
    user = makers.member(town.metropolis, "secretary")
    assert allowed(user, record(town.service, "opinion")) == STEWARD
    assert allowed(user, record(town.commune, "opinion")) == set()


def test_an_organisation_is_added_and_closed_by_administrators_only(town):
    new = Organisation(title="Nouvelle", parent=town.directorate)
    steward = makers.member(town.directorate, "steward")
    head = makers.member(town.directorate, "administrator")
    assert not hooks.first("may", user=steward, verb="add", record=new)
    assert hooks.first("may", user=head, verb="add", record=new)
    assert not hooks.first("may", user=head, verb="add", record=Organisation(title="Au sommet"))
    assert allowed(steward, town.service) == STEWARD - {"add", "withdraw"}


def test_the_platform_administrator_may_everything_and_the_inactive_nothing(town):
    chief = makers.person(is_superuser=True)
    gone = makers.member(town.directorate, "administrator", is_active=False)
    assert allowed(chief, record(None)) == EVERY
    assert allowed(gone, record(town.directorate)) == set()
    assert allowed(makers.person(), record(town.directorate)) == set()


def test_a_verb_of_another_room_is_not_ours_to_judge(town):
    assert hooks.first("may", user=makers.person(), verb="fly", record=record(None)) is None


@pytest.mark.parametrize(
    ("since", "until", "held"),
    [(0, None, True), (1, None, False), (-9, 0, True), (-9, -1, False), (-9, 9, True)],
)
def test_a_membership_holds_from_its_first_to_its_last_day(town, since, until, held):
    days = {"since": today() + dt.timedelta(since)}
    days["until"] = None if until is None else today() + dt.timedelta(until)
    user = makers.member(town.directorate, "steward", **days)
    assert bool(allowed(user, record(town.directorate))) is held


def test_today_is_the_territory_s_whatever_zone_a_page_activates(monkeypatch):
    late = dt.datetime(2026, 3, 11, 23, 30, tzinfo=dt.UTC)  # already the 12th in Paris
    monkeypatch.setattr(timezone, "now", lambda: late)
    with timezone.override("America/Los_Angeles"):
        assert today() == dt.date(2026, 3, 12)


def test_a_delegation_lends_the_role_for_its_dates_but_never_the_members(town):
    head = makers.member(town.directorate, "administrator")
    other = makers.person()
    lent = Delegation(
        membership=Membership.objects.get(user=head), to=other, organisation=town.service,
        since=today(), until=today(), why="Congés d’été",
    )  # fmt: skip
    lent.save()
    assert allowed(other, record(town.service)) == STEWARD
    assert allowed(other, record(town.directorate)) == set()
    lent.verbs = ["review"]
    lent.save()
    assert allowed(other, record(town.service)) == {"review"}
    lent.since = lent.until = today() - dt.timedelta(1)
    lent.save()
    assert allowed(other, record(town.service)) == set()


def test_a_delegation_ends_with_the_membership_it_comes_from(town):
    head = makers.member(town.directorate, "steward")
    other = makers.person()
    membership = Membership.objects.get(user=head)
    Delegation.objects.create(
        membership=membership, to=other, organisation=town.directorate, since=today(), why="Congés"
    )
    assert allowed(other, record(town.directorate))
    Membership.objects.filter(pk=membership.pk).update(until=today() - dt.timedelta(1))
    assert not allowed(User.objects.get(pk=other.pk), record(town.directorate))


@pytest.mark.parametrize("role", ["steward", "administrator", "contributor", "privacy"])
@pytest.mark.parametrize("verb", sorted(EVERY))
def test_the_scope_of_a_list_is_what_each_row_allows(town, role, verb):
    user = makers.member(town.directorate, role)
    condition = hooks.first("scope", user=user, verb=verb, model=Organisation)
    listed = set(Organisation.objects.filter(condition))
    expected = {
        item
        for item in Organisation.objects.all()
        if hooks.first("may", user=user, verb=verb, record=item)
    }
    assert listed == expected


def test_rights_cost_the_same_queries_however_many_organisations(
    town, django_assert_num_queries, django_assert_max_num_queries
):
    user = makers.member(town.metropolis, "steward")
    for _ in range(12):
        makers.organisation(parent=town.service)
    fresh = User.objects.get(pk=user.pk)
    with django_assert_max_num_queries(3):
        assert standing_of(fresh).may("publish", record(town.service))
    with django_assert_num_queries(0):
        assert standing_of(fresh).may("change", record(town.metropolis))
        assert len(standing_of(fresh).audience.organisations) == 15


def test_the_desk_is_for_those_who_hold_a_post_today(town):
    member = makers.member(town.directorate, "steward")
    gone = makers.member(town.directorate, "steward", until=today() - dt.timedelta(1))
    assert hooks.first("enters", user=member)
    assert not hooks.first("enters", user=gone)
    condition = hooks.first("organisations_for", user=member, verb="add", kind="dataset")
    assert set(Organisation.objects.filter(condition)) == {town.directorate, town.service}
    condition = hooks.first("organisations_for", user=member, verb="add", kind="organisation")
    assert not Organisation.objects.filter(condition).exists()


def test_what_is_about_people_needs_the_privacy_officer_s_eyes(town):
    assert hooks.gather("needs_review", record=record(town.service)) == []
    personal = record(town.service, personal_data=True)
    assert hooks.gather("needs_review", record=personal) == ["privacy"]


def asks(user=None, cookie=True):
    request = RequestFactory().get("/")
    if cookie:
        request.COOKIES["sessionid"] = "x"
    if user:
        request.user = user
    return audience_of(request)


def test_agents_partners_and_visitors_reach_their_circle(town):
    company = makers.organisation(kind="company")
    hidden = makers.organisation(kind="service", parent=company)
    assert asks(makers.member(town.commune)).circle == Circle.AGENTS
    assert asks(makers.member(company)) == Audience(Circle.PARTNERS, frozenset({company.uuid}))
    assert asks(makers.member(hidden)).circle == Circle.PARTNERS
    assert asks(makers.person()) == VISITOR


def test_a_steward_sees_the_service_records_below_a_contributor_only_their_own(town):
    steward = asks(makers.member(town.directorate, "steward"))
    writer = asks(makers.member(town.directorate))
    assert steward.organisations == {town.directorate.uuid, town.service.uuid}
    assert writer.organisations == {town.directorate.uuid}


def test_the_platform_administrator_sees_every_service_record(town):
    makers.organisation(circle=Circle.SERVICE, organisation=town.commune)
    seen = asks(makers.person(is_superuser=True))
    assert seen == Audience(Circle.AGENTS, frozenset({town.commune.uuid}))


def test_a_visitor_without_cookie_costs_no_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert asks(cookie=False) == VISITOR  # the request has no user: none is looked for


def test_a_loop_in_the_tree_is_walked_once(town):
    Organisation.objects.filter(pk=town.metropolis.pk).update(parent=town.service)
    user = makers.member(town.directorate, "steward")
    assert "publish" in allowed(user, record(town.metropolis))


def test_roles_of_the_table_are_those_people_may_hold():
    assert [value for value, _label in Membership._meta.get_field("role").choices] == list(Role)


def test_a_right_that_reaches_everywhere_lists_every_row(town):
    """The register of processings was empty for the officer, who may see all of it."""
    user = makers.member(town.metropolis, "privacy")
    here, elsewhere = processing(organisation=town.service), processing(organisation=town.commune)
    for one in (here, elsewhere):
        one.save()
    standing = standing_of(user)
    listed = Processing.objects.filter(standing.scope("view_draft", Processing))
    assert set(listed) == {here, elsewhere}
    assert set(Processing.objects.filter(standing.scope("change", Processing))) == {here}
