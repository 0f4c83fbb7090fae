"""What a device is tied to decides what the rules say: a program that reads pictures of the street
is known to the register of algorithms, what recognises people feeds nothing that is open."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from parvis.catalogue.models import Dataset
from parvis.public_space import checking
from parvis.records import bulk, publishing
from parvis.records.kinds import Circle
from tests import makers
from tests.algorithms import makers as algorithms
from tests.privacy import makers as processings
from tests.public_space.makers import camera, published, sensor

pytestmark = pytest.mark.django_db
SEES = {"technologies": ["tech__identifiable_video", "tech__person_detection"]}
RULE = "algorithm-unregistered"


def tie(predicate, record):
    told = {"predicate": predicate, "object": record.key, "since": None, "until": None}
    return [("tie", told)]


def dataset(**values):
    made = Dataset(title="Passages", slug="passages", organisation=makers.organisation(), **values)
    bulk.save_many([made])
    return made


def told(device):
    """What stands on the page of rules, kept from one time to the next."""
    return RULE in {
        breach.rule.name for row, breach in checking.REGISTER.put()[1] if row.uuid == device.uuid
    }


def test_a_program_that_reads_pictures_is_told_until_the_register_knows_it():
    filmed = dataset()
    device = published(camera(**SEES, ties=tie("feeds", filmed)))
    assert told(device)
    treats = processings.published(processings.processing(ties=tie("treats", filmed)))
    assert told(device)
    hidden = algorithms.algorithm(circle=Circle.AGENTS, ties=tie("used_in", treats))
    bulk.save_many([hidden])
    assert told(device), "an algorithm that people cannot read explains nothing"
    hidden.circle = Circle.PUBLIC
    bulk.save_many([hidden])
    assert not told(device)
    publishing.withdraw_many([hidden])
    assert told(device)


@pytest.mark.parametrize("way", ["dataset", "processing", "device"])
def test_each_way_to_the_algorithm_counts(way):
    filmed = dataset()
    device = published(camera(**SEES, ties=tie("feeds", filmed)))
    if way == "processing":
        far = processings.published(processings.processing(ties=tie("collects_by", device)))
        predicate = "used_in"
    else:
        far, predicate = (filmed, "reads") if way == "dataset" else (device, "see_also")
    bulk.save_many([algorithms.algorithm(ties=tie(predicate, far))])
    assert not told(device)


def test_an_algorithm_of_the_same_organisation_says_nothing_of_the_camera():
    device = published(camera(**SEES))
    other = processings.processing(organisation=device.organisation)
    processings.published(other)
    bulk.save_many([algorithms.algorithm(organisation=device.organisation,
                                         ties=tie("used_in", other))])  # fmt: skip
    assert told(device)


def test_a_camera_that_no_program_looks_through_asks_no_question(django_assert_num_queries):
    published(camera())
    rows = checking.public_devices()
    with django_assert_num_queries(0):
        assert checking.with_algorithm(rows) == set()


def test_what_recognises_people_is_not_published_to_feed_what_is_open():
    opened = dataset(access_rights="http://publications.europa.eu/resource/authority/"
                                   "access-right/PUBLIC")  # fmt: skip
    with pytest.raises(ValidationError) as refused:
        bulk.save_many([camera(ties=tie("feeds", opened))])
    assert "« Passages », ouvert à tous" in str(refused.value)
    published(sensor(ties=tie("feeds", opened)))


def test_five_hundred_drafts_that_film_nothing_ask_no_question(django_assert_num_queries):
    device = sensor()
    with django_assert_num_queries(0):
        assert (device.problems(), device.advice()) == ({}, [])


def test_a_draft_reads_what_the_rules_will_tell_of_it():
    device = camera(**SEES, hold_phone="")
    assert device.problems() == {}
    said = " ".join(device.advice())
    assert "le registre des algorithmes n’en dit rien" in said
    assert "que des images soient gardées" in said
    assert "Aucun panneau" not in said, "nobody looks for the sign of a draft"
