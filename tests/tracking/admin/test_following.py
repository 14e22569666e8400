"""跟踪人 on the pages: the first page says what waits for a word, a note is one field and one tap, the file shows the days."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.tracking.admin.pages import is_denied, logged_in, queries, soup, text, typed
from tests.tracking.factories import HANDED_OVER_ON, make_person, make_unit
from tracking import permissions
from tracking.loop import take
from tracking.models import Assignment, Event, PrivateFile, ProgressNote, Role
from tracking.stages import Stage

pytestmark = pytest.mark.django_db
TODAY = "2024-04-10 09:00+08:00"
"A Wednesday."


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


def part_of(record) -> Assignment:
    return Assignment.objects.get(record=record)


def follow(record, account, person, rhythm="daily", days=3):
    on = HANDED_OVER_ON + timedelta(days=days)
    return take("name_follower", part_of(record), account=account, on=on, person=person, rhythm=rhythm)


def word(record) -> str:
    return f"/admin/loop/{record.pk}/word/{part_of(record).pk}/"


def home(user):
    return soup(logged_in(user).get("/admin/"))


# The first page --------------------------------------------------------------------------------
def test_the_first_page_lists_what_waits_for_a_word_of_its_reader_alone(
    record, clerk, unit, unit_handler, other_handler
):
    colleague = make_person("示例同事", Role.UNIT_HANDLER, unit, login="colleague")
    follow(record, clerk, unit_handler.person)
    assert [one["href"] for one in home(unit_handler).select(".home__words a")] == [word(record)]
    for other in (clerk, colleague.user, other_handler):
        assert not home(other).select(".home__words")


def test_the_first_page_asks_the_same_however_many_are_followed(office, clerk, unit_handler):
    counts = []
    for _round in range(2):
        for _n in range(4):
            follow(office.make_record(Stage.HANDLING), clerk, unit_handler.person)
        counts.append(queries(logged_in(unit_handler), "/admin/"))
    assert counts[1] <= counts[0]


def test_who_is_to_be_named_anew_is_told_to_the_clerk_and_to_the_unit(record, clerk, unit, unit_handler, other_handler):
    colleague = make_person("示例同事", Role.UNIT_HANDLER, unit, login="colleague")
    follow(record, clerk, colleague)
    permissions.revoke(colleague.memberships.get())
    address = f"/admin/loop/{record.pk}/name_follower/{part_of(record).pk}/"
    for user in (clerk, unit_handler):
        page = home(user)
        assert "跟踪人须另定" in page.get_text()
        assert page.select_one(f'a[href="{address}"]')
    assert "跟踪人须另定" not in home(other_handler).get_text()
    assert "已不能跟踪，须另定" in text(logged_in(clerk).get(f"/admin/ledger/inspect/{record.pk}/"))


# A note ----------------------------------------------------------------------------------------
def photograph(tmp_path) -> SimpleUploadedFile:
    """A picture that says where and by what it was taken."""
    picture, path = Image.new("RGB", (2400, 1200), "green"), tmp_path / "现场.jpg"
    about = Image.Exif()
    about[0x010F] = "某品牌"
    picture.save(path, exif=about)
    return SimpleUploadedFile("现场.jpg", path.read_bytes())


def test_a_note_is_one_field_and_a_photograph_and_the_next_item_follows(office, clerk, unit_handler, tmp_path):
    first, second = (office.make_record(Stage.HANDLING) for _n in range(2))
    for record in (first, second):
        follow(record, clerk, unit_handler.person)
    client = logged_in(unit_handler)
    page = soup(client.get(word(first)))
    camera = page.select_one("input[capture]")
    assert (camera["name"], camera["accept"], camera["type"]) == ("pictures", "image/*", "file")
    assert len(page.select("form textarea")) == 1
    filled = typed(page, ".word-page form") | {"text": "已踏勘。", "pictures": [photograph(tmp_path)]}
    assert client.post(word(first), filled).url == word(second)
    note = ProgressNote.objects.get()
    assert (note.text, note.on.isoformat()) == ("已踏勘。", "2024-04-10")
    kept = PrivateFile.objects.get(pk=next(iter(Event.objects.get(what="note_progress").data["files"])))
    with kept.open() as scan, Image.open(scan) as picture:
        assert max(picture.size) == 1600
        assert not picture.getexif()
    done = client.post(word(second), typed(soup(client.get(word(second))), ".word-page form") | {"text": "已联系。"})
    assert done.url == f"/admin/ledger/inspect/{second.pk}/"


def test_an_empty_note_is_refused_and_the_photograph_need_not_be_chosen_again(record, clerk, unit_handler, tmp_path):
    follow(record, clerk, unit_handler.person)
    client = logged_in(unit_handler)
    filled = typed(soup(client.get(word(record))), ".word-page form")
    refused = client.post(word(record), filled | {"text": " ", "pictures": [photograph(tmp_path)]})
    assert refused.status_code == 422
    assert "已上传“现场.jpg”" in text(refused)
    again = typed(soup(refused), ".word-page form") | {"text": "已踏勘。"}
    assert client.post(word(record), again).status_code == 302
    assert len(Event.objects.get(what="note_progress").data["files"]) == 1


def test_somebody_of_the_office_who_follows_it_notes_without_writing_the_unit_s_progress(
    record, supervisor, unit_handler
):
    follow(record, supervisor, supervisor.person)
    client = logged_in(supervisor)
    done = client.post(word(record), typed(soup(client.get(word(record))), ".word-page form") | {"text": "现场看过。"})
    assert done.status_code == 302
    assert Event.objects.get(what="follow_up").summary == "现场看过。"
    assert not ProgressNote.objects.exists()
    assert "现场看过。" in text(logged_in(unit_handler).get(f"/admin/ledger/inspect/{record.pk}/"))


def test_nobody_but_the_unit_opens_the_page_of_a_note_that_is_its_progress(
    record, clerk, supervisor, leader, editor, other_handler, unit_handler
):
    follow(record, clerk, unit_handler.person)
    for user in (clerk, supervisor, leader, editor, other_handler):
        assert is_denied(logged_in(user).get(word(record))), user
        assert is_denied(logged_in(user).post(word(record), {"text": "代写。"})), user


def test_an_item_that_nobody_follows_has_no_such_page(record, unit_handler):
    assert logged_in(unit_handler).get(word(record)).status_code == 404


# The file --------------------------------------------------------------------------------------
def test_the_file_shows_the_days_in_words_without_a_colour(record, clerk, unit_handler):
    follow(record, clerk, unit_handler.person)
    take(
        "note_progress", part_of(record), account=unit_handler, on=HANDED_OVER_ON + timedelta(days=10), text="已踏勘。"
    )
    page = soup(logged_in(clerk).get(f"/admin/ledger/inspect/{record.pk}/"))
    said = [one.select_one(".w-sr-only").get_text() for one in page.select(".strip__day")]
    assert said == [
        "4月1日，有记录",  # signed for
        "4月2日，无记录",
        "4月3日，无记录",
        "4月4日，清明节，休息日",
        "4月5日，清明节，休息日",
        "4月6日，清明节，休息日",
        "4月7日，无记录",  # a Sunday that is worked
        "4月8日，有记录",
        "4月9日，无记录",
        "4月10日，今天，还没有记录",
    ]
    signs = {one.select_one("[aria-hidden]").get_text()[-1] for one in page.select(".strip__day")}
    assert signs == {"●", "○", "休", "…"}
    assert "有记录 2 天，无记录 4 个工作日，最近一次 2024-04-08" in text(
        logged_in(clerk).get(f"/admin/ledger/inspect/{record.pk}/")
    )


def test_the_file_says_who_follows_it_and_who_did(record, clerk, unit, unit_handler):
    colleague = make_person("示例同事", Role.UNIT_HANDLER, unit, login="colleague")
    follow(record, clerk, unit_handler.person, "none")
    follow(record, clerk, colleague, "weekly", days=10)
    page = text(logged_in(clerk).get(f"/admin/ledger/inspect/{record.pk}/"))
    assert "示例同事，自2024-04-08起，每周，最近记录 2024-04-01" in page
    assert f"{unit_handler.person.name}，2024-04-01 至 2024-04-08：改由示例同事跟踪" in page


def test_another_unit_and_who_publishes_are_told_nobody_s_name(
    make_record, clerk, other_unit, other_handler, editor, unit_handler
):
    with time_machine.travel("2024-12-02 09:00+08:00"):
        record = make_record(Stage.HANDLING, support_units=[other_unit])
        lead = record.assignments.get(unit=unit_handler.person.memberships.get().unit)
        take("name_follower", lead, account=clerk, person=unit_handler.person)
        page = text(logged_in(other_handler).get(f"/admin/ledger/inspect/{record.pk}/"))
    assert "跟踪人" not in page
    assert unit_handler.person.name not in page


def test_an_item_without_a_follower_has_no_strip(record, clerk):
    assert not soup(logged_in(clerk).get(f"/admin/ledger/inspect/{record.pk}/")).select(".strip")


# The list ---------------------------------------------------------------------------------------
def listed(user, query: str) -> list[str]:
    page = soup(logged_in(user).get(f"/admin/ledger/?{query}"))
    return [one.get_text() for one in page.select("td.ledger__title a")]


def test_the_list_is_narrowed_to_what_waits_for_a_word_and_to_what_nobody_follows(
    office, clerk, supervisor, unit, unit_handler, other_handler, editor
):
    colleague = make_person("示例同事", Role.UNIT_HANDLER, unit, login="colleague")
    silent, gone, quiet, alone = (office.make_record(Stage.HANDLING, title=name) for name in "甲乙丙丁")
    follow(silent, clerk, unit_handler.person)
    follow(gone, clerk, colleague)
    follow(quiet, clerk, unit_handler.person, "none")
    permissions.revoke(colleague.memberships.get())
    for user in (clerk, supervisor, unit_handler):
        found = {how: listed(user, f"following={how}") for how in ("waiting", "left", "somebody", "nobody")}
        assert found == {"waiting": ["甲"], "left": ["乙"], "somebody": ["甲", "乙", "丙"], "nobody": ["丁"]}
    assert listed(other_handler, "following=somebody") == []
    assert not soup(logged_in(editor).get("/admin/ledger/")).select("[name=following]")
    assert alone.title == "丁"


def test_the_list_and_its_export_name_who_follows_it_and_the_last_word(record, clerk, editor, unit_handler):
    follow(record, clerk, unit_handler.person)
    row = soup(logged_in(clerk).get("/admin/ledger/")).select_one("td.ledger__units").get_text(" ")
    assert f"跟踪 {unit_handler.person.name}" in row
    for user in (clerk, unit_handler):
        answer = logged_in(user).get("/admin/ledger/?export=csv")
        lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
        assert lines[0].endswith("跟踪人,最近记录")
        assert lines[1].endswith(f"{unit_handler.person.name},2024-04-01")


def test_the_page_of_what_is_due_and_late_says_how_many_wait_for_a_word(record, supervisor, clerk, unit_handler):
    assert "到点没有记录" not in text(logged_in(supervisor).get("/admin/supervision/due/"))
    follow(record, clerk, unit_handler.person)
    page = soup(logged_in(supervisor).get("/admin/supervision/due/"))
    link = page.select_one('a[href*="following=waiting"]')
    assert link.get_text() == "有跟踪人、到点没有记录的 1 件"
    assert listed(supervisor, link["href"].partition("?")[2]) == [record.title]


def test_one_page_names_who_follows_several_items_each_of_its_own_unit(
    office, clerk, unit_handler, other_unit, other_handler
):
    one = office.make_record(Stage.HANDLING)
    two = office.make_record(Stage.HANDLING, units=[other_unit])
    client = logged_in(clerk)
    chosen = client.get(f"/admin/loop/many/?record={one.pk}&record={two.pk}", follow=True)
    assert chosen.redirect_chain[-1][0].startswith("/admin/loop/many/name_follower/")
    address = chosen.redirect_chain[-1][0]
    filled = typed(soup(chosen), "form[data-many]") | {
        "all-rhythm": "weekly",
        f"part{part_of(one).pk}-person": unit_handler.person.pk,
        f"part{part_of(two).pk}-person": other_handler.person.pk,
    }
    assert client.post(address, filled).status_code == 302
    named = {part.record_id: part.following for part in Assignment.objects.all()}
    assert (named[one.pk].person, named[two.pk].person) == (unit_handler.person, other_handler.person)
    assert {one.rhythm for one in named.values()} == {"weekly"}


def test_a_batch_asks_no_more_for_more_items_of_more_units(office, clerk):
    counts = []
    for n in (2, 6):
        units = [make_unit(f"区示例{n}{k}局") for k in range(n)]
        records = [office.make_record(Stage.HANDLING, units=[unit]) for unit in units]
        address = "/admin/loop/many/name_follower/?" + "&".join(f"part={part_of(one).pk}" for one in records)
        counts.append(queries(logged_in(clerk), address))
    assert counts[0] == counts[1]


def test_the_list_asks_no_more_however_many_are_followed(office, clerk, unit_handler):
    counts = []
    for _round in range(2):
        for _n in range(3):
            follow(office.make_record(Stage.HANDLING), clerk, unit_handler.person)
        counts.append(queries(logged_in(clerk), "/admin/ledger/"))
    assert counts[0] == counts[1]


def test_a_phone_s_web_view_is_asked_for_no_window_and_no_download(record, clerk, unit_handler, make_record):
    """The web views of 微信 and 政务微信 block both: signing, a talk and the note of the day do without."""
    follow(record, clerk, unit_handler.person)
    waiting = make_record(Stage.ASSIGNED)
    client = logged_in(unit_handler)
    steps = [f"/admin/loop/{record.pk}/{code}/{part_of(record).pk}/" for code in ("contact", "note_progress")]
    signing = f"/admin/loop/{waiting.pk}/sign_for/{part_of(waiting).pk}/"
    for address in ("/admin/", word(record), *steps, signing, f"/admin/ledger/inspect/{record.pk}/"):
        answer = client.get(address)
        page = soup(answer)
        assert not page.select("a[target], form[target], a[download]"), address
        assert "Content-Disposition" not in answer, address
