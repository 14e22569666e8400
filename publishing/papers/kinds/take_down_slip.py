"""撤稿单: who ordered a page down and who took it down, where copies were seen to, and the approval that follows."""

from django.utils import timezone

from publishing.papers.subjects import TAKE_DOWN, in_publishing
from publishing.review.on_call import copies_of, paper_due_on, whereabouts
from tracking.papers import FormCell, FormGrid, FormSheet, Source, Text, label, paper, row
from tracking.papers.wording import BLANK_DAY, boxes, dated

KINDS = ("紧急撤稿", "一般撤稿")


def at(moment) -> str:
    """A moment as a form has it: 2024年8月5日 21:40."""
    here = timezone.localtime(moment) if moment else None
    return f"{dated(here.date())} {here:%H:%M}" if here else ""


@paper(
    "撤稿单",
    help="凭电话或当面指令撤稿之后补办的手续：签好后扫描，在撤稿值班中登记。",
    about=TAKE_DOWN,
    place=142,
    mark=Source.MEMORY,
    readers=in_publishing,
    layout=FormSheet(
        title="撤 稿 单",
        blocks=(
            FormGrid(
                rows=(
                    row("标题", "{{ title }}", height=13),
                    row("网址", "{{ url }}", height=11),
                    row("栏目", "{{ column }}", "发布时间", "{{ published }}"),
                    row("撤稿类型", "{{ kinds }}", "撤稿原因", "{{ cause }}", height=12),
                    row("问题与依据", "{{ reason }}", height=26),
                    row("指令人", "{{ ordered_by }}", "指令时间", "{{ ordered_at }}"),
                    row("指令方式", "{{ way }}", "操作人", "{{ decider }}"),
                    row("操作时间", "{{ at }}"),
                    row("已同步撤下", "{{ copies }}\n□ 新媒体　　□ 转载处　　□ 归档包", height=28),
                    row(
                        label("补办审批：\n审核"),
                        FormCell("{{ due }}", sign=f"签名：　　　　　　　{BLANK_DAY}"),
                        height=26,
                    ),
                    row(label("分管领导"), FormCell("", sign=f"签名：　　　　　　　{BLANK_DAY}"), height=28),
                    row("更正稿", "□ 不需要　　□ 更正后重新审签发布，标题：", height=12),
                ),
                widths=(26, 56, 24, 50),
            ),
            Text("撤稿只撤本系统的页面；上级平台和各处副本逐处核对后在“撤稿值班”中登记。", small=True, indent=False),
        ),
    ),
)
def take_down_slip(taken):
    page = taken.page.specific
    ticks = [
        f"{'☑' if copy.note else '□'} {copy.place.label}{copy.address and f' {copy.address}'}{copy.note and f'：{copy.note}'}"
        for copy in copies_of([taken])[taken.pk]
    ]
    return {
        "title": page.title,
        "url": "\n".join(whereabouts([taken.page])[taken.page_id].all),
        "column": page.get_parent().title,
        "published": at(page.published_at),
        "kinds": boxes(KINDS, KINDS[0] if taken.is_urgent else KINDS[1]),
        "cause": taken.get_cause_display(),
        "reason": taken.reason,
        "ordered_by": taken.ordered_by,
        "ordered_at": at(taken.ordered_at),
        "way": boxes(("电话", "当面"), taken.get_way_display() if taken.way else None),
        "decider": taken.decider.name,
        "at": at(taken.at),
        "copies": "\n".join(ticks),
        "due": f"（{dated(paper_due_on(taken))}前补办）" if taken.on_call else "",
    }
