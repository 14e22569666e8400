"""内容筛查 where people work: what is found in a page and its files, masked by a click, answered for by a second person."""

import io
import json
import re
import zipfile
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.test.utils.form_data import nested_form_data, streamfield

from publishing import review
from publishing.inspection import inspect
from publishing.models import REASONS, FileScreening, Justification, JustificationReason, Level, SignOff, Submission
from publishing.press.portal import Portal
from publishing.press.run import press_all
from publishing.review import Refused
from publishing.review.gate import signed_revision
from publishing.review.screening.coming_in import CleanFile
from publishing.review.screening.files import read_large
from publishing.screening import Kind
from publishing.screening.files import screen_file
from tests.publishing.screening.made import core, document, paper, paragraph, picture, workbook
from tests.publishing.screening.planted import CARD, PERSON, PHONE, PLANTED, cells
from tests.publishing.test_articles import grid
from tests.publishing.test_attacks import fresh, redrafted
from tests.publishing.test_review_admin import form_of
from tests.thorough import share
from tests.tracking.factories import make_person, make_scan, make_unit
from tracking import outbox, versions
from tracking.models import Appended, Event, Job, Role

MASKED = f"{PHONE[:3]}****{PHONE[-4:]}"
HELD = f"联系人示例甲，手机{PHONE}。"


@pytest.fixture(autouse=True)
def _publishing_alone(settings):
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.startswith("huiyin.")]


def attach(newsroom, data: bytes, name: str = "附件.docx", title: str = "示例附件"):
    """An article with this file beside it; the file lies there as it is, as if it had come before files were cleaned."""
    row = get_document_model().objects.create(title=title, file=CleanFile(data, name=name))
    return redrafted(newsroom.article(), newsroom.editor, attachments=[("document", row)])


def found(page) -> list[tuple[str, str, bool]]:
    looked = review.look_through(page.get_latest_revision_as_object())
    return [(one.kind, one.where, one.blocks) for one in looked.findings]


@pytest.fixture
def held(newsroom) -> Submission:
    """An article with a mobile number in it, handed in."""
    return newsroom.submit(newsroom.article(text=HELD))


@pytest.fixture
def key(held) -> str:
    return review.standing(held)[0].key


def justify(newsroom, submission, key, **changes):
    return review.justify(submission, key, **{"account": newsroom.first, "reason": "by_law"} | changes)


# Places ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"title": f"关于{PHONE}的答复"}, "标题"),
        ({"slug": f"sj-{PHONE}"}, "slug"),
        ({"source": f"示例局{PHONE}"}, "来源"),
        ({"editor_name": f"示例{PHONE}"}, "责任编辑"),
        ({"correction": f"更正电话{PHONE}"}, "更正说明"),
        ({"search_description": f"电话{PHONE}"}, "元描述"),
        ({"body": [("heading", f"电话{PHONE}")]}, "正文第1段"),
        ({"body": [("paragraph", "一"), ("paragraph", f"二\n手机{PHONE}")]}, "正文第2段第2行"),
        ({"body": [("rich", f"<p>手机<b>{PHONE[:4]}</b>{PHONE[4:]}</p>")]}, "正文第1段"),
        ({"body": [("rich", f'<p><a href="tel:{PHONE}">致电</a></p>')]}, "正文第1段的链接"),
        ({"body": [("grid", grid(caption=f"电话{PHONE}"))]}, "正文第1段表题"),
        ({"body": [("grid", grid(rows=[{"values": ["示例甲", PHONE]}]))]}, "正文第1段第1行第2列"),
    ],
)
def test_every_place_of_a_page_is_screened(newsroom, changes, where):
    page = redrafted(newsroom.article(), newsroom.editor, **changes)
    ((kind, place, blocks),) = found(page)
    assert (kind, blocks) == (Kind.MOBILE, True)
    assert place.startswith(where) or where == "slug"


