"""The ten commitments come in once, and stay as people made them."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from parvis.commitments import load, plugs, reading, words
from parvis.commitments.models import Action, Commitment
from parvis.commitments.state import State
from parvis.organisations.models import Organisation
from parvis.records.audience import VISITOR
from parvis.records.models import HistoryEntry
from parvis.records.projection import public_view
from tests import makers

pytestmark = pytest.mark.django_db

PROOF = {
    "title": "Carte mise en ligne",
    "date": dt.date(2026, 2, 1),
    "checked_on": dt.date(2026, 2, 3),
    "checked_by_role": "Référente données",
}


def test_ten_commitments_and_their_actions_come_in_with_their_source():
    done = load.load(makers.organisation(slug="metropole"))
    assert (Commitment.objects.count(), Action.objects.count()) == (10, 38)
    assert done == load.Loaded(created=48, filled=0)
    view = public_view("commitment/donnees-de-reference", VISITOR)
    assert view.content["number"] == 4
    assert "Rennes Métropole" in view.content["source"]
    assert view.text("title", "en") == "Reference data, guaranteed"
    assert {n.sentence for n in view.neighbours} == {
        "est sous la responsabilité de",
        "est mis en œuvre par",
    }


def test_loading_twice_writes_nothing():
    owner = makers.organisation()
    load.load(owner)
    entries = HistoryEntry.objects.count()
    assert load.load(owner) == load.Loaded(created=0, filled=0)
    assert HistoryEntry.objects.count() == entries


def test_what_people_wrote_stays():
    owner = makers.organisation()
    load.load(owner)
    Commitment.objects.filter(number=3).update(title="Nos règles", elected_name="Déjà nommée")
    load.load(
        owner, {"3": load.Detail(values={"elected_name": "Une autre", "elected_role": "Eau"})}
    )
    third = Commitment.objects.get(number=3)
    assert (third.title, third.elected_name, third.elected_role) == (
        "Nos règles",
        "Déjà nommée",
        "Eau",
    )


def test_every_text_has_its_english():
    for one in load.read():
        for item in (one, *one.actions):
            texts = {name for name in item.values if name in load.TEXTS}
            assert texts == set(item.translations["en"])


def test_without_evidence_everything_is_without_proof():
    load.load(makers.organisation())
    found = reading.followed(VISITOR)
    assert [one.number for one in found] == [str(n) for n in range(1, 11)]
    assert {one.standing.state for one in found} == {State.WITHOUT_PROOF}
    assert found[0].words == "sans preuve"
    assert reading.commitments_proved() == reading.actions_proved() == 0


def test_a_checked_proof_of_an_action_moves_its_commitment():
    load.load(makers.organisation(), {"1.1": load.Detail(evidence=(PROOF,))})
    view = public_view("commitment/bien-commun", VISITOR)
    first = reading.follow(view, VISITOR, today=dt.date(2026, 3, 1))
    assert first.standing.state is State.UNDERWAY
    assert first.actions[0].standing.state is State.UNDERWAY
    assert first.counts[State.WITHOUT_PROOF] == 3
    assert reading.follow(view, VISITOR, today=dt.date(2026, 1, 1)).words == "sans preuve"
    assert reading.followed(VISITOR, today=dt.date(2026, 3, 1))[0].standing == first.standing


def test_following_all_commitments_asks_a_constant_number_of_questions(
    django_assert_max_num_queries,
):
    load.load(makers.organisation())
    with django_assert_max_num_queries(6):
        assert len(reading.followed(VISITOR)) == 10


def test_the_command_makes_the_authority_that_answers(capsys):
    call_command("load_commitments")
    assert Organisation.objects.get(slug="rennes-metropole").live
    assert "48 créés" in capsys.readouterr().out


def test_the_command_refuses_an_unknown_organisation():
    with pytest.raises(CommandError, match="inconnue"):
        call_command("load_commitments", organisation="inconnue")
    assert not Commitment.objects.exists()


def test_the_page_says_where_it_stands_why_and_who_checked():
    load.load(makers.organisation(), {"1.1": load.Detail(evidence=(PROOF,))})
    view = public_view("action/carte-de-la-chaleur", VISITOR)
    said = words.page_context(view, VISITOR)
    assert said["one"].words == "en cours"
    assert "preuve vérifiée" in said["why"]
    (piece,) = said["evidence"]
    assert (piece["checked_by_role"], piece["kind_words"]) == (
        "Référente données",
        "acte ou délibération",
    )
    whole = words.page_context(public_view("commitment/bien-commun", VISITOR), VISITOR)
    assert [piece["action"].number for piece in whole["evidence"]] == ["1.1"]


def test_key_facts_name_who_promised_and_where_the_date_comes_from():
    known = {
        "elected_name": "Une élue",
        "elected_role": "Eau",
        "due_on": dt.date(2027, 6, 30),
        "due_deduced": True,
        "due_wording": "rapidement",
    }
    detail = load.Detail(values=known, english={"elected_role": "Water"})
    load.load(makers.organisation(), {"2": detail})
    view = public_view("commitment/debat-democratique", VISITOR)
    facts = {fact["term"]: fact for fact in words.facts(view)}
    assert facts["Pour quand"]["value"] == "30\u00a0juin 2027"
    assert "rapidement" in facts["Pour quand"]["help"]
    assert facts["Dans quel texte"]["url"].startswith("https://")
    with translation.override("en"):
        promised = next(f for f in words.facts(view) if f["value"] == "Une élue")
    assert promised["help"] == "Water"


def test_a_commitment_is_found_by_its_number():
    load.load(makers.organisation())
    view = public_view("commitment/debat-democratique", VISITOR)
    fields = plugs.search_fields(projection=view.content)
    assert fields["keywords"] == ("engagement 2",)
    assert plugs.search_fields(projection={"type": "dataset"}) == {}
