"""The whole house for tests across apps: an account for everybody, and something of every kind to open."""

from dataclasses import dataclass, field

from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from publishing.models import Level
from publishing.models.setting_changes import Subject
from publishing.review import check_value, on_call, remarks, sets, settings_changes
from publishing.review.paper import Written, record_form
from tests.prepared import prepared
from tests.publishing.newsroom import Newsroom, make_newsroom
from tests.tracking.factories import PDF, PNG, make_account, make_person, make_scan
from tracking.loop import take
from tracking.models import HandlingRecord, OfficeSettings, Role
from tracking.stages import Stage


@dataclass
class House:
    """A newsroom with its office, and accounts by name: each role's, a stranger's, a superuser's."""

    newsroom: Newsroom
    record: HandlingRecord
    elsewhere: HandlingRecord
    page: object
    submission: object
    image: object
    document: object
    accounts: dict[str, object] = field(default_factory=dict)


def on_paper(newsroom: Newsroom, submission, accounts: dict) -> None:
    """Something of each kind that waits for another's word: a form, a take-down, a setting, a decision on paper."""
    day, clerk = timezone.localdate(), accounts["clerk"]
    written = [Written(Level.FIRST, newsroom.first.person, day)]
    record_form(
        make_scan("审核表.pdf", PDF + b"form"), [(submission, check_value(submission.content_sha256))], written,
        account=clerk,
    )  # fmt: skip
    on_call.take_down_on_call(
        newsroom.published(newsroom.article("将要撤下的制度")), account=accounts["duty"], ordered_by="示例甲（副区长）",
        ordered_at=timezone.now(), way="call", reason="含个人信息",
    )  # fmt: skip
    wanted = settings_changes.values_of(Subject.OFFICE, OfficeSettings.current()) | {"confirms_paper": True}
    settings_changes.propose(Subject.OFFICE, wanted, account=accounts["admin"])
    item = newsroom.office.make_record(Stage.PROPOSED)
    paper = {"decider": accounts["leader"].person, "scan": make_scan("批示.pdf", PDF + b"note"), "on": item.proposed_on}
    take("instruct", item, account=clerk, instruction="同意。", **paper)
    newsroom.office.move_on(item, Stage.ASSIGNED)


def make_house() -> House:
    """An item that 区示例局 handles, one that it does not, one answered, and a summary under review."""
    return prepared(("house",), _make_house)


def _make_house() -> House:
    newsroom = make_newsroom()
    office = newsroom.office
    accounts = {
        "clerk": office.clerk,
        "reviewer": office.reviewer,
        "leader": office.leader,
        "unit": office.unit_handler,
        "supervisor": make_person("示例督查", Role.SUPERVISOR, login="supervisor").user,
        "editor": newsroom.editor,
        "first": newsroom.first,
        "second": newsroom.second,
        "final": newsroom.final,
        "duty": make_person("示例值班", Role.DUTY_OFFICER, login="duty").user,
        "admin": make_person("示例管理", Role.ADMIN, login="admin").user,
        "nobody": make_account("nobody"),
        "root": newsroom.superuser,
    }
    elsewhere = office.register()
    record = office.make_record(Stage.HANDLING)
    take("name_follower", record.assignments.get(), account=office.clerk, person=office.unit_handler.person)
    notice = newsroom.notice()
    page = newsroom.summary()
    submission = newsroom.submit(page)
    newsroom.published(notice)
    remarks.remark(page, account=newsroom.first, place="title", text="请核对标题。")
    sets.submit_set(
        [newsroom.article("成套的制度"), newsroom.article("成套的通报")], account=newsroom.editor, title="示例一套"
    )
    on_paper(newsroom, submission, accounts)
    image = get_image_model().objects.create(title="示例图片", file=ContentFile(PNG, "example.png"))
    document = get_document_model().objects.create(title="示例附件", file=ContentFile(PDF, "example.pdf"))
    return House(newsroom, record, elsewhere, page, submission, image, document, accounts)