def test_the_head_of_a_column_tells_what_its_cells_are(newsroom):
    columns = [{"type": "text", "heading": "姓名"}, {"type": "text", "heading": "家庭住址"}]
    table = grid(columns=columns, rows=[{"values": ["示例甲", "示例镇示例村3组"]}])
    assert [one[0] for one in found(redrafted(newsroom.article(), newsroom.editor, body=[("grid", table)]))] == [
        Kind.ADDRESS
    ]


def test_the_title_and_name_of_an_attachment_are_screened(newsroom):
    page = attach(newsroom, document(paragraph("一")), name=f"{PHONE}.docx", title=f"示例甲{PHONE}")
    assert [one[1] for one in found(page)] == [f"附件《示例甲{PHONE}》的标题", f"附件《示例甲{PHONE}》的文件名"]


def test_what_is_planted_in_a_file_is_found_on_its_page_and_told_of_that_file(newsroom):
    documents = get_document_model().objects
    files = {name: CleanFile(data, name="a.bin") for name, (data, _kind) in PLANTED.items()}
    rows = [("document", documents.create(title=name, file=file)) for name, file in files.items()]
    found_there = found(redrafted(newsroom.article(), newsroom.editor, attachments=rows))
    told = {(kind, name) for kind, where, _blocks in found_there for name in PLANTED if f"附件《{name}》" in where}
    assert {(kind, name) for name, (_data, kind) in PLANTED.items()} - told == set()


@pytest.mark.parametrize("name", share(list(PLANTED), 12, "answered for"))
def test_no_page_goes_out_with_a_planted_file_that_nobody_answered_for(newsroom, name):
    data, kind = PLANTED[name]
    page = attach(newsroom, data, name="a.bin")
    looked = review.look_through(page.get_latest_revision_as_object())
    if not any(one.blocks for one in looked.findings if one.kind == kind):
        return
    submission = newsroom.submit(page)
    with pytest.raises(Refused, match="内容筛查还有"):
        newsroom.sign(submission)
    assert not SignOff.objects.exists()
    for one in review.standing(submission):
        justify(newsroom, submission, one.key, reason=REASONS[one.kind][0], note="已核对。")
    newsroom.sign(submission)
    assert signed_revision(fresh(page)) is not None


# Files are read once ---------------------------------------------------------------------------
def test_a_file_is_read_once_whatever_page_shows_it(newsroom):
    page = attach(newsroom, document(paragraph(HELD)))
    draft = page.get_latest_revision_as_object()
    assert len(review.look_through(draft).blocking) == 1
    row = FileScreening.objects.get()
    FileScreening.objects.update(findings=[row.findings[0] | {"message": "读过一次"}])
    assert review.look_through(draft).blocking[0].message == "读过一次"


def test_another_known_telephone_is_looked_for_anew(newsroom):
    page = attach(newsroom, document(paragraph("联系电话：0894-2000111")))
    make_unit("区第九示例局", office_line="0894-2000222")
    assert [one[0] for one in found(page)] == [Kind.LANDLINE]
    make_unit("区第十示例局", office_line="0894-2000111")
    assert found(page) == []


def test_what_is_kept_of_a_finding_is_masked(newsroom):
    page = attach(newsroom, document(paragraph(HELD, f"身份证号{PERSON}")))
    submission = newsroom.submit(redrafted(page, newsroom.editor, body=[("paragraph", HELD)]))
    kept = f"{submission.screening}{list(FileScreening.objects.values())}{submission.event.data}"
    assert PHONE not in kept
    assert PERSON not in kept
    assert MASKED in kept


def test_looking_again_asks_few_queries(newsroom):
    draft = attach(newsroom, document(paragraph(HELD))).get_latest_revision_as_object()
    review.look_through(draft)
    with CaptureQueriesContext(connection) as asked:
        review.look_through(draft)
    assert len(asked) <= 8


