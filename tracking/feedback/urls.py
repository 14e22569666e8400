"""The ledger's only address outside the admin: the proposer's one-time page, for sites that offer it."""

from django.urls import path

from tracking.feedback.views import feedback, thanks

urlpatterns = [
    path("feedback/", thanks, name="feedback_thanks"),
    path("feedback/<str:token>/", feedback, name="feedback"),
]
