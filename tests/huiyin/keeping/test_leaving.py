"""Everything in open formats: whole, with names that every file system takes, and checksums that are right."""

import csv
import hashlib
import json
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest
from django.core.management import CommandError, call_command

from huiyin.keeping.leaving import CATALOGUE, Names, export_all, safe_name
from tests.tracking.factories import on_disk
from tracking.models import Event, HandlingRecord, PrivateFile


class Links(HTMLParser):
    """The addresses that a page links to, and whether it brings a script."""

    def __init__(self):
        super().__init__()
        self.found, self.scripts = [], 0

    def handle_starttag(self, tag, attrs):
        self.scripts += tag == "script"
        self.found += [unquote(value) for name, value in attrs if name == "href"]


@pytest.fixture
def left(installation, tmp_path):
    return export_all(tmp_path / "out")


def test_every_item_event_and_version_is_there_with_right_checksums(left, tmp_path):
    out = tmp_path / "out"
    assert (left.items, left.events, left.missing) == (HandlingRecord.objects.count(), Event.objects.count(), [])
    listed = {}
    for line in (out / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        digest, name = line.split("  ", 1)
        listed[name] = digest
        assert hashlib.sha256((out / name).read_bytes()).hexdigest() == digest
    written = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    assert written - {"SHA256SUMS"} == listed.keys()
    catalogue = json.loads((out / f"{CATALOGUE}.json").read_text(encoding="utf-8"))
    events = [json.loads((out / one["文件夹"] / "办理记录.json").read_text(encoding="utf-8")) for one in catalogue]
    events.append(json.loads((out / "其他办理记录.json").read_text(encoding="utf-8")))
    assert sorted(event["digest"] for some in events for event in some) == sorted(Event.objects.values_list("digest", flat=True))  # fmt: skip
    record = HandlingRecord.objects.order_by("pk").first()
    mine = next(one for one in catalogue if one["案由"] == record.title and one["件号"] == record.number_label)
    versions = json.loads((out / mine["文件夹"] / "版本.json").read_text(encoding="utf-8"))
    assert len(versions[str(HandlingRecord._meta.verbose_name)]) == record.history.count()
    with (out / f"{CATALOGUE}.csv").open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) == left.items


def test_the_index_leads_to_every_item_without_a_server_or_script(left, tmp_path):
    page = Links()
    page.feed((tmp_path / "out" / "index.html").read_text(encoding="utf-8"))
    assert page.scripts == 0
    assert len(page.found) > left.items
    assert [one for one in page.found if not (tmp_path / "out" / one).exists()] == []


def test_a_file_that_is_gone_is_named_and_the_rest_is_there(installation, tmp_path):
    one = PrivateFile.objects.filter(pk__in=[e for event in Event.objects.all() for e in event.data.get("files", {})])
    scans = [event.decision.scan for event in Event.objects.exclude(decision=None).exclude(record=None)]
    gone = (list(one) + scans)[0]
    on_disk(gone).unlink()
    with pytest.raises(SystemExit):
        call_command("export_all", str(tmp_path / "out"))
    assert gone.name in (tmp_path / "out" / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("第1号建议_关于“A/B”的建议", "第1号建议_关于“A_B”的建议"),
        ('a<b>:"|?*\\c', "a_b_______c"),
        ("CON", "_CON"),
        ("com1.txt", "_com1.txt"),
        ("  .尾巴. ", "尾巴"),
        ("...", "_"),
        ("长" * 300, "长" * 60),
        ("换\n行\x7f", "换_行_"),
    ],
)
def test_names_are_safe_on_windows_too(text, name):
    assert safe_name(text) == name


def test_no_two_names_differ_by_capitals_alone():
    names = Names()
    assert [names.taken("", one) for one in ("a.PDF", "A.pdf", "无点", "无点")] == [
        "a.PDF",
        "A (2).pdf",
        "无点",
        "无点 (2)",
    ]
    assert len(names.taken("", "长" * 300 + ".pdf")) <= 70
    assert names.taken("", "长" * 299 + "短.pdf").endswith(".pdf")


def test_a_folder_that_holds_something_or_is_public_is_refused(installation, tmp_path):
    with pytest.raises(CommandError, match="已有内容") as refused:
        call_command("export_all", str(tmp_path))
    assert refused.value.returncode == 2
    (installation / "pressed").mkdir(exist_ok=True)
    with pytest.raises(CommandError, match="谁都能读到"):
        call_command("export_all", str(installation / "pressed" / "all"))
    assert not (installation / "pressed" / "all").exists()
