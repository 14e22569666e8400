"""文书模板 in the admin: which Word template each paper is written with; an office puts in its own, tried before it is used."""

import io

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tracking import papers, permissions
from tracking.admin.frame import Crumb, frame, only, shown
from tracking.admin.ledger.files import download
from tracking.admin.menu import GuardedItem
from tracking.models import PaperTemplate
from tracking.papers import templates
from tracking.papers.broken import BrokenTemplate
from tracking.papers.making import CONTENT_TYPES


def may_keep_templates(user) -> bool:
    """Whether the user chooses the office's templates: clerks and administrators."""
    return permissions.may_enter(user) or permissions.may_administer(user)


def templates_crumb() -> Crumb:
    """The crumb that leads back to the list of templates."""
    return _("文书模板"), reverse("papers_templates")


def menu_item() -> GuardedItem:
    """The entry 文书模板 of the submenu 名录, which clerks have; they have no settings menu."""
    return GuardedItem(
        _("文书模板"),
        reverse("papers_templates"),
        may_open=may_keep_templates,
        name="paper-templates",
        icon_name="doc-full",
        order=100,
    )


def written_paper(code: str) -> papers.Paper:
    """The paper with this code that has a Word form; Http404 for any other."""
    paper = papers.paper_of_code(code)
    if paper is None or "docx" not in paper.forms:
        raise Http404
    return paper


class TemplateForm(forms.Form):
    """The form: a Word file."""

    file = forms.FileField(
        label=gettext_lazy("Word 模板（docx）"),
        help_text=gettext_lazy("先下载系统模板，在 Word、WPS 里改版式和固定文字，保留 {{ }} 和 {% %} 标记，再传上来。"),
        widget=forms.FileInput(attrs={"accept": ".docx"}),
    )


@require_safe
@only(may_keep_templates)
def list_templates(request):
    """The papers that have a Word form, each with the template in force."""
    own = {one.paper: one for one in PaperTemplate.objects.select_related("file")}
    rows = [{"paper": one, "own": own.get(one.code)} for one in papers.papers() if "docx" in one.forms]
    context = {"rows": rows} | frame(_("文书模板"), icon="doc-full")
    return render(request, "tracking/admin/paper_templates.html", context)


@never_cache
@require_safe
@only(may_keep_templates)
def template_file(request, paper_code: str, which: str):
    """A template to save and edit: the one in force (own) or the built-in one."""
    paper = written_paper(paper_code)
    if which not in {"own", "built-in"}:
        raise Http404
    try:
        content = templates.template_of(paper) if which == "own" else templates.built_in(paper)
    except BrokenTemplate as why:
        messages.error(request, str(why))
        return redirect("papers_template", paper.code)
    name = _("%(paper)s模板.docx") % {"paper": paper.name}
    return download(io.BytesIO(content), name, CONTENT_TYPES["docx"])


@method_decorator(only(may_keep_templates), name="dispatch")
class PaperTemplateView(View):
    """The page of one paper's template."""

    def get(self, request, paper_code: str):
        """Show the template in force, the fields that it may name, and the form."""
        return self._page(written_paper(paper_code), TemplateForm(label_suffix=""))

    def post(self, request, paper_code: str):
        """Put the office's own template in, or take it out again."""
        paper = written_paper(paper_code)
        if "take_out" in request.POST:
            if templates.take_out(paper, account=request.user):
                messages.success(request, _("%(paper)s已恢复系统模板。") % {"paper": paper.name})
            return redirect(templates_crumb()[1])
        form = TemplateForm(request.POST, request.FILES, label_suffix="")
        if not form.is_valid():
            return self._page(paper, form, refused=True)
        file = form.cleaned_data["file"]
        try:
            templates.put_in(paper, file.name, file.read(), account=request.user)
        except (BrokenTemplate, ValidationError) as why:
            form.add_error("file", "；".join(getattr(why, "messages", [str(why)])))
            return self._page(paper, form, refused=True)
        messages.success(request, _("%(paper)s此后用“%(file)s”。") % {"paper": paper.name, "file": file.name})
        return redirect(templates_crumb()[1])

    def _page(self, paper, form, refused: bool = False):
        own = PaperTemplate.objects.select_related("file").filter(paper=paper.code).first()
        fields = [name for name in templates.sample_fields(paper) if name != "draft"]
        context = {"paper": paper, "form": form, "own": own, "fields": sorted(fields)}
        context |= frame(paper.name, templates_crumb(), icon="doc-full")
        return shown(self.request, "tracking/admin/paper_template.html", context, refused)
