"""提案质量评价 (双向评议): the unit says what it thinks of the proposal, as the proposer does of its handling."""

from tracking.models import Assignment, Kind
from tracking.papers import FormCell, FormGrid, FormSheet, Source, Text, label, paper, row
from tracking.papers.facts import item_fields
from tracking.papers.subjects import PART
from tracking.papers.wording import BLANK_DAY


def missing(part: Assignment) -> str:
    return "" if part.record.kind == Kind.PROPOSAL else "提案质量评价只用于政协提案。"


def scored(what: str, most: int, meant: str):
    """A row for one of the things that are rated."""
    return row(what, meant, f"{most}分", "", height=13)


@paper(
    "提案质量评价表（双向评价）",
    help="承办单位对提案质量的评价，单独报政协提案委，不与提出人的评价互相影响。",
    about=PART,
    place=84,
    mark=Source.PROPOSED,
    fits=lambda part: part.record.kind == Kind.PROPOSAL,
    missing=missing,
    layout=FormSheet(
        title="提案质量评价表",
        above="评价单位：{{ unit }}",
        blocks=(
            FormGrid(
                rows=(
                    row("提案号", "{{ number }}", columns=4),
                    row("标题", "{{ title }}", height=14),
                    row("提案者", "{{ proposers }}"),
                    row(label("评价内容"), FormCell("要求", is_label=True), label("分值"), label("得分")),
                    scored("选题", 25, "围绕中心工作和群众关切，一事一案。"),
                    scored("针对性", 25, "情况清楚，问题找得准，有调查研究。"),
                    scored("可行性", 30, "建议具体，职责明确，条件具备。"),
                    scored("撰写规范", 20, "结构完整，文字通顺，格式符合要求。"),
                    row("等次", "□ 优秀（90分以上）\n□ 良好（75—89分）\n□ 一般（60—74分）", "总分", ""),
                    row("意见和建议", "", height=50),
                    row(label("单位负责人"), FormCell("", sign=f"签名（盖章）：　　　　　　　{BLANK_DAY}"), height=30),
                ),
                widths=(24, 82, 22, 28),
            ),
            Text("本表由承办单位填写后单独报政协提案委，不送提案者。", small=True, indent=False),
        ),
    ),
)
def proposal_quality(part):
    return item_fields(part.record) | {"unit": part.unit.name}
