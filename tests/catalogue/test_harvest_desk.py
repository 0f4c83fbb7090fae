"""Sources at the desk: a steward adds one, tries it, harvests it and reads the report."""

import html

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from parvis.catalogue.harvest import actions
from parvis.catalogue.jobs import carry_out_harvest
from parvis.catalogue.models import Catalogue, Dataset, HarvestRun, HarvestSource, OldAddress
from parvis.records import bulk
from parvis.records.models import Published
from tests.catalogue.test_harvest import portal
from tests.catalogue.test_harvest_address import TURTLE, hydra, site
from tests.records.desk.addresses import addresses
from tests.records.desk.conftest import signed, town

pytestmark = pytest.mark.django_db
__all__ = ["signed", "site", "town"]

HOME = "/espace-agents/sources/"
State = HarvestRun.State
SECRET = "https://portail.example/que-nul-autre-ne-voit"


def filled(address, organisation, **values):
    return {
        "address": address,
        "kind": "dcat",
        "organisation": organisation.pk,
        "every": "daily",
    } | values


def source(organisation, address=SECRET, **values):
    return HarvestSource.objects.create(address=address, organisation=organisation, **values)


def text(response):
    return html.unescape(response.content.decode())


def test_a_steward_adds_tries_harvests_and_reads(town, signed, site):
    steward = signed(town.steward)
    page = portal("arbres", "bus").replace('dct:title "Jeu bus"@fr ;', "")
    site.body("/c", page.encode(), **TURTLE)
    assert "Aucune source" in text(steward.get(HOME))
    made = steward.post(f"{HOME}ajouter/", filled(f"{site.root}/c", town.here), follow=True)
    assert "La source est enregistrée" in text(made)
    row = HarvestSource.objects.get()
    tried = run_of(steward, row, "preview")
    assert "Essai sans rien écrire" in tried
    assert "1 créée," in tried
    assert not Dataset.objects.exists()
    report = run_of(steward, row, "harvest")
    assert "1 créée," in report
    assert "1 fiche refusée" in report
    assert "<td>refusée</td>" in report
    assert Dataset.objects.get().title == "Jeu arbres"
    listed = text(steward.get(HOME))
    assert "Portail (portail.example)" in listed
    assert "terminé" in listed
    history = text(steward.get(f"{HOME}{row.pk}/"))
    assert history.count("1 créée,") == 2
    assert "essai" in history


def run_of(browser, row, do):
    """Ask, let the worker work, read the report."""
    asked = browser.post(f"{HOME}{row.pk}/demander/", {"do": do})
    waiting = HarvestRun.objects.get(state=State.WAITING)
    assert asked["Location"] == f"{HOME}moissonnages/{waiting.pk}/"
    assert "pas fini" in text(browser.get(asked["Location"]))
    carry_out_harvest.call(waiting.pk)
    done = text(browser.get(asked["Location"]))
    assert "pas fini" not in done
    return done


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"address": "portail.example"}, "Adresse", "adresse web complète"),
        ({"address": "http://10.0.0.1/c"}, "Adresse", "réseau privé"),
        ({"address": "http://127.0.0.1:9000/c"}, "Adresse", "réseau privé"),
        ({"address": "https://moi:secret@portail.example/"}, "Adresse", "mot de passe"),
        ({"address": "https://9.9.9.9/" + "a" * 2000}, "Adresse", "2000"),
        ({"address": ""}, "Adresse", "requis"),
        ({"kind": "gopher"}, "Sorte de source", "gopher"),
        ({"every": "yearly"}, "À quel rythme", "yearly"),
        ({"organisation": "x"}, "Organisation responsable", "choix"),
    ],
)
def test_a_form_filled_wrongly_says_the_field_and_the_mend(town, signed, values, field, words):
    given = filled("https://9.9.9.9/c", town.here) | values
    answer = signed(town.steward).post(f"{HOME}ajouter/", given)
    (told,) = [part for part in text(answer).split("<li>") if f">{field}</a> :" in part]
    assert words in told
    assert not HarvestSource.objects.exists()


def test_the_same_address_is_not_added_twice(town, signed):
    source(town.here, "https://9.9.9.9/c")
    answer = signed(town.steward).post(f"{HOME}ajouter/", filled("https://9.9.9.9/c", town.here))
    assert "est déjà une source" in text(answer)
    assert HarvestSource.objects.count() == 1


