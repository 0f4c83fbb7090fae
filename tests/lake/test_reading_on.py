"""Ten thousand answers to several processes during fifty publications: no error, none mixed."""

from __future__ import annotations

import pytest

from tests.lake.hosts import Host, file, host, place, places

__all__ = ["host", "place", "places"]

PROCESSES, READS, PUBLICATIONS = 3, 3_334, 50


@pytest.mark.prove
def test_several_processes_read_while_versions_are_published(place, host, tmp_path):
    for number in range(3):
        host.done("loaded", file(tmp_path, number))
    readers = Host(place)
    over, published = tmp_path / "over", 0
    readers.begin("read", PROCESSES, READS, str(over))
    while not readers.over():
        host.done("published", published % 3)
        published += 1
        if published == PUBLICATIONS:
            over.touch()
    assert readers.end() == [0, "whole"]
    assert published >= PUBLICATIONS
    readers.process.communicate()
