import pytest

pytestmark = pytest.mark.django_db
BASE = "/espace-agents/fiches/organisation/"


@pytest.mark.parametrize(
    "path",
    [
        "",
        "add/",
        "edit/{pk}/",
        "history/{pk}/",
        "usage/{pk}/",
        "relire/{pk}/",
        "ensemble/?id={pk}",
        "export.csv",
        "import/",
        "copy/{pk}/",
        "inspect/{pk}/",
        "delete/{pk}/",
        "unpublish/{pk}/",
        "workflow_history/{pk}/",
        "preview/{pk}/",
    ],
)
def test_pages(town, signed, path):
    r = signed(town.administrator).get(BASE + path.format(pk=town.here.pk))
    print(r.status_code)
    assert r.status_code in (200, 403) or "inspect" in path


def test_home(town, signed):
    for u in (town.writer, town.administrator):
        r = signed(u).get("/espace-agents/")
        assert r.status_code == 200
        assert "Ce qui vous attend" in r.content.decode()
        print(r["content-security-policy"])
