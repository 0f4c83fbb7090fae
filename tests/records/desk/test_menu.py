"""The desk's menu: each room's entries come under its heading."""

import json

from parvis.records import hooks

LIST = "/espace-agents/fiches/dataset/"


def menu(client):
    """{label: its address, or {label: address} of what is under it} of the main menu."""
    page = client.get("/espace-agents/").content.decode()
    props = page.split('id="wagtail-sidebar-props"')[1].split(">", 1)[1].split("</script>")[0]
    (told,) = [module["_args"][0] for module in json.loads(props)["modules"]
               if module["_type"].endswith("MainMenuModule")]  # fmt: skip
    return dict(map(entry, told))


def entry(item):
    given = item["_args"]
    if item["_type"].endswith("SubMenuItem"):
        return given[0]["label"], dict(map(entry, given[1]))
    return given[0]["label"], given[0]["url"]


def test_entries_are_found_under_their_room(town, signed):
    found = menu(signed(town.writer))
    assert list(found) == [
        "Catalogue", "Espace public", "Données personnelles", "Algorithmes", "Comptes publics",
        "Organisations", "Mes rôles, mes équipes",
    ]  # fmt: skip
    assert found["Catalogue"]["Données"] == LIST
    assert found["Organisations"] == "/espace-agents/fiches/organisation/"


def test_who_may_do_more_finds_more(town, signed):
    found = menu(signed(town.privacy))
    assert found["Demandes de droits"] == "/espace-agents/demandes-de-droits/"  # alone: no heading
    assert "Violations de données" in found["Données personnelles"]


def test_no_section_overlaps_another():
    orders = [number for section in hooks.gather("desk_sections") for number in section.orders]
    assert len(orders) == len(set(orders))
