"""Which ties a page shows when there are more than it has room for."""

from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from parvis.records.kinds import Predicate
from parvis.records.projection import Neighbour, of_each_sort

SORTS = [Predicate(name, f"{name} vers", f"{name} de") for name in ("grants", "used_in", "treats")]


def tie(sort: Predicate, *, forward: bool = True) -> Neighbour:
    return Neighbour(sort, forward, uuid4(), "right", "acces", "Accès", None, None)


TIES = st.lists(st.builds(tie, st.sampled_from(SORTS), forward=st.booleans()), max_size=40)


def test_many_ties_of_one_sort_do_not_hide_the_others():
    ties = [*(tie(SORTS[0]) for _n in range(11)), tie(SORTS[1], forward=False), tie(SORTS[2])]
    shown = of_each_sort(ties, 5)
    assert [one.predicate.name for one in shown] == ["grants"] * 3 + ["used_in", "treats"]
    assert shown[:3] == ties[:3]


@given(TIES, st.integers(1, 20))
def test_the_reading_order_stays_and_each_sort_is_there_if_it_can(ties, most):
    shown = of_each_sort(ties, most)
    assert len(shown) == min(most, len(ties))
    places = [ties.index(one) for one in shown]
    assert places == sorted(places)
    sorts = {(one.predicate.name, one.forward) for one in ties}
    assert len({(one.predicate.name, one.forward) for one in shown}) == min(len(sorts), most)
