"""What Wagtail's own pages of the admin may do to a page (页面权限): edit drafts, and never reach the public side.

Every route of Wagtail that publishes, hides, moves or deletes asks a page's `permissions_for_user`. `install` puts one
answer in its place for every type of page, superusers included: 签发 and 撤稿 are acts of `publishing.review` alone.
"""

from django.contrib.auth.models import Permission
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page
from wagtail.models.pages import PagePermissionTester

from publishing import placing
from publishing.models import Submission
from tracking import permissions
from tracking.models import Role

WRITERS = (Role.EDITOR, Role.FIRST_REVIEWER, Role.SECOND_REVIEWER, Role.FINAL_REVIEWER)
"The roles that see the portal's pages in the admin; what is written counts its writer as an author."
FILES = {
    Role.EDITOR: (
        "add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document",
    ),
    Role.ADMIN: ("choose_image",),
}  # fmt: skip
"What each role does with images and documents; administrators choose the emblem of 门户设置."


class OfficePermissionTester(PagePermissionTester):
    """Denies to everyone what only signatures may do; otherwise as Wagtail decides."""

    def can_publish(self) -> bool:
        """Never: 签发 is the last signature's."""
        return False

    def can_publish_subpage(self) -> bool:
        """Never, as for the page itself."""
        return False

    def can_unpublish(self) -> bool:
        """Never here: 撤稿 has a reason, on the review page."""
        return False

    def can_submit_for_moderation(self) -> bool:
        """Never by Wagtail's own button: 送审 pins the figures, by ours."""
        return False

    def can_set_view_restrictions(self) -> bool:
        """Never: what is public is public to all."""
        return False

    def can_unschedule(self) -> bool:
        """Nothing is ever scheduled; what a script scheduled may be unscheduled by administrators."""
        return self.user.is_superuser

    def can_lock(self) -> bool:
        """Not while under review: a personal lock would take the place of the review's, and let its holder edit."""
        return not self.page.workflow_in_progress and super().can_lock()

    def can_edit(self) -> bool:
        """As Wagtail says; an alias is nobody's text."""
        return self.page.alias_of_id is None and super().can_edit()

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """Only drafts that were never handed in: what is public is taken down, and evidence stays."""
        return super().can_delete(ignore_bulk) and not self._is_public() and not self._has_evidence()

    def can_move(self) -> bool:
        """A draft by those who may delete it, as in Wagtail; a live page, or one with live pages below, by 三审."""
        if self.page_is_root:
            return False
        if self._is_public():
            return self._is_final_reviewer()
        return super().can_delete(ignore_bulk=True)

    def can_move_to(self, destination) -> bool:
        """As Wagtail says, with 三审 in the place of the publish permission."""
        if not self.can_move() or self.page == destination or destination.is_descendant_of(self.page):
            return False
        if placing.why_not_under(self.page.specific, destination):
            return False
        return destination.permissions_for_user(self.user)._may_add()

    def can_copy_to(self, destination, recursive=False) -> bool:
        """As Wagtail says, and as the page's own rules do."""
        return super().can_copy_to(destination, recursive) and not placing.why_not_copy(self.page.specific, destination)

    def can_reorder_children(self) -> bool:
        """The order of public pages is public: 三审."""
        return self._is_final_reviewer()

    def _may_add(self) -> bool:
        return self.user.is_superuser or "add" in self.permissions

    def _is_final_reviewer(self) -> bool:
        return permissions.has_role(self.user, Role.FINAL_REVIEWER)

    def _is_public(self) -> bool:
        return self.page.live or (not self.page.is_leaf() and self.page.get_descendants().live().exists())

    def _has_evidence(self) -> bool:
        below = self.page.get_descendants(inclusive=True)
        return Submission.objects.filter(page__in=below).exists()


def may_see_drafts(user) -> bool:
    """Whether the user sees drafts and reviews: those who write, sign, record and take down; superusers only look."""
    return user.is_superuser or bool(permissions.roles_of(user) & {*WRITERS, Role.OFFICE_CLERK, Role.DUTY_OFFICER})


def may_see_files(user) -> bool:
    """Whether the user opens the images and documents of drafts: who writes and reviews pages; administrators look."""
    return user.is_superuser or bool(permissions.roles_of(user) & {*WRITERS, Role.ADMIN})


def permissions_for_user(page: Page, user) -> OfficePermissionTester:
    """What a user may do to a page through Wagtail's own admin."""
    return OfficePermissionTester(user, page)


def install() -> None:
    """Put the office's answer in the place of Wagtail's, for every type of page."""
    Page.permissions_for_user = permissions_for_user


def install_page_permissions(root: Page) -> None:
    """Give the roles what they need of Wagtail: pages from here down and files (编辑权限)."""
    for role in WRITERS:
        group = permissions.role_group(role)
        for codename in ("add_page", "change_page"):
            permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)
            GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)
    collection = Collection.get_first_root_node()
    for role, codenames in FILES.items():
        group = permissions.role_group(role)
        for permission in Permission.objects.filter(codename__in=codenames):
            GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission)
