"""A source that says too much stops no harvest: what is cut or left out is told."""

import pytest

from parvis.catalogue.harvest import bounds
from parvis.catalogue.models import Catalogue, Dataset, Distribution
from parvis.organisations.models import Organisation
from tests.catalogue.test_harvest import HEAD, counts, portal, run, source

pytestmark = pytest.mark.django_db
__all__ = ["source"]

LONG = "a" * 4000
FAR = f"https://portail.example/{LONG}"


def hostile(text):
    """The set "arbres" with every value far too long."""
    said = f"""<https://portail.example/arbres> dcat:landingPage <{FAR}> ; dct:license <{FAR}/l> ;
  dct:accessRights <{FAR}/r> ; dct:accrualPeriodicity <{FAR}/f> .
<https://portail.example/arbres.csv> dcat:downloadURL <{FAR}/d> ; dct:format <{FAR}/o> ;
  dcat:mediaType "{LONG}" ; dcat:byteSize {"9" * 30} ; dct:license <{FAR}/l> .
"""
    text = text.replace('"Jeu arbres"', f'"Jeu arbres {LONG}"')
    text = text.replace('"arbres.csv"', f'"{LONG}"')
    publisher = f'foaf:name "Ville {LONG}"@fr ; foaf:homepage <{FAR}> ; '
    publisher += f"foaf:mbox <mailto:{LONG}@ville.example>"
    text = text.replace('foaf:name "Ville d’Essai"@fr', publisher)
    return text + said


def test_values_far_too_long_are_cut_or_left_out_and_told(source):
    report = run(source, hostile(portal("arbres", "bus")))
    assert counts(report) == [2, 0, 0, 0]
    (told,) = [one for one in report["remarks"] if one["item"] == "arbres"]
    said = " ".join(told["sentences"])
    for field in ("title", "landing_pages", "licence", "access_rights", "frequency"):
        assert f"{field} :" in said, field
    for field in ("download_urls", "format", "byte_size"):
        assert f"{field} :" in said, field
    record = Dataset.objects.get(identifier="arbres")
    assert (len(record.title), record.title[-1], record.landing_page) == (500, "…", "")
    file = Distribution.objects.get(dataset=record)
    assert (file.access_url, file.download_url, file.byte_size) == (
        "https://portail.example/arbres.csv",
        "",
        None,
    )
    organisation = Organisation.objects.get(source_uri__startswith="https://portail.example/ville")
    assert (len(organisation.title), organisation.website, organisation.contact) == (500, "", "")
    assert counts(run(source)) == [0, 0, 2, 0]


@pytest.mark.parametrize("old", ['identifier "arbres"', "<https://portail.example/arbres>"])
def test_an_item_whose_own_name_is_too_long_is_refused_alone(source, old):
    new = f'identifier "{LONG}"' if "identifier" in old else f"<{FAR}>"
    report = run(source, portal("arbres", "bus").replace(old, new))
    assert counts(report) == [1, 0, 0, 0]
    (refused,) = report["refused"]
    assert "Raccourcissez" in refused["errors"][0]
    assert len(refused["item"]) <= 500


def test_two_names_that_differ_only_far_away_never_become_one(source):
    text = portal("arbres", "bus")
    for name in ("arbres", "bus"):
        text = text.replace(f'identifier "{name}"', f'identifier "{LONG}{name}"')
    assert counts(run(source, text)) == [0, 0, 0, 0]
    assert not Dataset.objects.exists()


def test_a_portal_and_publishers_far_too_long_come_in(source):
    text = portal("arbres").replace('dct:title "Portail"', f'dct:title "{LONG}"')
    text = text.replace("portail.example/ville", f"portail.example/{LONG}")
    text = text.replace("<https://portail.example/> a", f"<{FAR}/c> foaf:homepage <{FAR}> ; a")
    assert text.startswith(HEAD)
    assert counts(run(source, text)) == [1, 0, 0, 0]
    assert Catalogue.objects.get().homepage == ""
    assert counts(run(source)) == [0, 0, 1, 0]


def test_every_bound_is_the_length_of_its_column():
    def length(model, name):
        return model._meta.get_field(name).max_length

    alone = {"landing_pages": "landing_page", "access_urls": "access_url"}
    alone["download_urls"] = "download_url"
    for found in (bounds.TEXTS, bounds.NAMED, bounds.WORDS, {"landing_pages": 1000}):
        for name, most in found.items():
            assert most == length(Dataset, alone.get(name, name)), name
    for found in (bounds.FILE_ADDRESSES, bounds.FILE_NAMED, bounds.FILE_WORDS, bounds.TEXTS):
        for name, most in found.items():
            assert most == length(Distribution, alone.get(name, name)), name
    assert length(Distribution, "uri") == bounds.FILE_ADDRESS
    assert length(Dataset, "uri") == length(Dataset, "identifier") == bounds.LONGEST_NAME
