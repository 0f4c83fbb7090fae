"""Finding a record at the desk by its title or address, among those one may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from parvis.records.desk import rights
from parvis.records.desk.todo import address, title_of
from parvis.records.desk.viewset import viewsets

SHOWN = 20  # of each type


@dataclass(frozen=True)
class Found:
    title: str
    url: str
    live: bool


class SearchView(WagtailAdminTemplateMixin, TemplateView):
    """`/espace-agents/recherche/?q=`"""

    template_name = "records/desk/search.html"
    page_title = gettext_lazy("Chercher une fiche")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = self.request.GET.get("q", "").replace("\0", "").strip()[:200]
        found = [(str(v.kind.many), self.of_type(v, words)) for v in viewsets.values()]
        groups = [(name, items) for name, items in found if items]
        return {**super().get_context_data(**kwargs), "words": words, "groups": groups}

    def of_type(self, viewset: Any, words: str) -> list[Found]:
        if not words:
            return []
        user = self.request.user
        match = Q(title__icontains=words) | Q(slug__icontains=words)
        match |= Q(latest_revision__object_str__icontains=words)
        rows = rights.reach(user, "view_draft", viewset.model).filter(match)
        screen = "edit" if rights.somewhere(user, "change", viewset.model) else "history"
        rows = rows.select_related("latest_revision").order_by("title").distinct()[:SHOWN]
        return [Found(title_of(row), address(row, screen), row.live) for row in rows]
