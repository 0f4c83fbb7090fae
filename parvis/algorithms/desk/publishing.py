"""What the screens of an algorithm's rules share: who may, the draft, how it is published."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from parvis.algorithms.explained import actions, telling
from parvis.algorithms.explained.forms import day
from parvis.algorithms.explained.models import RuleVersion
from parvis.algorithms.models import Algorithm
from parvis.algorithms.ruleset.differences import compare
from parvis.algorithms.ruleset.model import Rules
from parvis.records.desk import rights

RULES = "parvis_rules:rules"


class PublishForm(forms.Form):
    since = forms.DateField(label=gettext_lazy("S’appliquent à partir du"), widget=day())
    why = forms.CharField(
        label=gettext_lazy("Pourquoi, en une phrase"), max_length=300, required=False,
        help_text=gettext_lazy("Publique : l’acte qui le décide, par exemple."),
    )  # fmt: skip


class RulesScreen(WagtailAdminTemplateMixin, TemplateView):
    """A screen of the rules of one algorithm that this person publishes."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        mine = rights.reach(request.user, "publish", Algorithm)
        found = mine.filter(pk=kwargs["pk"]).first()
        if found is None:
            raise Http404
        self.algorithm = found
        self.versions = list(RuleVersion.objects.filter(algorithm=found))
        self.problem = ""
        self.forms: dict[str, Any] = {}
        return super().dispatch(request, *args, **kwargs)

    def newest(self) -> Mapping[str, Any]:
        """The document that a new version starts from; {} for the first."""
        return self.versions[0].rules.document if self.versions else {}

    def published(self, text: str) -> bool:
        """Publish a document with the day and the reason that were sent. Raise Problem."""
        form = PublishForm(self.request.POST, prefix="publish")
        self.forms["publish"] = form
        if not form.is_valid():
            return False
        told, user = form.cleaned_data, self.request.user
        data = text.encode("utf-8", "replace")
        made, new = actions.publish_rules(
            self.algorithm, data, told["since"], by=user, why=told["why"]
        )
        said = gettext("Version %(version)s publiée.") if new else gettext(
            "Version %(version)s : déjà là."
        )  # fmt: skip
        messages.success(self.request, said % {"version": made.version})
        return True

    def to_publish(self, rules: Rules | None, ready: bool) -> dict[str, Any]:
        """What one reads before publishing: what changes, the examples, the day."""
        return {
            "ready": ready,
            "changes": self.changes(rules),
            "examples": telling.examples(telling.teller(rules)) if rules and ready else [],
            "publish": self.forms.get("publish") or PublishForm(prefix="publish"),
        }

    def changes(self, rules: Rules | None) -> list[str]:
        """What the draft changes to the version in force, in words."""
        current = telling.current(self.versions, timezone.localdate())
        if current is None or rules is None:
            return []
        found = compare(telling.teller(current.rules), telling.teller(rules))
        return [gettext(one.sentence) % one.params for one in found]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        name = Algorithm.snippet_viewset.get_url_name
        edit = {
            "url": reverse(name("edit"), args=[self.algorithm.pk]),
            "label": self.algorithm.title,
        }
        return [*self.breadcrumbs_items, edit, *self.above(), {"url": "", "label": self.page_title}]

    def above(self) -> list[dict[str, Any]]:
        here = reverse(RULES, args=[self.algorithm.pk])
        return [{"url": here, "label": gettext("Règles de calcul")}]

    def file(self, text: str) -> HttpResponse:
        """A document to take away."""
        name = f"{self.algorithm.slug}-regles.json"
        disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(text, content_type="application/json", headers=disposition)


def written(document: Mapping[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1)
