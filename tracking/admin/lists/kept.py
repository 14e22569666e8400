"""What the office's lists have in common: own permissions, own look, every save a version bound to an event."""

import re

from django.contrib.admin.utils import display_for_field, display_for_value, lookup_spawns_duplicates
from django.core.exceptions import FieldDoesNotExist
from django.db import models, transaction
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.widgets.button import HeaderButton
from wagtail_modeladmin.helpers import PermissionHelper
from wagtail_modeladmin.helpers.search import DjangoORMSearchHandler
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import CreateView, DeleteView, EditView, IndexView

from tracking import permissions
from tracking.admin.frame import frame
from tracking.models import Session
from tracking.models.locking import locked
from tracking.versions import chained, kinds
from tracking.wording import finding

LONGEST_SEARCH = 100
_PLACES = re.compile(r"-?[0-9]{1,4}(\.-?[0-9]{1,4})*")
"The numbers in an address that choose a page or the columns to order by: `3`, `-2.1`."


def column(label):
    """A decorator that gives a method's column its heading."""

    def named(method):
        method.short_description = label
        return method

    return named


class ListPermissions(PermissionHelper):
    """Permissions of a list that clerks and administrators keep and nobody else sees."""

    def user_can_list(self, user):
        return permissions.may_keep_lists(user)

    def user_can_create(self, user):
        return self.user_can_list(user)

    def user_can_inspect_obj(self, user, obj):
        return False

    def user_can_edit_obj(self, user, obj):
        return self.user_can_create(user)

    def user_can_delete_obj(self, user, obj):
        return self.user_can_create(user)


class ReadOnlyPermissions(ListPermissions):
    """Permissions of a list that those who see the whole ledger read and nobody writes."""

    def user_can_list(self, user):
        return permissions.sees_whole_ledger(user)

    def user_can_create(self, user):
        return False


def cell(admin: ModelAdmin, instance, name: str) -> str:
    """The value that a column shows of a row: from a method of the admin, a field in words, or an attribute."""
    own = getattr(admin, name, None)
    if callable(own):
        return own(instance)
    if callable(getattr(instance, f"get_{name}_display", None)):
        return getattr(instance, f"get_{name}_display")()
    value = getattr(instance, name)
    if isinstance(value, bool):
        return _("是") if value else _("否")
    try:
        return display_for_field(value, instance._meta.get_field(name), "—")
    except FieldDoesNotExist:
        return display_for_value(value, "—")


def heading(admin: ModelAdmin, name: str) -> str:
    """The heading of a column."""
    own = getattr(admin, name, None)
    if callable(own):
        return own.short_description
    return admin.model._meta.get_field(name).verbose_name


class KeptIndexView(IndexView):
    """A list in Wagtail's slim frame, which reads from its address only what the list itself offers."""

    def dispatch(self, request, *args, **kwargs):
        """Remove unknown parameters first, since modeladmin would pass each on to the database, across relations too."""
        request.GET = self._understood(request.GET)
        return super().dispatch(request, *args, **kwargs)

    def _understood(self, said: QueryDict) -> QueryDict:
        """The parameters that are kept: search, order, page and the list's own filters, if their values are valid."""
        kept = QueryDict(mutable=True)
        if words := said.get(self.SEARCH_VAR, "").replace("\x00", "").strip():
            kept[self.SEARCH_VAR] = words[:LONGEST_SEARCH]
        for name in (self.ORDER_VAR, self.PAGE_VAR):
            if _PLACES.fullmatch(said.get(name, "")):
                kept[name] = said[name]
        for name, offered in self.model_admin.offered().items():
            if said.get(name) in offered:
                kept[name] = said[name]
        return kept

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        admin = self.model_admin
        admin.read_beside(context["object_list"])
        may_edit = [self.permission_helper.user_can_edit_obj(self.request.user, one) for one in context["object_list"]]
        rows = [
            {
                "cells": [cell(admin, one, name) for name in admin.list_display],
                "url": self.url_helper.get_action_url("edit", one.pk) if may else "",
            }
            for one, may in zip(context["object_list"], may_edit, strict=True)
        ]
        buttons = []
        if self.permission_helper.user_can_create(self.request.user):
            label = _("登记%(what)s") % {"what": self.opts.verbose_name}
            buttons.append(HeaderButton(label, url=self.create_url, icon_name="plus"))
        for label, url, icon in admin.links_for(self.request.user):
            buttons.append(HeaderButton(label, url=url, icon_name=icon))
        query = self.request.GET.copy()
        query.pop(self.PAGE_VAR, None)
        context |= frame(str(admin.get_menu_label()), icon=self.header_icon, buttons=buttons)
        return context | {
            "heads": [heading(admin, name) for name in admin.list_display],
            "rows": rows,
            "searched": bool(admin.search_fields),
            "query": self.query,
            "empty_text": admin.empty_text,
            "intro": admin.intro,
            "choices": [(spec.title, list(spec.choices(self))) for spec in self.filter_specs],
            "address": f"?{query.urlencode()}" if query else "?",
        }


