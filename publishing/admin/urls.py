"""Addresses of the pages of publishing in the admin."""

from django.urls import path

from publishing.admin import inspection, page_papers, papers, previews, settings_page, take_downs, unit_summary, views

urlpatterns = [
    path("publishing/", views.show_desk, name="publishing_desk"),
    path("publishing/queue/", views.show_queue, name="publishing_queue"),
    path("publishing/pages/<int:page_id>/", views.show_review, name="publishing_review"),
    path("publishing/pages/<int:page_id>/submit/", views.submit, name="publishing_submit"),
    path("publishing/pages/<int:page_id>/decide/", views.decide, name="publishing_decide"),
    path("publishing/pages/<int:page_id>/waive/", views.waive, name="publishing_waive"),
    path("publishing/pages/<int:page_id>/justify/", views.justify, name="publishing_justify"),
    path("publishing/pages/<int:page_id>/mask/", views.mask, name="publishing_mask"),
    path("publishing/pages/<int:page_id>/withdraw/", views.withdraw, name="publishing_withdraw"),
    path("publishing/pages/<int:page_id>/take-down/", views.take_down, name="publishing_take_down"),
    path("publishing/pages/<int:page_id>/preview-data/", previews.show_address, name="publishing_preview_data"),
    path("publishing/pages/<int:page_id>/papers/", page_papers.show_papers, name="publishing_page_papers"),
    path("publishing/take-downs/", take_downs.show_list, name="publishing_take_downs"),
    path("publishing/take-downs/<int:take_down_id>/", take_downs.show_file, name="publishing_take_down_file"),
    path("publishing/take-downs/<int:take_down_id>/paper/", take_downs.bring_paper, name="publishing_take_down_paper"),
    path("publishing/take-downs/<int:take_down_id>/copy/", take_downs.clear_copy, name="publishing_take_down_copy"),
    path("publishing/pages/<int:page_id>/on-call/", take_downs.take_down_on_call, name="publishing_on_call"),
    path("publishing/inspection/", inspection.show_inspection, name="publishing_inspection"),
    path("publishing/inspection/now/", inspection.inspect_now, name="publishing_inspection_now"),
    path("publishing/inspection/report/", inspection.print_report, name="publishing_inspection_report"),
    path("publishing/settings/", settings_page.show_settings, name="publishing_settings"),
    path("publishing/settings/<int:change_id>/", settings_page.answer_change, name="publishing_settings_answer"),
    path("publishing/papers/", papers.show_list, name="publishing_papers"),
    path("publishing/papers/print/", papers.print_form, name="publishing_paper_print"),
    path("publishing/papers/record/", papers.record, name="publishing_paper_record"),
    path("publishing/papers/<int:form_id>/", papers.show_form, name="publishing_paper"),
    path("publishing/papers/vouch/<int:signature_id>/", papers.vouch, name="publishing_paper_vouch"),
    path("publishing/unit-summary/", unit_summary.show_unit_summary, name="publishing_unit_summary"),
    path("publishing/texts/<int:submission_id>/", views.show_text, name="publishing_text"),
    path("publishing/scans/<slug:kind>/<int:pk>/", views.show_scan, name="publishing_scan"),
    path("publishing/sessions/<int:session_id>/summary/", views.draft_the_summary, name="publishing_draft_summary"),
    path("publishing/sessions/<int:session_id>/figures/", views.draft_the_figures, name="publishing_draft_figures"),
    path("publishing/sessions/<int:session_id>/notices/", views.draft_the_notices, name="publishing_draft_notices"),
    path("publishing/sessions/<int:session_id>/definition/", views.answer_definition, name="publishing_definition"),
    path("publishing/replies/<int:reply_id>/notice/", views.draft_the_notice, name="publishing_draft_notice"),
]
