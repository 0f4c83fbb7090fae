import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.design.axes import nice_axis

drawable = st.floats(-1e300, 1e300, allow_nan=False)


@pytest.mark.parametrize(
    ("values", "zero", "ticks"),
    [
        ([0, 100], False, (0, 25, 50, 75, 100)),
        ([3, 97], False, (0, 25, 50, 75, 100)),
        ([7.1, 15.9], False, (5, 7.5, 10, 12.5, 15, 17.5)),
        ([41, 18], True, (0, 20, 40, 60)),
        ([-3, 4], False, (-4, -2, 0, 2, 4)),
        ([], False, (0, 0.25, 0.5, 0.75, 1)),
    ],
)
def test_round_ticks(values, zero, ticks):
    assert nice_axis(values, zero=zero).ticks == pytest.approx(ticks)


def test_a_lone_value_stands_in_the_middle():
    axis = nice_axis([12.0])
    assert 0.2 < axis.share(12) < 0.8


@given(st.lists(drawable, max_size=40), st.booleans())
def test_the_axis_holds_every_value_with_few_ticks(values, zero):
    axis = nice_axis(values, zero=zero)
    assert axis.low < axis.high
    assert 2 <= len(axis.ticks) <= 12
    assert all(-1e-6 <= axis.share(value) <= 1 + 1e-6 for value in values)
