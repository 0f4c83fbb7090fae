"""Whatever stands in an address, the answer is never an error of ours."""

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import makers

DOORS = (
    "/", "/recherche", "/en/recherche", "/organisations/", "/donnees/", "/organisations/jardins/",
    "/organisations/jardins/liens/", "/organisations/jardins/historique/", "/flux.atom",
    "/organisations/jardins/signaler/", "/organisations/jardins/flux.atom", "/api/records",
    "/api/records.csv", "/api/types",
    "/api/graph/organisation/jardins", "/id/organisation/jardins", "/sitemap.xml",
)  # fmt: skip
NAMES = st.sampled_from(
    ["q", "page", "sort", "type", "organisation", "theme", "kind", "format", "depth", "nature"]
) | st.text(max_size=8)
VALUES = (
    st.text(max_size=40)
    | st.sampled_from(["dataset", "csv", "title", "0", "-1", "1e9", "٣", "99999999999", "1", "2"])
    | st.from_regex(r"[\"'()*:~^\\\[\]{}+\-&|!/ ]{1,12}", fullmatch=True)
)


@pytest.mark.django_db
@given(door=st.sampled_from(DOORS), pairs=st.lists(st.tuples(NAMES, VALUES), max_size=4))
@settings(
    max_examples=250, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
def test_no_question_is_an_error_of_ours(client, searched, door, pairs):
    query = QueryDict(mutable=True)
    for name, value in pairs:
        query.appendlist(name.encode("utf-8", "replace"), value.encode("utf-8", "replace"))
    response = client.get(f"{door}?{query.urlencode()}")
    assert response.status_code < 500
    if response.streaming:
        assert b"".join(response.streaming_content)
    if response.status_code == 400:
        assert len(response.content) > 80  # it says what, and what to do


@pytest.fixture
def searched(follow):
    makers.organisation(title="Direction des jardins", slug="jardins")
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
