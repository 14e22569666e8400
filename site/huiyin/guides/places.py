"""Which part of which guide belongs to which page of the admin (帮助): declared here for every page, by the name of its address."""

from django.urls import ResolverMatch

from huiyin.guides.reading import CONTENTS, address_of, guide
from tracking.loop import STEPS
from tracking.models import Role

PLACES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("start#我的待办", ("wagtailadmin_home",)),
    ("start#消息", ("notices",)),
    ("start#登录和密码", ("own_", "wagtailadmin_account")),
    ("start#一件一档", ("ledger_modeladmin_inspect", "private_file", "loop_confirm_decision")),
    ("start#版本和办理记录", ("ledger_modeladmin_history", "events_")),
    ("start#台账", ("ledger_modeladmin_",)),
    ("start#文书", ("papers_of_", "paper_file", "papers_batch")),
    ("start#人员交接", ("hand_on",)),
    ("leader#手机签批", ("loop_signing",)),
    ("clerk#收文登记", ("loop_register",)),
    ("clerk#交办", ("loop_hand_over",)),
    ("start#批量办理", ("loop_many",)),
    ("start#两稿对照", ("loop_texts",)),
    ("clerk#期限调整期限复核", ("loop_recount",)),
    ("clerk#不登录的单位", ("import_sheet", "import_sign_for")),
    ("clerk#导入交办清单", ("import_",)),
    ("clerk#统计报表", ("reports_", "reported_")),
    ("clerk#提出人", ("proposers_",)),
    ("clerk#发文字号", ("series_",)),
    ("clerk#文书模板和套打", ("overprints_", "papers_template")),
    ("supervisor#到期和逾期", ("supervision_due",)),
    ("supervisor#催办单", ("supervision_sheets", "loop_remind_many")),
    ("supervisor#通报", ("circulars_", "supervision_draft")),
    ("supervisor#承诺跟踪", ("promises_",)),
    ("supervisor#督办督办销号", ("supervision_",)),
    ("unit#跟踪人", ("loop_word",)),
    ("unit#送审", ("loop_writing",)),
    ("unit#起草本单位总结", ("publishing_unit_summary",)),
    ("editor#值班撤稿和紧急撤稿", ("publishing_take_down", "publishing_on_call")),
    ("editor#移交包", ("publishing_handover",)),
    ("editor#网站自查", ("publishing_inspection",)),
    ("editor#审稿意见", ("publishing_remark",)),
    ("editor#成套送审", ("publishing_sets", "publishing_set_submit", "publishing_set_withdraw")),
    ("editor#送审", ("publishing_submit", "publishing_withdraw")),
    ("editor#数据核对和内容筛查", ("publishing_waive", "publishing_justify", "publishing_mask", "publishing_definition")),
    ("editor#图片和文档", ("wagtailimages", "wagtaildocs")),
    ("editor#页面和栏目", ("wagtailadmin_pages", "wagtailadmin_explore")),
    ("editor#起草总结和答复", ("publishing_desk", "publishing_draft", "publishing_preview_data", "publishing_page_papers")),
    ("signers#等我审的", ("publishing_queue",)),
    ("signers#审签一个页面", ("publishing_review", "publishing_text", "publishing_decide", "publishing_scan")),
    ("signers#纸质审签", ("publishing_paper",)),
    ("admin#办公室设置", ("publishing_settings",)),
    ("signers#审签一套页面", ("publishing_set",)),
    ("admin#待确认的授权", ("powers",)),
    ("admin#届次", ("sessions_",)),
    ("admin#承办单位", ("units_",)),
    ("admin#办理人员和账号", ("people_", "codes")),
    ("admin#委托代理", ("delegations_",)),
    ("admin#地方节假日", ("holidays_",)),
    ("admin#从交办清单开始", ("moving_in_list", "moving_in_proposal", "moving_in_unit_column")),
    ("admin#开始使用", ("moving_in",)),
    ("admin#换成我们县", ("our_place",)),
    ("admin#设置检查", ("settings_check", "wagtailadmin_reports", "wagtailadmin_collections")),
    ("", ("guide",)),
)  # fmt: skip
"Guide and anchor with the beginnings of names of pages; the first that fits counts."
OF_ROLE = {
    Role.OFFICE_CLERK: "clerk",
    Role.OFFICE_REVIEWER: "reviewer",
    Role.LEADER: "leader",
    Role.UNIT_HANDLER: "unit",
    Role.SUPERVISOR: "supervisor",
    Role.EDITOR: "editor",
    Role.FIRST_REVIEWER: "signers",
    Role.SECOND_REVIEWER: "signers",
    Role.FINAL_REVIEWER: "signers",
    Role.DUTY_OFFICER: "editor",
    Role.ADMIN: "admin",
}
"The guide of each role that has an account."
STEP_PAGE = "loop_step"


def place_of(name: str) -> str | None:
    """The guide and anchor that belong to the page of this name; None where none was declared."""
    return next((place for place, beginnings in PLACES if name.startswith(beginnings)), None)


def place_of_step(code: str) -> str:
    """The guide of the role that takes this step, at the heading that names it."""
    step = STEPS.get(code)
    if step is None:
        return ""
    slug = OF_ROLE[step.roles[0]]
    return f"{slug}#{guide(slug).anchor_for(str(step.label))}"


def address_for(match: ResolverMatch | None) -> str:
    """Where 帮助 leads from a page of the admin: to its part of the guides, else to the list of them."""
    place = ""
    if match is not None and match.view_name == STEP_PAGE:
        place = place_of_step(match.kwargs["code"])
    elif match is not None:
        place = place_of(match.view_name or "") or ""
    slug, sharp, anchor = place.partition("#")
    return address_of(slug or CONTENTS) + (f"{sharp}{anchor}" if anchor else "")
