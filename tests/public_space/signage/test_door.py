"""The sign as people print it: from the page of a device, to a code that opens its street page."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from django.test import Client

from parvis.design import printing
from parvis.public_space.signs import pdf
from tests.public_space.makers import camera, published
from tests.public_space.readers import decoded

pytestmark = pytest.mark.django_db


@pytest.fixture
def device() -> Any:
    return published(camera(title="Caméra de la gare"))


def address(device: Any, form: str, query: str = "") -> str:
    return f"/capteurs/{device.slug}/panneau.{form}{query}"


@pytest.mark.parametrize("size", ["a4", "a6"])
def test_the_printed_code_opens_the_street_page(
    device: Any, size: str, client: Client, tmp_path: Path, settings: Any
) -> None:
    response = client.get(address(device, "pdf", f"?format={size}"))
    assert response.status_code == 200, response.content.decode()[:2000]
    assert response["Content-Type"] == "application/pdf"
    url = decoded(response.content, tmp_path)
    assert url == f"{settings.PARVIS_BASE_URL}/q/{device.short}"
    page = client.get(url.removeprefix(settings.PARVIS_BASE_URL))
    assert page.status_code == 200
    assert "Caméra de la gare" in page.content.decode()


def test_the_drawing_is_of_the_size_asked(device: Any, client: Client) -> None:
    for size, wide in (("a4", "210mm"), ("a6", "105mm")):
        response = client.get(address(device, "svg", f"?format={size}"))
        assert response["Content-Type"] == "image/svg+xml"
        assert ElementTree.fromstring(response.content).get("width") == wide
    whole = client.get(address(device, "svg")).content
    assert ElementTree.fromstring(whole).get("width") == "210mm", "A4 unless another is asked"


def test_it_may_be_asked_in_english(device: Any, client: Client) -> None:
    said = client.get(address(device, "svg", "?langue=en")).content.decode()
    assert 'xml:lang="en"' in said
    assert "video protection" in said


@pytest.mark.parametrize("query", ["?format=a5", "?langue=br", "?format=%00"])
def test_another_form_is_refused_with_what_there_is(
    device: Any, client: Client, query: str
) -> None:
    response = client.get(address(device, "svg", query))
    assert response.status_code == 400
    assert "Choisissez" in response.content.decode()


def test_a_device_that_is_not_public_has_no_sign(client: Client) -> None:
    published(camera(title="Cachée", slug="cachee", circle=2))
    assert client.get("/capteurs/cachee/panneau.svg").status_code == 404
    assert client.get("/capteurs/nulle-part/panneau.pdf").status_code == 404


def test_it_is_only_read(device: Any, client: Client) -> None:
    assert client.post(address(device, "svg")).status_code == 405


def test_what_one_has_already_is_not_made_again(
    device: Any, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = client.get(address(device, "pdf", "?format=a6"))
    monkeypatch.setattr(pdf, "pdf", lambda *args: pytest.fail("printed twice"))
    asked = {"headers": {"if-none-match": first["ETag"]}}
    assert client.get(address(device, "pdf", "?format=a6"), **asked).status_code == 304
    kept = client.get(address(device, "pdf", "?format=a6"))
    assert kept.content == first.content


def test_a_change_of_the_page_changes_the_sheet(device: Any, client: Client) -> None:
    before = client.get(address(device, "svg"))
    device.retention_days = 7
    published(device)
    after = client.get(address(device, "svg"), headers={"if-none-match": before["ETag"]})
    assert after.status_code == 200
    assert "7 jours" in after.content.decode().replace("\u00a0", " ")


def test_a_machine_that_makes_no_pdf_gives_the_drawing(
    device: Any, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(*args: object) -> bytes:
        raise printing.NoPrinter("libpango-1.0-0")

    monkeypatch.setattr(pdf, "pdf", none)
    response = client.get(address(device, "pdf", "?format=a6"))
    said = response.content.decode()
    assert response.status_code == 503
    assert "libpango-1.0-0" in said
    assert f"{address(device, 'svg')}?format=a6" in said
    assert client.get(address(device, "svg")).status_code == 200


def test_one_sheet_is_printed_at_a_time(
    device: Any, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.clear()
    monkeypatch.setattr(printing, "WAITS", 0)
    with printing.printing:
        response = client.get(address(device, "pdf"))
    assert response.status_code == 503
    assert response["Retry-After"] == "60"
    assert client.get(address(device, "pdf")).status_code == 200


def test_sheets_that_wait_leave_the_other_threads_free(device: Any, client: Client) -> None:
    cache.clear()
    with printing.printing, printing.places, printing.places:
        assert client.get(address(device, "pdf")).status_code == 503
        assert client.get(address(device, "svg")).status_code == 200
    assert client.get(address(device, "pdf")).status_code == 200
