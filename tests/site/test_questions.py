"""Whatever stands in an address, the answer is never an error of ours."""

from functools import cache
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests import makers
from tests.catalogue.explore import test_hostile, test_older
from tests.site import doors, lookups
from tests.site import makers as made

ADDRESSES = doors.addresses()
NAMES = st.sampled_from(
    ["q", "page", "sort", "type", "organisation", "theme", "licence", "frequency", "access", "kind",
     "format", "depth", "nature", "n", "page[]", "q[0]", "q[$ne]", "__proto__", ""]
) | st.text(max_size=8)  # fmt: skip
WORDS = st.text(max_size=40)
KNOWN = st.sampled_from(
    ["dataset", "csv", "title", "updated", "relevance", "jardins", "arbre", "1", "2", "true"]
)
NUMBERS = st.sampled_from(
    [
        "0",
        "-1",
        "+1",
        "1.5",
        "1e9",
        "0x10",
        "٣",
        "１",
        "99999999999",
        "9" * 400,
        "NaN",
        "inf",
        " 1 ",
    ]
)
OPERATORS = st.from_regex(r"[\"'()*:~^\\\[\]{}+\-&|!/ ]{1,12}", fullmatch=True)
# what breaks programs: NUL, halves of a pair, text from right to left, marks that pile up, no text
# at all, very long ones, what other languages run
NASTY = st.sampled_from(
    ["\x00", "a\x00b", "\ud800", "a\udfffb", "\u202eeau", "\u200f\u200e", "שלום עולם", "مرحبا",
     "a" + "\u0301" * 300, "\ufeff", "\ufffe", "\u2028", "\r\nSet-Cookie: a=b", "💧" * 50,
     "👩‍👩‍👧‍👦", "a" * 20_000, "l'" * 3000, "(" * 2000, '"' * 999, "x:" * 1500, "-" * 1200,
     "' OR 1=1 --", "<script>alert(1)</script>", "{{7*7}}", "%s%n", "../../../etc/passwd",
     "http://127.0.0.1/", "[]", "{}", "null"]
)  # fmt: skip
VALUES = WORDS | KNOWN | NUMBERS | OPERATORS | NASTY
PAIRS = st.lists(st.tuples(NAMES, VALUES), max_size=5)
REPEATED = st.tuples(NAMES, VALUES, st.integers(2, 60)).map(lambda one: [one[:2]] * one[2])
# bytes that are no text, percent signs that stand for nothing
RAW = st.binary(max_size=20).map(quote) | st.sampled_from(
    ["%", "%%", "%zz", "%00", "%ff%fe", "%c0%af", "%ed%a0%80", "q=%ff", "page=%00", "q=%", "&&&",
     "=", "=x", "q", "q=a;page=2", "?q=a", "q=a#page=b", "q=" + "%E2%80%AE" * 200, "&" * 900]
)  # fmt: skip


def question(pairs: list[tuple[str, str]]) -> str:
    return urlencode(
        [tuple(part.encode("utf-8", "surrogatepass") for part in pair) for pair in pairs]
    )


def answered(client, address: str, query: str, **headers: str) -> int:
    """The status; what is sent piece by piece is read to its end."""
    response = client.generic("GET", address, QUERY_STRING=query, headers=headers)
    assert response.status_code < 500, f"{address}?{query}"
    content = response.getvalue()
    if response.status_code == 400:
        assert len(content) > 80  # it says what, and what to do
    assert not response.cookies
    return response.status_code


WORST = ["\x00", "\ud800", "9" * 400, "a" * 20_000]
NOBODY_S = "zzz"  # a name that no page reads
ANY = st.sampled_from(ADDRESSES)
FORMS = st.sampled_from(["text/html", "application/json", "text/turtle", "*/*", "", "a/b;q=x", ","])
SLOW_FIXTURES = [HealthCheck.function_scoped_fixture]


