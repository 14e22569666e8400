"""信息发布审核表, the plain form: what is to be released, from whom, and through whose hands it goes.

It is filed with the text, and goes with it to the platform above (移交包): what was signed here stands on it. The form that
is signed on paper and then recorded is another one: it bears the check value of the text under review
(`publishing.admin.papers.print_form`).
"""

from django.utils import timezone

from publishing.models import Level, Submission
from publishing.papers.subjects import PAGE, in_publishing
from publishing.review import check_value
from publishing.review.reading import read
from tracking.papers import FormCell, FormGrid, FormSheet, Source, Text, Words, label, paper, row
from tracking.papers.wording import BLANK_DAY, blocks_of, dated


@paper(
    "信息发布审核表",
    help="随稿存档的通用表样，由页面填好；要在纸上签、再登记为审签的，用印有校验码的那一种。",
    about=PAGE,
    place=141,
    mark=Source.FOUND,
    readers=in_publishing,
    layout=FormSheet(
        title="信息发布审核（批）表",
        blocks=(
            FormGrid(
                rows=(
                    row("单位（部门）", "{{ unit }}", "信息报送\n时间", "{{ today }}", height=12),
                    row("信息来源", "{{ origin }}", height=12),
                    row("是否涉密", "□ 是　　□ 否", "是否上网", "☑ 是　　□ 否"),
                    row(
                        label("保密部门\n意见"),
                        FormCell("{{ secrecy }}", sign=f"保密负责人：　　　　　　　{BLANK_DAY}"),
                        height=26,
                    ),
                    row("供稿人", "{{ writer }}", "信息员", ""),
                    row("处室审核人", "{{ first }}", "拟发布栏目", "{{ column }}", height=12),
                    row("信息标题", "{{ title }}", height=14),
                    row("信息正文", "附后"),
                    row(
                        label("分管领导\n审批"),
                        FormCell("{{ second }}", sign=f"签名：　　　　　　　{BLANK_DAY}"),
                        height=32,
                    ),
                    row(
                        label("主要领导\n审批"),
                        FormCell("{{ final }}", sign=f"签名：　　　　　　　{BLANK_DAY}"),
                        height=32,
                    ),
                    row("备注", "{{ remark }}", height=14),
                ),
                widths=(26, 54, 24, 52),
            ),
            Text("附：信息正文", bold=True, indent=False),
            Words("body"),
        ),
    ),
)
def release_slip(page):
    submission = _submission_of(page)
    here, there = ("☑", "□") if not page.migrated else ("□", "☑")
    lines = [line for part in read(page) if part.is_prose and part.name != "title" for line in part.lines]
    files = [file.title for file in page.documents()]
    return {
        "unit": page.source or page.issuing_body,
        "today": dated(timezone.localdate()),
        "origin": f"{here} 本机关制发　　{there} 转载（注明来源：{page.migrated_source}）",
        "writer": page.editor_name,
        "column": page.get_parent().title,
        "title": page.title,
        "remark": "；".join(
            [*([f"附件{len(files)}个：{'、'.join(files)}"] if files else []), *_check_value_of(submission)]
        ),
        "body": blocks_of("\n".join(lines)),
        **_signed(submission),
    }


def _submission_of(page):
    """The text of which the page stands there in the very words, where it was handed in."""
    return Submission.objects.filter(page_id=page.pk, revision=page.latest_revision_id).first()


def _signed(submission):
    """Who signed which level on which day, as far as it was signed; levels that were not stay blank."""
    given = {one.level: one for one in submission.agreed()} if submission is not None else {}
    said = {
        level: f"{level.label}：{given[level].decider.name}，{dated(given[level].on)}{given[level].get_verdict_display()}"
        for level in Level
        if level in given
    }
    together = "保密审查由三审一并负责。" if Level.FINAL in given and Level.SECRECY not in given else ""
    return {
        "first": said.get(Level.FIRST, ""),
        "second": said.get(Level.SECOND, ""),
        "secrecy": said.get(Level.SECRECY, together),
        "final": said.get(Level.FINAL, ""),
    }


def _check_value_of(submission):
    return [f"文稿校验码 {check_value(submission.content_sha256)}"] if submission is not None else []
