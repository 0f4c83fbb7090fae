"""The table of rights, for every role, verb, type and place."""

from hypothesis import given
from hypothesis import strategies as st

from parvis.organisations.rights import (
    NEVER_DELEGATED,
    TABLE,
    Facts,
    Matter,
    Post,
    Reach,
    Role,
    Verb,
    covers,
    may,
    reaches_everywhere,
)

places = st.integers(1, 5)
posts = st.builds(
    Post,
    role=st.sampled_from(Role),
    organisation=places,
    branch=st.frozensets(places),
    verbs=st.none() | st.frozensets(st.sampled_from(Verb)),
)
facts = st.builds(
    Facts,
    type=st.sampled_from(["dataset", "organisation", "processing", "opinion"]),
    organisation=st.none() | places,
    personal=st.booleans(),
)
verbs = st.sampled_from(Verb)


def test_the_table_answers_for_every_role_and_verb():
    assert set(TABLE) == set(Verb)
    assert all(set(row) == set(Role) for row in TABLE.values())


@given(verbs, facts)
def test_who_holds_no_post_may_nothing(verb, item):
    assert not may([], verb, item)


@given(st.lists(posts, max_size=4), posts, verbs, facts)
def test_one_post_more_never_takes_a_right_away(held, more, verb, item):
    assert may([*held, more], verb, item) >= may(held, verb, item)


@given(posts, verbs, facts)
def test_nothing_is_done_outside_the_branch_but_to_see_personal_data(post, verb, item):
    outside = item.organisation not in post.branch | {post.organisation}
    if may([post], verb, item) and outside:
        assert post.role is Role.PRIVACY
        seen = {Verb.VIEW, Verb.REVIEW, Verb.REVIEW_PERSONAL, Verb.ANSWER, Verb.HISTORY}
        assert verb in seen
        assert item.is_about(Matter.PERSONAL)


@given(posts, verbs, facts)
def test_who_changes_sees_and_who_publishes_reviews(post, verb, item):
    if post.verbs is None and item.type != "organisation":
        if may([post], Verb.CHANGE, item):
            assert may([post], Verb.VIEW, item)
        if may([post], Verb.PUBLISH, item):
            assert may([post], Verb.REVIEW, item)


@given(places, st.frozensets(places), facts)
def test_a_contributor_never_publishes(place, branch, item):
    post = Post(Role.CONTRIBUTOR, place, branch)
    assert not any(may([post], verb, item) for verb in (Verb.PUBLISH, Verb.REVIEW, Verb.ERASE))


@given(posts, verbs, facts)
def test_a_delegation_lends_no_more_than_the_role(post, verb, item):
    lent = Post(post.role, post.organisation, post.branch, frozenset(Verb) - NEVER_DELEGATED)
    whole = Post(post.role, post.organisation, post.branch)
    assert may([whole], verb, item) >= may([lent], verb, item)
    assert not may([lent], Verb.MEMBERS, item)


def test_only_the_privacy_officer_reaches_everywhere():
    assert [role for role in Role if reaches_everywhere(role)] == [Role.PRIVACY]


def test_a_role_covers_its_branch_when_the_table_says_so():
    line = [3, 2, 1]  # a service, its directorate, the metropolis
    assert covers(Role.STEWARD, 1, line)
    assert covers(Role.CONTRIBUTOR, 3, line)
    assert not covers(Role.CONTRIBUTOR, 1, line)
    assert not covers(Role.STEWARD, 9, line)
    assert Reach.OWN == "own"
