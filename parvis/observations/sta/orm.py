"""Forms as expressions of the ORM, on SQLite and PostgreSQL."""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, F, Field, FloatField, Func, QuerySet, Subquery

from parvis.observations.sta import forms
from parvis.observations.sta.forms import Expression, Ids, Told


class Said(Func):
    """A form, its columns found by Django: `Thing__name` joins."""

    def __init__(self, form: Expression, output_field: Field[Any, Any] | None = None) -> None:
        self.form = form
        leaves = [one for one in forms.walk(form) if isinstance(one, forms.Field | Ids)]
        self.leaves = [one for one in dict.fromkeys(leaves) if not whole(one)]
        sources = [
            F(one.name) if isinstance(one, forms.Field) else Subquery(one.found)
            for one in self.leaves
        ]
        super().__init__(*sources, output_field=output_field or BooleanField())

    def as_sql(  # type: ignore[override]
        self, compiler: Any, connection: BaseDatabaseWrapper, **_context: Any
    ) -> tuple[str, tuple[Any, ...]]:
        prepare(connection)
        sources = [compiler.compile(one) for one in self.get_source_expressions()]
        found = dict(zip(self.leaves, sources, strict=True))
        marked = {leaf: (neutral(text), list(given)) for leaf, (text, given) in found.items()}

        def told(leaf: forms.Field | Ids) -> Told:
            return marked[leaf] if leaf in marked else listed(leaf)

        text, values = forms.written(self.form, connection.vendor, told)
        return text.replace("%", "%%").replace("?", "%s").replace("\0", "%s"), tuple(values)


def neutral(text: str) -> str:
    """A text of Django's, as forms are written: signs of percent alone, parameters apart."""
    return text.replace("%s", "\0").replace("%%", "%")


def whole(leaf: forms.Field | Ids) -> bool:
    """Identifiers already known."""
    return isinstance(leaf, Ids) and not isinstance(leaf.found, QuerySet)


def listed(leaf: forms.Field | Ids) -> Told:
    assert isinstance(leaf, Ids)
    return f"({', '.join(str(int(one)) for one in leaf.found) or 'NULL'})", []


def number(form: Expression) -> Said:
    return Said(form, FloatField())


def prepare(connection: BaseDatabaseWrapper) -> None:
    """SQLite's own lower() knows ASCII alone."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        for name in ("lower", "upper"):
            connection.connection.create_function(
                f"parvis_{name}", 1, folded(name), deterministic=True
            )


def folded(name: str) -> Any:
    change = getattr(str, name)
    return lambda text: None if text is None else change(str(text))
