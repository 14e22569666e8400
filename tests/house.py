"""The whole house for tests across apps: an account for everybody, and something of every kind to open."""

from dataclasses import dataclass, field

from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from tests.publishing.newsroom import Newsroom, make_newsroom
from tests.tracking.factories import PDF, PNG, make_account, make_person
from tracking.models import HandlingRecord, Role
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


def make_house() -> House:
    """An item that 区示例局 handles, one that it does not, one answered, and a summary under review."""
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
        "admin": make_person("示例管理", Role.ADMIN, login="admin").user,
        "nobody": make_account("nobody"),
        "root": newsroom.superuser,
    }
    elsewhere = office.register()
    record = office.make_record(Stage.HANDLING)
    notice = newsroom.notice()
    page = newsroom.summary()
    submission = newsroom.submit(page)
    newsroom.published(notice)
    image = get_image_model().objects.create(title="示例图片", file=ContentFile(PNG, "example.png"))
    document = get_document_model().objects.create(title="示例附件", file=ContentFile(PDF, "example.pdf"))
    return House(newsroom, record, elsewhere, page, submission, image, document, accounts)
