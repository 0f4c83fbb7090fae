"""The screens of those who bring files, and of those who protect personal data."""

from __future__ import annotations

import inspect
import re
from html import unescape

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parvis.catalogue.deposits import reading, words
from parvis.catalogue.deposits.models import Deposit, PersonalDecision
from parvis.catalogue.models import Dataset
from parvis.lake import rows
from parvis.lake.reading import dialect, formats, types
from parvis.lake.reading import text as encodings
from parvis.records import bulk
from tests.catalogue.deposits.conftest import FAMILIES, WORKS

NAME = "parvis_deposits"


def text(answer):
    plain = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return " ".join(unescape(plain).split())


def at(name, *args):
    return reverse(f"{NAME}:{name}", args=args)


def bring(browser, record, file):
    return browser.post(at("dataset", record.pk), {"file": file}, follow=True)


def test_a_producer_sees_what_was_understood_at_once(town, signed, works, brought):
    page = text(bring(signed(town.writer), works, brought()))
    for said in ("Format CSV", "Lignes 2", "Encodage UTF-8", "Séparateur point-virgule",
                  "Rue des Lilas", "date (31/03/2026)", "pas encore de lignes publiées",
                  "Publier revient à qui peut publier"):  # fmt: skip
        assert said in page
    assert "Publier ces lignes" not in page
    deposit = Deposit.objects.get()
    home = text(signed(town.steward).get(reverse("wagtailadmin_home")))
    assert "Publier les données déposées : Travaux sur les voies travaux.csv" in home
    steward = signed(town.steward)
    answer = steward.post(at("deposit", deposit.key), {"action": "publish"}, follow=True)
    assert "2 lignes se lisent aujourd’hui" in text(answer)
    assert rows.current(works.uuid).rows == 2


def test_a_producer_corrects_a_type_and_leaves_a_column_out_then_takes_it_back(
    town, signed, works, brought
):
    browser = signed(town.writer)
    bring(browser, works, brought())
    where = at("deposit", Deposit.objects.get().key)
    sent = {"action": "read", "shown": ["rue", "début", "montant"], "type-montant": "text",
            "type-rue": "text", "type-début": "french_date", "drop": "début"}  # fmt: skip
    page = text(browser.post(where, sent, follow=True))
    assert "Remettre début" in page
    assert Deposit.objects.get().choices["types"] == {"montant": "text"}
    sent = {"action": "read", "shown": ["rue", "montant"], "type-montant": "text",
            "back": "début"}  # fmt: skip
    assert "Remettre" not in text(browser.post(where, sent, follow=True))
    assert Deposit.objects.get().choices["dropped"] == []
    assert Deposit.objects.get().choices["types"] == {"montant": "text"}


def test_a_file_without_preview_says_why_and_what_to_do(town, signed, works, brought):
    page = text(bring(signed(town.writer), works, brought("a;b\n1;2;3\n4;5\n", "faux.csv")))
    assert "Ce fichier ne peut pas être lu." in page
    assert "Ligne" in page
    assert "Corrigez le fichier puis donnez-le de nouveau" in page


def test_only_choices_that_could_help_are_offered(town, signed, works, brought):
    browser = signed(town.writer)
    page = text(bring(browser, works, brought(b"PK\x03\x04" + bytes(range(256)), "abime.xlsx")))
    assert "Corrigez le fichier puis donnez-le de nouveau" in page
    assert "Relire avec ces choix" not in page
    page = text(bring(browser, works, brought("a;b\n1;2;3\n4;5\n", "faux.csv")))
    assert "ou changez vos choix ci-dessous" in page
    assert "Séparateur des colonnes d’un CSV" in page
    assert "Feuille, couche" not in page


def test_a_type_that_does_not_fit_is_said_in_words_and_taken_back(town, signed, works, brought):
    """Without a preview the choice that was wrong must stay in reach."""
    browser = signed(town.writer)
    bring(browser, works, brought())
    where = at("deposit", Deposit.objects.get().key)
    sent = {"action": "read", "shown": ["rue"], "type-rue": "integer"}
    page = text(browser.post(where, sent, follow=True))
    assert "« Rue des Lilas » n’est pas du type « nombre entier (1234) »" in page
    assert "Types que vous avez choisis" in page
    assert "Type de rue" in page
    page = text(browser.post(where, {**sent, "type-rue": ""}, follow=True))
    assert "Ce qui a été compris" in page
    assert Deposit.objects.get().choices["types"] == {}


def test_a_file_without_rows_is_not_published_by_the_main_button(town, signed, works, brought):
    page = bring(signed(town.steward), works, brought("rue;montant\n", "vide.csv"))
    assert "Aucune ligne n’a été trouvée." in text(page)
    assert "Publier quand même, sans ligne" in text(page)
    assert "Publier ces lignes" not in text(page)


