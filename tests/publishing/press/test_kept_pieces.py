"""What a run proved is kept for the next: it saves reading, and never lets anything out that the gate would refuse."""

import gc
import random
from collections import Counter
from pathlib import Path

import pytest
from wagtail.models import Page, Revision

from publishing import review
from publishing.models import PublicAddress, ReplyNoticePage
from publishing.press import kept_pieces, lists, portal, run
from publishing.press.answers import Answers
from publishing.press.pieces import KeptPage
from publishing.press.run import ForeignFolder, press_all, press_pages
from publishing.review.gate import signed_revisions
from tests.performance import copies
from tests.performance.copies import copy_notices
from tests.publishing.pressing import pressed_folder
from tests.tracking.tampering import alter, tamper
from tracking.models import Job
from tracking.stages import Stage

THEMES, COPIES = 20, 23
"So that two stand on each of some themes."


@pytest.fixture
def notice(newsroom, portal_settings, monkeypatch):
    """A public reply of which there are copies, in a folder that is up to date."""
    monkeypatch.setattr(copies, "TOPICS", THEMES)
    monkeypatch.setattr(lists, "FULL", 5)  # so that lists have older pages
    found = newsroom.published(newsroom.notice(category="教育"))
    copy_notices(found, COPIES)
    Job.objects.all().delete()
    return found


@pytest.fixture
def pressed(notice) -> Path:
    folder = pressed_folder()
    press_all()
    return folder


@pytest.fixture
def proved(monkeypatch) -> Counter:
    """How often each page went through the gate."""
    found: Counter = Counter()

    def counted(pages):
        pages = list(pages)
        found.update(page.pk for page in pages)
        return signed_revisions(pages)

    monkeypatch.setattr(portal, "signed_revisions", counted)
    return found


def copied(place: int) -> ReplyNoticePage:
    """One of the copies."""
    return ReplyNoticePage.objects.get(slug=f"yc-{place:05}")


