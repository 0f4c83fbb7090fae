import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.records.search import french


@pytest.mark.parametrize(
    "same",
    [
        "arbre arbres Arbres ARBRE",
        "l'eau eau d’eau l’Eau eaux qu'eau",
        "école ecole écoles ÉCOLE",
        "élu élus élue élues elus",
        "cheval chevaux",
        "journal journaux",
        "travail travaux",
        "réseau réseaux reseaux",
        "jeu jeux",
        "national nationale nationaux nationales",
        "public publique publics publiques",
        "cyclable cyclables",
        "S.N.C.F. SNCF sncf",
        "cœur coeur CŒURS",
        "administratif administrative administratives",
        "directeur directrice directrices",
        "heureux heureuse heureuses",
        "citoyen citoyenne citoyen·ne·s citoyen(ne)s",
    ],
)
def test_forms_of_one_word_have_one_stem(same: str) -> None:
    assert len(set(french.tokens(same))) == 1


@pytest.mark.parametrize(
    ("a", "b"), [("taux", "tal"), ("eau", "os"), ("mer", "maire"), ("ville", "vélo")]
)
def test_other_words_stay_apart(a: str, b: str) -> None:
    assert french.tokens(a) != french.tokens(b)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("aujourd'hui", ["aujourdhui"]),
        ("presqu'île", ["presquil"]),
        ("jusqu'à l'école", ["a", "ecol"]),
        ("vie-publique.fr", ["vie", "public", "fr"]),
        ("nom_commune", ["nom", "commun"]),
        ("OpenStreetMap", ["open", "street", "map"]),
        ("km² d'espace", ["km2", "espac"]),
        ("🚲 vélo\x00", ["velo"]),
        ("'\"()[]*:^~", []),
    ],
)
def test_how_text_is_cut(typed: str, expected: list[str]) -> None:
    assert french.tokens(typed) == expected


def test_a_compound_is_also_one_word() -> None:
    assert french.analyse("Le co-voiturage, OpenStreetMap") == (
        "le co voiturag open street map", "covoiturag openstreetmap"
    )  # fmt: skip
    assert french.tokens("covoiturage openstreetmap") == ["covoiturag", "openstreetmap"]


def test_the_initials_of_a_title_are_an_acronym() -> None:
    assert (
        french.initials(french.full(french.chunks("Répertoire national des associations"))) == "rna"
    )
    assert french.initials(french.chunks("Arbres")) == ""


@given(st.text())
def test_any_text_is_cut_into_whole_words(text: str) -> None:
    for token in french.tokens(text):
        assert token
        assert not any(letter.isspace() for letter in token)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=30))
def test_a_stem_is_never_empty_and_never_longer_than_allowed(word: str) -> None:
    assert 0 < len(french.stem(word)) <= french.LONGEST_TOKEN