def test_where_rows_come_from_is_said_in_words():
    said = {"reading": {"place": "file EPSG:2154"}}
    assert words.place_words(said) == "les formes du fichier (projection EPSG:2154)"
    said = {"reading": {"place": "file None"}}
    assert words.place_words(said) == "les formes du fichier"
    said = {"reading": {"place": "x, y EPSG:3948"}}
    assert words.place_words(said) == "les colonnes x, y (projection EPSG:3948)"


def test_the_rows_are_one_click_from_the_record_and_back(town, signed, works):
    browser = signed(town.writer)
    edit = reverse("parvis_dataset:edit", args=[works.pk])
    assert at("dataset", works.pk) in browser.get(edit).content.decode()
    assert edit in browser.get(at("dataset", works.pk)).content.decode()


def test_what_publishing_would_change_is_said_before(town, signed, works, brought):
    browser = signed(town.steward)
    bring(browser, works, brought())
    browser.post(at("deposit", Deposit.objects.get().key), {"action": "publish"})
    after = "rue;montant;fin\nRue Haute;beaucoup;2026\n"
    page = text(bring(browser, works, brought(after)))
    assert "1 ligne, au lieu de 2." in page
    assert "Colonnes nouvelles : fin." in page
    assert "Colonnes qui ne seront plus là : debut." in page
    assert "Colonnes d’un autre type : montant." in page


def test_the_officer_is_told_decides_and_the_rows_are_published(town, signed, works, brought):
    page = text(bring(signed(town.steward), works, brought(FAMILIES, "familles.csv")))
    deposit = Deposit.objects.get()
    assert "naissance, e-mail" in page
    assert "Publier ces lignes" not in page
    where, officer = at("decide", deposit.key), signed(town.privacy)
    home = text(officer.get(reverse("wagtailadmin_home")))
    assert "Décider des données de personnes : Travaux sur les voies" in home
    assert "Travaux sur les voies" in text(officer.get(at("decisions")))
    assert "Par exemple : parent0@famille.example" in text(officer.get(where))
    page = text(officer.post(where, {"c0-measure": "blur", "c0-reason": "", "c1-measure": "drop"}))
    assert "Dites pourquoi, en une phrase." in page
    assert "Choisissez la précision gardée." in page
    assert not PersonalDecision.objects.exists()
    officer.post(where, {
        "c0-measure": "blur", "c0-blur": "year", "c0-reason": "l’année suffit",
        "c1-measure": "drop", "c1-reason": "inutile",
    })  # fmt: skip
    page = text(signed(town.steward).get(at("deposit", deposit.key)))
    assert "Publier ces lignes" in page
    assert "Décidé : la rendre moins précise (l’année seulement)." in page
    assert "famille.example" not in page
    signed(town.steward).post(at("deposit", deposit.key), {"action": "publish"})
    assert [each["name"] for each in rows.current(works.uuid).columns] == [
        "commune", "naissance", "places"
    ]  # fmt: skip
    assert "l’année suffit" in text(officer.get(at("decisions")))


def test_a_decision_left_as_it_was_keeps_no_other_from_being_made(town, signed, works, brought):
    bring(signed(town.writer), works, brought(FAMILIES))
    where, officer = at("decide", Deposit.objects.get().key), signed(town.privacy)
    officer.post(where, {"c0-measure": "blur", "c0-blur": "year", "c0-reason": "assez"})
    page = officer.get(where).content.decode()
    assert re.search(r'<option value="year"\s+selected', page)
    officer.post(where, {
        "c0-measure": "blur", "c0-blur": "year", "c0-reason": "assez",
        "c1-measure": "drop", "c1-reason": "inutile",
    })  # fmt: skip
    assert sorted(PersonalDecision.objects.values_list("column", "measure")) == [
        ("e-mail", "drop"), ("naissance", "blur")
    ]  # fmt: skip


def test_each_sort_of_file_and_of_value_has_a_name():
    assert set(words.TYPES) == set(types.BY_NAME)
    known = set(re.findall(r'return "(\w+)"', inspect.getsource(formats)))
    assert known - {"zip"} <= set(words.FORMATS)


@pytest.mark.parametrize("who", ["stranger", "nobody", "privacy"])
def test_nobody_else_meets_the_screens_of_a_data_set(town, signed, works, brought, who):
    bring(signed(town.writer), works, brought())
    browser, key = signed(getattr(town, who)), Deposit.objects.get().key
    may_look = who == "privacy"
    assert browser.get(at("dataset", works.pk)).status_code in {302, 403, 404}
    assert browser.post(at("dataset", works.pk), {"file": brought()}).status_code in {302, 403, 404}
    assert (browser.get(at("deposit", key)).status_code == 200) is may_look
    assert (browser.get(at("decide", key)).status_code == 200) is may_look
    for action in ("publish", "withdraw", "read"):
        assert browser.post(at("deposit", key), {"action": action}).status_code in {302, 403, 404}
    assert Deposit.objects.get().state == Deposit.State.READ