def files_in(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def differing(folder: Path, settings, tmp_path) -> set[str]:
    """The names of files that a whole run into an empty folder would make otherwise, or would not make."""
    here, settings.PRESSED_DIR = settings.PRESSED_DIR, tmp_path / "afresh"
    try:
        press_all()
        afresh = files_in(tmp_path / "afresh")
    finally:
        settings.PRESSED_DIR = here
    there = files_in(folder)
    return {name for name in there.keys() | afresh.keys() if there.get(name) != afresh.get(name)}


def test_after_any_changes_the_folder_is_that_of_a_whole_run(
    pressed, notice, newsroom, committed, settings, tmp_path, proved
):
    chance = random.Random(20261130)

    def corrected(page):
        draft = page.get_latest_revision_as_object()
        draft.title, draft.theme = f"改过的标题{chance.random()}", chance.choice(["压测主题3", "压测主题4", ""])
        draft.save_revision(user=newsroom.editor)
        newsroom._published(ReplyNoticePage.objects.get(pk=page.pk))

    changes = [
        lambda: review.take_down(copied(20), account=newsroom.final, reason="内容有误。"),
        lambda: corrected(notice),
        lambda: newsroom.office.move_on(notice.record, Stage.CLOSED),
        lambda: review.take_down(copied(3), account=newsroom.final, reason="内容有误。"),
        lambda: corrected(notice),
        lambda: review.take_down(notice, account=newsroom.final, reason="内容有误。"),
        lambda: corrected(notice),
    ]
    for change in changes:
        proved.clear()
        with committed():
            change()
        assert len(proved) < COPIES / 4, "the others were taken from what was kept"
    noted, answers = PublicAddress.objects.count(), Answers.beside(pressed)
    assert differing(pressed, settings, tmp_path) == set()
    assert PublicAddress.objects.count() == noted, "a whole run finds no address that was not written down"
    assert Answers.beside(tmp_path / "afresh") == answers


def test_a_change_proves_again_no_more_pages_than_it_touches(pressed, notice, proved):
    press_pages([notice.pk])
    assert set(proved) == {notice.pk}
    proved.clear()
    press_pages([copied(11).pk])
    assert set(proved) == {copied(11).pk}


def test_what_a_run_held_is_gone_when_it_ends_without_waiting_to_be_collected(pressed, notice):
    gc.collect()
    gc.disable()
    try:
        press_pages([notice.pk])
        assert not any(isinstance(one, KeptPage) for one in gc.get_objects())
    finally:
        gc.enable()


def test_memory_is_collected_again_after_a_run_that_failed(pressed, notice, monkeypatch):
    seen = []

    def fail(*given):
        seen.append(gc.isenabled())
        raise ForeignFolder

    monkeypatch.setattr(run, "_withdraw", fail)
    with pytest.raises(ForeignFolder):
        press_pages([notice.pk])
    assert (seen, gc.isenabled()) == ([False], True)


def test_a_damaged_file_counts_as_none(pressed, notice, proved):
    file = Path(f"{pressed}.pieces")
    sound = file.read_bytes()
    for place in (0, len(sound) // 2, -1):
        body = bytearray(sound)
        body[place] ^= 1
        file.write_bytes(body)
        proved.clear()
        press_pages([notice.pk])
        assert len(proved) >= COPIES
        assert file.read_bytes() == sound, "a sound one is there again"


def test_another_program_or_another_history_takes_nothing_over(pressed, notice, proved, monkeypatch):
    with monkeypatch.context() as newer:
        newer.setattr(kept_pieces, "program", lambda: "newer")
        press_pages([notice.pk])
        assert len(proved) >= COPIES
    press_pages([notice.pk])
    proved.clear()
    monkeypatch.setattr(kept_pieces, "_is_in_chain", lambda number, digest: False)
    press_pages([notice.pk])
    assert len(proved) >= COPIES


def test_a_key_of_another_installation_seals_nothing_here(pressed, notice, proved, settings):
    settings.SECRET_KEY = "another" * 10
    press_pages([notice.pk])
    assert len(proved) >= COPIES


def tampered(page: ReplyNoticePage, words: str) -> None:
    """Put other words into a signed text, and into the row, by whoever holds the database."""
    revision = Revision.objects.get(pk=page.live_revision_id)
    alter(revision, content=revision.content | {"letter": words, "title": words})
    tamper("UPDATE wagtailcore_page SET title = %s WHERE id = %s", words, page.pk)


def test_a_text_tampered_with_is_never_printed_and_found_by_the_whole_run(pressed, notice, newsroom, committed):
    victim = copied(12)
    tampered(victim, "没有人签过的话")
    with committed():
        review.take_down(copied(15), account=newsroom.final, reason="内容有误。")
    assert not any("没有人签过的话" in path.read_text() for path in pressed.rglob("*.html"))
    assert press_all().unsigned == ["没有人签过的话"]
    assert not any("没有人签过的话" in path.read_text() for path in pressed.rglob("*.html"))
    assert not any(f"/{victim.slug}/" in path.read_text() for path in pressed.rglob("*.html"))


def test_a_text_tampered_with_is_gone_as_soon_as_its_page_is_to_be_printed(pressed, newsroom, committed, proved):
    victim, neighbour = copied(1), copied(21)
    assert victim.theme == neighbour.theme
    tampered(victim, "没有人签过的话")
    with committed():
        review.take_down(neighbour, account=newsroom.final, reason="内容有误。")
    assert len(proved) >= COPIES - 1, "it was not what was kept, so everything was read"
    assert not any("没有人签过的话" in path.read_text() for path in pressed.rglob("*.html"))
    assert not any(f"/{victim.slug}/" in path.read_text() for path in pressed.rglob("*.html"))


def test_what_no_job_told_of_is_known_by_the_chain_or_the_page_itself(pressed, notice, newsroom, settings, tmp_path):
    newsroom.office.move_on(notice.record, Stage.CLOSED)
    Job.objects.all().delete()  # nobody will tell of it
    Page.objects.filter(pk=copied(15).pk).update(live=False)
    press_pages([copied(8).pk])
    assert differing(pressed, settings, tmp_path) == set()