def test_a_large_workbook_is_left_to_the_worker_and_handed_in_once_it_was_read(newsroom, settings, monkeypatch):
    settings.TRACKING_TASKS = "worker"
    monkeypatch.setattr("publishing.review.screening.files.LARGE", 100)
    page = attach(newsroom, document(paragraph(HELD)), title="示例大表")
    assert found(page) == [("hidden", "附件《示例大表》", True)]
    assert not FileScreening.objects.exists()
    with pytest.raises(Refused, match="附件《示例大表》较大，正在后台检查"):
        review.submit(page, account=newsroom.editor)
    assert outbox.settle().failed == 0
    assert [kind for kind, _where, _blocks in found(page)] == ["mobile"]
    assert not Job.objects.filter(kind="publishing.screening").exists()
    assert review.submit(page, account=newsroom.editor).is_open


def test_without_a_worker_a_large_file_is_read_when_it_is_asked_for(newsroom, monkeypatch):
    monkeypatch.setattr("publishing.review.screening.files.LARGE", 100)
    assert [kind for kind, *_rest in found(attach(newsroom, document(paragraph(HELD))))] == ["mobile"]


def test_a_large_file_that_was_deleted_before_it_was_read_is_no_trouble(newsroom):
    read_large("wagtaildocs.document:987654", [])
    assert not FileScreening.objects.exists()


# The pages of people ---------------------------------------------------------------------------
def answered(browser, url: str) -> int:
    browser.get(url)
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(url).status_code == 200
    return len(asked)


def test_the_editor_and_the_review_page_ask_few_queries_however_many_files_there_are(newsroom, browser):
    counts = {}
    for files in (1, 4):
        rows = [
            get_document_model().objects.create(
                title=f"附件{files}{number}",
                file=CleanFile(document(paragraph(f"{HELD}{number}")), name=f"{number}.docx"),
            )
            for number in range(files)
        ]
        attachments = [("document", row) for row in rows]
        page = redrafted(newsroom.article(title=f"示例{files}"), newsroom.editor, attachments=attachments)
        pages = ("wagtailadmin_pages:edit", "publishing_review")
        counts[files] = [answered(browser, reverse(name, args=[page.pk])) for name in pages]
    assert counts[1] == counts[4]
    assert counts[4][0] <= 60
    assert counts[4][1] <= 45


def test_a_reviewer_opens_the_files_from_the_review_page_and_nobody_else_does(newsroom, client):
    submission = newsroom.submit(attach(newsroom, paper(""), name="扫描件.pdf", title="示例扫描件"))
    client.force_login(newsroom.first)
    shown = client.get(reverse("publishing_review", args=[submission.page_id])).content.decode()
    (url,) = re.findall(r'<a href="(/media/documents/[^"]+)"[^>]*>打开附件《示例扫描件》', shown)
    assert "PDF，" in shown
    assert client.get(url).status_code == 200
    client.force_login(newsroom.office.clerk)
    shown = client.get(reverse("publishing_review", args=[submission.page_id])).content.decode()
    assert "附件《示例扫描件》" in shown
    assert url not in shown
    assert client.get(url).status_code == 404


def test_a_file_that_is_gone_is_named_without_a_link(newsroom, client):
    submission = newsroom.submit(attach(newsroom, paper(""), name="a.pdf", title="示例扫描件"))
    row = get_document_model().objects.get(title="示例扫描件")
    row.file.storage.delete(row.file.name)
    client.force_login(newsroom.first)
    shown = client.get(reverse("publishing_review", args=[submission.page_id])).content.decode()
    assert "附件《示例扫描件》（文件不见了）" in shown


# Blocking --------------------------------------------------------------------------------------
def test_a_page_with_a_mobile_number_is_handed_in_and_signed_by_nobody(newsroom, held):
    for level in held.needed:
        with pytest.raises(Refused, match="内容筛查还有1处须处理|现在轮到"):
            newsroom.sign(held, level)
    assert not SignOff.objects.exists()


def test_a_signature_on_paper_does_not_go_round_the_screening(newsroom, held):
    decider = make_person("示例纸签", Role.FIRST_REVIEWER)
    with pytest.raises(Refused, match="内容筛查还有1处"):
        review.sign(held, Level.FIRST, account=newsroom.office.clerk, decider=decider, scan=make_scan())


