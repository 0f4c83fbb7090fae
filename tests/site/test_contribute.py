"""Anyone declares a re-use or asks for data: no script, no cookie, no account; nothing is public
before someone read it, and who wrote stays unknown."""

import datetime as dt
import re

import pytest
from django.core import signing
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parvis.catalogue.citizens import actions, letters
from parvis.catalogue.models import DataRequest, Distribution, Reuse, Submission
from parvis.records import bulk, publishing
from parvis.records.models import HistoryEntry, Published
from tests import makers
from tests.site import makers as made

pytestmark = pytest.mark.django_db

HERE = {"Origin": "http://testserver"}
REUSE = "/reutilisations/nouvelle/"
REQUEST = "/demandes/nouvelle/"
LICENCES = {
    "odbl": "http://publications.europa.eu/resource/authority/licence/ODC_BL",
    "lo": "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
}


@pytest.fixture
def gardens():
    return makers.organisation(title="Direction des jardins", slug="jardins", kind="metropolis")


@pytest.fixture
def trees(gardens):
    return made.dataset(gardens, slug="arbres", title="Arbres de la ville")


def token(client, path):
    page = client.get(path).content.decode()
    return re.search(r'name="token" value="([^"]+)"', page)[1]


def reuse(client, **values):
    return {
        "token": token(client, REUSE),
        "title": "Carte des arbres",
        "address": "https://cartes.example/arbres",
        "kind": "visualisation",
        "summary": "Elle montre les arbres par essence.",
        "datasets": "https://donnees.example/donnees/arbres/",
        "author": "Les amis des arbres",
        "email": "zoe@exemple.fr",
    } | values


def asked(client, **values):
    return {
        "token": token(client, REQUEST),
        "title": "Les arbres abattus, par rue",
        "summary": "Pour comprendre où l’ombre manque.",
        "datasets": "",
        "email": "zoe@exemple.fr",
    } | values


def published(client, steward, **values):
    client.post(REUSE, reuse(client, **values), headers=HERE)
    submission = Submission.objects.latest("pk")
    return actions.publish(submission, steward, submission.said), submission


def test_a_reuse_waits_then_is_tied_to_its_data_sets(client, gardens, trees, mailoutbox):
    start = client.get("/donnees/arbres/").content.decode()
    assert "/reutilisations/nouvelle/?donnees=arbres" in start
    form = client.get(f"{REUSE}?donnees=arbres").content.decode()
    assert "/donnees/arbres/</textarea>" in form
    response = client.post(REUSE, reuse(client), headers=HERE)
    assert response.status_code == 303
    assert not response.cookies
    receipt = response["Location"]
    assert "attend d’être lu" in client.get(receipt).content.decode()
    assert not Reuse.objects.exists()
    assert "Carte des arbres" not in client.get("/donnees/arbres/").content.decode()
    submission = Submission.objects.get()
    actions.publish(submission, makers.member(gardens, "steward"), submission.said)
    assert "C’est publié" in client.get(receipt).content.decode()
    assert "Carte des arbres" in client.get("/donnees/arbres/").content.decode()
    page = client.get("/reutilisations/carte-des-arbres/").content.decode()
    for text in ("Les amis des arbres", "https://cartes.example/arbres", "Arbres de la ville"):
        assert text in page
    assert [letter.to for letter in mailoutbox] == [["zoe@exemple.fr"]] * 2


def test_who_wrote_is_in_no_published_byte(client, gardens, trees):
    published(client, makers.member(gardens, "steward"))
    for row in [*Published.objects.all(), *HistoryEntry.objects.all()]:
        assert b"zoe@" not in bytes(row.projection or b"")
    raw = Submission.objects.extra(select={"raw": "email"}).values_list("raw", flat=True)
    assert "zoe" not in raw[0]


def test_what_is_refused_is_forgotten_and_its_author_told_why(client, gardens, trees, mailoutbox):
    client.post(REUSE, reuse(client), headers=HERE)
    submission = Submission.objects.get()
    with pytest.raises(actions.SubmissionProblem):
        actions.refuse(submission, makers.member(gardens, "steward"), " ")
    actions.refuse(submission, makers.member(gardens, "steward"), "C’est une publicité.")
    assert "C’est une publicité." in mailoutbox[-1].body
    submission.refresh_from_db()
    assert (submission.email, submission.content) == ("", "")
    with pytest.raises(actions.SubmissionProblem):
        actions.publish(submission, makers.member(gardens, "steward"), {"title": "x"})


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("address", "javascript:alert(1)", "n’est pas une adresse du web"),
        ("address", "http://127.0.0.1/", "n’est pas une adresse du web"),
        ("address", "http://[::1]/", "n’est pas une adresse du web"),
        ("address", "http://169.254.169.254/x", "n’est pas une adresse du web"),
        ("address", "http://moi:secret@exemple.fr/", "n’est pas une adresse du web"),
        ("address", "http://intranet/", "terminaison"),
        ("datasets", "https://donnees.example/donnees/nulle-part/", "nulle-part"),
        ("datasets", "arbres\n" * 21, "21"),
        ("kind", "autre-chose", "autre-chose"),
        ("email", "zoe@", "e-mail"),
        ("title", "", "Remplissez ce champ"),
    ],
)
def test_each_field_that_is_wrong_is_named_and_nothing_is_lost(client, trees, field, value, said):
    response = client.post(REUSE, reuse(client, **{field: value}), headers=HERE)
    page = response.content.decode()
    assert response.status_code == 400
    assert said in page
    assert "Elle montre les arbres par essence." in page
    assert not Submission.objects.exists()


