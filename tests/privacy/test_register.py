"""The register as people and machines meet it: lists, filters, pages, doors."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from parvis.catalogue.models import Application, Dataset, TableColumn
from parvis.privacy.models import Part, Processing, Purpose, Recipient, Retention, Tool, Used
from parvis.records import bulk, hooks
from parvis.records.models import Link, Published
from tests import makers
from tests.privacy.makers import processing, published

pytestmark = pytest.mark.django_db

SECRET = "Introuvable"
DOORS = (
    "/traitements/", "/traitements/{slug}/", "/traitements/{slug}/historique/",
    "/traitements/{slug}/liens/", "/traitements/{slug}/flux.atom", "/traitements/flux.atom",
    "/id/processing/{slug}.json", "/id/processing/{slug}.ttl", "/id/processing/{slug}.jsonld",
    "/api/records?type=processing", "/api/records.csv?type=processing",
    "/api/graph/processing/{slug}", "/recherche?q=essais", "/recherche?q=Introuvable",
    "/traitements/regles/", "/traitements/non-publie/", "/traitements/en-trois-minutes/",
)  # fmt: skip


def body(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status, path
    return (b"".join(answer) if answer.streaming else answer.content).decode()


def found(record) -> list[str]:
    return [one.rule for one in hooks.gather("findings") if one.slug == record.slug]


def dataset(*names: str, **values) -> Dataset:
    """A public data set whose dictionary describes these columns."""
    owner = makers.organisation()
    made = Dataset(title=f"Données des essais {owner.pk}", organisation=owner, **values)
    made.dictionary.set([TableColumn(name=name, personal_data=True) for name in names])
    bulk.save_many([made])
    return made


def test_the_list_filters_by_what_people_ask(client, follow):
    canteen = processing(people=["pupil"], data=["health"], special="h", people_count=20_000)
    letter = processing(
        title="Lettre des essais",
        purposes=[Purpose(title="Envoyer la lettre", basis="consent")],
        consent_how="une case à cocher",
        people=["inhabitant"],
        status="planned",
    )
    published(canteen, letter)
    follow()
    for query, only in (
        ("concerned=pupil", canteen),
        ("basis=consent", letter),
        ("data_category=health", canteen),
        ("sensitive=yes", canteen),
        ("dpia=due", canteen),
        ("dpia=not_due", letter),
        ("processing_status=planned", letter),
        (f"organisation={canteen.organisation.uuid}", canteen),
        ("q=envoyer+lettre", letter),
    ):
        page = body(client, f"/traitements/?{query}")
        other = letter if only is canteen else canteen
        assert f"/traitements/{only.slug}/" in page, query
        assert f"/traitements/{other.slug}/" not in page, query
    assert "Sur qui : enfants et élèves" in body(client, "/traitements/?concerned=pupil")
    assert "Legal basis" not in body(client, "/en/traitements/?basis=consent")


def test_the_page_says_why_how_long_who_and_which_rights(client):
    made = published(
        processing(
            retentions=[
                Retention(what="dossiers", number=1, unit="years", fate="destroy"),
                Retention(what="images", number=30, unit="days", fate="destroy"),
                Retention(what="messages", unit="until", start="la fin du contrat", fate="sort"),
            ],
            parts=[Part(part="processor", name="Repas du Sud", clauses=True,
                        verified_on=dt.date(2026, 3, 12))],
        )
    )  # fmt: skip
    page = body(client, f"/traitements/{made.slug}/").replace("\u202f", " ").replace("\u00a0", " ")
    for said in (
        "Inscrire les enfants", "une mission d’intérêt public", "1 an", "30 jours",
        "jusqu’à la fin du contrat", "service des écoles", "Repas du Sud",
        "clauses vérifiées le 12 mars 2026", "dpd@ville.example",
        "Vos données n’en sortent pas.", "Vous opposer", "ne s’appliquent pas ici",
        "Ce droit ne vaut que pour des données données par accord ou par contrat",
    ):  # fmt: skip
        assert said in page, said
    detail = body(client, f"/traitements/{made.slug}/fiche/")
    assert f'href="/traitements/{made.slug}/fiche/"' in page
    for said in ("un mot de passe par agent", "elles sont détruites", "la fin du contrat"):
        assert said in detail, said
    english = body(client, f"/en/traitements/{made.slug}/")
    assert "a task in the public interest" in english.lower()
    assert 'lang="fr">Inscrire les enfants' in english


def test_a_data_set_is_tied_down_to_the_column_and_walked_both_ways(client):
    meals = dataset("repas", "enfant", access_level="personal")
    software = Application(title="Cantine 3000", organisation=meals.organisation)
    bulk.save_many([software])
    made = processing(
        used=[Used(dataset=meals, column="enfant")], tools=[Tool(application=software)]
    )
    published(made)
    page = body(client, f"/traitements/{made.slug}/")
    assert f"/donnees/{meals.slug}/" in page
    assert "<code>enfant</code>" in page
    assert "est traité par" in body(client, f"/donnees/{meals.slug}/")
    assert "s’appuie sur" in page
    graph = client.get(f"/api/graph/processing/{made.slug}").json()
    assert {edge["predicate"] for edge in graph["edges"]} >= {"treats", "runs_on"}


def test_a_large_scale_is_said_to_be_our_own_mark(client):
    mark = "C’est notre repère"
    many, few = processing(people_count=10_000), processing(people_count=9_999)
    for made in (many, few):
        published(made)
    assert f"10{chr(0x202F)}000 personnes ou plus. {mark}" in body(
        client, f"/traitements/{many.slug}/"
    )
    assert mark not in body(client, f"/traitements/{few.slug}/")


def test_who_works_for_another_is_found_from_both_sides_and_says_how_to_reach_it(client, follow):
    """GDPR, article 30(2)."""
    town = makers.organisation(title="Commune cliente", slug="commune-cliente")
    published(town)
    partners = [
        Part(
            part="principal",
            organisation=town,
            task="donne les éléments",
            contact="paie@commune.example",
        ),
        Part(part="principal", name="Syndicat client", contact="02 99 00 00 00"),
    ]
    made = processing(title="Paie pour d’autres", role="processor", parts=partners)
    published(made)
    published(processing(title="Paie pour nous"))
    follow()
    page = body(client, f"/traitements/{made.slug}/")
    assert "donne les éléments, paie@commune.example" in page
    assert "02 99 00 00 00" in page
    assert "est mené pour" in page.casefold()
    assert "fait mener" in body(client, "/organisations/commune-cliente/").casefold()
    listed = body(client, "/traitements/?processing_role=processor")
    assert "Paie pour d’autres" in listed
    assert "Paie pour nous" not in listed
    table = body(client, "/traitements/registre.csv")
    assert "Commune cliente (paie@commune.example) ; Syndicat client (02 99 00 00 00)" in table
    assert "partner-unreached" not in found(made)


def test_one_reads_what_is_done_with_the_data_and_how_partners_protect_them(client, follow):
    partner = Part(
        part="processor",
        name="Repas du Sud",
        protection="serveurs à Rennes",
        keeps_register=True,
        sends_abroad=False,
        dpo="délégué du groupe",
        dpo_contact="dpd@repas.example",
        dpo_shown=True,
    )
    made = published(processing(operations=["collect", "erase"], parts=[partner]))
    published(processing(title="Ailleurs", operations=["use"]))
    follow()
    page = body(client, f"/traitements/{made.slug}/")
    for said in ("Ce que nous faisons de vos données", "<li>les recueillir</li>",
                 "<li>les effacer ou les détruire</li>", "tient son propre registre de traitements",
                 "n’envoie pas de données hors de l’Union européenne",
                 "délégué du groupe, dpd@repas.example"):  # fmt: skip
        assert said in page, said
    assert "serveurs à Rennes" in body(client, f"/traitements/{made.slug}/fiche/")
    assert "<li>collect them</li>" in body(client, f"/en/traitements/{made.slug}/")
    listed = body(client, "/traitements/?operation=erase")
    assert made.title in listed
    assert "/traitements/ailleurs/" not in listed
    assert "Ce qu’on fait des données : les effacer ou les détruire" in listed


def test_a_difference_says_rows_and_terms_in_words(client):
    part = Part(part="processor", name="Repas du Sud", keeps_register=False)
    made = published(processing(operations=["collect"], parts=[part]))
    again = Processing.objects.get(pk=made.pk)
    row = again.parts.get()
    row.keeps_register, row.protection = True, "serveurs à Rennes"
    again.parts.set([row])
    again.operations = ["collect", "erase"]
    published(again)
    page = body(client, f"/traitements/{made.slug}/historique/")
    for said in ("Il tient son propre registre", "les effacer ou les détruire",
                 "Comment les partenaires protègent les données"):  # fmt: skip
        assert said in page, said
    assert "keeps_register" not in page


def test_nothing_of_a_partner_s_own_record_is_copied(client):
    """It may hide its address, today or later."""
    partner = makers.organisation(title="Organisme", contact="secret@ici.example")
    published(partner)
    made = processing(parts=[Part(part="joint", organisation=partner)])
    published(made)
    assert "secret@ici.example" not in body(client, f"/traitements/{made.slug}/")
    assert "secret@ici.example" not in body(client, "/traitements/registre.csv")
    assert "partner-unreached" not in found(made)  # its record is one click away


def test_a_column_that_the_data_set_has_not_is_refused():
    meals = dataset("repas", "enfant")
    Used(dataset=meals, column="repas").clean()
    Used(dataset=meals, column="").clean()
    with pytest.raises(ValidationError) as refusal:
        Used(dataset=meals, column="plat").clean()
    (sentence,) = refusal.value.messages
    assert "pas de colonne « plat »" in sentence
    assert "repas, enfant" in sentence


def test_what_is_kept_back_shows_at_no_door_but_its_ground_does(client, follow):
    rows = {
        "logic": SECRET,
        "recipients": [Recipient(name=SECRET)],
        "parts": [Part(part="processor", organisation=makers.organisation(title="Prestataire X"))],
    }
    grounds = {"logic": "state", "recipients": "state", "parts": "business"}
    made = processing(**rows, hidden_grounds=grounds, hidden_fields=sorted(grounds))
    made.clean()
    published(made)
    follow()
    for door in DOORS:
        page = body(client, door.format(slug=made.slug))
        assert (
            SECRET not in page.replace(f"/recherche?q={SECRET}", "") or "recherche?q=Intro" in door
        )
        assert "Prestataire X" not in page or "/organisations/" in door, door
    page = body(client, f"/traitements/{made.slug}/")
    assert "CRPA, L.311-5 2° d" in page
    kept = body(client, "/traitements/non-publie/")
    assert "CRPA, L.311-6 1°" in kept
    assert "le secret des affaires" in kept
    assert not Link.objects.filter(subject=made.uuid, predicate="entrusted_to").exists()
    assert "recipients-unsaid" not in found(made)


def test_a_field_is_not_hidden_without_its_ground():
    made = processing(hidden_fields=["logic"])
    with pytest.raises(ValidationError) as refusal:
        made.clean()
    assert "logic" in str(refusal.value.messages)
    made.hidden_grounds = {"logic": "parce que"}
    with pytest.raises(ValidationError, match="n’est pas une raison de la loi"):
        made.clean()
    made.hidden_grounds = ["logic"]
    with pytest.raises(ValidationError, match="forme attendue"):
        made.clean()
    made.hidden_grounds = {"logic": "state"}
    made.clean()


def test_a_reserved_record_says_its_ground_and_only_its_number_is_public(client):
    made = processing(circle=2)
    with pytest.raises(ValidationError) as refusal:
        made.clean()
    assert set(refusal.value.message_dict) == {"reserved_ground"}
    made.reserved_ground = "offences"
    made.clean()
    published(made)
    page = body(client, "/traitements/non-publie/")
    assert "la recherche d’infractions" in page
    assert made.title not in page
    body(client, f"/traitements/{made.slug}/", 404)


def test_the_slug_of_another_page_is_refused():
    for slug in ("regles", "non-publie", "en-trois-minutes", "registre"):
        with pytest.raises(ValidationError) as refusal:
            processing(slug=slug).clean()
        assert "slug" in refusal.value.message_dict


@pytest.mark.parametrize(
    ("rows", "field"),
    [
        ({"purposes": []}, "purposes"),
        ({"purposes": [Purpose(title="Vendre", basis="interest")]}, "purposes"),
        ({"retentions": []}, "retentions"),
        ({"data": ["health"]}, "special"),
        ({"automation": "full"}, "logic"),
    ],
)
def test_what_the_law_lacks_keeps_it_from_being_published(rows, field):
    with pytest.raises(ValidationError) as refusal:
        published(processing(**rows))
    assert field in refusal.value.message_dict


def test_rules_meet_across_rooms(client):
    opened = dataset("enfant", "jour", access_level="open")
    made = processing(used=[Used(dataset=opened, column="enfant")])
    assert "used" in made.problems()
    other = processing(used=[Used(dataset=dataset("enfant", access_level="personal"))])
    published(other)
    lonely = dataset("voisin", access_level="personal")
    assert found(lonely) == ["dataset-untreated"]
    assert found(other.used.get_object_list()[0].dataset) == []
    page = body(client, "/traitements/regles/")
    assert lonely.title in page
    late = processing(review_on=timezone.localdate() - dt.timedelta(days=1))
    published(late)
    assert found(late) == ["review-past"]


def test_a_column_opened_after_publication_is_found():
    source = dataset("enfant", access_level="personal")
    made = published(processing(used=[Used(dataset=source, column="enfant")]))
    assert found(made) == []
    source.access_level = "open"
    bulk.save_many([source])
    assert found(made) == ["open-personal-data"]


def test_the_officer_is_that_of_the_organisation_or_of_what_it_is_part_of(client):
    parent = makers.organisation(kind="metropolis")
    child = makers.organisation(kind="service", parent=parent)
    made = processing(organisation=parent)
    of_child = processing(title="École des essais")
    of_child.organisation = child
    published(made)
    published(of_child)
    said = Published.objects.get(pk=of_child.uuid).content["officer"]
    assert said["email"] == "dpd@ville.example"


def test_machines_read_terms_of_the_privacy_vocabulary(client):
    made = published(processing())
    turtle = body(client, f"/id/processing/{made.slug}.ttl")
    assert "https://w3id.org/dpv/legal/eu/gdpr#A6-1-e" in turtle
    assert "https://w3id.org/dpv/pd#Identifying" in turtle


def test_pages_ask_a_constant_number_of_questions(client, django_assert_max_num_queries):
    owner = makers.organisation(kind="commune")
    published(*[processing(organisation=owner) for _n in range(12)])
    for path in ("regles", "non-publie", "en-trois-minutes"):
        with django_assert_max_num_queries(16):
            body(client, f"/traitements/{path}/")


def test_a_draft_keeps_its_rows():
    made = processing()
    published(made)
    stored = Processing.objects.get(pk=made.pk)
    stored.purposes.set([*stored.purposes.all(), Purpose(title="Facturer", basis="contract")])
    revision = stored.save_revision()
    assert Processing.objects.get(pk=made.pk).purposes.count() == 1
    revision.publish()
    assert Published.objects.get(pk=made.uuid).content["purposes"][1]["title"] == "Facturer"
