"""A draft as data for another front end (数据预览): behind a signed address that is short-lived and bound to who asked for it.

Nothing is kept: the token names the page and the account, and whoever lost the right to see drafts meanwhile shows none.
"""

from django.contrib.auth import get_user_model
from django.core import signing
from django.utils.translation import gettext as _
from wagtail.models import Page

from publishing.permissions import may_see_drafts
from publishing.press.portal import Portal
from publishing.press.render import Sheet
from tracking.models.accounts import Account

SALT = "publishing.preview"
MINUTES = 30
"For how long a token opens the draft."


class NotShown(Exception):
    """The draft is not shown; its text says why, and what to do."""


def token_for(page: Page, account: Account) -> str:
    """A token that shows the newest draft of a page of the portal, for somebody who may see it."""
    return signing.dumps({"page": page.pk, "account": account.pk}, salt=SALT)


def draft_behind(token: str) -> bytes:
    """The newest draft of a token's page, as its index.json would say it; NotShown where the token does not open it."""
    try:
        said = signing.loads(token, salt=SALT, max_age=MINUTES * 60)
    except signing.SignatureExpired:
        words = _("这个预览网址已经过期（%(minutes)s分钟内有效），请在后台的审签页重新取得。")
        raise NotShown(words % {"minutes": MINUTES}) from None
    except signing.BadSignature:
        raise NotShown(_("预览网址不完整或不正确，请在后台的审签页重新取得。")) from None
    account = get_user_model().objects.filter(pk=said["account"], is_active=True).first()
    page = Page.objects.filter(pk=said["page"]).specific().first()
    if account is None or not may_see_drafts(account):
        raise NotShown(_("取得这个预览网址的账号已经不能查看草稿。"))
    portal = Portal.now(drafts=True)
    if page is None or portal is None or not page.latest_revision_id:
        raise NotShown(_("这一页的草稿已经不在了。"))
    return Sheet(portal, page.get_latest_revision_as_object()).data()
