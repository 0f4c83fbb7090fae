"""Contracts: which data are due, late or delivered, worked out on the day one reads."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from parvis.catalogue.deliveries import Standing, State, standing
from parvis.catalogue.models import Application, Contract, Dataset, Delivery
from parvis.records import bulk
from parvis.records.kinds import Circle
from tests import makers

TODAY = dt.date(2026, 3, 12)
DAY = dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("due", "delivered", "found"),
    [
        (TODAY, None, Standing(State.TO_COME)),
        (TODAY - DAY, None, Standing(State.LATE, 1)),
        (TODAY - 3 * DAY, TODAY, Standing(State.DELIVERED_LATE, 3)),
        (TODAY, TODAY, Standing(State.DELIVERED)),
        (TODAY - DAY, TODAY + DAY, Standing(State.LATE, 1)),  # promised is not delivered
        (None, None, Standing(State.UNDATED)),
        (None, TODAY, Standing(State.DELIVERED)),
    ],
)
def test_where_a_delivery_stands(due, delivered, found):
    assert standing(due, delivered, TODAY) == found


@pytest.fixture
def signed(db):
    """A contract with one late delivery, one done, one to come; it covers an application."""
    town = makers.organisation(title="Direction des déchets")
    partner = makers.organisation(title="Collecte d’Essai", slug="collecte-d-essai")
    hidden = Dataset(title="Carnet zibeline", organisation=town, circle=Circle.AGENTS)
    tons = Dataset(title="Tonnages", slug="tonnages", organisation=town)
    bulk.save_many([hidden, tons])
    today = timezone.localdate()
    record = Contract(
        title="Collecte, lot nord", slug="lot-nord", organisation=town, partner="Collecte d’Essai",
        partner_record=partner, starts_on=today - 90 * DAY, ends_on=today + 90 * DAY,
    )  # fmt: skip
    record.deliveries = [
        Delivery(title="Tonnages d’hiver", dataset=tons, due_on=today - 28 * DAY),
        Delivery(title="Carnet", dataset=hidden, due_on=today - DAY, delivered_on=today - DAY),
        Delivery(title="Parcours", due_on=today + 30 * DAY),
    ]
    bulk.save_many([record])
    bulk.save_many([Application(title="Tournées", slug="tournees", organisation=town,
                                contract=record)])  # fmt: skip
    return record


def test_the_page_says_plainly_what_is_late(client, signed):
    page = client.get("/contrats/lot-nord/").content.decode()
    for text in ("Des données n’ont pas été remises", "en retard de 28 jours", "à venir",
                 "3, dont 1 remise et 1 en retard", "/donnees/tonnages/",
                 "/organisations/collecte-d-essai/", "/applications/tournees/"):  # fmt: skip
        assert text in page, text
    assert page.index("Tonnages d’hiver") < page.index("Parcours")
    assert "28 days late" in client.get("/en/contrats/lot-nord/").content.decode()


def test_a_set_kept_for_agents_is_not_named(client, signed):
    for path in ("/contrats/lot-nord/", "/id/contract/lot-nord.json", "/id/contract/lot-nord.ttl"):
        assert "zibeline" not in client.get(path).content.decode(), path


def test_the_set_says_which_contract_makes_it_due(client, signed):
    assert "/contrats/lot-nord/" in client.get("/donnees/tonnages/").content.decode()
    assert client.get("/contrats/").status_code == 200


def test_an_end_before_the_start_is_refused_by_name(signed):
    signed.ends_on = signed.starts_on - DAY
    with pytest.raises(ValidationError) as refused:
        signed.full_clean()
    assert list(refused.value.message_dict) == ["ends_on"]
