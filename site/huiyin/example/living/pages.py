"""The living session's pages: some published, one at each level of review, one returned, and the summary's draft."""

from huiyin.example.portal import ACCOUNTS
from publishing import drafting, review
from publishing.models import ArticlePage, ColumnKind, ColumnPage, Submission
from publishing.models.signoff import Level
from tracking.models import Reply, Session
from tracking.permissions import person_of

PUBLISHED = 3
"How many answers are public; one more waits for 三审."
BULLETIN = (
    "建议提案办理情况通报（第一期）",
    "hly-tb-1",
    (
        ("heading", "一、总体情况"),
        ("paragraph", "交办会以来，各承办单位按时签收，普遍与代表、委员见了面，多数事项已经动手办理。"),
        ("heading", "二、存在的问题"),
        ("paragraph", "少数承办单位登记进展不及时，个别答复没有逐项回答，已退回重新办理。"),
        ("heading", "三、下一步要求"),
        ("paragraph", "请各承办单位对照期限逐件检查，先沟通、后答复，答复须写明完成时间。"),
    ),
)
FORM_OF_ANSWERS = (
    "建议提案答复的格式要求",
    "dfgs",
    (
        ("paragraph", "答复应写明收到的是哪一件，逐项回答所提事项，写明责任单位和完成时间。"),
        ("paragraph", "答复送达时一并附送征询意见表。"),
    ),
)
RETURNED = "请补充答复的期限要求后再送审。"


def build(session: Session, users: dict[str, object]) -> None:
    """Draft from the ledger and take each page as far as it comes, every signature by its own account."""
    answers = _answers(session)
    for reply in answers[:PUBLISHED]:
        _hand_in(drafting.draft_reply_notice(reply, users["editor"]), users, *Level)
    for reply in answers[PUBLISHED : PUBLISHED + 1]:
        _hand_in(drafting.draft_reply_notice(reply, users["editor"]), users)
    _hand_in(_article(session, users, *BULLETIN), users)
    _hand_in(drafting.draft_figures(session, users["editor"]), users, Level.FIRST)
    submission = _hand_in(_article(session, users, *FORM_OF_ANSWERS), users)
    review.reject(submission, Level.FIRST, account=users[ACCOUNTS[Level.FIRST]], comment=RETURNED)
    drafting.draft_summary(session, users["editor"])


def _answers(session: Session) -> list[Reply]:
    """The letters of closed items that may be public, without what is promised for later."""
    found = [one for one in drafting.latest_replies(session) if not drafting.why_no_notice(one)]
    return [one for one in found if one.assignment.stage == "closed" and one.promise_due_on is None]


def _hand_in(page, users: dict[str, object], *signed: Level) -> Submission:
    """Hand a page in (送审), and have it signed at those of its levels."""
    submission = review.submit(page, account=users["editor"])
    for level in signed:
        if level in submission.levels:
            review.sign(submission, level, account=users[ACCOUNTS[level]], seen=submission.content_sha256)
    return submission


def _article(session: Session, users: dict[str, object], title: str, slug: str, body: tuple) -> ArticlePage:
    """A piece of the column 办理制度 that somebody wrote, marked 示例."""
    editor = person_of(users["editor"])
    page = ArticlePage(
        title=f"{session.name.removesuffix('（示例届次）')}{title}（示例）",
        slug=f"{session.code}-{slug}",
        issuing_body="示例区人民政府办公室",
        source="示例区人民政府办公室（示例）",
        editor_name=editor.name,
        live=False,
        body=list(body),
    )
    ColumnPage.objects.get(kind=ColumnKind.RULES).add_child(instance=page)
    page.save_revision(user=users["editor"])
    return page
