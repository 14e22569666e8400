"""Which servers answer readers (各台服务器): this one's name, who else there is, who was given up."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Count, Min
from django.utils import timezone

from tracking.models import Job, Server

AWAY_AFTER = timedelta(minutes=2)
"After how long without a sign a server counts as away."
SIGN_EVERY = timedelta(seconds=30)
"How often a server gives one."


def this_server() -> str:
    """The name of this one of several servers (TRACKING_SERVER); empty where there is only one."""
    return getattr(settings, "TRACKING_SERVER", "")


def everyone() -> set[str]:
    """The names of all servers, this one's among them."""
    return {this_server(), *Server.objects.values_list("name", flat=True)}


def join() -> bool:
    """Be one of the servers from now on; whether this one was not yet."""
    return bool(this_server()) and Server.objects.get_or_create(name=this_server())[1]


def give_sign() -> None:
    """Note that this server is there."""
    now = timezone.now()
    Server.objects.filter(name=this_server(), seen__lt=now - SIGN_EVERY).update(seen=now)


def shut(is_shut: bool) -> None:
    """Note that this server's admin is shut before an upgrade, or open again."""
    Server.objects.filter(name=this_server()).update(is_shut=is_shut)


def give_up(name: str) -> bool:
    """Forget a server that will not come back, and what waits for it; whether there was one."""
    Job.objects.filter(server=name).delete()
    return bool(Server.objects.filter(name=name).delete()[0])


def waiting() -> list[dict]:
    """Every server: name, when it was last seen, whether it is shut, how many jobs wait for it and since when."""
    jobs = Job.objects.exclude(server="").order_by().values("server")
    left = {row["server"]: row for row in jobs.annotate(jobs=Count("pk"), since=Min("created"))}
    return [
        {"name": one.name, "seen": one.seen, "is_shut": one.is_shut, "is_away": timezone.now() - one.seen > AWAY_AFTER}
        | {key: left.get(one.name, {"jobs": 0, "since": None})[key] for key in ("jobs", "since")}
        for one in Server.objects.all()
    ]
