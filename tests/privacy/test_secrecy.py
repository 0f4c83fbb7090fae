"""What a processing keeps back is told at no door, in no word and by no consequence of it."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from parvis.catalogue.models import Dataset, TableColumn
from parvis.privacy.models import (
    Exclusion,
    Part,
    Processing,
    Purpose,
    Recipient,
    Retention,
    Safeguard,
    Transfer,
    Used,
)
from parvis.records import bulk, hooks
from parvis.records.kinds import Circle
from parvis.records.models import Link, Published
from tests import makers
from tests.privacy.makers import processing, published

pytestmark = pytest.mark.django_db
SECRET = "zibeline"
HERE = "/traitements/cantine/"
DOORS = (
    HERE, f"/en{HERE}", f"{HERE}historique/", "/traitements/", "/traitements/?format=csv",
    "/traitements/regles/", "/traitements/non-publie/", "/traitements/en-trois-minutes/",
    *(f"/traitements/registre.{form}" for form in ("csv", "json", "ttl")),
    *(f"{HERE}notice/?forme={form}" for form in ("complete", "facile", "courte", "affiche")),
    f"{HERE}notice.txt", f"{HERE}notice.txt?langue=en", "/id/processing/cantine",
    "/api/graph/processing/cantine", f"/recherche?q={SECRET}",
    "/droits/demande/?traitement=cantine",
)  # fmt: skip


def hidden(made: Processing, *names: str) -> Processing:
    made.hidden_fields = sorted(names)
    made.hidden_grounds = dict.fromkeys(names, "state")
    return made


def told(client: Client, door: str, accept: str = "application/json") -> str:
    answer = client.get(door, headers={"Accept": accept if "/id/" in door else "text/html"})
    assert answer.status_code == 200, door
    content = b"".join(answer) if answer.streaming else answer.content
    return content.decode()


def test_no_word_of_a_hidden_field_is_told(client: Client, follow: Any) -> None:
    word = f"{SECRET} mot"
    owner = makers.organisation(kind="commune")
    dataset = Dataset(title="Jeu des repas", slug="repas", organisation=owner,
                      plain_summary="Des repas.")  # fmt: skip
    bulk.save_many([dataset])
    texts = {
        field.name: word
        for field in Processing._meta.concrete_fields
        if field.name in Processing.switchable()
        and field.get_internal_type() in {"CharField", "TextField"}
        and not field.choices
    }
    made = processing(
        slug="cantine", organisation=owner, **texts,
        purposes=[Purpose(title=word, basis="public_task", why=word)],
        retentions=[Retention(what=word, number=2, start=word, archived=word)],
        recipients=[Recipient(name=word, why=word)],
        parts=[Part(part="processor", name=word, task=word, protection=word, dpo=word,
                    dpo_contact=word, dpo_shown=True)],
        transfers=[Transfer(country=word, recipient=word, mechanism="clauses", guarantees=word)],
        safeguards=[Safeguard(measure="access", words=word)],
        exclusions=[Exclusion(right="effacement", text=word)],
    )  # fmt: skip
    made.used.set([Used(dataset=dataset)])
    made.translations = {"en": dict.fromkeys(texts, word)}
    published(hidden(made, *Processing.switchable()))
    follow()
    for door in DOORS:
        said = told(client, door).replace(f"q={SECRET}", "")
        said = re.sub(rf'value="{SECRET}"|« {SECRET} »|<title>.*?</title>', "", said)
        assert SECRET not in said, door
    assert SECRET not in told(client, "/id/processing/cantine", "text/turtle")
    assert not Link.objects.filter(subject=made.uuid, predicate="treats").exists()


def test_people_at_a_partner_are_told_to_agents_alone_unless_someone_said_otherwise(
    client: Client,
) -> None:
    inner = dict.fromkeys(("dpo", "dpo_contact", "manager", "referent", "notes"), SECRET)
    made = published(processing(slug="cantine", parts=[Part(part="processor", name="A", **inner)]))
    for door in DOORS:
        if "recherche" not in door:
            assert SECRET not in told(client, door), door
    row = made.parts.get()
    row.dpo_shown = True
    made.parts.set([row])
    published(made)
    said = re.findall(f">[^<]*{SECRET}[^<]*<", told(client, HERE))
    assert said == [f">{SECRET}, {SECRET}<"], "the officer and how to reach it, nobody else"
    assert SECRET in told(client, "/traitements/registre.csv")


@pytest.mark.parametrize("name", ["parts", "safeguards", "partner_measures"])
def test_how_a_partner_protects_data_is_kept_back_apart_or_with_what_it_is_part_of(
    name: str, client: Client
) -> None:
    part = Part(part="processor", name="Repas du Sud", protection=SECRET)
    made = hidden(processing(slug="cantine", parts=[part]), name)
    made.clean()
    published(made)
    for door in (*DOORS, f"{HERE}fiche/"):
        if "recherche" not in door:
            assert SECRET not in told(client, door), door
    assert SECRET not in told(client, "/id/processing/cantine", "text/turtle")
    assert ("Repas du Sud" in told(client, HERE)) is (name != "parts")
    assert "processor-unprotected" not in [one.rule for one in hooks.gather("findings")]


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        ("data", ["identity"], ["identity", "health"]),
        ("people", ["parent"], ["child"]),
        ("people_count", 10, 500_000),
        ("methods", ["web_form"], ["sensor"]),
        ("operations", [], ["erase"]),
        ("special", "", "h"),
        ("mandatory", True, False),
        ("paper", True, False),
        ("automation", "none", "full"),
        ("criteria_said", [], ["evaluation", "innovation"]),
        ("exemption", "", "Liste de la CNIL"),
        ("review_on", None, dt.date(2031, 1, 1)),
    ],
)
def test_no_consequence_of_a_hidden_field_is_told(
    name: str, one: Any, other: Any, client: Client
) -> None:
    """Whatever it holds, every door says the same."""
    given = {"slug": "cantine", "title": "Cantine", "organisation": makers.organisation()}
    given |= {"data": ["identity"], "special": "h", "logic": "Des règles.", "effects": "Un prix."}
    made = published(hidden(processing(**given | {name: one}), name))
    before = {door: neutral(told(client, door)) for door in DOORS if "historique" not in door}
    content = Published.objects.get(pk=made.uuid).content
    again = Processing.objects.get(pk=made.pk)
    setattr(again, name, other)
    published(again)
    assert Published.objects.get(pk=made.uuid).content == content
    assert {door: neutral(told(client, door)) for door in before} == before


def neutral(page: str) -> str:
    """Without what is another each time: tokens, hours, names of blank nodes."""
    page = re.sub(r"_:\w+", "", page)
    page = re.sub(r'name="token" value="[^"]*"', "", page)
    return re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+(Z|\+\d\d:\d\d)?", "", page)


def test_a_partner_that_not_everyone_sees_is_named_as_someone_wrote(client: Client) -> None:
    quiet = makers.organisation(title=f"Cabinet {SECRET}", circle=Circle.AGENTS)
    unnamed = Part(part="processor", organisation=quiet)
    with pytest.raises(ValidationError, match="n’est pas visible de tous"):
        published(processing(parts=[unnamed]))
    named = Part(part="processor", organisation=quiet, name="un prestataire")
    published(processing(slug="cantine", parts=[named]))
    for door in DOORS:
        if "recherche" not in door:
            assert SECRET not in told(client, door), door
    assert "un prestataire" in told(client, HERE)


def test_a_reserved_processing_is_not_told_by_what_the_rules_do_not_find(client: Client) -> None:
    dataset = Dataset(title="Jeu du voisin", slug="voisin", organisation=makers.organisation(),
                      plain_summary="Des gens.", access_level="personal")  # fmt: skip
    dataset.dictionary = [TableColumn(name="nom", title="nom", personal_data=True)]
    bulk.save_many([dataset])
    before = told(client, "/traitements/regles/")
    assert dataset.title in before
    quiet = processing(circle=Circle.SERVICE, reserved_ground="state")
    quiet.used.set([Used(dataset=dataset)])
    published(quiet)
    assert told(client, "/traitements/regles/") == before


def test_the_name_of_partners_asks_nothing_more_for_many(
    django_assert_num_queries: Any,
) -> None:
    parts = [Part(part="processor", organisation=makers.organisation()) for _ in range(5)]
    made = published(processing(parts=parts))
    again = Processing.objects.get(pk=made.pk)
    held = list(again.parts.select_related("organisation"))
    with django_assert_num_queries(0):
        assert all(row.told for row in held)