@pytest.mark.parametrize("path", [REUSE, REQUEST])
def test_a_form_from_elsewhere_or_filled_by_a_program_leaves_nothing(client, trees, path):
    sent = reuse(client) if path == REUSE else asked(client)
    for headers in ({}, {"Origin": "https://ailleurs.example"}, {"Origin": "null"}):
        assert client.post(path, sent, headers=headers).status_code == 403
    assert client.post(path, sent | {"site_web": "x"}, headers=HERE).status_code == 303
    old = client.post(path, sent | {"token": "x"}, headers=HERE)
    assert old.status_code == 400
    assert not Submission.objects.exists()


def test_the_token_of_one_form_does_not_serve_for_the_other(client, trees):
    sent = asked(client, token=token(client, REUSE))
    assert client.post(REQUEST, sent, headers=HERE).status_code == 400


def test_the_same_form_twice_is_one(client, trees):
    sent = reuse(client)
    first = client.post(REUSE, sent, headers=HERE)["Location"]
    assert client.post(REUSE, sent, headers=HERE)["Location"] == first
    assert Submission.objects.count() == 1


def test_who_floods_waits_and_nobody_else_does(client, trees, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"public_form": "2/h/ip"}
    flood = {"REMOTE_ADDR": "203.0.113.9"}
    for path, sent in ((REUSE, reuse), (REQUEST, asked)):
        assert client.post(path, sent(client), headers=HERE, **flood).status_code == 303
    for neighbour in (flood, {"REMOTE_ADDR": "203.0.113.200"}):
        response = client.post(REUSE, reuse(client), headers=HERE, **neighbour)
        assert response.status_code == 429
        page = response.content.decode()
        assert "dans une heure" in page
        assert "Elle montre les arbres par essence." in page
    elsewhere = {"REMOTE_ADDR": "198.51.100.7"}
    assert client.post(REUSE, reuse(client), headers=HERE, **elsewhere).status_code == 303
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM shared_cache")
        assert "203.0.113" not in str(cursor.fetchall())


def test_nobody_is_bombed_with_letters_by_a_stranger(client, trees, mailoutbox):
    for n in range(5):
        email = "zoe@exemple.fr" if n % 2 else "Zoe+liste@exemple.fr"
        response = client.post(REUSE, reuse(client, email=email), headers=HERE)
        assert response.status_code == 303
        assert "attend d’être lu" in client.get(response["Location"]).content.decode()
    assert len(mailoutbox) == 3
    assert Submission.objects.count() == 5


def test_very_much_from_everywhere_is_kept_without_letters(client, trees, monkeypatch, mailoutbox):
    monkeypatch.setattr(actions, "LETTERS_AN_HOUR", 1)
    for n in range(3):
        sent = reuse(client, email=f"autrice{n}@exemple.fr")
        assert client.post(REUSE, sent, headers=HERE).status_code == 303
    assert Submission.objects.count() == 3
    assert len(mailoutbox) == 1


def test_a_data_set_of_agents_cannot_be_named_by_a_visitor(client, gardens):
    made.dataset(gardens, slug="interne", title="Notes internes", circle=2)
    response = client.post(REUSE, reuse(client, datasets="/donnees/interne/"), headers=HERE)
    assert response.status_code == 400
    assert "Notes internes" not in response.content.decode()


def test_a_request_is_public_once_read_and_answered_with_its_ground(client, gardens, mailoutbox):
    response = client.post(REQUEST, asked(client), headers=HERE)
    assert response.status_code == 303
    assert "R.311-13" in mailoutbox[0].body
    submission = Submission.objects.get()
    steward = makers.member(gardens, "steward")
    request = actions.publish(submission, steward, submission.said)
    page = "/demandes/les-arbres-abattus-par-rue/"
    assert "Reçue" in client.get(page).content.decode()
    actions.study(request, steward)
    assert "À l’étude" in client.get(page).content.decode()
    with pytest.raises(actions.SubmissionProblem):
        actions.answer(request, steward, "refused", "", "Non.")
    ground = "L.311-6 du CRPA"
    actions.answer(request, steward, "refused", ground, "Ces lignes\n\nparlent de gens.")
    text = client.get(page).content.decode()
    for said in ("Refusée", ground, "parlent de gens.", "CADA", "R.343-1"):
        assert said in text
    assert ground in mailoutbox[-1].body
    assert "cada.fr" in mailoutbox[-1].body
    with pytest.raises(actions.SubmissionProblem):
        actions.answer(request, steward, "accepted", "", "Oui.")


