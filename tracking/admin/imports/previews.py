"""The preview of an upload (预览): what importing it would change, shown to its uploader, who confirms it or gives it up."""

import hashlib
import json
from abc import ABC, abstractmethod
from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View

from tracking import permissions
from tracking.admin.frame import Crumb, only, shown
from tracking.admin.imports import uploads
from tracking.ledger.holding import Planned
from tracking.loop import Refused
from tracking.models.advancing import told_to

MOST_SHOWN = 300
"How many rows a preview's table shows: nobody reads ten thousand on one page."


@method_decorator(only(permissions.may_enter), name="dispatch")
class ClerksView(View):
    """A view for those who may import; others are refused."""


def imports_crumb() -> Crumb:
    """The crumb that leads back to 导入导出."""
    return _("导入导出"), reverse("import_start")


def some(rows: list) -> tuple[list, int]:
    """The rows that are shown, and how many more there are."""
    return rows[:MOST_SHOWN], max(0, len(rows) - MOST_SHOWN)


class Preview(ABC):
    """What importing would change, as the page shows it; a subclass for each kind of upload."""

    brings_something: bool

    def __init__(self, plan: Planned):
        self.plan = plan
        self.counts = plan.summary()
        self.errors, self.more_errors = some(plan.errors)

    @abstractmethod
    def said(self) -> object:
        """Everything that the preview shows, as JSON."""

    @property
    def may_confirm(self) -> bool:
        """Whether there is something to import and no error prevents it."""
        return not self.plan.errors and self.brings_something

    @property
    def seal(self) -> str:
        """A digest of everything shown, by which a confirmation of something else is recognised and refused."""
        return hashlib.sha256(json.dumps(self.said(), ensure_ascii=False, default=str).encode()).hexdigest()


class PreviewView(ClerksView, ABC):
    """The page of a preview, on which it is confirmed or given up; a subclass for each kind of upload."""

    template_name: str
    start: str
    "The name of the page where the upload began."
    done: str
    "The message after importing; the plan's counts go into its placeholders."

    @abstractmethod
    def preview(self, upload: uploads.Upload) -> Preview:
        """Plan the upload against the ledger as it is now."""

    @abstractmethod
    def bring_in(self, preview: Preview) -> dict[str, int]:
        """Import all of it or nothing, and return the counts."""

    def then(self) -> str:
        """The address of the page shown after importing."""
        return reverse(self.start)

    @abstractmethod
    def frame(self) -> dict:
        """The title, crumbs and icon of the page."""

    def find(self, token: str) -> uploads.Upload:
        """The upload with this token; 404 for anybody but its uploader."""
        upload = uploads.find(token, account=self.request.user.pk)
        if upload is None:
            raise Http404
        self.upload = upload
        return upload

    def get(self, request, **token):
        """Show the preview; while it is imported, say how far that has come (`?progress`)."""
        if "progress" in request.GET:
            return JsonResponse({"said": self.find(**token).progress})
        return self._page(self.preview(self.find(**token)))

    def post(self, request, **token):
        """Plan again and import, if the plan is still the one that was shown."""
        upload = self.find(**token)
        if "discard" in request.POST:
            upload.forget()
            messages.success(request, _("已放弃导入，台账没有改动。"))
            return redirect(self.start)
        with told_to(upload.tell):
            preview = self.preview(upload)
        if request.POST.get("seal") != preview.seal:
            messages.warning(request, _("预览之后台账又有变动，没有导入。下面是新的预览，请重新核对。"))
            return self._page(preview, HTTPStatus.CONFLICT)
        if not preview.may_confirm:
            return self._page(preview, HTTPStatus.UNPROCESSABLE_ENTITY)
        try:
            with told_to(upload.tell):
                counts = self.bring_in(preview)
        except Refused as why:
            messages.warning(request, str(why))
            return redirect(request.path)
        upload.forget()
        messages.success(request, self.done % counts)
        return redirect(self.then())

    def _page(self, preview: Preview, status: int = HTTPStatus.OK):
        context = {"preview": preview, "upload": self.upload, "start": self.start}
        return shown(self.request, self.template_name, context | self.frame(), status != HTTPStatus.OK, status)
