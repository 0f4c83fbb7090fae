"""A condition written as ODSQL or CQL2 and read again is the same condition."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from parvis.lake.query import cql2_json, cql2_text, cql2_write, odsql, odsql_write
from parvis.lake.query.problems import QueryProblem
from parvis.lake.query.tree import Boolean, Column, Compare, IsNull, Logic, Node, Number, Text

names = st.sampled_from(["a", "nom", "été", "date", "like", "deux mots", "1er"]).map(Column)
values = st.one_of(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12).map(Text),
    st.integers(0, 10**9).map(Number),
    st.booleans().map(Boolean),
)
simple = st.one_of(
    st.builds(Compare, st.sampled_from(["=", "<", "<=", ">", ">="]), names, values),
    st.builds(IsNull, names),
)
conditions = st.recursive(
    simple,
    lambda inner: st.builds(
        lambda op, left, right: Logic(op, (left, right)),
        st.sampled_from(["and", "or"]),
        inner,
        inner,
    ),
    max_leaves=6,
)


@given(conditions)
def test_what_is_written_reads_as_the_same_tree(node: Node) -> None:
    assert odsql.where(odsql_write.write(node)) == node


def texts(node: Node) -> list[str]:
    if isinstance(node, Logic):
        return [text for part in node.operands for text in texts(part)]
    right = node.right if isinstance(node, Compare) else None
    return [right.value] if isinstance(right, Text) else []


@given(conditions)
@example(Compare("=", Column("a"), Text("\\")))
@example(Logic("or", (IsNull(Column("a")), Compare("=", Column("a"), Text("l\\'eau")))))
@example(Compare("=", Column("a"), Text("\\l'eau")))
def test_cql2_text_reads_as_the_same_tree_or_is_refused(node: Node) -> None:
    """Refused are only texts that its grammar cannot say: a quote, or the end, after a backslash
    (`\\'` is a quote there)."""
    if any("\\'" in text or text.endswith("\\") for text in texts(node)):
        with pytest.raises(QueryProblem):
            cql2_write.write(node)
    else:
        assert cql2_text.read(cql2_write.write(node)) == node


@given(conditions)
def test_cql2_json_reads_as_the_same_tree(node: Node) -> None:
    assert cql2_json.read(cql2_json.write(node)) == node
