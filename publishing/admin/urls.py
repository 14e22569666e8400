"""Addresses of the pages of publishing in the admin."""

from django.urls import path

from publishing.admin import unit_summary, views

urlpatterns = [
    path("publishing/", views.show_desk, name="publishing_desk"),
    path("publishing/queue/", views.show_queue, name="publishing_queue"),
    path("publishing/pages/<int:page_id>/", views.show_review, name="publishing_review"),
    path("publishing/pages/<int:page_id>/submit/", views.submit, name="publishing_submit"),
    path("publishing/pages/<int:page_id>/decide/", views.decide, name="publishing_decide"),
    path("publishing/pages/<int:page_id>/waive/", views.waive, name="publishing_waive"),
    path("publishing/pages/<int:page_id>/withdraw/", views.withdraw, name="publishing_withdraw"),
    path("publishing/pages/<int:page_id>/take-down/", views.take_down, name="publishing_take_down"),
    path("publishing/unit-summary/", unit_summary.show_unit_summary, name="publishing_unit_summary"),
    path("publishing/texts/<int:submission_id>/", views.show_text, name="publishing_text"),
    path("publishing/scans/<slug:kind>/<int:pk>/", views.show_scan, name="publishing_scan"),
    path("publishing/sessions/<int:session_id>/summary/", views.draft_the_summary, name="publishing_draft_summary"),
    path("publishing/sessions/<int:session_id>/figures/", views.draft_the_figures, name="publishing_draft_figures"),
    path("publishing/sessions/<int:session_id>/notices/", views.draft_the_notices, name="publishing_draft_notices"),
    path("publishing/sessions/<int:session_id>/definition/", views.answer_definition, name="publishing_definition"),
    path("publishing/replies/<int:reply_id>/notice/", views.draft_the_notice, name="publishing_draft_notice"),
]
