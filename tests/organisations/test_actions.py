"""Who works where: invitations, roles, delegations; each checked, done, and in the journal."""

import datetime as dt
from urllib.parse import urlencode, urlsplit

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from parvis.organisations import actions, jobs
from parvis.organisations.models import Delegation, Event, Invitation, Membership
from parvis.organisations.standing import standing_of, today
from parvis.organisations.tokens import token_of
from parvis.people.models import User
from tests import makers

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(1)
PASSWORD = "une phrase assez longue 7"


@pytest.fixture
def service():
    return makers.organisation(title="Direction des jardins", slug="jardins", kind="service")


@pytest.fixture
def head(service):
    return makers.member(service, "administrator")


def kinds(organisation):
    return [event.kind for event in organisation.events.order_by("pk")]


def code(call, *arguments, **named):
    with pytest.raises(actions.Refusal) as caught:
        call(*arguments, **named)
    caught.value.sentence()  # every code has its sentence and all its parameters
    return caught.value.code


def send(invitation, mailoutbox):
    jobs.send_invitation.call(str(invitation.uuid))
    return mailoutbox[-1]


def test_an_invitation_is_sent_accepted_once_and_written(service, head, mailoutbox, client):
    invitation = actions.invite(head, service, " Neuve@Ville.example ", "steward")
    letter = send(invitation, mailoutbox)
    assert letter.to == ["neuve@ville.example"]
    assert "Direction des jardins" in letter.subject
    address = next(line for line in letter.body.splitlines() if line.startswith("http"))
    page = client.get(urlsplit(address).path)
    assert page.status_code == 200
    sent = {"first_name": "Anne", "last_name": "Le Goff", "password": PASSWORD}
    answer = client.post(urlsplit(address).path, sent)
    assert answer.status_code == 302
    person = User.objects.get(email="neuve@ville.example")
    assert client.session["_auth_user_id"] == str(person.pk)
    assert Membership.objects.get(user=person).role == "steward"
    assert kinds(service) == ["invited", "accepted", "joined"]
    client.logout()
    assert client.get(urlsplit(address).path).status_code == 400


def test_a_weak_password_opens_no_account(service, head, client):
    invitation = actions.invite(head, service, "neuve@ville.example", "contributor")
    path = f"/invitation/{token_of(invitation.uuid)}/"
    answer = client.post(path, {"first_name": "A", "last_name": "B", "password": "123456"})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert not User.objects.filter(email="neuve@ville.example").exists()


def test_someone_who_has_an_account_signs_in_and_accepts(service, head, client):
    person = makers.person(email="ancienne@ville.example")
    invitation = actions.invite(head, service, person.email, "contributor")
    path = f"/invitation/{token_of(invitation.uuid)}/"
    assert "connectez-vous d’abord" in client.get(path).text.lower()
    assert client.post(path)["Location"] == "/connexion/?" + urlencode({"next": path})
    client.force_login(person)
    assert client.post(path).status_code == 302
    assert Membership.objects.filter(user=person, organisation=service).exists()


def test_an_invitation_is_for_its_address_only(service, head, client):
    invitation = actions.invite(head, service, "anne@ville.example", "contributor")
    client.force_login(makers.person())
    answer = client.post(f"/invitation/{token_of(invitation.uuid)}/")
    assert answer.status_code == 400
    assert code(actions.accept, invitation, makers.person()) == "invitation-other"


@pytest.mark.parametrize("token", ["faux", "faux:jeton:signature"])
def test_a_forged_token_is_refused(client, token):
    answer = client.get(f"/invitation/{token}/")
    assert answer.status_code == 400
    assert "Demandez-en une nouvelle" in answer.text


