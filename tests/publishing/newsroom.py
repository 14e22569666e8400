"""The newsroom of the tests: a small portal, its editor and reviewers, and pages that got there by real acts."""

from dataclasses import dataclass

from django.conf import settings
from wagtail.models import Page, Site

from publishing import review
from publishing.drafting import draft_reply_notice, draft_summary
from publishing.models import ArticlePage, ColumnKind, ColumnPage, Level, PortalHomePage, ReplyNoticePage, Submission
from publishing.narrating import PROMPT
from publishing.permissions import install_page_permissions
from tests.prepared import prepared
from tests.tracking.factories import Office, make_account, make_office, make_person
from tracking.models import Reply, Role
from tracking.stages import Stage


@dataclass
class Newsroom:
    """Accounts by role, and the columns of the portal by kind."""

    office: Office
    editor: object
    first: object
    second: object
    final: object
    superuser: object
    home: PortalHomePage
    columns: dict[str, ColumnPage]

    @property
    def accounts(self) -> dict[str, object]:
        """Every account, by a name for the denial tables."""
        return {
            "superuser": self.superuser,
            "editor": self.editor,
            "first": self.first,
            "second": self.second,
            "final": self.final,
            "clerk": self.office.clerk,
            "unit": self.office.unit_handler,
        }

    def signer(self, level: Level):
        """The account that signs a level."""
        return {Level.FIRST: self.first, Level.SECOND: self.second, Level.FINAL: self.final}[Level(level)]

    def article(self, title: str = "示例办理制度", text: str = "第一条　示例条文。") -> ArticlePage:
        """A draft of the editor's (办理制度)."""
        page = prepared(("article", self, title, text), lambda: self._article(title, text))
        self.columns[ColumnKind.RULES].refresh_from_db()  # it counts its children
        return page

    def _article(self, title: str, text: str) -> ArticlePage:
        page = ArticlePage(title=title, live=False, has_unpublished_changes=True, owner=self.editor)
        page.source, page.editor_name = "示例区人民政府办公室", "示例编辑"
        page.body = [("paragraph", text)]
        self.columns[ColumnKind.RULES].add_child(instance=page)
        page.save_revision(user=self.editor, log_action=True)
        return page

    def summary(self, records: int = 1):
        """A drafted summary of items that were closed."""
        return prepared(("summary", self, records), lambda: self._summary(records))

    def _summary(self, records: int):
        for _number in range(records):
            self.office.make_record(Stage.CLOSED, topic="示例主题")
        return self.without_prompts(draft_summary(self.office.session, self.editor))

    def without_prompts(self, page):
        """The page with what the draft asks its editor to fill in filled in, as a new revision of the editor's."""
        draft = page.get_latest_revision_as_object()
        draft.body = [
            (one.block_type, one.value.split(PROMPT)[0] + "示例做法。" if PROMPT in str(one.value) else one.value)
            for one in draft.body
        ]
        draft.save_revision(user=self.editor)
        return type(page).objects.get(pk=page.pk)

    def reply(self, **changes) -> Reply:
        """A reply that was delivered, through every step."""
        return self.office.make_record(Stage.DELIVERED, **changes).assignments.get().reply

    def notice(self, **changes) -> ReplyNoticePage:
        """A drafted notice of a reply that was delivered."""
        return prepared(("notice", self, changes), lambda: draft_reply_notice(self.reply(**changes), self.editor))

    def submit(self, page) -> Submission:
        """The editor hands the page in."""
        return prepared(("submit", self, page), lambda: review.submit(page, account=self.editor))

    def sign(self, submission: Submission, *levels: Level) -> Submission:
        """Its reviewers sign these levels, or all that are needed."""
        return prepared(("sign", self, submission, levels), lambda: self._sign(submission, levels))

    def _sign(self, submission: Submission, levels: tuple) -> Submission:
        for level in levels or submission.needed:
            review.sign(submission, level, account=self.signer(level), comment="同意。")
        return Submission.objects.get(pk=submission.pk)

    def published(self, page):
        """The page, handed in, signed and live."""
        return prepared(("published", self, page), lambda: self._published(page))

    def _published(self, page):
        self.sign(self.submit(page))
        return type(page).objects.get(pk=page.pk)


def make_newsroom() -> Newsroom:
    """A portal with its columns, live, and an account for each role of publishing."""
    return prepared(("newsroom",), _make_newsroom)


def _make_newsroom() -> Newsroom:
    office = make_office()
    people = {
        "editor": make_person("示例编辑", Role.EDITOR, login="editor").user,
        "first": make_person("示例一审", Role.FIRST_REVIEWER, login="first").user,
        "second": make_person("示例二审", Role.SECOND_REVIEWER, login="second").user,
        "final": make_person("示例三审", Role.FINAL_REVIEWER, login="final").user,
        "superuser": make_account("root", is_superuser=True, is_staff=True),
    }
    home = PortalHomePage(title="示例区人民政府", slug="portal")
    Page.get_first_root_node().add_child(instance=home)
    Site.objects.update(root_page=home, hostname="127.0.0.1", port=8000)
    Site.clear_site_root_paths_cache()
    group = ColumnPage(title="建议提案办理", slug="jytabl", kind=ColumnKind.GROUP)
    home.add_child(instance=group)
    columns = {}
    for kind in (ColumnKind.RULES, ColumnKind.OVERVIEW, ColumnKind.SUGGESTIONS, ColumnKind.PROPOSALS):
        columns[kind] = ColumnPage(title=str(kind.label), slug=kind.value, kind=kind)
        group.add_child(instance=columns[kind])
    install_page_permissions(home)
    assert settings.WAGTAIL_FINISH_WORKFLOW_ACTION == "publishing.finishing.publish_signed_revision"
    return Newsroom(office=office, home=home, columns=columns, **people)