def test_the_workflow_s_own_end_publishes_nothing_that_is_held_back(newsroom, held, monkeypatch):
    for module in ("levels", "signing"):
        monkeypatch.setattr(f"publishing.review.{module}.why_not_agreed", lambda submission: "")
    with pytest.raises(Refused, match="内容筛查还有1处"):
        newsroom.sign(held)
    assert not fresh(held.page).live


def test_the_gate_lets_nothing_through_that_is_held_back(newsroom, held, monkeypatch):
    monkeypatch.setattr("publishing.review.levels.why_held_back", lambda submission: "")
    newsroom.sign(held)
    page = fresh(held.page).specific
    assert page.live
    assert signed_revision(page) is None


def test_what_is_only_asked_about_blocks_nobody(newsroom):
    page = newsroom.article(text="违者上报，公务用车藏G00001。")
    looked = review.look_through(page.get_latest_revision_as_object())
    assert (len(looked.blocking), len(looked.asking)) == (0, 1)
    assert newsroom.published(page).live


def test_a_file_that_cannot_be_looked_into_is_held_back(newsroom):
    page = attach(newsroom, b"%PDF-1.4 broken", name="a.pdf")
    assert [(kind, blocks) for kind, _where, blocks in found(page)] == [(Kind.HIDDEN, True)]


# Answered for ----------------------------------------------------------------------------------
def test_a_second_person_answers_and_the_page_goes_out(newsroom, held, key):
    row = justify(newsroom, held, key, note="公布的值班电话")
    newsroom.sign(held)
    assert signed_revision(fresh(held.page).specific) is not None
    assert (row.decider, row.content_sha256, row.quote) == (newsroom.first.person, held.content_sha256, MASKED)
    event = Event.objects.get(what="finding_justified")
    assert event == row.event
    assert "依法应当公开的公务联系方式：公布的值班电话" in event.summary
    assert PHONE not in event.summary
    assert versions.verify().ok


def test_an_answer_counts_for_that_text_only(newsroom, held, key):
    justify(newsroom, held, key)
    review.withdraw(held, account=newsroom.editor)
    again = newsroom.submit(redrafted(held.page.specific, newsroom.editor, title="另一标题"))
    with pytest.raises(Refused, match="内容筛查还有1处"):
        newsroom.sign(again)


@pytest.mark.parametrize("name", ["superuser", "editor", "second", "final", "clerk", "unit"])
def test_only_the_one_whose_turn_it_is_answers(newsroom, client, held, key, name):
    client.force_login(newsroom.accounts[name])
    client.post(reverse("publishing_justify", args=[held.page_id]), {"finding": key, "reason": "by_law"})
    with pytest.raises(Refused):
        justify(newsroom, held, key, account=newsroom.accounts[name])
    assert not Justification.objects.exists()


def test_an_author_who_is_a_reviewer_too_answers_for_nothing(newsroom):
    page = redrafted(newsroom.article(text=HELD), newsroom.first, title="一审改过")
    submission = newsroom.submit(page)
    with pytest.raises(Refused, match="参与了本页的编写"):
        justify(newsroom, submission, review.standing(submission)[0].key)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"reason": "mistaken"}, "须写明理由"),
        ({"reason": "other", "note": "  "}, "须写明理由"),
        ({"reason": "read"}, "可用的理由"),
        ({"reason": "because"}, "可用的理由"),
        ({"key": "0" * 64}, "没有这一处"),
    ],
)
def test_an_answer_has_a_listed_reason_and_a_finding_of_this_text(newsroom, held, key, changes, sentence):
    key = changes.pop("key", key)
    with pytest.raises(Refused, match=sentence):
        justify(newsroom, held, key, **changes)
    assert not Justification.objects.exists()


def test_a_scan_without_text_waits_for_somebody_who_read_it(newsroom):
    submission = newsroom.submit(attach(newsroom, paper(""), name="a.pdf"))
    (scan,) = review.standing(submission)
    with pytest.raises(Refused, match="可用的理由"):
        justify(newsroom, submission, scan.key, reason="by_law")
    justify(newsroom, submission, scan.key, reason="read")
    newsroom.sign(submission)
    assert fresh(submission.page).live