def test_an_invitation_ends_by_date_revocation_or_departure_of_who_invited(service, head):
    old = actions.invite(head, service, "a@ville.example", "contributor")
    Invitation.objects.filter(pk=old.pk).update(expires=timezone.now() - DAY)
    assert code(actions.open_invitation, token_of(old.uuid)) == "invitation-closed"
    taken = actions.invite(head, service, "b@ville.example", "contributor")
    actions.revoke(head, taken)
    assert code(actions.open_invitation, token_of(taken.uuid)) == "invitation-closed"
    kept = actions.invite(head, service, "c@ville.example", "contributor")
    assert actions.open_invitation(token_of(kept.uuid)) == kept
    Membership.objects.filter(user=head).update(role="steward")
    assert code(actions.open_invitation, token_of(kept.uuid)) == "invitation-closed"


def test_inviting_again_replaces_the_first_letter(service, head):
    first = actions.invite(head, service, "a@ville.example", "contributor")
    second = actions.invite(head, service, "a@ville.example", "contributor")
    assert code(actions.open_invitation, token_of(first.uuid)) == "invitation-closed"
    assert actions.open_invitation(token_of(second.uuid)) == second


def test_addresses_of_old_invitations_are_forgotten(service, head):
    old = actions.invite(head, service, "a@ville.example", "contributor")
    Invitation.objects.filter(pk=old.pk).update(expires=timezone.now() - 91 * DAY)
    jobs.forget_addresses.call()
    old.refresh_from_db()
    assert old.email == ""


def test_only_those_who_manage_members_change_them(service, head):
    steward = makers.member(service, "steward")
    other = makers.member(makers.organisation(), "administrator")
    for by in (steward, other, makers.person()):
        with pytest.raises(PermissionDenied):
            actions.join(by, service, makers.person(), "contributor")
        with pytest.raises(PermissionDenied):
            actions.invite(by, service, "x@ville.example", "contributor")
        with pytest.raises(PermissionDenied):
            actions.leave(by, Membership.objects.get(user=head))
    assert kinds(service) == []


def test_a_role_that_sees_everywhere_is_given_by_the_platform_only(service, head):
    with pytest.raises(PermissionDenied):
        actions.join(head, service, makers.person(), "privacy")
    chief = makers.person(is_superuser=True)
    assert actions.join(chief, service, makers.person(), "privacy").role == "privacy"


def test_an_administrator_above_manages_the_members_below(service, head):
    below = makers.organisation(parent=service, kind="service")
    person = makers.person()
    actions.join(head, below, person, "contributor", until=today() + DAY)
    assert standing_of(person).posts[0].organisation == below.pk


def test_a_role_is_held_once_at_a_time(service, head):
    person = makers.person()
    actions.join(head, service, person, "steward", until=today() + DAY)
    assert code(actions.join, head, service, person, "steward") == "member-already"
    later = today() + 2 * DAY
    assert actions.join(head, service, person, "steward", since=later).since == later


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ({"role": "roi"}, "role-unknown"),
        ({"since": dt.date(2099, 2, 1), "until": dt.date(2099, 1, 1)}, "dates"),
        ({"since": dt.date(2020, 1, 1), "until": dt.date(2020, 2, 1)}, "past"),
    ],
)
def test_what_makes_no_sense_is_said(service, head, named, expected):
    named = {"role": "steward"} | named
    assert code(actions.join, head, service, makers.person(), **named) == expected


def test_leaving_takes_effect_at_once_or_on_a_day(service, head):
    person = makers.member(service, "steward")
    membership = Membership.objects.get(user=person)
    actions.leave(head, membership, last_day=today())
    assert standing_of(User.objects.get(pk=person.pk)).posts
    actions.leave(head, membership)
    assert not standing_of(User.objects.get(pk=person.pk)).posts
    today_only = actions.join(head, service, makers.person(), "contributor")
    actions.leave(head, today_only)
    assert not Membership.objects.filter(role="contributor").exists()
    assert kinds(service) == ["left", "left", "joined", "left"]


