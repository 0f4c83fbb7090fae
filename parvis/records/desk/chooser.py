"""Choosing a record in a form: among those one may see."""

from __future__ import annotations

from typing import Any

from wagtail.snippets.views import chooser

from parvis.records.desk.scope import choosable


class Limited:
    """Put before each view of the chooser."""

    request: Any
    model_class: Any

    def get_object_list(self) -> Any:
        return choosable(self.request, self.model_class)

    def get_object(self, pk: Any) -> Any:
        return choosable(self.request, self.model_class).get(pk=pk)

    def get_objects(self, pks: Any) -> Any:
        keys = [pk for pk in pks if str(pk).isdecimal()]
        return choosable(self.request, self.model_class).filter(pk__in=keys)

    @staticmethod
    def can_create() -> bool:
        return False


class ChooseView(Limited, chooser.ChooseView):
    pass


class ChooseResultsView(Limited, chooser.ChooseResultsView):
    pass


class ChosenView(Limited, chooser.SnippetChosenView):
    pass


class ChosenMultipleView(Limited, chooser.SnippetChosenMultipleView):
    pass
