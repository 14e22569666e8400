"""/metrics (监控指标) for Prometheus: a few numbers of an installation, to the addresses of HUIYIN_METRICS_FROM alone.

It names no person, no item and no page. To anybody else it is not there (404).
"""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from huiyin import proxies
from huiyin.keeping import runs
from huiyin.watching.counting import SHARED, requests_taken
from tracking import outbox
from tracking.models import HandlingRecord
from tracking.stages import Stage

RUNS = ("backup", runs.VERIFIED, "remind", "settle", "verify_history", "tidy")
"What timers run and whose age is told; of the press, the age of what lies there."


@require_GET
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Every number, in Prometheus's plain text."""
    if not proxies.believed(request.META.get("REMOTE_ADDR") or "none", settings.METRICS_FROM):
        raise Http404
    from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
    from prometheus_client.multiprocess import MultiProcessCollector

    registry = CollectorRegistry()
    registry.register(Measured())
    if SHARED in os.environ:
        MultiProcessCollector(registry)
    else:
        registry.register(requests_taken())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


class Measured:
    """What is looked up at the moment of asking; of a database that is gone, that it is."""

    def collect(self) -> Iterator[object]:
        """The gauges."""
        from prometheus_client.core import GaugeMetricFamily

        release = GaugeMetricFamily("huiyin_release", "The installed release", labels=["release"])
        release.add_metric([version("huiyin")], 1)
        ages = GaugeMetricFamily("huiyin_last_run_age_seconds", "Seconds since it last ended", labels=["what"])
        codes = GaugeMetricFamily("huiyin_last_run_code", "Its exit code: 0 is well", labels=["what"])
        for name in RUNS:
            if (last := runs.last(name)) is not None:
                ages.add_metric([name], (timezone.now() - last.moment).total_seconds())
                codes.add_metric([name], last.code)
        if (pressed := _pressed_at()) is not None:
            ages.add_metric(["press"], (timezone.now() - pressed).total_seconds())
        yield from (release, ages, codes)
        try:
            jobs, stages = outbox.state(), dict(HandlingRecord.objects.values_list("stage").annotate(Count("pk")))
        except DatabaseError:
            yield GaugeMetricFamily("huiyin_database_up", "Whether the database answers", value=0)
            return
        yield GaugeMetricFamily("huiyin_database_up", "Whether the database answers", value=1)
        yield GaugeMetricFamily("huiyin_jobs_waiting", "Jobs that follow commits and wait", value=jobs["waiting"])
        yield GaugeMetricFamily("huiyin_jobs_failed", "Of these, how many failed so far", value=jobs["failed"])
        yield GaugeMetricFamily("huiyin_jobs_oldest_seconds", "Age of the oldest", value=jobs["oldest_seconds"])
        items = GaugeMetricFamily("huiyin_items", "Items by stage", labels=["stage"])
        for stage in Stage:
            items.add_metric([stage.name.lower()], stages.get(stage.value, 0))
        yield items


def _pressed_at() -> datetime | None:
    """When something was last pressed."""
    folder = Path(settings.PRESSED_DIR)
    try:
        return datetime.fromtimestamp(folder.with_name(f"{folder.name}.json").stat().st_mtime, UTC)
    except OSError:
        return None