def test_an_answer_is_given_once_and_never_changed(newsroom, held, key):
    row = justify(newsroom, held, key)
    with pytest.raises(Refused, match="已经说明理由"):
        justify(newsroom, held, key)
    row.reason = "consent"
    with pytest.raises(Appended):
        row.save()


def test_an_answer_on_paper_needs_its_scan(newsroom, held, key):
    decider = make_person("示例纸签", Role.FIRST_REVIEWER)
    with pytest.raises(Refused, match="须上传扫描件"):
        justify(newsroom, held, key, account=newsroom.office.clerk, decider=decider)
    row = justify(newsroom, held, key, account=newsroom.office.clerk, decider=decider, scan=make_scan())
    assert row.decider == decider


def test_every_kind_has_reasons_and_each_reason_a_kind():
    assert set(REASONS) == set(Kind)
    assert {reason for listed in REASONS.values() for reason in listed} == set(JustificationReason)


def test_the_review_page_shows_finding_form_and_answer(newsroom, client, held, key):
    client.force_login(newsroom.first)
    url = reverse("publishing_review", args=[held.page_id])
    page = client.get(url).content.decode()
    assert "内容筛查：✕ 须处理1处" in page
    assert "可以公开的，说明理由" in page
    answer = client.post(
        reverse("publishing_justify", args=[held.page_id]), {"finding": key, "reason": ""}, follow=True
    )
    assert "请选择理由" in answer.content.decode()
    posted = {"finding": key, "reason": "mistaken", "note": "是设备编号"}
    page = client.post(reverse("publishing_justify", args=[held.page_id]), posted, follow=True).content.decode()
    assert "已说明：误判：是设备编号（示例一审" in page
    assert "内容筛查：✓ 均已说明理由" in page
    assert "✕ 须处理" not in page


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"reason": "", "note": "公布的值班电话"}, "请选择理由。"),
        ({"reason": "read", "note": "公布的值班电话"}, "可用的理由"),
        ({"reason": "mistaken", "note": " "}, "须写明理由"),
    ],
)
def test_what_was_typed_for_a_finding_stands_in_its_form_when_it_is_refused(
    newsroom, client, held, key, typed, sentence
):
    client.force_login(newsroom.first)
    answer = client.post(reverse("publishing_justify", args=[held.page_id]), {"finding": key} | typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert f'name="note" maxlength="300" value="{typed["note"]}"' in page
    assert f'<option value="{typed["reason"]}" selected>' in page or typed["reason"] in {"", "read"}
    assert not Justification.objects.exists()


def test_a_clerk_who_forgot_the_scan_reads_what_is_missing(newsroom, client, held, key):
    decider = make_person("示例纸签", Role.FIRST_REVIEWER)
    client.force_login(newsroom.office.clerk)
    typed = {"finding": key, "reason": "by_law", "note": "公布的值班电话", "on-paper": "1", "decider": decider.pk}
    page = client.post(reverse("publishing_justify", args=[held.page_id]), typed).content.decode()
    assert "纸质件扫描件：请填写此项。" in page
    assert 'value="公布的值班电话"' in page
    assert f'<option value="{decider.pk}" selected>' in page


def test_what_came_back_is_shown_as_it_will_be_asked_anew(newsroom, client, held, key):
    justify(newsroom, held, key)
    review.reject(held, Level.FIRST, account=newsroom.first, comment="请遮盖。", seen=held.content_sha256)
    client.force_login(newsroom.editor)
    page = client.get(reverse("publishing_review", args=[held.page_id])).content.decode()
    assert "内容筛查：✕ 须处理1处" in page
    assert "已说明" not in page
    assert f"遮盖为“{MASKED}”" in page


def test_the_queue_says_what_is_held_back(newsroom, client, held):
    client.force_login(newsroom.first)
    assert "内容筛查须处理1处" in client.get(reverse("publishing_queue")).content.decode()


# Masked ----------------------------------------------------------------------------------------
def words(page) -> str:
    draft = page.get_latest_revision_as_object()
    return f"{draft.title}{json.dumps(draft.body.get_prep_value(), ensure_ascii=False)}"


@pytest.mark.parametrize(
    ("changes", "after"),
    [
        ({"title": f"关于{PHONE}的答复"}, f"关于{MASKED}的答复"),
        ({"body": [("paragraph", f"一\n手机{PHONE}。")]}, f"手机{MASKED}。"),
        ({"body": [("rich", f"<p>手机<b>{PHONE[:4]}</b>{PHONE[4:]}。</p>")]}, f"<p>手机<b>{MASKED}</b>。</p>"),
        ({"body": [("rich", f'<p><a href="tel:{PHONE}">致电</a></p>')]}, "<p>致电</p>"),
        ({"body": [("grid", grid(rows=[{"values": ["示例甲", PHONE]}]))]}, MASKED),
    ],
)
def test_a_click_masks_words_where_they_stand(newsroom, changes, after):
    page = redrafted(newsroom.article(), newsroom.editor, **changes)
    before = page.latest_revision_id
    assert review.mask(page, account=newsroom.editor) == 1
    page = fresh(page)
    assert page.latest_revision_id != before
    assert page.get_latest_revision().user == newsroom.editor
    assert PHONE not in words(page)
    assert after in words(page)
    assert found(page) == []


def test_one_finding_is_masked_and_the_other_stays(newsroom):
    page = newsroom.article(text=f"手机{PHONE}，银行卡号{CARD}。")
    looked = review.look_through(page.get_latest_revision_as_object())
    review.mask(page, account=newsroom.editor, keys=[looked.blocking[0].key])
    assert [one[0] for one in found(fresh(page))] == [Kind.BANK_CARD]


def test_a_finding_that_moved_while_somebody_typed_is_not_called_gone_for_good(newsroom):
    page = newsroom.article(text=HELD)
    (seen,) = review.look_through(page.get_latest_revision_as_object()).blocking
    redrafted(page, newsroom.editor, body=[("paragraph", f"刚刚改过。{HELD}")])
    with pytest.raises(Refused, match="文字有改动，这一处已经没有，或换了位置"):
        review.mask(fresh(page), account=newsroom.editor, keys=[seen.key])


@pytest.mark.parametrize(
    ("data", "name"),
    [(document(paragraph(HELD)), "a.docx"), (workbook({"名单": cells(f"手机{PHONE}")}), "a.xlsx")],
    ids=["docx", "xlsx"],
)
def test_a_click_makes_a_masked_file_which_the_draft_then_uses(newsroom, data, name):
    page = attach(newsroom, data, name=name)
    review.mask(page, account=newsroom.editor)
    original, made = get_document_model().objects.order_by("pk")
    draft = fresh(page).get_latest_revision_as_object()
    assert [one.pk for one in draft.documents()] == [made.pk]
    assert "_遮盖" in made.file.name
    assert found(fresh(page)) == []
    with original.file.open("rb") as stream:
        assert stream.read() == data


def test_a_file_that_is_masked_again_has_a_plain_name(newsroom):
    page = attach(newsroom, document(paragraph(HELD) + paragraph(f"银行卡{CARD}")), name="名单.docx")
    stem = Path(get_document_model().objects.get().file.name).stem
    for kind, ending in (("mobile", "_遮盖"), ("bank_card", "_遮盖2")):
        looked = review.look_through(fresh(page).get_latest_revision_as_object())
        review.mask(fresh(page), account=newsroom.editor, keys=[one.key for one in looked.findings if one.kind == kind])
        made = get_document_model().objects.order_by("pk").last()
        assert Path(made.file.name).name == f"{stem}{ending}.docx"
    assert found(fresh(page)) == []


def test_the_original_of_a_masked_file_reaches_no_public_address(newsroom):
    page = attach(newsroom, document(paragraph(HELD)))
    review.mask(page, account=newsroom.editor)
    newsroom.published(fresh(page))
    original, made = get_document_model().objects.order_by("pk")
    assert [address.rpartition("/")[2] for address in Portal.now().files] == [Path(made.file.name).name]


def test_a_title_is_masked_in_a_file_made_anew(newsroom):
    page = attach(newsroom, paper("一"), name="a.pdf", title=f"示例甲{PHONE}")
    review.mask(page, account=newsroom.editor)
    assert get_document_model().objects.latest("pk").title == f"示例甲{MASKED}"
    assert found(fresh(page)) == []


def test_a_pdf_waits_for_one_that_its_author_masked(newsroom):
    page = attach(newsroom, paper(f"手机{PHONE}"), name="a.pdf")
    with pytest.raises(Refused, match="没有可以遮盖的内容"):
        review.mask(page, account=newsroom.editor)


def test_an_address_of_the_page_cannot_be_masked(newsroom):
    page = redrafted(newsroom.article(), newsroom.editor, slug=f"sj-{PHONE}")
    with pytest.raises(Refused, match="没有可以遮盖的内容"):
        review.mask(page, account=newsroom.editor)


@pytest.mark.parametrize("name", ["superuser", "first", "final", "clerk", "unit"])
def test_only_an_editor_masks(newsroom, client, name):
    page = newsroom.article(text=HELD)
    client.force_login(newsroom.accounts[name])
    client.post(reverse("publishing_mask", args=[page.pk]))
    assert PHONE in words(fresh(page))


def test_nothing_is_masked_in_a_text_under_review(newsroom, held):
    with pytest.raises(Refused, match="正在审签"):
        review.mask(held.page.specific, account=newsroom.editor)


def test_the_editor_masks_on_the_review_page(newsroom, client):
    page = newsroom.article(text=HELD)
    client.force_login(newsroom.editor)
    assert f"遮盖为“{MASKED}”" in client.get(reverse("publishing_review", args=[page.pk])).content.decode()
    answer = client.post(reverse("publishing_mask", args=[page.pk]), follow=True)
    assert "已遮盖 1 处" in answer.content.decode()
    assert "内容筛查：✓ 没有发现" in answer.content.decode()


# Coming in -------------------------------------------------------------------------------------
def test_what_a_script_stores_is_stored_without_properties(newsroom):
    data = document(paragraph("一"), docProps__core_xml=core(dc_creator="示例甲"))
    row = get_document_model().objects.create(title="附件", file=ContentFile(data, name="a.docx"))
    with row.file.open("rb") as stream:
        assert screen_file(stream.read()).findings == ()


@pytest.fixture
def browser(newsroom, client):
    client.force_login(newsroom.editor)
    return client


def upload(browser, sort: str, where: str, name: str, data: bytes):
    fields = {"title": "示例", f"{sort}-chooser-upload-title": "示例"}
    files = {key: SimpleUploadedFile(name, data) for key in ("file", "files[]", f"{sort}-chooser-upload-file")}
    browser.post(f"/admin/{sort}s/{where}/", fields | files, headers={"x-requested-with": "XMLHttpRequest"})
    row = (get_image_model() if sort == "image" else get_document_model()).objects.get()
    with row.file.open("rb") as stream:
        return row, stream.read()


# Wagtail leaves the temporary file of a resized image to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("where", ["add", "multiple/add", "chooser/create"])
def test_a_picture_loses_place_device_and_comment_however_it_comes_in(browser, where):
    taken = picture(
        "JPEG", {0x0110: "示例相机", 0x0112: 6}, {1: "N", 2: (29.0, 38.0, 0.0)}, comment=f"手机{PHONE}".encode()
    )
    assert {Kind.LOCATION, Kind.METADATA, Kind.MOBILE} <= {one.kind for one in screen_file(taken).findings}
    row, stored = upload(browser, "image", where, "a.jpg", taken)
    assert screen_file(stored).findings == ()
    assert (row.width, row.height) == (30, 40)
    with row.get_rendition("width-20|format-jpeg").file.open("rb") as rendition:
        assert screen_file(rendition.read()).findings == ()


@pytest.mark.parametrize("where", ["add", "multiple/add", "chooser/create"])
def test_a_document_loses_author_and_deletions_however_it_comes_in(browser, where):
    gone = '<w:p><w:del w:author="示例甲"><w:r><w:delText>删去的话</w:delText></w:r></w:del></w:p>'
    typed = document(paragraph("一") + gone, docProps__core_xml=core(dc_creator="示例甲"))
    _row, stored = upload(browser, "document", where, "a.docx", typed)
    parts = zipfile.ZipFile(io.BytesIO(stored))
    everything = b"".join(parts.read(name) for name in parts.namelist()).decode()
    assert "示例甲" not in everything
    assert "删去的话" not in everything


def test_a_document_that_cannot_be_opened_is_refused_where_it_is_uploaded(browser):
    broken = SimpleUploadedFile("a.pdf", b"%PDF-1.4 broken")
    answer = browser.post("/admin/documents/add/", {"title": "示例", "file": broken})
    assert "文件打不开，可能已损坏" in answer.content.decode()
    assert "允许的扩展" not in answer.content.decode()
    assert not get_document_model().objects.exists()


# In the editor ---------------------------------------------------------------------------------
def posted(browser, page, text: str, **pressed) -> str:
    """The editor's answer once these words were typed into the body and a button was pressed."""
    typed = nested_form_data({"body": streamfield([("paragraph", text)])})
    data = form_of(browser, page) | typed | pressed
    return browser.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data, follow=True).content.decode()