class KeptFormMixin:
    """What creating and editing a row share: a plain form, and an event of the chain instead of Wagtail's log entry."""

    template_name = "tracking/admin/lists/form.html"

    def get_template_names(self):
        return [self.template_name]

    def get_edit_handler(self):
        return None

    def get_form_class(self):
        return self.model_admin.form_class

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        del kwargs["for_user"]
        return kwargs | {"account": self.request.user}

    def get_context_data(self, form=None, **kwargs):
        form = form or self.get_form()
        crumb = (str(self.opts.verbose_name_plural), self.index_url)
        context = {"view": self, "form": form, "instance": form.instance, "index_url": self.index_url}
        return context | frame(self.title, crumb, icon=self.header_icon) | self.more_context() | kwargs

    def more_context(self) -> dict:
        """Context that only editing adds."""
        return {}

    def form_valid(self, form):
        """Save with an event of the chain, and go back to the list with a message."""
        label = _("登记名录") if form.is_new else _("修改名录")
        with chained(kinds.LIST, label, account=self.request.user, summary=form.summary()):
            self.instance = form.save()
        messages.success(self.request, _("已保存：%(what)s。") % {"what": self.instance})
        return redirect(self.index_url)

    def form_invalid(self, form):
        messages.error(self.request, _("没有保存，请修改标出的地方。"))
        return self.render_to_response(self.get_context_data(form=form))


class KeptCreateView(KeptFormMixin, CreateView):
    """The page that enters a row."""

    @property
    def title(self) -> str:
        """The title, such as 登记承办单位."""
        return _("登记%(what)s") % {"what": self.opts.verbose_name}


class KeptEditView(KeptFormMixin, EditView):
    """The page that changes a row."""

    @property
    def title(self) -> str:
        """The row's own name."""
        return str(self.instance)

    def post(self, request, *args, **kwargs):
        """Save with the row locked before versions are compared, so that of two who save at once the second waits."""
        with transaction.atomic():
            rows = locked(self.model._default_manager.all())
            self.instance = get_object_or_404(rows, pk=self.instance.pk)
            return super().post(request, *args, **kwargs)

    def more_context(self) -> dict:
        may_delete = self.permission_helper.user_can_delete_obj(self.request.user, self.instance)
        history = [
            (
                version.history_date,
                version.history_user,
                version.history_change_reason or version.get_history_type_display(),
            )
            for version in self.instance.history.select_related("history_user")[:10]
        ]
        return {"delete_url": self.delete_url if may_delete else "", "versions": history}


class KeptDeleteView(DeleteView):
    """The page that deletes a row; one that is in use is refused with the reason."""

    def get_template_names(self):
        return ["tracking/admin/lists/delete.html"]

    def get_context_data(self, **kwargs):
        crumbs = [(str(self.opts.verbose_name_plural), self.index_url), (str(self.instance), self.edit_url)]
        context = {"view": self, "instance": self.instance, "edit_url": self.edit_url}
        return context | frame(_("删除"), *crumbs, icon=self.header_icon) | kwargs

    def post(self, request, *args, **kwargs):
        named = f"{self.opts.verbose_name}：{self.instance}"
        try:
            with chained(kinds.LIST, _("删除名录"), account=request.user, summary=named):
                self.instance.delete()
        except models.ProtectedError as error:
            named_by = {str(one._meta.verbose_name) for one in error.protected_objects}
            messages.error(
                request,
                _("“%(what)s”仍被%(kinds)s引用，不能删除；不再使用时请改为停用。")
                % {"what": self.instance, "kinds": "、".join(sorted(named_by))},
            )
            return redirect(self.edit_url)
        messages.success(request, _("已删除：%(what)s。") % {"what": named})
        return redirect(self.index_url)


class FoldedSearch(DjangoORMSearchHandler):
    """The search of a list; widths, dots in names, spaces and damaged characters don't matter."""

    most = 20_000
    "Lists of more rows than this (办理记录) are searched exactly as they are stored."

    def search_queryset(self, queryset, search_term, **kwargs):
        """The rows in which each searched word stands in one of the list's fields."""
        if not search_term or not self.search_fields:
            return queryset
        if queryset.count() > self.most:
            return super().search_queryset(queryset, search_term, **kwargs)
        for word in finding.words_of(search_term):
            queryset = queryset.filter(finding.among_short(queryset, word, *self.search_fields))
        several = any(lookup_spawns_duplicates(queryset.model._meta, name) for name in self.search_fields)
        return queryset.distinct() if several else queryset


class KeptAdmin(ModelAdmin):
    """The base of the office's lists: form, columns and search."""

    search_handler_class = FoldedSearch
    form_class = None
    intro = ""
    empty_text = ""
    index_view_class = KeptIndexView
    create_view_class = KeptCreateView
    edit_view_class = KeptEditView
    delete_view_class = KeptDeleteView
    history_view_enabled = False
    permission_helper_class = ListPermissions
    index_template_name = "tracking/admin/lists/index.html"
    list_per_page = 50
    add_to_admin_menu = False
    add_to_settings_menu = False

    def register_indexing(self):
        """Keep the office's rows out of Wagtail's reference index: they refer to no page, image or document."""

    def offered(self) -> dict[str, set[str]]:
        """The parameters of the list's filters, each with the values that it offers."""
        found: dict[str, set[str]] = {}
        for one in self.list_filter:
            if isinstance(one, str):
                field = self.model._meta.get_field(one)
                values = (
                    {"0", "1"} if isinstance(field, models.BooleanField) else {str(key) for key, _ in field.flatchoices}
                )
                found[f"{one}__exact"] = values
            else:
                found[one.parameter_name] = {key for key, _ in one.lookups(one, None, self)}
        return found

    def read_beside(self, shown) -> None:
        """Read at once what columns show besides the rows' own fields, for all rows of the page."""

    def links_for(self, user) -> list[tuple[str, str, str]]:
        """The links above the list for this user: label, address and icon."""
        return []


def papers_link(user) -> list[tuple[str, str, str]]:
    """The link to the papers of the current session (文书), for whoever works on items."""
    session = Session.objects.current() if permissions.sees_the_inside(user) else None
    if session is None:
        return []
    return [(_("文书"), reverse("papers_of_session", args=[session.code]), "doc-full")]
