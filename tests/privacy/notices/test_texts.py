"""What a notice says: every item of articles 13 and 14, once, in each of its forms."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.privacy.notices.facts import Abroad, Aim, Facts, Kept
from parvis.privacy.notices.forms import KINDS, text_of
from parvis.privacy.notices.text import Text, plain
from parvis.records.entitlements import Entitlement, Right
from tests.privacy.notices.examples import WHOLE, like

pytestmark = pytest.mark.once


def said(facts: Facts = WHOLE, kind: str = "notice") -> str:
    return plain(text_of(facts, kind, str, "fr")).replace("\u00a0", " ")


@pytest.mark.parametrize(
    "item",
    [
        "Ville des Essais décide pourquoi et comment",  # 13(1)(a)
        "mairie@essais.example",
        "Délégué à la protection des données : dpd@essais.example",  # 13(1)(b)
        "Inscrire les enfants. Ce qui le permet : une mission d’intérêt public",  # 13(1)(c)
        "code de l’éducation",
        "cuisine centrale",  # 13(1)(e)
        "Éditeur du logiciel, qui travaille pour nous (sous-traitant)",
        "Canada, avec pour protection : une décision d’adéquation",  # 13(1)(f)
        "https://essais.example/canada",
        # how long: article 13(2), letter a
        "Dossier d’inscription : 2 ans après la fin de l’année. Ensuite, il est détruit.",
        "Voir vos données et en avoir une copie",  # 13(2)(b)
        "vous plaindre à la CNIL",  # 13(2)(d)
        "Sans ces données, nous ne pouvons pas inscrire votre enfant.",  # 13(2)(e)
        "aucune décision n’est prise sur vous par un programme seul",  # 13(2)(f)
        "nom et prénom",  # 14(1)(d)
        "Certaines sont sensibles : allergies",
        "un consentement explicite",
        "Caisse d’allocations familiales",  # 14(2)(f)
        "Elle le décide avec : CCAS des Essais",  # 26
        "dans le mois qui suit",  # 12(3)
        "deux mois de plus",
        "gratuitement",  # 12(5)
        "Un programme calcule le tarif",  # CRPA L.311-3-1
    ],
)
def test_the_notice_says_each_item(item: str) -> None:
    assert said().count(item) == 1


def test_a_right_that_does_not_apply_says_why() -> None:
    text = said()
    assert "emporter vos données dans un fichier : le traitement ne repose pas" in text
    assert "Faire effacer vos données. Pas ce que la loi impose de garder." in text


def test_a_limited_right_is_among_those_one_has() -> None:
    assert "faire effacer vos données" in said(kind="clause")
    assert "emporter" not in said(kind="clause")


def test_nothing_is_claimed_of_a_hidden_field() -> None:
    """None is not “none”: a hidden transfer must not read as no transfer."""
    hidden = said(like(abroad=None, recipients=None, processors=(), automatic=None, mentions=()))
    assert "Sortent-elles d’Europe" not in hidden
    assert "Qui les voit" not in hidden
    assert "Un programme décide-t-il" not in hidden
    none = said(like(abroad=(), recipients=(), processors=()))
    assert "rien n’est envoyé hors de l’Espace économique européen" in none
    assert "Personne d’autre que le service" in none


def test_the_clause_is_short_and_leads_to_the_rest() -> None:
    text = said(kind="clause")
    assert len(text) < 1200
    for words in ("Ville des Essais utilise vos données", "2 ans", "dpd@essais.example",
                  "www.cnil.fr/plaintes", "https://essais.example/traitements/cantine/",
                  "Un programme calcule le tarif"):  # fmt: skip
        assert words in text


def test_the_sign_is_read_standing() -> None:
    text = said(kind="sign")
    assert len(text) < 700
    assert "Inscrire les enfants" in text
    assert "https://essais.example/traitements/cantine/" in text


def test_the_mention_is_that_of_the_algorithms_alone() -> None:
    assert said(kind="mention").strip() == WHOLE.mentions[0]
    assert said(like(mentions=()), "mention").strip() == ""


def test_easy_sentences_are_short() -> None:
    """FALC: one idea, few words; addresses and the record's own words aside."""
    text = text_of(WHOLE, "easy", str, "fr")
    ours = [one for part in text.parts for one in part.sentences if "http" not in one]
    assert ours
    assert max(len(one.split()) for one in ours) <= 13
    assert "RGPD" not in plain(text)


@pytest.mark.parametrize(
    ("automatic", "mentions", "expected"),
    [
        (True, (), ["Oui.", "Un ordinateur décide seul."]),
        (False, (), ["Non.", "Une personne décide."]),
        (False, ("Un programme aide.",), ["Un ordinateur aide.", "Une personne décide."]),
        (None, ("Un programme aide.",), ["Un ordinateur aide."]),
        (None, (), []),
    ],
)
def test_easy_does_not_say_more_than_the_record(
    automatic: bool | None, mentions: tuple[str, ...], expected: list[str]
) -> None:
    text = text_of(like(automatic=automatic, mentions=mentions), "easy", str, "fr")
    found = [part.sentences for part in text.parts if part.heading.startswith("Une machine")]
    assert [one for sentences in found for one in sentences] == expected


def test_a_processor_says_for_whom_it_works() -> None:
    text = said(like(on_behalf="Commune Voisine"))
    assert "travaille pour le compte de Commune Voisine" in text


def test_the_digest_tells_texts_apart_and_only_texts() -> None:
    one = text_of(WHOLE, "notice", str, "fr")
    assert one.digest == text_of(WHOLE, "notice", str, "fr").digest
    changed = like(kept=(Kept("dossier d’inscription", "3 ans"),))
    assert text_of(changed, "notice", str, "fr").digest != one.digest
    # what the text does not say changes nothing: the sign names no purpose's article
    other = like(aims=tuple(Aim(aim.text, aim.basis, "autre article") for aim in WHOLE.aims or ()))
    assert text_of(other, "sign", str, "fr").digest == text_of(WHOLE, "sign", str, "fr").digest
    assert text_of(other, "notice", str, "fr").digest != one.digest


texts = st.text(max_size=40)
anything = st.builds(
    Facts,
    title=texts,
    controller=texts,
    officer=texts,
    aims=st.none() | st.lists(st.builds(Aim, texts, texts, texts), max_size=3).map(tuple),
    data=st.none() | st.lists(texts, max_size=3).map(tuple),
    recipients=st.none() | st.lists(texts, max_size=3).map(tuple),
    abroad=st.none() | st.lists(st.builds(Abroad, texts, texts, texts), max_size=2).map(tuple),
    kept=st.none() | st.lists(st.builds(Kept, texts, texts, texts, texts), max_size=2).map(tuple),
    automatic=st.none() | st.booleans(),
    mentions=st.lists(texts, max_size=2).map(tuple),
    rights=st.lists(
        st.builds(Entitlement, st.sampled_from(Right), st.booleans(), texts, texts, st.booleans()),
        max_size=4,
    ).map(tuple),
)


@given(facts=anything, kind=st.sampled_from(sorted(KINDS)))
def test_whatever_the_record_says_there_is_a_text(facts: Facts, kind: str) -> None:
    made = text_of(facts, kind, str, "fr")
    assert isinstance(made, Text)
    assert all(part for part in made.parts)
    if kind in {"notice", "easy"}:
        assert "CNIL" in plain(made)