def test_the_editor_sees_findings_beside_the_draft_and_masks_what_was_typed_in_one_press(newsroom, browser):
    page = newsroom.article(text=HELD)
    shown = browser.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "内容筛查：✕ 须处理1处" in shown
    assert f"保存并遮盖为“{MASKED}”" in shown
    answer = posted(browser, page, f"刚刚改过。{HELD}", **{"action-mask": "all"})
    assert "已遮盖 1 处" in answer
    assert f"刚刚改过。{HELD.replace(PHONE, MASKED)}" in words(fresh(page))


def test_saving_says_what_is_held_back(newsroom, browser):
    assert "内容筛查：✕ 须处理1处，见“内容筛查”一栏" in posted(browser, newsroom.article(), HELD)


# The self-inspection ---------------------------------------------------------------------------
def inspected() -> set[str]:
    press_all()
    return {one.rule for one in inspect().findings} & {"personal-data", "personal-doubtful", "unscreened-file"}


def test_what_a_second_person_answered_for_is_no_finding_on_the_public_site(newsroom, portal_settings, held, key):
    justify(newsroom, held, key)
    newsroom.sign(held)
    assert inspected() == set()
    assert signed_revision(fresh(held.page).specific) is not None


def test_other_words_than_those_answered_for_are_a_finding(newsroom, portal_settings, settings, held, key):
    justify(newsroom, held, key)
    newsroom.sign(held)
    press_all()
    url = Portal.now().path_of(fresh(held.page).specific)
    file = Path(settings.PRESSED_DIR) / url.strip("/") / "index.html"
    file.write_text(file.read_text().replace(PHONE, PHONE[:-1] + "5"))
    assert "personal-data" in {one.rule for one in inspect().findings}


def test_a_scan_that_somebody_read_is_no_finding_on_the_public_site(newsroom, portal_settings):
    submission = newsroom.submit(attach(newsroom, paper(""), name="a.pdf"))
    justify(newsroom, submission, review.standing(submission)[0].key, reason="read")
    newsroom.sign(submission)
    assert inspected() == set()


def test_the_last_signer_is_not_told_of_what_was_answered_for(newsroom, portal_settings, client, held, key):
    justify(newsroom, held, key)
    newsroom.sign(held, Level.FIRST, Level.SECOND)
    client.force_login(newsroom.final)
    shown = client.get(reverse("publishing_review", args=[held.page_id])).content.decode()
    assert "没有遮盖的" not in shown
    assert "已说明：依法应当公开的公务联系方式" in shown