def test_another_organisation_is_not_given_a_source_nor_loses_one(town, signed):
    answer = signed(town.steward).post(
        f"{HOME}ajouter/", filled("https://9.9.9.9/c", town.elsewhere)
    )
    assert answer.status_code == 200
    assert not HarvestSource.objects.exists()
    theirs = source(town.elsewhere)
    stolen = HarvestSource.objects.get(pk=theirs.pk)
    stolen.organisation = town.here
    for act in (
        lambda: actions.save(town.steward, stolen),
        lambda: actions.ask(town.steward, theirs),
        lambda: actions.remove(town.steward, theirs),
        lambda: actions.save(town.writer, HarvestSource(address="x", organisation=town.here)),
    ):
        with pytest.raises(PermissionDenied):
            act()


def screens(row, run):
    own = [a for a in addresses() if a.space == "parvis_sources"]
    assert len(own) == 7
    return {a.name: a.path(pk=run.pk if a.name.endswith(":run") else row.pk) for a in own}


def state():
    return list(HarvestSource.objects.values()), list(HarvestRun.objects.values())


@pytest.mark.parametrize(
    ("who", "where"),
    [
        ("steward", "elsewhere"), ("chief", "elsewhere"), ("stranger", "here"),
        ("steward", "above"), ("writer", "here"), ("privacy", "here"), ("nobody", "here"),
        ("visitor", "here"),
    ],
)  # fmt: skip
def test_a_source_is_out_of_reach_of_whoever_does_not_manage_it(town, signed, client, who, where):
    row = source(getattr(town, where))
    run = HarvestRun.objects.create(source=row, state=State.DONE, error=SECRET)
    browser = client if who == "visitor" else signed(getattr(town, who))
    before = state()
    attack = filled("https://9.9.9.9/vol", town.here, do="harvest", loss_allowed="1")
    for name, path in screens(row, run).items():
        attacks = [browser.get(path)]
        if not name.endswith((":add", ":index")):
            attacks.append(browser.post(path, attack))
        for answer in attacks:
            assert SECRET not in text(answer), name
            outside = name.endswith((":add", ":index")) and who in ("steward", "chief", "stranger")
            assert answer.status_code in ({200} if outside else {302, 403, 404, 405}), name
    assert state() == before


@pytest.mark.parametrize("who", ["steward", "chief", "administrator"])
def test_those_who_manage_a_source_reach_every_screen(town, signed, who):
    row = source(town.here)
    run = HarvestRun.objects.create(source=row, state=State.DONE)
    for name, path in screens(row, run).items():
        wanted = 405 if name.endswith(":ask") else 200
        assert signed(getattr(town, who)).get(path).status_code == wanted, name


def test_removing_asks_first_and_keeps_the_records(town, signed, site):
    site.body("/p1", hydra(site, 1, 1), **TURTLE)
    row = source(town.here, f"{site.root}/p1")
    carry_out_harvest.call(actions.ask(None, row).pk)
    steward = signed(town.steward)
    assert "rien n’est doublé" in text(steward.get(f"{HOME}{row.pk}/retirer/"))
    done = steward.post(f"{HOME}{row.pk}/retirer/", follow=True)
    assert "ses fiches sont restées" in text(done)
    assert not HarvestSource.objects.exists()
    assert Dataset.objects.filter(live=True).count() == 1


@pytest.mark.parametrize("who", ["stranger", "chief"])
def test_a_portal_is_taken_over_by_those_who_answer_for_it_only(town, site, who):
    """A source says what it likes of itself: that gives no right to what is known here."""
    site.body("/c", portal("arbres").encode(), **TURTLE)
    known = Catalogue(title="Jardins", uri="https://portail.example/", organisation=town.here)
    bulk.save_many([known])
    roses = Dataset(title="Roses", identifier="roses", catalogue=known, organisation=town.here)
    bulk.save_many([roses])
    owner = town.elsewhere if who == "stranger" else town.above
    row = source(owner, f"{site.root}/c")
    carry_out_harvest.call(actions.ask(getattr(town, who), row, loss_allowed=True).pk)
    state = Published.objects.get(pk=roses.uuid).state
    assert (state, row.runs.get().state) == {
        "stranger": (Published.State.LIVE, State.STOPPED),
        "chief": (Published.State.ARCHIVED, State.DONE),
    }[who]


def test_the_address_of_another_s_source_is_not_told(town, site):
    site.body("/c", portal("arbres").encode(), **TURTLE)
    source(town.here, key="https://portail.example/")
    for owner, told in ((town.elsewhere, False), (town.above, True)):
        row = source(owner, f"{site.root}/c")
        carry_out_harvest.call(actions.ask(None, row).pk)
        assert (SECRET in row.runs.get().error) is told
        row.delete()


