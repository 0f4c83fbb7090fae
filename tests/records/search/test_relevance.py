"""Real French data sets and real questions, among synthetic records; needs ../shared/data."""

from itertools import chain
from pathlib import Path

import pytest

from bench import search as bench
from bench import synthetic
from parvis.records.search import Follower, Index

DATA = Path(__file__).resolve().parents[4] / "shared" / "data" / "search"
SYNTHETIC = 4_000


@pytest.mark.skipif(not DATA.exists(), reason="the folder ../shared/data is not there")
def test_the_expected_record_is_among_the_first_five(tmp_path: Path) -> None:
    real = list(bench.real(DATA, SYNTHETIC + 1))
    documents = chain(synthetic.records(SYNTHETIC), real)
    Follower(tmp_path, bench.Stream(documents, SYNTHETIC + len(real))).run_once()
    among, mean, wrong = bench.relevance(Index.open(tmp_path), DATA)
    assert among >= 0.9, wrong
    assert mean >= 0.8, wrong