def test_a_writer_decides_nothing(town, signed, works, brought):
    browser = signed(town.writer)
    bring(browser, works, brought(FAMILIES))
    where = at("decide", Deposit.objects.get().key)
    sent = {"c0-measure": "keep", "c0-reason": "je veux", "c1-measure": "keep", "c1-reason": "x"}
    assert browser.post(where, sent).status_code == 404
    assert not PersonalDecision.objects.exists()


def test_a_file_or_an_address_one_of_the_two_and_not_too_large(
    town, signed, works, brought, settings
):
    browser, where = signed(town.writer), at("dataset", works.pk)
    assert "l’un des deux" in text(browser.post(where, {}))
    both = {"file": brought(), "address": "https://villes.example/x.csv"}
    assert "l’un des deux" in text(browser.post(where, both))
    settings.PARVIS_DEPOSIT_GB = 10 / 2**30
    assert "dépasse" in text(browser.post(where, {"file": brought()}))
    assert not Deposit.objects.exists()


def test_an_address_of_a_private_network_is_refused_in_words(town, signed, works, settings):
    browser = signed(town.writer)
    browser.post(at("dataset", works.pk), {"address": "http://127.0.0.1:8080/x.csv"})
    deposit = Deposit.objects.get()
    reading.read(deposit.pk)
    said = text(browser.get(at("deposit", deposit.key)))
    assert "réseau privé" in said, said


def test_many_deposits_and_columns_cost_no_more_queries(
    town, signed, works, brought, django_assert_max_num_queries
):
    browser = signed(town.steward)
    wide = ";".join(f"mail{n}" for n in range(120)) + "\n" + ";".join(["a@b.fr"] * 120) + "\n"
    bring(browser, works, brought(wide, "large.csv"))
    Deposit.objects.bulk_create(
        Deposit(dataset=works, name=f"{n}.csv", by=town.writer) for n in range(60)
    )
    key = Deposit.objects.order_by("pk").first().key
    for where in (at("dataset", works.pk), at("deposit", key)):
        browser.get(where)
        with django_assert_max_num_queries(26):  # two tell what awaits, the menu one
            assert browser.get(where).status_code == 200
    page = browser.get(at("deposit", key)).content.decode()
    assert page.count('name="shown"') == 50
    assert "Page 1 sur 3" in text(browser.get(at("deposit", key)))


def test_a_file_of_another_organisation_s_data_set_is_not_met(town, signed, works, brought):
    other = Dataset(title="Ailleurs", slug="ailleurs", organisation=town.elsewhere)
    bulk.save_many([other])
    other = Dataset.objects.get(slug="ailleurs")
    bring(signed(town.stranger), other, brought())
    key = Deposit.objects.get().key
    assert signed(town.writer).get(at("deposit", key)).status_code == 404
    assert "ailleurs" not in text(signed(town.steward).get(reverse("wagtailadmin_home"))).lower()


FIELDS = ["shown", "drop", "back", "sheet", "header", "type-rue"]
names = st.one_of(st.sampled_from(FIELDS), st.text(max_size=20))
values = st.one_of(st.sampled_from(["rue", "integer", "text", "yes", "no"]), st.text(max_size=40))


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sent=st.dictionaries(names, values, max_size=5))
def test_whatever_is_sent_the_choice_is_read_or_refused_in_words(
    town, signed, works, brought, sent
):
    browser = signed(town.writer)
    Deposit.objects.all().delete()
    bring(browser, works, brought(WORKS))
    key = Deposit.objects.get().key
    answer = browser.post(at("deposit", key), {**sent, "action": "read"}, follow=True)
    assert answer.status_code == 200
    assert Deposit.objects.get().state in {Deposit.State.READ, Deposit.State.REFUSED}
    assert browser.get(at("deposit", key), {"p": sent.get("sheet", "x")}).status_code == 200


def test_a_producer_says_the_encoding_and_the_separator_then_takes_it_back(
    town, signed, works, brought
):
    browser = signed(town.writer)
    bring(browser, works, brought("rue,n;montant\nRue des Lilas,1;2\n".encode("cp1252")))
    where = at("deposit", Deposit.objects.get().key)
    page = text(browser.post(where, {"action": "read", "separator": ",", "encoding": "cp1252"},
                             follow=True))  # fmt: skip
    assert "Séparateur virgule" in page
    assert "Encodage Windows (Excel enregistré en CSV)" in page
    chosen = Deposit.objects.get().choices
    assert (chosen["separator"], chosen["encoding"]) == (",", "cp1252")
    browser.post(where, {"action": "read", "separator": "é", "encoding": "klingon"})
    chosen = Deposit.objects.get().choices
    assert (chosen["separator"], chosen["encoding"]) == (None, None)


def test_every_choice_of_encoding_and_separator_has_its_words():
    assert set(words.ENCODINGS) == set(encodings.ENCODINGS)
    assert tuple(words.SEPARATORS) == dialect.SEPARATORS
