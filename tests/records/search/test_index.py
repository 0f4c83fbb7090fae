import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.records.audience import Audience
from parvis.records.kinds import Circle
from parvis.records.search import (
    Follower,
    Index,
    IndexUnavailable,
    SearchRequest,
    SearchResult,
    answer,
)
from tests.records.search.makers import History, document

OURS, THEIRS = uuid4(), uuid4()

RECORDS = [
    document("Les arbres de la ville", keywords=("nature",), facets={"theme": ["nature"]},
             updated=10, weight=3),
    document("Arbre remarquable", facets={"theme": ["nature", "culture"], "licence": ["ODbL"]},
             updated=30),
    document("Qualité de l'eau", facets={"theme": ["nature"], "licence": ["LO"]}, updated=20),
    document("Effectifs des écoles", facets={"theme": ["education"], "licence": ["LO"]},
             summary="Nombre d'élèves par école", updated=40),
    document("Pistes cyclables", body="Aménagement pour vélos", organisation="Ville de Rennes"),
    document("Registre parcellaire graphique", weight=100),
    document("Comptages co-voiturage"),
    document("Point noir des partenaires", circle=Circle.PARTNERS, facets={"theme": ["secret"]}),
    document("Point noir des agents", circle=Circle.AGENTS, facets={"theme": ["secret"]}),
    document("Point noir de notre service", circle=Circle.SERVICE, organisation_uuid=OURS),
    document("Point noir de leur service", circle=Circle.SERVICE, organisation_uuid=THEIRS,
             body="zorglubique"),
]  # fmt: skip


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    root = tmp_path_factory.mktemp("search")
    Follower(root, History(*RECORDS)).run_once()
    return Index.open(root)


def titles(result: SearchResult) -> list[str]:
    names = {record.uuid: record.title for record in RECORDS}
    return [names[hit.uuid] for hit in result.hits]


def ask(index: Index, text: str = "", **fields: object) -> list[str]:
    return titles(index.search(SearchRequest(text, **fields)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("arbre", "arbres"),
        ("l'eau", "eau"),
        ("ecole", "école"),
        ("PISTE CYCLABLE", "pistes cyclables"),
        ("covoiturage", "co-voiturage"),
        ("rpg", "registre parcellaire graphique"),
    ],
)
def test_what_means_the_same_finds_the_same(index: Index, typed: str, same: str) -> None:
    found = ask(index, typed)
    assert found
    assert set(found) == set(ask(index, same))


def test_words_are_sought_in_all_the_text_of_a_record_together(index: Index) -> None:
    assert ask(index, "vélo rennes") == ["Pistes cyclables"]


def test_a_phrase_in_quotes_keeps_its_order(index: Index) -> None:
    assert ask(index, '"arbre remarquable"') == ["Arbre remarquable"]
    assert ask(index, '"remarquable arbre"') == []
    assert ask(index, "« pistes cyclables » vélo") == ["Pistes cyclables"]


def test_the_beginning_of_a_last_word_finds_too(index: Index) -> None:
    assert ask(index, "regis") == ["Registre parcellaire graphique"]
    assert ask(index, "registre parcel") == ["Registre parcellaire graphique"]


def test_a_mistyped_word_is_mended(index: Index) -> None:
    result = index.search(SearchRequest("pistes cylcable"))
    assert result.suggestion == "pistes cyclable"
    assert result.relaxed
    assert titles(result) == ["Pistes cyclables"]
    assert index.search(SearchRequest("l'aeu ecloe")).suggestion == "l'aeu école"
    assert index.search(SearchRequest("arbre")).suggestion == ""


def test_values_of_a_facet_are_alternatives_and_facets_add_up(index: Index) -> None:
    nature = {"theme": ["nature", "education"]}
    assert len(ask(index, filters=nature)) == 4
    assert set(ask(index, filters=nature | {"licence": ["LO"]})) == {
        "Qualité de l'eau", "Effectifs des écoles",
    }  # fmt: skip
    assert ask(index, filters={"theme": ["unknown"]}) == []
    assert ask(index, filters={"no such facet!": ["x"]}) == []
    assert len(ask(index, filters={"theme": []})) == 7


