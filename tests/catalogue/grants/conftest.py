"""Places in nurseries: rows about people, of two communes, never open to all."""

from __future__ import annotations

import pytest

from parvis.catalogue import loading
from parvis.lake import actions as lake_actions
from tests.catalogue.explore.makers import dataset
from tests.lake.makers import lake
from tests.records.desk.conftest import signed, town

__all__ = ["lake", "signed", "town"]

HERE, THERE = "35238", "35047"
NAMED = "PRENOMTU"  # in a column that no access gives
HIDDEN = "QUARTIERTU"  # in rows that no access gives
HEADER = "commune;quartier;enfant;places;naissance;lon;lat\n"


def lines() -> str:
    """Forty rows here: thirty-six in three districts, four in a small one; ten elsewhere."""
    found = [
        f"{HERE};{['Nord', 'Sud', 'Est', 'Petit'][min(i // 12, 3)]};{NAMED}{i};{i % 5 + 1};"
        f"2021-0{i % 9 + 1}-03;{-1.7 + i / 1000};{48.1 + i / 1000}\n"
        for i in range(40)
    ]
    found += [
        f"{THERE};{HIDDEN};{NAMED}{i};77;2020-05-05;{-1.9 - i / 1000};{47.9 - i / 1000}\n"
        for i in range(10)
    ]
    return HEADER + "".join(found)


@pytest.fixture
def places(town, lake, tmp_path):
    """The data set `creches`, whose rows are published and restricted."""
    file = tmp_path / "creches.csv"
    file.write_text(lines(), encoding="utf-8")
    record = dataset(
        "Places en crèche", slug="creches", organisation=town.here, access_level="restricted"
    )
    loading.published(lake_actions.load(record.uuid, file))
    return record
