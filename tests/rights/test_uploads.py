"""What comes with a request never lies on the disk in clear, however large it is."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from parvis.rights.requests.files import WHOLE

LARGE = 3_000_000  # octets: Django writes what is above 2.5 MB to the disk


def came(address: str, octets: int = LARGE) -> str:
    """In what Django holds a file that was sent to this address."""
    file = SimpleUploadedFile("preuve.pdf", b"%PDF-1.4 " + b"0" * octets)
    request = RequestFactory().post(address, {"pieces": file})
    held = request.FILES["pieces"]
    assert held.read(8) == b"%PDF-1.4"
    held.close()
    return type(held).__name__


@pytest.mark.parametrize(
    "address",
    [
        "/droits/demande/?droit=acces&objet=autre",
        "/en/droits/demande/?droit=acces&objet=autre",
        "/droits/suivi/x/",
        "/espace-agents/demandes-de-droits/enregistrer/",
        "/espace-agents/demandes-de-droits/questions/3/",
        "/en/espace-agents/demandes-de-droits/3/reponse/",
    ],
)
def test_files_of_requests_are_held_in_memory(address: str) -> None:
    assert came(address) == "InMemoryUploadedFile"


@pytest.mark.parametrize("address", ["/donnees/", "/x/droits/", "/mesdroits/", "/droits"])
def test_other_large_files_are_not(address: str) -> None:
    assert came(address) == "TemporaryUploadedFile"


def test_what_no_form_of_requests_takes_does_not_fill_the_memory() -> None:
    assert came("/droits/demande/", WHOLE) == "TemporaryUploadedFile"