def test_counts_leave_the_filter_of_their_own_facet_out(index: Index) -> None:
    result = index.search(
        SearchRequest(filters={"theme": ["nature"]}, facets=("theme", "licence", "type", "none"))
    )
    assert result.total == 3
    assert result.facets == {
        "theme": [("nature", 3), ("culture", 1), ("education", 1)],
        "licence": [("LO", 1), ("ODbL", 1)],
        "type": [("dataset", 3)],
        "none": [],
    }


def test_a_chosen_value_is_always_among_the_counts(index: Index) -> None:
    result = index.search(
        SearchRequest(filters={"theme": ["culture", "gone"]}, facets=("theme",), facet_size=1)
    )
    assert result.facets["theme"] == [("nature", 3), ("culture", 1), ("gone", 0)]


@pytest.mark.parametrize(
    ("audience", "seen"),
    [
        (Audience(), set()),
        (Audience(Circle.PARTNERS), {"partenaires"}),
        (Audience(Circle.AGENTS), {"partenaires", "agents"}),
        (Audience(Circle.SERVICE), {"partenaires", "agents"}),
        (Audience(Circle.AGENTS, frozenset({OURS})), {"partenaires", "agents", "notre"}),
        (Audience(Circle.PUBLIC, frozenset({THEIRS})), {"leur"}),
    ],
)
def test_each_audience_finds_and_counts_what_it_may_see(
    index: Index, audience: Audience, seen: set[str]
) -> None:
    result = index.search(SearchRequest("point noir", audience=audience, facets=("theme", "type")))
    found = " ".join(titles(result))
    assert {word for word in ("partenaires", "agents", "notre", "leur") if word in found} == seen
    assert result.total == len(seen)
    assert sum(count for _, count in result.facets["type"]) == len(seen)
    assert sum(count for _, count in result.facets["theme"]) == len(
        seen & {"partenaires", "agents"}
    )


def test_a_suggestion_gives_no_hidden_word_away(index: Index) -> None:
    assert index.search(SearchRequest("zorglubiqeu")).suggestion == ""
    assert index.search(SearchRequest("partenaries")).suggestion == ""
    partner = Audience(Circle.PARTNERS)
    assert index.search(SearchRequest("partenaries", audience=partner)).suggestion == "partenaires"


def test_sorting_and_paging(index: Index) -> None:
    by_title = ask(index, sort="title")
    assert by_title == sorted(by_title, key=str.lower)
    assert ask(index, sort="updated")[:4] == [
        "Effectifs des écoles", "Arbre remarquable", "Qualité de l'eau", "Les arbres de la ville",
    ]  # fmt: skip
    assert ask(index, sort="title", offset=2, limit=2) == by_title[2:4]
    assert ask(index, offset=10**9) == []
    assert ask(index, limit=0) == []
    assert index.search(SearchRequest(limit=0)).total == 7


def test_pages_far_in_an_order_by_title_go_on_where_the_near_ones_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = [document(f"Arbre {n:03}") for n in range(60)]
    hidden = [document(f"Arbre {n:03} des agents", circle=Circle.AGENTS) for n in range(60)]
    Follower(tmp_path, History(*records, *hidden)).run_once()
    index = Index.open(tmp_path)

    def page(number: int, **fields: object) -> SearchResult:
        asked = SearchRequest("arbre", sort="title", offset=20 * number, **fields)  # type: ignore[arg-type]
        return index.search(asked)

    near = [hit.uuid for number in range(3) for hit in page(number).hits]
    monkeypatch.setattr("parvis.records.search.answer.DEEP", 0)
    for _time in range(2):
        far = [page(number) for number in range(4)]
        assert [hit.uuid for result in far for hit in result.hits] == near
        assert [result.total for result in far] == [60] * 4
    agents = Audience(Circle.AGENTS)
    assert page(0, audience=agents).total == 120
    assert page(0).total == 60


