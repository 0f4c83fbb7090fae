"""The files of a record at the desk: see them, join one, take one off."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from parvis.records import attachments
from parvis.records.desk import rights
from parvis.records.models import Attachment
from parvis.records.models.record import CIRCLES
from parvis.records.photo import PhotoProblem


class JoinForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Fichier"),
        help_text=gettext_lazy("PDF, image, texte, tableur… 50 Mo au plus."),
    )
    title = forms.CharField(
        label=gettext_lazy("Titre"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Ce que le document est, en quelques mots."),
    )
    circle = forms.TypedChoiceField(
        label=gettext_lazy("Qui peut le lire"), choices=CIRCLES, coerce=int
    )


class DocumentsView(WagtailAdminTemplateMixin, FormView):
    """`/espace-agents/fiches/<type>/documents/<pk>/`"""

    verb = "view_draft"
    model: Any = None
    edit_url_name = ""
    index_url_name = ""
    template_name = "records/desk/documents.html"
    page_title = gettext_lazy("Documents")
    form_class = JoinForm

    def setup(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.record = self.model._default_manager.filter(pk=kwargs["pk"]).first()

    def get_initial(self) -> dict[str, Any]:
        return {"circle": self.record.circle}

    def get_page_subtitle(self) -> str:
        return str(self.record)

    def may_write(self) -> bool:
        return rights.may(self.request.user, attachments.verb(self.record), self.record)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "record": self.record,
            "documents": Attachment.objects.filter(record=self.record.uuid),
            "may_write": self.may_write(),
        }

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.may_write():
            raise PermissionDenied
        if "remove" in request.POST:
            return self.removed(request.POST["remove"])
        return super().post(request, *args, **kwargs)

    def removed(self, key: str) -> HttpResponse:
        if not key.isdecimal() or len(key) > 18:
            raise Http404
        rows = Attachment.objects.filter(record=self.record.uuid)
        document = get_object_or_404(rows, pk=int(key))
        attachments.remove(self.record, self.request.user, document)
        said = _("« %(title)s » est retiré.") % {"title": document.title}
        messages.success(self.request, said)
        return redirect(self.request.path)

    def form_valid(self, form: JoinForm) -> HttpResponse:
        data = form.cleaned_data
        try:
            document = attachments.join(
                self.record, self.request.user, data["file"], data["title"], data["circle"]
            )
        except (attachments.AttachmentProblem, PhotoProblem) as problem:
            form.add_error("file", problem.sentence(_))
            return self.form_invalid(form)
        messages.success(self.request, _("« %(title)s » est joint.") % {"title": document.title})
        return redirect(self.request.path)