def test_a_source_that_this_portal_replaces_is_paused_not_removed(town, signed, client):
    row = source(town.here)
    trees = Dataset(title="Arbres", slug="arbres", organisation=town.here)
    bulk.save_many([trees])
    OldAddress.objects.create(source=row, path="/explore/dataset/arbres", record=trees.uuid)
    told = signed(town.steward).post(f"{HOME}{row.pk}/retirer/", follow=True)
    assert "en pause" in text(told)
    assert client.get("/explore/dataset/arbres/").status_code == 308


def test_what_is_under_way_is_told_in_words(town, signed):
    row = source(town.here)
    HarvestRun.objects.create(source=row, state=State.RUNNING)
    steward = signed(town.steward)
    for path, data in (("demander", {"do": "harvest"}), ("retirer", {})):
        answer = steward.post(f"{HOME}{row.pk}/{path}/", data, follow=True)
        assert "est en cours" in text(answer)
    answer = steward.post(f"{HOME}{row.pk}/demander/", {"do": "x"}, follow=True)
    assert "Choisissez" in text(answer)
    assert HarvestRun.objects.count() == 1


def test_mass_loss_is_allowed_by_a_box_in_words(town, signed):
    row = source(town.here)
    steward = signed(town.steward)
    assert "plus de la moitié" in text(steward.get(f"{HOME}{row.pk}/"))
    steward.post(f"{HOME}{row.pk}/demander/", {"do": "harvest", "loss_allowed": "on"})
    assert HarvestRun.objects.get().loss_allowed


def test_changing_the_rhythm_makes_a_source_due_and_pausing_keeps_it(town, signed):
    row = source(town.here, "https://9.9.9.9/c")
    steward = signed(town.steward)
    steward.post(f"{HOME}{row.pk}/modifier/", filled("https://9.9.9.9/c", town.here, paused="on"))
    row.refresh_from_db()
    assert (row.every, row.paused) == ("daily", True)
    assert row.next_at <= timezone.now()
    assert "en pause" in text(steward.get(HOME))


def test_the_report_is_paged_and_filtered(town, signed):
    told = [[f"fiche-{n}", ["Sans titre.", "Sans adresse."]] for n in range(60)]
    row = source(town.here)
    run = HarvestRun.objects.create(
        source=row, state=State.STOPPED, refused=told, remarks=[["autre", ["<b>vue</b>"]]]
    )
    steward = signed(town.steward)
    path = f"{HOME}moissonnages/{run.pk}/"
    page = text(steward.get(path))
    assert page.count("<li>Sans titre.</li><li>Sans adresse.</li>") == 50
    second = text(steward.get(f"{path}?issue=refusees&p=2"))
    assert second.count("Sans titre.") == 10
    assert 'href="?issue=refusees&p=1"' in second
    answer = steward.get(f"{path}?issue=remarques")
    assert "fiche-1<" not in text(answer)
    assert b"&lt;b&gt;vue" in answer.content


@pytest.mark.parametrize("query", ["p=zzz", "p=-1", "p=999999999999999999999", "p=%00", "x=1"])
def test_any_query_is_answered(town, signed, query):
    row = source(town.here)
    run = HarvestRun.objects.create(source=row)
    for path in (HOME, f"{HOME}{row.pk}/", f"{HOME}moissonnages/{run.pk}/"):
        assert signed(town.steward).get(f"{path}?{query}").status_code == 200


def test_unknown_outcomes_and_keys_are_not_found(town, signed):
    run = HarvestRun.objects.create(source=source(town.here))
    steward = signed(town.steward)
    path = f"{HOME}moissonnages/{run.pk}/"
    for asked in ("issue=x", "issue=%00", "issue=refused", "issue=" + "a" * 3000):
        assert steward.get(f"{path}?{asked}").status_code == 404
    assert steward.get(f"{HOME}{'9' * 40}/").status_code == 404
    assert steward.get(f"{HOME}moissonnages/{'9' * 40}/").status_code == 404


def test_lists_ask_as_much_for_many(town, signed):
    row = source(town.here)
    HarvestRun.objects.create(source=row)
    steward = signed(town.steward)

    def queries(path):
        steward.get(path)
        with CaptureQueriesContext(connection) as caught:
            assert steward.get(path).status_code == 200
        return len(caught)

    few = [queries(HOME), queries(f"{HOME}{row.pk}/")]
    for number in range(60):
        other = source(town.here, f"{SECRET}/{number}")
        HarvestRun.objects.create(source=other)
        HarvestRun.objects.create(source=row)
    assert [queries(HOME), queries(f"{HOME}{row.pk}/")] == few
    assert "Page 2 sur 2" in text(steward.get(f"{HOME}?p=2"))


def test_the_menu_shows_sources_to_those_who_manage_them(town, signed):
    assert HOME in signed(town.steward).get("/espace-agents/").content.decode()
    assert HOME not in signed(town.writer).get("/espace-agents/").content.decode()