def test_eight_who_ask_far_in_one_order_at_once_have_it_made_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Follower(tmp_path, History(*(document(f"Arbre {n:03}") for n in range(60)))).run_once()
    index = Index.open(tmp_path)
    made: list[int] = []
    asked: list[Any] = []
    together = threading.Barrier(8)
    search = answer.Answer._search

    class Orders(dict[Any, Any]):
        """Each finds that there is none yet, before anyone makes it."""

        def get(self, key: Any, default: Any = None) -> Any:
            found = super().get(key, default)
            asked.append(key)
            if len(asked) <= 8:
                together.wait(60)
            return found

    def counted(self: answer.Answer, core: Any, offset: int, limit: int) -> Any:
        made.append(limit)
        return search(self, core, offset, limit)

    def far(_number: int) -> list[UUID]:
        question = SearchRequest("arbre", sort="title", offset=40)
        return [hit.uuid for hit in index.search(question).hits]

    monkeypatch.setattr(answer, "DEEP", 0)
    monkeypatch.setattr(answer.Answer, "_search", counted)
    index._fresh().kept.orders = Orders()
    with ThreadPoolExecutor(8) as visitors:
        found = list(visitors.map(far, range(8)))
    assert all(one == found[0] for one in found)
    assert len(found[0]) == 20
    assert len(made) == 1


def test_the_most_used_comes_first_among_equals(tmp_path: Path) -> None:
    records = [document("Prénoms", slug="a"), document("Prénoms", slug="b", weight=500)]
    Follower(tmp_path, History(*records)).run_once()
    result = Index.open(tmp_path).search(SearchRequest("prénom"))
    assert [hit.uuid for hit in result.hits] == [records[1].uuid, records[0].uuid]


def test_an_empty_index_answers(tmp_path: Path) -> None:
    Follower(tmp_path, History()).run_once()
    result = Index.open(tmp_path).search(SearchRequest("arbre", facets=("type",)))
    assert (result.total, result.facets) == (0, {"type": []})


def test_no_index_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(IndexUnavailable, match="no search index"):
        Index.open(tmp_path / "nowhere").search(SearchRequest("arbre"))


AWKWARD = [
    "", " ", "'", '"', '"""', "(((", ")", "a AND (", "title:arbre", "*", "?", "arbre~2", "[a TO b]",
    "\\", "l'", "'l", "\x00", "arbre\x00eau", "🚲🌳", "é" * 10_000, "a " * 5_000, "-" * 10_000,
    '"' * 9_999, "x" * 10_000, "\ud800", "日本語 検索", "a·b·c", "S.N.C.F", "« »", "le la les",
    "%00%", "'; DROP TABLE", "../../etc/passwd", "\u202e", "ﬁ ½ Ⅷ",
]  # fmt: skip


@pytest.mark.parametrize("typed", AWKWARD)
def test_awkward_questions_have_an_answer(index: Index, typed: str) -> None:
    request = SearchRequest(typed, filters={"theme": [typed]}, facets=("theme",))
    assert isinstance(index.search(request), SearchResult)
    assert isinstance(index.search(SearchRequest(typed)), SearchResult)


@settings(max_examples=300, deadline=None)
@given(
    text=st.text(max_size=200) | st.text(alphabet="abe'\"-_.()«»* é·\x00", max_size=60),
    names=st.lists(st.text(max_size=20), max_size=3),
    offset=st.integers(-5, 2**40),
    limit=st.integers(-5, 200),
)
def test_whatever_is_typed_has_an_answer(
    index: Index, text: str, names: list[str], offset: int, limit: int
) -> None:
    request = SearchRequest(
        text, filters={n: [text] for n in names}, facets=names, offset=offset, limit=limit
    )
    assert index.search(request).total >= 0