@pytest.mark.django_db
@given(address=ANY, pairs=PAIRS | REPEATED, accept=FORMS)
@example("/catalog", [("page", "9" * 400)], "text/turtle")
@example("/api/records", [("q", "\ud800")], "application/json")
@settings(max_examples=400, deadline=None, suppress_health_check=SLOW_FIXTURES)
def test_no_question_is_an_error_of_ours(client, searched, address, pairs, accept):
    answered(client, address, question(pairs), accept=accept)


@pytest.mark.django_db
@given(address=ANY, query=RAW)
@settings(max_examples=200, deadline=None, suppress_health_check=SLOW_FIXTURES)
def test_no_bytes_after_the_question_mark_are_an_error_of_ours(client, searched, address, query):
    answered(client, address, query)


@pytest.mark.django_db
def test_every_kind_of_page_bears_every_name_with_the_worst_values(client, searched):
    """What chance may miss; the last value of a name is the one that most pages read. The English
    address of a page leads to the same view: one value a name is enough for its words.

    A name that a page looks up is asked alone. The others reach it only where it goes through all
    names, one as the other: they are asked together, and alone where that changes the answer.
    """
    for address in doors.one_of_each():
        with lookups.noted() as read:
            unread = {value: bad(client, address, value, NOBODY_S) for value in WORST}
            alone: set[str] = set()
            while found := (read & known_names()) - alone:
                alone |= found
                for name in found:
                    for value in worst(address, name):
                        bad(client, address, value, name)
        for value in WORST:
            rest = [n for n in sorted(known_names() - alone) if value in worst(address, n)]
            together(client, address, value, rest, unread[value])


def together(client, address: str, value: str, names: list[str], unread: int) -> None:
    """Names that a page does not look up, in one question; in two, down to one name each, where
    the answer is not the one to a name of nobody's, or where that one is refused."""
    status = bad(client, address, value, *names)
    if len(names) > 1 and (status != unread or unread == 400):
        half = len(names) // 2
        together(client, address, value, names[:half], unread)
        together(client, address, value, names[half:], unread)


def bad(client, address: str, value: str, *names: str) -> int:
    return answered(client, address, question([(n, v) for n in names for v in ("1", value)]))


def worst(address: str, name: str) -> list[str]:
    number = sorted(known_names()).index(name)
    return [WORST[number % len(WORST)]] if address.startswith("/en/") else WORST


@cache
def known_names() -> frozenset[str]:
    return frozenset(
        {"q", "page", "sort", "event", "forme", *doors.facets(), *doors.read_by_views()}
    )


@pytest.mark.django_db
def test_every_documented_parameter_is_among_those_tried(client):
    """Those of the doors to rows are tried at these doors."""
    of_rows = {*test_hostile.NAMES, *test_hostile.OF_2_0, *test_older.NAMES}
    assert doors.parameters(client) <= known_names() | of_rows


def test_no_kind_of_public_address_is_forgotten():
    tried = set(doors.patterns())
    for pattern in ("recherche", "en/recherche", "catalog", "catalog.ttl", "api/records",
                    "en/<folder:path>/flux.atom", "<folder:path>/<name:slug>/",
                    "healthz"):  # fmt: skip
        assert pattern in tried
    assert len(tried) >= 40


@pytest.fixture
def searched(follow):
    gardens = makers.organisation(title="Direction des jardins", slug="jardins")
    trees = made.dataset(gardens, slug="arbres", title="Arbres de la ville")
    made.dataset(gardens, [("derived_from", trees)], title="Ombre des rues", slug="ombre")
    follow()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    ["/id/organisation/%00", "/id/x/y", "/organisations/%00/", "/organisations/%FF/", "/%F0%9F/",
     "/api/graph/x/y", "/sitemap-999999999.xml", "/sitemap-1.xml", "/pages/x/", "/nulle-part/",
     "/pieces-jointes/00000000-0000-0000-0000-000000000000/x.pdf",
     "/organisations/x/signaler/00000000-0000-0000-0000-000000000000/"],
)  # fmt: skip
def test_an_address_of_nothing_is_404_in_words(client, path):
    response = client.get(path)
    assert response.status_code in {301, 404}
