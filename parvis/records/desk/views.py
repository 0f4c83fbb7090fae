"""List, creation and edition of a record, with what Wagtail's screens leave unchecked."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail import hooks as admin_hooks
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.side_panels import ChecksSidePanel
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views import snippets

from parvis.records import hooks
from parvis.records.desk import columns, conflicts, rights
from parvis.records.questions import Question
from parvis.records.revisions import baseline

FINAL = {"publish", "submit", "restart-workflow"}
FILTERS: dict[Any, Any] = {}
# hooks by which a plug-in has its say on the buttons of each line
BUTTONS = ("register_snippet_listing_buttons", "construct_snippet_listing_buttons")


class Index(snippets.IndexView):
    """The records of one type that one may see, with what one may do with many."""

    template_name = "records/desk/index.html"
    table_class = columns.Table
    # fields that the columns, and the buttons of a line, read
    read = (
        *("title", "circle", "review_on", "live", "first_published_at", "organisation"),
        *("has_unpublished_changes", "latest_revision", "live_revision", "personal_data"),
    )

    def get_base_queryset(self) -> Any:
        """Without what stands beside: only what is sorted by is read of all."""
        return super().get_base_queryset().select_related(None)

    @cached_property
    def filterset_class(self) -> Any:
        """Made once of what it filters, not at each request."""
        key = (self.model, self.base_filterset_class, tuple(self.list_filter or ()))
        if key not in FILTERS:
            FILTERS[key] = super().filterset_class
        return FILTERS[key]

    @property
    def add_item_label(self) -> str:
        """One word: the title beside it says what one adds."""
        return _("Ajouter")

    @cached_property
    def columns(self) -> list[Any]:
        return [columns.Ticked("bulk_actions", obj_type="snippet"), *super().columns[1:]]

    def _get_title_column(self, field_name: str, column_class: Any = None, **kwargs: Any) -> Any:
        made = super()._get_title_column(field_name, columns.Title, **kwargs)
        made.view = self
        return made

    def buttons(self, instance: Any) -> list[Any]:
        found: list[Any] = self.get_list_buttons(instance)
        return found

    def sort_of(self, instance: Any) -> bool | None:
        return None if self.added_to else self.is_mine(instance)

    def is_mine(self, instance: Any) -> bool:
        """Whether this person may change this very record, or those for which a twin stands."""
        if isinstance(instance, columns.Twin):
            return bool(instance.sort)
        return instance.pk in self.mine

    @cached_property
    def added_to(self) -> bool:
        return any(admin_hooks.get_hooks(name) for name in BUTTONS)

    def get_list_more_buttons(self, instance: Any) -> list[Any]:
        """With the files of the record: who sees its line sees them."""
        where = columns.at(self.model.snippet_viewset.get_url_name("documents"), instance.pk)
        files = Button(self.files_label, where, icon_name="doc-full", priority=40)
        return [*super().get_list_more_buttons(instance), files]

    @cached_property
    def files_label(self) -> str:
        return _("Documents")

    def user_has_permission(self, permission: str) -> bool:
        """On this type of record: every line of the list asks it, four times."""
        if permission not in self.permitted:
            self.permitted[permission] = super().user_has_permission(permission)
        return self.permitted[permission]

    @cached_property
    def permitted(self) -> dict[str, bool]:
        return {}

    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        """The page is chosen by keys; its rows, and what stands beside, are read by statements
        written once. Notes which of them this person may change."""
        keys = queryset.values_list("pk", flat=True)
        paginator, page, chosen, others = super().paginate_queryset(keys, page_size)
        names = {field.name for field in self.model._meta.get_fields()}
        page.object_list = rows_of(self.model, tuple(sorted(names & {*self.read})), list(chosen))
        user = self.request.user
        self.mine = {one.pk for one in page.object_list if rights.may(user, "change", one)}
        return paginator, page, page.object_list, others

    def get_edit_url(self, instance: Any) -> str | None:
        """The form of what one may change; of what one only sees, its versions, to read."""
        if not self.is_mine(instance):
            return self.history_url(instance)
        allowed = self.user_has_permission("change")
        return columns.at(self.edit_url_name, instance.pk) if allowed else None

    def get_copy_url(self, instance: Any) -> str | None:
        allowed = self.user_has_permission("add")
        return columns.at(self.copy_url_name, instance.pk) if allowed else None

    @property
    def can_change(self) -> bool:
        return rights.somewhere(self.request.user, "change", self.model)

    def history_url(self, instance: Any) -> str:
        return columns.at(self.model.snippet_viewset.get_url_name("history"), instance.pk)

    @property
    def header_more_buttons(self) -> list[Any]:
        name = self.model.snippet_viewset.get_url_name
        buttons = [*super().header_more_buttons]
        export = reverse(name("export"))
        buttons.append(Button(_("Exporter en CSV"), url=export, icon_name="download"))
        if self.can_change:
            load = reverse(name("import"))
            buttons.append(Button(_("Importer un CSV"), url=load, icon_name="upload"))
        return buttons

    @property
    def show_export_buttons(self) -> bool:
        return False

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        context["bulk_url"] = reverse(self.model.snippet_viewset.get_url_name("bulk"))
        return context


ROWS = Question(
    lambda shape, keys: shape[0]._default_manager.filter(pk__in=keys).order_by().only(*shape[1])
)
BESIDE = {"organisation": "title", "latest_revision": "object_str"}


def rows_of(model: Any, read: tuple[str, ...], keys: list[Any]) -> list[Any]:
    """These records, in this order, with these of their fields, and the title of what they name."""
    found = {row.pk: row for row in ROWS(keys, (model, read))}
    for name in BESIDE.keys() & {*read}:
        field = model._meta.get_field(name)
        named = {getattr(row, field.attname) for row in found.values()} - {None}
        keys_beside = sorted(named) or [0]  # as many queries where none has a draft
        shape = field.related_model, (BESIDE[name],)
        beside = {one.pk: one for one in ROWS(keys_beside, shape)}
        for row in found.values():
            field.set_cached_value(row, beside.get(getattr(row, field.attname)))
    return [found[key] for key in keys if key in found]


class Writing:
    """What creating and editing share."""

    request: Any
    action: str
    object: Any
    form: Any

    def get_available_actions(self) -> list[str]:
        """Publishing straight away only where one may on this very record, and no other review
        is due (rule 5)."""
        actions = [*super().get_available_actions()]  # type: ignore[misc]
        if "publish" in actions and not self.may_publish():
            actions.remove("publish")
        return actions

    def may_publish(self) -> bool:
        record = self.object
        if record is None:
            return rights.somewhere(self.request.user, "publish", self.model)  # type: ignore[attr-defined]
        return may_publish_now(self.request.user, record)

    def is_valid(self, form: Any) -> bool:
        if not super().is_valid(form):  # type: ignore[misc]
            return False
        record = form.instance
        if self.action == "publish" and not may_publish_now(self.request.user, record):
            form.add_error(
                None, _("Cette fiche doit d’abord être relue : envoyez-la en relecture.")
            )
        if self.action in FINAL:
            form.gather_rows()
            for field, sentence in {**record.problems(), **conflicts.left(record, form)}.items():
                form.add_error(field if field in form.fields else None, sentence)
        if not rights.may(self.request.user, "change" if record.pk else "add", record):
            form.add_error(None, _("Vous n’écrivez pas pour cette organisation."))
        if form.is_valid() and not form.errors:
            return True
        self.produced_error_code = "validation_error"
        self.produced_error_message = self.get_error_message()  # type: ignore[attr-defined]
        return False

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            with transaction.atomic():  # saved and published, or neither
                response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        except IntegrityError:  # someone took the address between the check and the write
            form.add_error("slug", _("Cette adresse courte vient d’être prise. Changez-la."))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return response
        self.produced_error_code = "validation_error"
        self.produced_error_message = self.get_error_message()  # type: ignore[attr-defined]
        return self.form_invalid(form)  # type: ignore[attr-defined]

    def get_side_panels(self) -> MediaContainer:
        """Without Wagtail's content checks: they need its user bar inside the public page."""
        panels = super().get_side_panels()  # type: ignore[misc]
        return MediaContainer([p for p in panels if not isinstance(p, ChecksSidePanel)])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        context["error_summary"] = error_summary(context["form"])
        return context


