"""Many rows written at once: what the database is given is what it keeps, or refuses."""

import pytest
from django.db import DataError, IntegrityError, connection, transaction

from parvis.organisations.models import Organisation
from parvis.records import rows
from parvis.records.models import Conflict, HistoryEntry, Published
from tests import makers

pytestmark = pytest.mark.django_db

AWKWARD = "tab\tline\nback\\slash \\N \\. quote ' \" % %s é 😀"


def test_any_text_any_bytes_and_nothing_at_all_come_back_as_they_were():
    service = makers.organisation(title=AWKWARD, translations={"en": {"title": AWKWARD}})
    made = Organisation.objects.get(pk=service.pk)
    assert (made.title, made.translations) == (AWKWARD, {"en": {"title": AWKWARD}})
    assert made.parent_id is None
    entry = HistoryEntry.objects.get(record=service.uuid)
    assert bytes(entry.projection) == bytes(Published.objects.get(pk=service.uuid).projection)
    assert len(bytes(entry.nonce)) == 16


def test_each_row_is_changed_to_its_own_values():
    services = [makers.organisation() for _ in range(rows.TOGETHER + 3)]
    for number, service in enumerate(services):
        service.title, service.hidden_fields = f"{AWKWARD} {number}", [str(number)]
        service.expire_at = None
    rows.update(services, ["title", "hidden_fields", "expire_at"])
    found = Organisation.objects.in_bulk([service.pk for service in services])
    for number, service in enumerate(services):
        kept = found[service.pk]
        assert (kept.title, kept.hidden_fields) == (f"{AWKWARD} {number}", [str(number)])


@pytest.mark.parametrize("place", [0, 1])
def test_a_text_longer_than_its_column_is_refused_not_cut(place):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite keeps texts of any length")
    services = [makers.organisation(), makers.organisation()]
    services[place].title = "x" * 501
    with pytest.raises(DataError), transaction.atomic():
        rows.update(services, ["title"])
    services[place].pk = None
    services[place].slug = "another"
    with pytest.raises(DataError), transaction.atomic():
        rows.insert([services[place]], keyed=True)


def test_what_a_constraint_refuses_is_an_integrity_error_and_nothing_is_kept():
    service = makers.organisation(slug="une-fois")
    fresh = [Organisation(title="Neuve", slug="neuve"), Organisation(title="x", slug=service.slug)]
    before = Organisation.objects.count()
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.insert(fresh, keyed=True)
    assert Organisation.objects.count() == before


def test_json_of_every_shape_comes_back_as_it_was():
    values = [[], {}, ["eau", "air"], {"en": {"title": "Trees « d’été »"}}, [1.5, None, True, []]]
    made = [makers.organisation() for _value in values]
    for record, value in zip(made, values, strict=True):
        record.translations = value
    rows.update(made, ["translations"])
    found = Organisation.objects.in_bulk([record.pk for record in made])
    assert [found[record.pk].translations for record in made] == values
    record = made[0].uuid
    conflicts = [Conflict(record=record, type="organisation", field=str(n), draft=value)
                 for n, value in enumerate([*values, None])]  # fmt: skip
    rows.insert(conflicts, keyed=True)
    kept = Conflict.objects.order_by("field").values_list("draft", flat=True)
    assert list(kept) == [*values, None]
    nothing = Conflict.objects.filter(draft__isnull=True)
    assert [one.field for one in nothing] == ["5"], "nothing at all, not JSON's null"