def test_the_last_administrator_stays(service, head):
    held = Membership.objects.get(user=head)
    chief = makers.person(is_superuser=True)
    for by in (head, chief, None):
        assert code(actions.leave, by, held) == "last-administrator"
    makers.member(service, "administrator", is_active=False)
    makers.member(service, "administrator", until=today() - DAY)
    makers.member(service, "administrator", since=today() + 9 * DAY)
    assert code(actions.leave, head, held) == "last-administrator"
    makers.member(service, "administrator")
    actions.leave(head, held)
    assert not standing_of(User.objects.get(pk=head.pk)).posts


def test_a_member_lends_their_role_and_takes_it_back(service, head):
    steward = makers.member(service, "steward")
    other = makers.person()
    held = Membership.objects.get(user=steward)
    until = today() + 9 * DAY
    lent = actions.delegate(steward, held, other, service, today(), until, "Congés", ["review"])
    assert [post.verbs for post in standing_of(other).posts] == [{"review"}]
    actions.recall(other, lent)
    assert not standing_of(User.objects.get(pk=other.pk)).posts
    assert not Delegation.objects.exists()
    assert kinds(service) == ["delegated", "returned"]


def test_a_delegation_stays_within_the_role(service, head):
    steward = makers.member(service, "steward", until=today() + DAY)
    held = Membership.objects.get(user=steward)
    other, span = makers.person(), (today(), today() + DAY)
    below = makers.organisation(parent=service, kind="service")
    outside = makers.organisation()
    assert actions.delegate(steward, held, other, below, *span, "Congés")

    def refused(to=other, organisation=service, span=span, why="Congés", verbs=()):
        return code(actions.delegate, steward, held, to, organisation, *span, why, verbs)

    assert refused(to=steward) == "delegate-self"
    assert refused(organisation=outside) == "delegate-outside"
    assert refused(verbs=["members"]) == "delegate-verb"
    assert refused(why=" ") == "delegate-why"
    assert refused(span=(today(), today() + 2 * DAY)) == "delegate-beyond"
    with pytest.raises(PermissionDenied):
        actions.delegate(other, held, other, service, *span, "Congés")


def test_a_contributor_lends_only_their_own_organisation(service):
    writer = makers.member(service)
    below = makers.organisation(parent=service, kind="service")
    held = Membership.objects.get(user=writer)
    arguments = (makers.person(), below, today(), today(), "Congés")
    assert code(actions.delegate, writer, held, *arguments) == "delegate-outside"


def test_the_tree_changes_by_the_hand_of_those_it_concerns(service, head):
    metropolis = makers.organisation(kind="metropolis")
    chief = makers.person(is_superuser=True)
    with pytest.raises(PermissionDenied):
        actions.place(head, service, "service", metropolis)
    actions.place(chief, service, "service", metropolis)
    service.refresh_from_db()
    assert service.parent == metropolis
    assert code(actions.place, chief, metropolis, "metropolis", service) == "circle"
    assert code(actions.place, chief, service, "royaume", metropolis) == "kind-unknown"
    assert kinds(service) == ["placed"]


def test_a_draft_never_moves_an_organisation_in_the_tree(service):
    company = makers.organisation(kind="company")
    company.kind = "service"
    company.parent = service
    with pytest.raises(ValidationError, match="page de l’équipe") as refused:
        company.full_clean()
    assert set(refused.value.message_dict) == {"kind", "parent"}
    company.save_revision(clean=False).publish()
    company.refresh_from_db()
    assert (company.kind, company.parent) == ("company", None)


def test_the_journal_is_only_ever_appended_to(service, head):
    actions.join(head, service, makers.person(), "contributor")
    event = Event.objects.get()
    assert (event.by, event.kind) == (head.uuid, "joined")
    for change in (event.save, event.delete, Event.objects.all().delete):
        with pytest.raises(TypeError):
            change()
    with pytest.raises(TypeError):
        Event.objects.update(kind="left")


def test_the_journal_holds_no_name_and_no_address(service, head):
    actions.invite(head, service, "tresreconnaissable@ville.example", "steward")
    details = str(list(Event.objects.values_list("details", flat=True)))
    assert "reconnaissable" not in details