def test_a_request_left_without_answer_says_so_by_itself(client, gardens, time_machine_day):
    client.post(REQUEST, asked(client), headers=HERE)
    submission = Submission.objects.get()
    request = actions.publish(submission, makers.member(gardens, "steward"), submission.said)
    time_machine_day(request, -40)
    text = client.get("/demandes/les-arbres-abattus-par-rue/").content.decode()
    assert "En retard" in text
    assert "R.*311-12" in text


@pytest.fixture
def time_machine_day():
    """Say a request was received some days from today."""

    def move(request, days):
        request = DataRequest.objects.get(pk=request.pk)
        request.received += dt.timedelta(days=days)
        bulk.save_many([request])

    return move


def test_a_set_that_is_not_open_leads_to_asking_for_it(client, gardens, trees):
    page = client.get("/donnees/arbres/").content.decode()
    assert "Demander l’accès" in page
    assert "/demandes/nouvelle/?donnees=arbres" in page
    client.post(REQUEST, asked(client, datasets="/donnees/arbres/"), headers=HERE)
    submission = Submission.objects.get()
    actions.publish(submission, makers.member(gardens, "steward"), submission.said)
    assert "On nous l’a demandé" in client.get("/donnees/arbres/").content.decode()


def test_the_mailbox_stops_the_letters_in_one_click(client, gardens, trees):
    _record, submission = published(client, makers.member(gardens, "steward"))
    path = f"/courriels/arret/{letters.stop_token(submission)}/"
    assert client.get(path).status_code == 200
    submission.refresh_from_db()
    assert submission.email
    one_click = {"List-Unsubscribe": "One-Click"}
    assert "C’est fait" in client.post(path, one_click).content.decode()
    submission.refresh_from_db()
    assert not submission.email
    assert client.get("/courriels/arret/x/").status_code == 404


def test_each_letter_but_the_last_lets_one_stop_them(client, gardens, trees, mailoutbox):
    steward = makers.member(gardens, "steward")
    client.post(REQUEST, asked(client), headers=HERE)
    submission = Submission.objects.get()
    request = actions.publish(submission, steward, submission.said)
    actions.answer(request, steward, "accepted", "", "Les voici.")
    client.post(REUSE, reuse(client), headers=HERE)
    client.post(REQUEST, asked(client), headers=HERE)
    actions.refuse(Submission.objects.latest("pk"), steward, "Déjà publié.")
    stop = "/courriels/arret/"  # what follows is signed with the second at which it was written
    assert stop in mailoutbox[2].extra_headers["List-Unsubscribe"]
    tokens = [letter.body.split(stop)[1].split("/")[0] for letter in mailoutbox[:3]]
    named = [signing.loads(token, salt=letters.STOP) for token in tokens]
    assert named == [str(submission.receipt)] * 3
    stopped = ["/courriels/arret/" in letter.body for letter in mailoutbox]
    assert stopped == [True] * 5 + [False]


def test_the_receipt_of_what_was_withdrawn_does_not_say_that_it_waits(client, gardens, trees):
    record, submission = published(client, makers.member(gardens, "steward"))
    publishing.withdraw_many([record])
    page = client.get(f"/reutilisations/recue/{submission.receipt}/").content.decode()
    assert "n’est plus en ligne" in page
    assert "attend d’être lu" not in page


def give_a_file(record):
    record.distributions = [Distribution(access_url="https://ville.example/arbres.csv")]
    record.save()
    publishing.publish_many([record])


@pytest.mark.parametrize(
    ("licence", "line", "demand"),
    [
        ("odbl", "version du 3\xa0mars 2026, licence ODbL 1.0", "sous la même licence"),
        ("lo", "version du 3\xa0mars 2026, Licence Ouverte 2.0", "de quand elles datent"),
    ],
)
def test_the_mention_to_copy_is_exact(client, gardens, licence, line, demand):
    trees = made.dataset(
        gardens, slug="velos", title="Comptages vélo", licence=LICENCES[licence],
        modified="2026-03-03",
    )  # fmt: skip
    give_a_file(trees)
    page = client.get("/donnees/velos/").content.decode()
    assert f"Direction des jardins — Comptages vélo, {line}" in page
    assert demand in page


NASTY = st.sampled_from(
    ["", "\x00", "\ud800", "a" * 20_000, "<script>", "' OR 1=1 --", "http://[", "//", "\n" * 500,
     "9" * 400, "donnees/", "💧" * 300, "https://\u202eexemple.fr", "a@b", "http://0x7f.1/"]
) | st.text(max_size=60)  # fmt: skip
NAMES = ["title", "summary", "address", "kind", "datasets", "author", "email", "token", "site_web"]


@given(
    path=st.sampled_from([REUSE, REQUEST, f"/en{REUSE}"]),
    sent=st.dictionaries(st.sampled_from(NAMES), NASTY, max_size=9),
)
@settings(
    max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_whatever_is_sent_is_no_error_of_ours(client, path, sent):
    kept = {name: text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
            for name, text in sent.items()}  # fmt: skip
    response = client.post(path, kept, headers=HERE)
    assert response.status_code in {303, 400}
