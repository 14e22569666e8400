"""The addresses of the ledger in the admin; modeladmin adds those of the list, an item's file and its versions (ledger/…)."""

from django.urls import path

from tracking.admin.batches.pages import BatchView, choose, done
from tracking.admin.imports.unit_sheets import SheetsPreviewView, SheetsView, SheetsZipView, SheetView
from tracking.admin.imports.workbooks import LedgerPreviewView, LedgerWorkbookView, StartView, TemplateView
from tracking.admin.ledger.files import private_file
from tracking.admin.loop.comparing import letter_texts
from tracking.admin.loop.following import WordView
from tracking.admin.loop.hand_over import HandOverView
from tracking.admin.loop.recounts import RecountView
from tracking.admin.loop.signing import SigningView, signing
from tracking.admin.loop.slips import SlipView
from tracking.admin.loop.step_pages import RegisterView, StepView
from tracking.admin.loop.vouching import confirm_decision
from tracking.admin.loop.writing import WritingView
from tracking.admin.notices import NoticesView
from tracking.admin.paper_batches import batch_file, begin_batch, show_batch
from tracking.admin.paper_templates import PaperTemplateView, list_templates, template_file
from tracking.admin.papers import paper_file, papers_of_item, papers_of_session
from tracking.admin.people.powers import PowersView
from tracking.admin.people.succession import SuccessionView, handed_on
from tracking.admin.supervising.attention import due_and_late
from tracking.admin.supervising.circulars import DraftView
from tracking.admin.supervising.remind_many import RemindView
from tracking.admin.supervising.reminder_sheets import ReminderSheetsView
from tracking.admin.supervising.reports import ReportsView
from tracking.loop.acts.submitting import submit

urlpatterns = [
    path("files/<int:pk>/", private_file, name="private_file"),
    path("import/", StartView.as_view(), name="import_start"),
    path("import/<slug:token>/", LedgerPreviewView.as_view(), name="import_preview"),
    path("import/template/<int:session_id>/", TemplateView.as_view(), name="import_template"),
    path("import/ledger/<int:session_id>/", LedgerWorkbookView.as_view(), name="import_export"),
    path("notices/", NoticesView.as_view(), name="notices"),
    path("powers/", PowersView.as_view(), name="powers"),
    path("supervision/due/", due_and_late, name="supervision_due"),
    path("supervision/reminders/", ReminderSheetsView.as_view(), name="supervision_sheets"),
    path("circulars/draft/", DraftView.as_view(), name="supervision_draft"),
    path("reports/ledger/", ReportsView.as_view(), name="reports_start"),
    path("loop/register/", RegisterView.as_view(), name="loop_register"),
    path("loop/hand-over/", HandOverView.as_view(), name="loop_hand_over_many"),
    path("loop/many/", choose, name="loop_many"),
    path("loop/many/<slug:batch>/", BatchView.as_view(), name="loop_many_step"),
    path("loop/many/<slug:batch>/done/", done, name="loop_many_done"),
    path("loop/recount/", RecountView.as_view(), name="loop_recount"),
    path("sheets/", SheetsView.as_view(), name="import_sheets"),
    path("sheets/preview/<slug:returned>/", SheetsPreviewView.as_view(), name="import_sheets_preview"),
    path("sheets/<int:session_id>/all/", SheetsZipView.as_view(), name="import_sheets_all"),
    path("sheets/<int:session_id>/<int:unit_id>/", SheetView.as_view(), name="import_sheet"),
    path("sheets/sign-for/<int:unit_id>/", SlipView.as_view(), name="import_sign_for"),
    path("loop/remind/", RemindView.as_view(), name="loop_remind_many"),
    path("loop/<int:record_id>/texts/<int:assignment_id>/", letter_texts, name="loop_texts"),
    path("loop/<int:record_id>/hand-over/", HandOverView.as_view(), name="loop_hand_over"),
    path("loop/signing/", signing, name="loop_signing_next"),
    path("loop/signing/<int:record_id>/<slug:code>/", SigningView.as_view(), name="loop_signing"),
    path("loop/signing/<int:record_id>/<slug:code>/<int:assignment_id>/", SigningView.as_view(), name="loop_signing"),
    path("papers/templates/", list_templates, name="papers_templates"),
    path("papers/templates/<slug:paper_code>/", PaperTemplateView.as_view(), name="papers_template"),
    path("papers/templates/<slug:paper_code>/<slug:which>/", template_file, name="papers_template_file"),
    path("papers/item/<int:record_id>/", papers_of_item, name="papers_of_item"),
    path("papers/batch/", begin_batch, name="papers_batch_begin"),
    path("papers/batch/<slug:token>/", show_batch, name="papers_batch"),
    path("papers/batch/<slug:token>/file/", batch_file, name="papers_batch_file"),
    path("papers/session/<slug:session_code>/", papers_of_session, name="papers_of_session"),
    path("papers/file/<slug:paper_code>/<str:key>/<slug:form>/", paper_file, name="paper_file"),
    path("loop/decisions/<int:decision_id>/confirm/", confirm_decision, name="loop_confirm_decision"),
    path("hand-on/", SuccessionView.as_view(), name="hand_on"),
    path("hand-on/list/", handed_on, name="hand_on_list"),
    path(
        f"loop/<int:record_id>/{submit.code}/<int:assignment_id>/",
        WritingView.as_view(),
        {"code": submit.code},
        name="loop_writing",
    ),
    path("loop/<int:record_id>/word/<int:assignment_id>/", WordView.as_view(), name="loop_word"),
    path("loop/<int:record_id>/<slug:code>/", StepView.as_view(), name="loop_step"),
    path("loop/<int:record_id>/<slug:code>/<int:assignment_id>/", StepView.as_view(), name="loop_step"),
]
