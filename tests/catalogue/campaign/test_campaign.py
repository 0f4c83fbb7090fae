"""The data officer opens a campaign; référents confirm their list; who is late is reminded."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import Count
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from parvis.catalogue.campaign import actions, coverage, letters, lists
from parvis.catalogue.campaign.actions import CampaignProblem
from parvis.catalogue.jobs import remind_campaigns
from parvis.catalogue.models import Campaign, CampaignAnswer, CampaignPart, Dataset
from parvis.design.dates import date_words
from parvis.organisations.models import Membership
from parvis.records import bulk
from tests import makers
from tests.records.desk.conftest import signed, town  # noqa: F401
from tests.records.desk.waiting import awaited

pytestmark = pytest.mark.django_db
CAMPAIGNS = "/espace-agents/fiches/dataset/campagnes/"


def in_days(days):
    return timezone.localdate() + dt.timedelta(days=days)


@pytest.fixture
def data(town):  # noqa: F811
    titles = {"bancs": town.here, "arbres": town.here, "bus": town.above, "loin": town.elsewhere}
    rows = [Dataset(title=t.title(), slug=t, organisation=o) for t, o in titles.items()]
    bulk.save_many(rows)
    return {row.slug: row for row in rows}


@pytest.fixture
def campaign(town, data):  # noqa: F811
    return actions.open_campaign(town.chief, town.above, "Inventaire 2026", in_days(20), "Merci.")


def part_of(campaign, organisation):
    return CampaignPart.objects.get(campaign=campaign, organisation=organisation)


def written():
    return [(letter.to, letter.body) for letter in mail.outbox]


def test_it_concerns_what_is_part_of_the_organisation_and_has_data_or_a_referent(town, campaign):  # noqa: F811
    assert {part.organisation for part in campaign.parts.all()} == {town.above, town.here}


def test_each_referent_is_written_to_once_with_the_way_to_their_list(town, campaign):  # noqa: F811
    part = part_of(campaign, town.here)
    body = {tuple(to): text for to, text in written()}[(town.steward.email,)]
    assert f"{CAMPAIGNS}{campaign.pk}/{part.pk}/" in body
    assert "Merci." in body
    assert len(written()) == 2
    assert letters.write(campaign, list(campaign.parts.all()), "opened") == 0


def test_who_has_no_referent_is_the_business_of_the_organisation_above(town, data):  # noqa: F811
    Membership.objects.filter(organisation=town.here, role="steward").delete()
    actions.open_campaign(town.chief, town.above, "Inventaire", in_days(20))
    ((to, body),) = written()
    assert to == [town.chief.email]
    assert body.count(CAMPAIGNS) == 2


def test_a_list_is_confirmed_then_said_complete(town, data, campaign):  # noqa: F811
    part = part_of(campaign, town.here)
    assert actions.answer(town.steward, part, [data["bancs"].uuid], "confirmed") == 1
    with pytest.raises(CampaignProblem) as problem:
        actions.declare_complete(town.steward, part)
    assert problem.value.params == {"value": 1}
    actions.answer(town.steward, part, [data["bancs"].uuid, data["arbres"].uuid], "gone")
    actions.declare_complete(town.steward, part)
    part.refresh_from_db()
    assert part.complete_by == town.steward
    assert set(part.answers.values_list("state", "by")) == {("gone", town.steward.pk)}
    shares = {p.organisation: share for p, share in lists.shares(campaign)}
    assert shares[town.here].answers == {"gone": 2}
    assert coverage.covered(shares.values()).percent == 66


def test_what_is_of_another_list_is_left(town, data, campaign):  # noqa: F811
    part = part_of(campaign, town.here)
    others = [data["bus"].uuid, data["loin"].uuid]
    assert actions.answer(town.steward, part, others, "confirmed") == 0
    assert not CampaignAnswer.objects.exists()


@pytest.mark.parametrize("who", ["stranger", "nobody", "privacy"])
def test_nobody_else_answers_or_opens(town, data, campaign, who):  # noqa: F811
    user, part = getattr(town, who), part_of(campaign, town.here)
    with pytest.raises(PermissionDenied):
        actions.answer(user, part, [data["bancs"].uuid], "confirmed")
    with pytest.raises(PermissionDenied):
        actions.declare_complete(user, part)
    with pytest.raises(PermissionDenied):
        actions.open_campaign(user, town.above, "Autre", in_days(3))


def test_a_contributor_answers_but_does_not_say_the_list_complete(town, data, campaign):  # noqa: F811
    part = part_of(campaign, town.here)
    both = [data["bancs"].uuid, data["arbres"].uuid]
    assert actions.answer(town.writer, part, both, "confirmed") == 2
    with pytest.raises(PermissionDenied):
        actions.declare_complete(town.writer, part)


@pytest.mark.parametrize(
    ("days", "code"), [(0, "past"), (-1, "past"), (367, "past"), (5, "open")]
)  # fmt: skip
def test_a_campaign_that_cannot_be_is_refused_with_why(town, campaign, days, code):  # noqa: F811
    with pytest.raises(CampaignProblem) as problem:
        actions.open_campaign(town.chief, town.above, "Encore", in_days(days))
    assert problem.value.code == code
    assert Campaign.objects.count() == 1


def test_an_organisation_with_nothing_to_confirm_is_refused(town, data):  # noqa: F811
    empty = makers.organisation(title="Vide", kind="service", parent=town.above)
    with pytest.raises(CampaignProblem) as problem:
        actions.open_campaign(town.chief, empty, "Encore", in_days(5))
    assert problem.value.code == "nobody"


@pytest.mark.parametrize(("state", "ticked", "code"), [("oui", 1, "state"), ("gone", 0, "none")])
def test_an_answer_that_is_none_is_refused(town, data, campaign, state, ticked, code):  # noqa: F811
    with pytest.raises(CampaignProblem) as problem:
        actions.answer(
            town.steward, part_of(campaign, town.here), [data["bancs"].uuid] * ticked, state
        )
    assert problem.value.code == code


def test_a_campaign_is_over_a_month_after_its_last_day(town, data, campaign):  # noqa: F811
    Campaign.objects.update(closes_on=in_days(-31))
    part = part_of(campaign, town.here)
    with pytest.raises(CampaignProblem) as problem:
        actions.answer(town.steward, part, [data["bancs"].uuid], "confirmed")
    assert problem.value.code == "over"
    assert date_words(in_days(-31)) in problem.value.sentence(str)


def test_reminders_go_once_and_not_to_who_is_done(town, data, campaign):  # noqa: F811
    mail.outbox.clear()
    remind_campaigns.func()
    assert not written()
    Campaign.objects.update(opened_on=in_days(-13), closes_on=in_days(7))
    CampaignPart.objects.filter(organisation=town.here).update(complete=timezone.now())
    remind_campaigns.func()
    remind_campaigns.func()
    assert [to for to, _body in written()] == [[town.chief.email]]
    Campaign.objects.update(closes_on=in_days(-2))
    remind_campaigns.func()
    assert len(written()) == 2
    assert "était à vérifier" in written()[-1][1]


def test_what_awaits_is_said_at_the_desk(town, campaign):  # noqa: F811
    assert any("Confirmer la liste des données" in one.title for one in awaited(town.steward))
    assert not any("Confirmer la liste" in one.title for one in awaited(town.stranger))


# At the desk


def screens(campaign, town):  # noqa: F811
    part = part_of(campaign, town.here)
    return [
        CAMPAIGNS,
        f"{CAMPAIGNS}ouvrir/",
        f"{CAMPAIGNS}{campaign.pk}/",
        f"{CAMPAIGNS}{campaign.pk}/{part.pk}/",
    ]


def test_each_screen_opens_for_whom_it_is_meant(town, campaign, signed):  # noqa: F811
    for who, answers in {
        "chief": [200, 200, 200, 200],
        "steward": [200, 200, 200, 200],
        "writer": [200, 302, 200, 200],
        "stranger": [200, 200, 404, 404],
    }.items():
        browser = signed(getattr(town, who))
        found = [browser.get(path).status_code for path in screens(campaign, town)]
        assert [302 if code == 403 else code for code in found] == answers, who
    for who in ("nobody", "privacy"):
        browser = signed(getattr(town, who))
        for path in screens(campaign, town):
            assert browser.get(path).status_code in {302, 403, 404}, (who, path)


def test_the_officer_opens_a_campaign_and_sees_its_coverage(town, data, signed):  # noqa: F811
    browser = signed(town.chief)
    form = {"organisation": town.above.pk, "title": "Inventaire", "closes_on": "hier"}
    page = browser.post(f"{CAMPAIGNS}ouvrir/", form).content.decode()
    assert "parvis-errors" in page
    form["closes_on"] = in_days(0).isoformat()
    assert "doit venir après aujourd’hui" in (
        browser.post(f"{CAMPAIGNS}ouvrir/", form).content.decode()
    )
    form["closes_on"] = in_days(10).isoformat()
    answer = browser.post(f"{CAMPAIGNS}ouvrir/", form, follow=True)
    page = answer.content.decode()
    assert "0 % des fiches regardées : 0 sur 3" in re.sub(r"\s+", " ", page)
    assert "Direction des jardins" in page


def test_a_referent_confirms_at_the_desk(town, data, campaign, signed):  # noqa: F811
    path = screens(campaign, town)[-1]
    browser = signed(town.steward)
    assert "Il reste 2 fiches" in browser.get(path).content.decode()
    refused = browser.post(path, {"state": "confirmed"}, follow=True).content.decode()
    assert "Cochez au moins une fiche." in refused
    ticked = [str(data["bancs"].uuid), str(data["arbres"].uuid), "n’importe quoi"]
    browser.post(path, {"state": "confirmed", "record": ticked})
    page = browser.post(path, {"complete": "1"}, follow=True).content.decode()
    assert "Liste dite complète" in page
    assert CampaignAnswer.objects.filter(state="confirmed").count() == 2


def test_a_page_is_confirmed_at_once_and_what_was_said_stays(town, data, campaign, signed):  # noqa: F811
    path, part = screens(campaign, town)[-1], part_of(campaign, town.here)
    actions.answer(town.steward, part, [data["bancs"].uuid], "wrong")
    browser = signed(town.steward)
    page = browser.get(path).content.decode()
    assert "La fiche sans réponse de cette page est exacte" in page
    assert f'name="shown" value="{data["bancs"].uuid}"' not in page
    every = [str(row.uuid) for row in data.values()]  # one was answered since, one is another's
    browser.post(path, {"page": "all", "state": "confirmed", "shown": every})
    said = dict(CampaignAnswer.objects.values_list("record", "state"))
    assert said == {data["bancs"].uuid: "wrong", data["arbres"].uuid: "confirmed"}


def test_all_that_is_left_is_confirmed_in_one_step_that_says_how_many(
    town, data, campaign, signed  # noqa: F811
):  # fmt: skip
    bulk.save_many([Dataset(title=f"T{n}", organisation=town.here) for n in range(60)])
    part = part_of(campaign, town.here)
    actions.answer(town.steward, part, [data["bancs"].uuid], "gone")
    path = screens(campaign, town)[-1]
    browser = signed(town.writer)
    assert f"{path}tout/" in browser.get(path).content.decode()
    page = browser.get(f"{path}tout/").content.decode()
    assert "61 fiches n’ont pas encore de réponse" in page
    for wrong in ("60", "", "-1", "é", "9" * 40):
        refused = browser.post(f"{path}tout/", {"expected": wrong}, follow=True)
        assert "La liste a changé" in refused.content.decode()
    assert CampaignAnswer.objects.count() == 1
    done = browser.post(f"{path}tout/", {"expected": "61"}, follow=True).content.decode()
    assert "61 fiches dites exactes" in done
    counts = CampaignAnswer.objects.values_list("state").annotate(n=Count("pk")).order_by("state")
    assert dict(counts) == {"confirmed": 61, "gone": 1}
    assert "ont déjà une réponse" in browser.get(f"{path}tout/").content.decode()
    again = browser.post(f"{path}tout/", {"expected": "0"}, follow=True).content.decode()
    assert "ont déjà une réponse" in again


def test_nobody_else_confirms_all(town, data, campaign, signed):  # noqa: F811
    part = part_of(campaign, town.here)
    for who in ("stranger", "nobody", "privacy"):
        answer = signed(getattr(town, who)).post(
            f"{screens(campaign, town)[-1]}tout/", {"expected": "2"}
        )
        assert answer.status_code in {302, 403, 404}
        with pytest.raises(PermissionDenied):
            actions.confirm_all(getattr(town, who), part, 2)
    Campaign.objects.update(closes_on=in_days(-40))
    with pytest.raises(CampaignProblem, match="over"):
        actions.confirm_all(town.steward, part_of(campaign, town.here), 2)
    assert not CampaignAnswer.objects.exists()


def test_a_stranger_writes_nothing(town, data, campaign, signed):  # noqa: F811
    path = screens(campaign, town)[-1]
    for who in ("stranger", "nobody", "privacy"):
        ticked = {"state": "gone", "record": [str(data["bancs"].uuid)]}
        assert signed(getattr(town, who)).post(path, ticked).status_code in {302, 403, 404}
    assert not CampaignAnswer.objects.exists()


def test_the_screens_ask_the_same_whatever_the_lists(town, data, campaign, signed):  # noqa: F811
    def asked(path):
        browser = signed(town.chief)
        browser.get(path)
        with CaptureQueriesContext(connection) as queries:
            browser.get(path)
        return len(queries)

    paths = [p for p in screens(campaign, town) if "ouvrir" not in p]
    before = [asked(path) for path in paths]
    rows = [Dataset(title=f"T{n}", slug=f"t{n}", organisation=town.here) for n in range(20)]
    bulk.save_many(rows)
    for n in range(10):
        other = makers.organisation(title=f"S{n}", kind="service", parent=town.above)
        CampaignPart.objects.create(campaign=campaign, organisation=other)
    assert [asked(path) for path in paths] == before


@pytest.mark.parametrize("query", ["p=%00", "p=-1", "p=99999999999999999999", "p=é", "x=%ff"])
def test_a_hostile_query_gives_a_page(town, campaign, signed, query):  # noqa: F811
    browser = signed(town.chief)
    for path in screens(campaign, town):
        assert browser.get(f"{path}?{query}").status_code in {200, 400}
