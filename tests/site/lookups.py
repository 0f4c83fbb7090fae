"""Which names of a question a page looks up, as it answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest import mock

from django.http import QueryDict

ONE = ("__getitem__", "__contains__", "getlist", "pop")


@contextmanager
def noted() -> Iterator[set[str]]:
    """The names looked up meanwhile, one by one; `lists()` and its like look at all of them."""
    names: set[str] = set()

    def noting(method: Callable[..., Any]) -> Callable[..., Any]:
        def look(self: QueryDict, name: str, *rest: Any) -> Any:
            names.add(name)
            return method(self, name, *rest)

        return look

    with ExitStack() as stack:
        for one in ONE:
            stack.enter_context(mock.patch.object(QueryDict, one, noting(getattr(QueryDict, one))))
        yield names
