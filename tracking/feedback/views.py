"""The proposer's one-time page (一次性反馈页): without an account, proposers read the reply and give their opinion once."""

from functools import wraps
from http import HTTPStatus

from django import forms
from django.conf import settings
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from tracking.feedback import throttling
from tracking.loop import Refused
from tracking.loop.acts.opinions import answer_by_link, links_are_on, open_link
from tracking.loop.progress import progress
from tracking.models import Satisfaction, WorkdayOverride

HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}
"Headers that keep the address secret, since it is the key to the page: no cache, no referrer, no index."
MOST_OPINION = 2000


class OpinionForm(forms.Form):
    """The form of an opinion: 办理态度 and 办理结果 to choose, and a text."""

    attitude = forms.ChoiceField(
        label=_("您对办理态度"), choices=Satisfaction.choices, widget=forms.RadioSelect, error_messages={"required": ""}
    )
    result = forms.ChoiceField(
        label=_("您对办理结果"), choices=Satisfaction.choices, widget=forms.RadioSelect, error_messages={"required": ""}
    )
    opinion = forms.CharField(
        label=_("具体意见（可以不填）"),
        required=False,
        max_length=MOST_OPINION,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", use_required_attribute=False, **kwargs)
        for name in ("attitude", "result"):
            self.fields[name].error_messages["required"] = _("请选择满意、基本满意或不满意。")


def kept_to_itself(view):
    """A decorator: the view answers with the headers above, or 404 where the office does not offer the page on the internet."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not links_are_on():
            raise Http404
        response = view(request, *args, **kwargs)
        for name, value in HEADERS.items():
            response[name] = value
        return response

    return guarded


# No cookie and no account open this page, only its address: nobody can be made to send it for another. And browsers
# that are told to pass on no referrer send “Origin: null”, which Django's check would refuse.
@csrf_exempt
@kept_to_itself
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("token")
def feedback(request, token: str):
    """The page behind a one-time link: GET shows the reply and the form, POST gives the opinion."""
    if throttling.is_too_much(request, token):
        return _sentence(request, HTTPStatus.TOO_MANY_REQUESTS)
    link = open_link(token)
    if link is None:
        throttling.note_failure(request)
        return _sentence(request, HTTPStatus.GONE)
    form = OpinionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            answer_by_link(token, **form.cleaned_data)
        except Refused:
            return _sentence(request, HTTPStatus.GONE)
        return redirect(reverse("feedback_thanks"))
    reply = link.delivery.reply
    record = reply.assignment.record
    context = {
        "form": form,
        "reply": reply,
        "record": record,
        "proposer": link.delivery.signature.proposer,
        "link": link,
        "stages": progress(record, WorkdayOverride.objects.calendar()),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "tracking/feedback.html", context, status=status)


@csrf_exempt
@kept_to_itself
@require_http_methods(["GET", "HEAD"])
def thanks(request):
    """The page after an opinion was given; its address does not tell whose it was."""
    return render(request, "tracking/feedback_said.html", {"thanks": True})


def _sentence(request, status: HTTPStatus):
    """The same answer for every invalid link, so that nobody learns why it is invalid."""
    busy = status == HTTPStatus.TOO_MANY_REQUESTS
    response = render(request, "tracking/feedback_said.html", {"busy": busy}, status=status)
    if busy:
        response["Retry-After"] = str(throttling.SECONDS)
    return response


def public_address(token: str) -> str:
    """The full address of a link, as its slip prints it."""
    return settings.WAGTAILADMIN_BASE_URL + reverse("feedback", args=[token])