class Create(Writing, snippets.CreateView):
    pass


class Copy(Writing, snippets.CopyView):
    """A new record that begins like another: its own identity, nothing published yet."""

    def get_initial_form_instance(self) -> Any:
        source = self.get_object()
        fresh = type(source)()
        kept = {"title", "slug", "uuid", "created", "source_uri"}
        for field in source._meta.concrete_fields:
            own = not field.primary_key and field.name not in kept and field.editable
            if own and field.name not in {"live", "first_published_at", "last_published_at"}:
                setattr(fresh, field.attname, getattr(source, field.attname))
        fresh.title = _("%(title)s (copie)") % {"title": source.title}
        return fresh


class Edit(Writing, snippets.EditView):
    def form_valid(self, form: Any) -> HttpResponse:
        # the form writes into the object that the view loaded: what is stored is read again
        stored = self.model._default_manager.get(pk=self.object.pk)
        baseline(stored)
        conflicts.apply(stored, form)
        with transaction.atomic():
            conflicts.settle(stored, form)
            response = super().form_valid(form)
            if form.errors:
                transaction.set_rollback(True)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["conflicts"] = conflicts.shown(self.live_object)
        task = self.object.current_workflow_task
        if task and task.specific.get_actions(self.object, self.request.user):
            name = self.model.snippet_viewset.get_url_name("review")
            context["review_url"] = reverse(name, args=[self.object.pk])
        return context


def may_publish_now(user: Any, record: Any) -> bool:
    """Whether this person may publish without a review by someone else's role."""
    return rights.may(user, "publish", record) and not hooks.gather("needs_review", record=record)


def error_summary(form: Any) -> list[tuple[str, str, str]]:
    """(id of the field or "", its label, sentence) of each error, in the order of the form."""
    if not form.is_bound:
        return []
    found = [("", "", str(sentence)) for sentence in form.non_field_errors()]
    for name, sentences in form.errors.items():
        if name in form.fields:
            bound = form[name]
            found += [
                (bound.id_for_label or bound.auto_id, str(bound.label), str(s)) for s in sentences
            ]
    return found
