"""Re-users are told before a change, once; addresses are forgotten when they serve no more."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from parvis.catalogue.citizens import actions, jobs
from parvis.catalogue.models import ChangeNotice, Submission, TableColumn, Warned
from parvis.records import bulk, publishing
from parvis.records.kinds import Circle
from parvis.records.models import HistoryEntry, Published
from tests import makers
from tests.catalogue.citizens import makers as people
from tests.site import makers as made

pytestmark = pytest.mark.django_db
ODBL = "http://publications.europa.eu/resource/authority/licence/ODC_BL"
OPEN = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"


@pytest.fixture
def gardens():
    return makers.organisation(title="Direction des jardins", kind="metropolis")


@pytest.fixture
def trees(gardens):
    return made.dataset(gardens, slug="arbres", title="Arbres de la ville", licence=ODBL)


@pytest.fixture
def reuse(gardens, trees, mailoutbox):
    record, _submission = people.published(gardens, datasets=[trees])
    jobs.see_changes.call()  # from here on, history is looked at
    mailoutbox.clear()
    return record


def tell():
    jobs.see_changes.call()
    for key in ChangeNotice.objects.filter(told=None).values_list("pk", flat=True):
        jobs.warn.call(key)


def test_an_announced_change_reaches_each_author_once(gardens, trees, reuse, mailoutbox):
    people.published(gardens, datasets=[trees], email="")
    mailoutbox.clear()
    steward = makers.member(gardens, "steward")
    day = dt.date(2027, 1, 5)
    notice = actions.announce(trees, steward, "La colonne « essence » disparaît.", day)
    for _n in range(2):
        jobs.warn.call(notice.pk)
    (letter,) = mailoutbox
    assert "essence" in letter.body
    assert "5\u00a0janvier 2027" in letter.body
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter.extra_headers["List-Unsubscribe"].startswith("<http")
    notice.refresh_from_db()
    assert notice.told
    assert not Warned.objects.exists()  # it serves only while letters leave


def test_a_run_that_stopped_half_way_tells_the_others_only(gardens, trees, reuse, mailoutbox):
    _other, second = people.published(gardens, datasets=[trees])
    mailoutbox.clear()
    steward = makers.member(gardens, "steward")
    notice = actions.announce(trees, steward, "Tout change.", None)
    Warned.objects.create(notice=notice, mark=second.mark)
    jobs.warn.call(notice.pk)
    assert [letter.to for letter in mailoutbox] != [[second.email]]
    assert len(mailoutbox) == 1


def test_an_announced_change_stands_on_the_page_until_a_month_after(gardens, trees, client):
    path, today = "/donnees/arbres/", timezone.localdate()
    assert "changement est annoncé" not in client.get(path).content.decode()
    steward = makers.member(gardens, "steward")
    notice = actions.announce(trees, steward, "La colonne <essence> disparaît.", None)
    page = client.get(path).content.decode()
    assert "Un changement est annoncé" in page
    assert "La colonne &lt;essence&gt; disparaît." in page
    ChangeNotice.objects.filter(pk=notice.pk).update(made=timezone.now() - dt.timedelta(days=31))
    later = actions.announce(trees, steward, "Tout change.", today + dt.timedelta(days=40))
    page = client.get(path).content.decode()
    assert "essence" not in page
    assert "Un changement est annoncé pour le" in page
    ChangeNotice.objects.filter(pk=later.pk).update(cause=ChangeNotice.Cause.CHANGED)
    actions.announce(trees, steward, "Encore.", today - dt.timedelta(days=31))
    assert "changement est annoncé" not in client.get(path).content.decode()


def test_who_may_not_publish_the_set_announces_nothing(gardens, trees):
    for user in (makers.member(gardens, "contributor"), makers.person()):
        with pytest.raises(PermissionDenied):
            actions.announce(trees, user, "Tout change.", None)
    with pytest.raises(actions.SubmissionProblem):
        actions.announce(trees, makers.member(gardens, "steward"), "  ", None)


def test_a_licence_that_changes_is_told(trees, reuse, mailoutbox):
    trees.licence = OPEN
    bulk.save_many([trees])
    for _n in range(3):
        tell()
    (letter,) = mailoutbox
    assert "Licence Ouverte" in letter.body
    assert "ODbL" in letter.body


def test_an_archived_set_is_told(trees, reuse, mailoutbox):
    publishing.withdraw_many([trees], state=Published.State.ARCHIVED)
    tell()
    assert "plus tenu à jour" in mailoutbox[0].body


def test_a_text_that_changes_wakes_nobody(trees, reuse, mailoutbox):
    trees.summary = "Mieux dit."
    bulk.save_many([trees])
    tell()
    assert mailoutbox == []


def test_what_nobody_reuses_wakes_nobody(gardens, reuse, mailoutbox):
    other = made.dataset(gardens, licence=ODBL)
    other.licence = OPEN
    bulk.save_many([other])
    tell()
    assert mailoutbox == []


def test_columns_are_told_by_name():
    from parvis.catalogue.citizens import changes

    before = {"columns": [{"name": "essence"}, {"name": "rue"}]}
    after = {"columns": [{"name": "rue"}, {"name": "hauteur"}]}
    said = changes.sentence(before, after)
    assert "essence" in said
    assert "hauteur" in said
    assert changes.sentence(before, before) == ""
    assert changes.sentence(None, after) == ""


def test_seeing_many_changes_asks_the_same_number_of_questions(
    gardens, reuse, trees, django_assert_max_num_queries
):
    others = [made.dataset(gardens, licence=ODBL) for _n in range(8)]
    for other in others:
        people.published(gardens, datasets=[other], email="")
        other.licence = OPEN
    bulk.save_many(others)
    entries = list(HistoryEntry.objects.filter(projection__isnull=False))
    with django_assert_max_num_queries(3):
        assert len([one for one in jobs.noticed(entries) if one]) == 8
    jobs.see_changes.call()
    assert ChangeNotice.objects.count() == 8


def test_addresses_are_forgotten_when_they_serve_no_more(gardens, trees, reuse):
    steward = makers.member(gardens, "steward")
    request, asked = people.published(gardens, "request")
    actions.answer(request, steward, "accepted", "", "Les voici.")
    request.refresh_from_db()
    jobs.forget_people.call()
    assert Submission.objects.exclude(email="").count() == 2
    request.answered = timezone.localdate() - jobs.KEPT_AFTER_ANSWER - dt.timedelta(days=1)
    bulk.save_many([request])
    publishing.withdraw_many([reuse])
    for _n in range(2):
        jobs.forget_people.call()
    assert not Submission.objects.exclude(email="").exists()
    asked.refresh_from_db()
    assert asked.state == "published"


def test_what_nobody_read_in_a_year_is_deleted(gardens):
    old = people.submission(gardens)
    Submission.objects.filter(pk=old.pk).update(received=timezone.now() - dt.timedelta(days=400))
    people.submission(gardens)
    jobs.forget_people.call()
    assert Submission.objects.count() == 1


def test_a_column_that_leaves_the_dictionary_is_told(trees, reuse, mailoutbox):
    trees.dictionary = [TableColumn(name="essence"), TableColumn(name="rue")]
    bulk.save_many([trees])
    tell()
    mailoutbox.clear()
    trees.dictionary = [TableColumn(name="rue")]
    bulk.save_many([trees])
    tell()
    (letter,) = mailoutbox
    assert "Colonnes retirées : essence." in letter.body


def test_what_narrows_its_circle_is_told_no_more(trees, reuse, mailoutbox):
    trees.circle = Circle.AGENTS
    bulk.save_many([trees])
    tell()
    assert "plus publié" in mailoutbox.pop().body
    trees.licence, trees.title = OPEN, "Arbres malades, liste interne"
    bulk.save_many([trees])
    tell()
    assert mailoutbox == []
    trees.circle = Circle.PUBLIC
    bulk.save_many([trees])
    tell()
    assert mailoutbox == []


def test_a_change_seen_in_public_is_not_told_once_it_is_not(trees, reuse, mailoutbox):
    trees.licence = OPEN
    bulk.save_many([trees])
    jobs.see_changes.call()
    trees.circle, trees.title = Circle.AGENTS, "Arbres malades, liste interne"
    bulk.save_many([trees])
    tell()
    assert mailoutbox
    assert not any("malades" in letter.subject + letter.body for letter in mailoutbox)


def test_a_field_that_is_hidden_or_shown_has_not_changed(trees, reuse, mailoutbox):
    for hidden in (["licence"], []):
        trees.hidden_fields = hidden
        bulk.save_many([trees])
        tell()
    assert mailoutbox == []
