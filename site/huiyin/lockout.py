"""How failed logins are slowed (限次登录): by name and address, mildly by address alone; the page says for how long.

A whole government network may stand behind one address: who has logged in from there before is not slowed by others.
"""

from datetime import timedelta
from http import HTTPStatus
from math import ceil

from axes.conf import settings
from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username, get_cool_off
from axes.models import AccessAttempt, AccessLog
from django.db.models import Max, Sum
from django.shortcuts import render
from django.utils import timezone

MOST_OF_AN_ADDRESS = 30
"Failures from one address, all names together, within the time that failures count."
PAUSE = timedelta(minutes=1)
"How long an address with more failures than that has to wait after each."


class Handler(AxesDatabaseHandler):
    """Axes' handler, which counts failures by name and address, with a shorter pause for a whole address beside it."""

    def is_locked(self, request, credentials=None) -> bool:
        """Whether a login is refused unread now."""
        return super().is_locked(request, credentials) or self.wait_of_address(request, credentials) > timedelta()

    def wait(self, request, credentials=None) -> timedelta:
        """How long this name at this address, or the address, has to wait."""
        mine = self.get_user_attempts(request, credentials)[0].aggregate(
            count=Sum("failures_since_start"), last=Max("attempt_time")
        )
        wait = timedelta()
        if (mine["count"] or 0) >= settings.AXES_FAILURE_LIMIT:
            wait = mine["last"] + get_cool_off(request) - timezone.now()
        return max(wait, self.wait_of_address(request, credentials))

    @staticmethod
    def wait_of_address(request, credentials=None) -> timedelta:
        """How long an address with many failures has to wait; not at all whoever has logged in from there before."""
        address, now = request.axes_ip_address, timezone.now()
        lately = AccessAttempt.objects.filter(ip_address=address, attempt_time__gt=now - get_cool_off(request))
        found = lately.aggregate(count=Sum("failures_since_start"), last=Max("attempt_time"))
        if (found["count"] or 0) < MOST_OF_AN_ADDRESS:
            return timedelta()
        name = get_client_username(request, credentials)
        if AccessLog.objects.filter(username=name, ip_address=address).exists():
            return timedelta()
        return max(found["last"] + PAUSE - now, timedelta())


def answer(request, response=None, credentials=None):
    """The page in the place of the login: what happened, and in how many minutes to try again."""
    wait = max(Handler().wait(request, credentials), timedelta(seconds=1))
    context = {"minutes": ceil(wait / timedelta(minutes=1)), "login": settings.LOGIN_URL}
    page = render(request, "huiyin/locked_out.html", context, status=HTTPStatus.TOO_MANY_REQUESTS)
    page["Retry-After"] = str(ceil(wait.total_seconds()))
    page["Cache-Control"] = "no-store"
    return page
