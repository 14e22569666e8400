"""The example's portal: columns, the published summary and the two replies, through the real approval."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from publishing import drafting, review
from publishing.models import ArticlePage, ColumnKind, ColumnPage, FiguresPage
from publishing.models.signoff import Level
from publishing.permissions import install_page_permissions
from publishing.tree import build_portal

HERE = Path(__file__).parent
FIRST_PUBLISHED = datetime(2024, 8, 8, tzinfo=ZoneInfo("Asia/Shanghai"))
REPLIES_PUBLISHED = datetime(2024, 6, 21, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
"Within 20 working days of 送达 (R90)."
SOURCE = "巴宜区人民政府办公室"
ACCOUNTS = {Level.FIRST: "first", Level.SECOND: "second", Level.FINAL: "final"}
TITLE = "巴宜区2024年“两会”建议提案工作总结"
RULES = """
建议提案按“建议交办、单位签收、经办人办理、行文回复、征询意见、意见反馈”六个环节闭环办理。
一、建议交办和单位签收
政府办公室收文登记、提出拟办意见，经区领导批示后交办；承办单位签收，并明确具体部门、分管领导、具体负责人和办结时限。
二、经办人办理和行文回复
承办单位与提出人沟通后拟写答复；答复在格式、文字、内容上审核合格，经政府领导签发后正式行文。
答复不明确或未与代表沟通的，退回重新办理。
三、征询意见和意见反馈
答复送达后征询提出人意见；不满意的重新办理，做到件件有流程、条条有进展、事事有回音。
"""
BEGINNING = "巴宜区2024两会建议提案工作总结"
"The line of the published text after which its body starts."


def build(session, users: dict) -> int:
    """The portal with everything signed and published; returns how many pages were not live yet."""
    home = build_portal(
        "林芝市巴宜区人民政府",
        tagline="政府信息公开 · 建议提案办理",
        is_demonstration=True,
        organiser="巴宜区人民政府办公室（演示）",
    )
    install_page_permissions(home)
    review.install_workflow()
    editor = users["editor"]
    drafting.draft_reply_notices(session, editor)
    notices = [drafting.notice_of(reply) for reply in drafting.latest_replies(session)]
    waiting = [page for page in notices if page is not None and not page.live]
    for page in waiting:
        migrate(page, f"{SOURCE}（示例）", REPLIES_PUBLISHED)
    summary = drafting.draft_summary(session, editor, as_of=FIRST_PUBLISHED.date())
    if not summary.live:
        as_published(summary)
    waiting += [page for page in (summary, rules_page(), figures_page(session)) if not page.live]
    for page in waiting:
        publish(page, users)
    return len(waiting)


def migrate(page, source: str, at: datetime = FIRST_PUBLISHED) -> None:
    """Mark a page as first published elsewhere at this time."""
    page.migrated, page.migrated_source, page.migrated_at = True, source, at


def as_published(page) -> None:
    """Give the summary the words of the published text, as they stand; its figures stay the ledger's."""
    migrate(page, "巴宜区人民政府门户网站")
    page.title, page.slug = TITLE, "2024-gzzj"
    page.issuing_body = page.source = SOURCE
    page.editor_name = "林国铭"
    page.issued_on = FIRST_PUBLISHED.date()
    page.body = published_body()


def published_body() -> list[tuple[str, str]]:
    """The published text in blocks: its two headings, and its paragraphs with lines broken by the copy put together."""
    text = (HERE / "summary-2024.txt").read_text(encoding="utf-8")
    body = text.split(BEGINNING, 1)[1].strip()
    paragraphs = [part.replace("\n", "") for part in body.replace("作为重\n\n要政治", "作为重要政治").split("\n\n")]
    return [("heading" if len(part) < 12 and part[1] == "、" else "paragraph", part) for part in paragraphs if part]


def publish(page, users: dict) -> None:
    """Hand the page in and have it signed at every level it needs, each by its own account."""
    editor = users["editor"]
    page.save_revision(user=editor)
    submission = review.submit(page, account=editor)
    for level in submission.levels:
        review.sign(submission, Level(level), account=users[ACCOUNTS[Level(level)]], seen=submission.content_sha256)


def figures_page(session) -> FiguresPage:
    """The session's figures under 总体情况, as of now."""
    found = FiguresPage.objects.filter(session=session).first()
    if found is None:
        column = ColumnPage.objects.get(kind=ColumnKind.OVERVIEW)
        found = FiguresPage(
            title="巴宜区2024年“两会”建议提案办理数据",
            slug="2024-sj",
            session=session,
            issuing_body=SOURCE,
            source=f"{SOURCE}（示例）",
            editor_name="示例编辑甲",
            live=False,
        )
        column.add_child(instance=found)
    return found


def rules_page() -> ArticlePage:
    """A page of 办理制度: the six stages as the published text names them."""
    found = ArticlePage.objects.filter(slug="liucheng").first()
    if found is None:
        column = ColumnPage.objects.get(kind=ColumnKind.RULES)
        found = ArticlePage(
            title="建议提案闭环式办理流程（示例）",
            slug="liucheng",
            issuing_body=SOURCE,
            source=f"{SOURCE}（示例）",
            editor_name="示例编辑甲",
            live=False,
            body=[
                ("heading" if part.startswith(tuple("一二三")) else "paragraph", part)
                for part in RULES.strip().split("\n")
            ],
        )
        column.add_child(instance=found)
    return found
