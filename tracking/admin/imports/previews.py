"""预览: what an upload would bring into the ledger, shown to the one who uploaded it; confirmed, it is done."""

import hashlib
import json
from abc import ABC, abstractmethod
from http import HTTPStatus

from django.contrib import messages
from django.http import Http404
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

MOST_SHOWN = 300
"Rows of a preview's table; a workbook of ten thousand is not read on one page."


@method_decorator(only(permissions.may_enter), name="dispatch")
class ClerksView(View):
    """For those who may import; anybody else is turned away."""


def imports_crumb() -> Crumb:
    """The way back to 导入导出."""
    return _("导入导出"), reverse("import_start")


def some(rows: list) -> tuple[list, int]:
    """The first rows, and how many more there are."""
    return rows[:MOST_SHOWN], max(0, len(rows) - MOST_SHOWN)


class Preview(ABC):
    """What bringing in a plan would do, as the page shows it; each kind of upload says what its plan holds."""

    brings_something: bool

    def __init__(self, plan: Planned):
        self.plan = plan
        self.counts = plan.summary()
        self.errors, self.more_errors = some(plan.errors)

    @abstractmethod
    def said(self) -> object:
        """All that the preview says, as JSON has it."""

    @property
    def may_confirm(self) -> bool:
        """Whether there is something to bring in and nothing against it."""
        return not self.plan.errors and self.brings_something

    @property
    def seal(self) -> str:
        """A digest of all that the preview says, so that nobody confirms what they have not seen."""
        return hashlib.sha256(json.dumps(self.said(), ensure_ascii=False, default=str).encode()).hexdigest()


class PreviewView(ClerksView, ABC):
    """A preview, confirmed or given up; each kind of upload says how it is planned and brought in."""

    template_name: str
    start: str
    "The name of the page where the upload began."
    done: str
    "What is said once it is brought in, with the plan's counts."

    @abstractmethod
    def preview(self, upload: uploads.Upload) -> Preview:
        """What it would do now."""

    @abstractmethod
    def bring_in(self, preview: Preview) -> dict[str, int]:
        """Do it, all or nothing; the counts."""

    def then(self) -> str:
        """Where to go once it is done."""
        return reverse(self.start)

    @abstractmethod
    def frame(self) -> dict:
        """What the page has around it."""

    def find(self, token: str) -> uploads.Upload:
        """The upload of this token, for the one who brought it; 404 for anybody else."""
        upload = uploads.find(token, account=self.request.user.pk)
        if upload is None:
            raise Http404
        self.upload = upload
        return upload

    def get(self, request, **token):
        """The preview."""
        return self._page(self.preview(self.find(**token)))

    def post(self, request, **token):
        """Plan again, and bring it in if it still is what was shown."""
        upload = self.find(**token)
        if "discard" in request.POST:
            upload.forget()
            messages.success(request, _("已放弃导入，台账没有改动。"))
            return redirect(self.start)
        preview = self.preview(upload)
        if request.POST.get("seal") != preview.seal:
            messages.warning(request, _("预览之后台账又有变动，没有导入。下面是新的预览，请重新核对。"))
            return self._page(preview, HTTPStatus.CONFLICT)
        if not preview.may_confirm:
            return self._page(preview, HTTPStatus.UNPROCESSABLE_ENTITY)
        try:
            counts = self.bring_in(preview)
        except Refused as why:
            messages.warning(request, str(why))
            return redirect(request.path)
        upload.forget()
        messages.success(request, self.done % counts)
        return redirect(self.then())

    def _page(self, preview: Preview, status: int = HTTPStatus.OK):
        context = {"preview": preview, "upload": self.upload, "start": self.start}
        return shown(self.request, self.template_name, context | self.frame(), status)
