"""Who reads /metrics, and what it says."""

from datetime import timedelta
from ipaddress import ip_network

import pytest
from django.utils import timezone

from huiyin.keeping import runs
from huiyin.watching.counting import Counted, part_of, requests_taken
from tracking.models import HandlingRecord, Job

pytestmark = pytest.mark.django_db
NETWORK = (ip_network("127.0.0.1"), ip_network("10.1.0.0/16"))


@pytest.mark.parametrize(
    ("peer", "forwarded", "status"),
    [
        ("127.0.0.1", "", 200),
        ("10.1.2.3", "", 200),
        ("192.0.2.1", "", 404),
        ("127.0.0.1", "192.0.2.1", 404),
        ("192.0.2.1", "127.0.0.1", 404),
        ("127.0.0.1", "127.0.0.1, 192.0.2.1", 404),
    ],
)
def test_metrics_are_for_the_named_networks_alone(client, settings, peer, forwarded, status):
    settings.METRICS_FROM = NETWORK
    assert client.get("/metrics", REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR=forwarded).status_code == status


def test_without_the_setting_there_are_no_metrics(client):
    assert client.get("/metrics").status_code == 404


def test_a_socket_file_is_no_named_network(client, settings):
    settings.METRICS_FROM = NETWORK
    assert client.get("/metrics", REMOTE_ADDR="").status_code == 404


def test_metrics_tell_jobs_runs_items_and_requests_and_nobodys_name(client, settings, tmp_path, house):
    settings.METRICS_FROM, settings.DATA_DIR, settings.PRESSED_DIR = NETWORK, tmp_path, tmp_path / "pressed"
    runs.note("backup", code=1)
    (tmp_path / "pressed.json").write_text("{}")
    before = Job.objects.count()
    Job.objects.create(kind="nobody", error="坏了", created=timezone.now() - timedelta(minutes=5))
    Counted(lambda _environ, start: start("404 Not Found", []) or [])(
        {"PATH_INFO": "/admin/people/张三/"}, lambda *_how: None
    )
    said = client.get("/metrics").content.decode()
    lines = dict(line.rsplit(" ", 1) for line in said.splitlines() if not line.startswith("#"))
    assert (float(lines["huiyin_jobs_waiting"]), float(lines["huiyin_jobs_failed"])) == (before + 1, 1)
    assert 300 <= float(lines["huiyin_jobs_oldest_seconds"]) < 400
    assert float(lines['huiyin_last_run_code{what="backup"}']) == 1
    assert 0 <= float(lines['huiyin_last_run_age_seconds{what="backup"}']) < 60
    assert 0 <= float(lines['huiyin_last_run_age_seconds{what="press"}']) < 60
    items = [float(value) for name, value in lines.items() if name.startswith("huiyin_items{")]
    assert sum(items) == HandlingRecord.objects.count() > 0
    assert float(lines['huiyin_request_seconds_count{part="admin",status="404"}']) == 1
    assert said.isascii()
    requests_taken().clear()


@pytest.mark.parametrize(
    ("address", "part"),
    [
        ("/admin/", "admin"),
        ("/feedback/abc/", "feedback"),
        ("/api/v2/", "api"),
        ("/", "portal"),
        ("/static/a.css", "static"),
    ],
)
def test_a_request_is_counted_by_part_of_the_program(address, part):
    assert part_of(address) == part
