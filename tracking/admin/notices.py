"""The page of one's messages (消息), each with a link to its item, and the choice to get them by e-mail too."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin.menu import MenuItem

from tracking import permissions
from tracking.admin.frame import frame, key_in, record_url, shown
from tracking.models import MailNotices, Notice, Person
from tracking.telling import sending
from tracking.versions import chained, keep, kinds

PER_PAGE = 50


class MailForm(forms.Form):
    """The form on which a user chooses which messages also come by e-mail, and the address."""

    wish = forms.ChoiceField(label=gettext_lazy("消息邮件"), choices=MailNotices.choices)
    email = forms.EmailField(label=gettext_lazy("邮箱"), required=False)

    def __init__(self, *args, person: Person, **kwargs):
        super().__init__(*args, label_suffix="", prefix="mail", **kwargs)
        self.person = person
        self.fields["wish"].initial, self.fields["email"].initial = person.mail_notices, person.user.email
        if not sending.sends_mail():
            self.fields["wish"].help_text = _("本系统没有设置邮件服务器，选择会保存，但现在不会发出邮件。")

    def clean(self):
        """Require an address where mail is wanted."""
        data = super().clean()
        if data.get("wish") != MailNotices.NONE and not data.get("email") and "email" not in self.errors:
            self.add_error("email", _("要收邮件，请填写邮箱。"))
        return data

    def save(self) -> None:
        """Save the choice as a version of the person, and the address with the account."""
        person, user = self.person, self.person.user
        summary = _("消息邮件：%(wish)s") % self.cleaned_data_in_words()
        with chained(kinds.LIST, _("消息设置"), account=user, summary=summary):
            person.mail_notices = self.cleaned_data["wish"]
            keep(person, user=user, reason=_("消息设置"))
            user.email = self.cleaned_data["email"]
            user.save(update_fields=["email"])

    def cleaned_data_in_words(self) -> dict[str, str]:
        """The choice, in the words of its event."""
        return {"wish": str(MailNotices(self.cleaned_data["wish"]).label)}


class NoticesView(View):
    """The page of one's own messages; nobody sees another person's."""

    def dispatch(self, request, *args, **kwargs):
        """Open the page to everybody who is a person of the office or of a unit, administrators too."""
        self.person = permissions.person_of(request.user)
        if self.person is None:
            raise PermissionDenied
        self.mine = Notice.objects.filter(person=self.person)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request):
        """Show the messages, the latest first."""
        return self._page(MailForm(person=self.person))

    def post(self, request):
        """Mark one message or all as read, or save the choice for mail."""
        if "mail" in request.POST:
            form = MailForm(request.POST, person=self.person)
            if not form.is_valid():
                return self._page(form, refused=True)
            form.save()
            messages.success(request, _("消息设置已保存。"))
            return redirect("notices")
        unread = self.mine.filter(read_at=None)
        if "all" not in request.POST:
            unread = unread.filter(pk=key_in(request.POST.get("read", "")))
        done = unread.update(read_at=timezone.now())
        messages.success(request, _("已标为已读：%(n)s 条。") % {"n": done})
        return redirect(f"{reverse('notices')}?{request.GET.urlencode()}")

    def _page(self, form, refused: bool = False):
        shows_all = "all" in self.request.GET
        found = self.mine if shows_all else self.mine.filter(read_at=None)
        page = Paginator(found.select_related("record").defer("record__text"), PER_PAGE).get_page(
            self.request.GET.get("p")
        )
        rows = [
            (notice, record_url(notice.record) if notice.record_id else notice.url, self._mail_state(notice))
            for notice in page
        ]
        context = {"form": form, "page": page, "rows": rows, "shows_all": shows_all}
        return shown(self.request, "tracking/admin/notices.html", context | frame(_("消息"), icon="mail"), refused)

    def _mail_state(self, notice: Notice) -> str:
        """What became of the message's mail, where one was wanted."""
        if notice.mailed_at:
            return _("已发邮件")
        wants = self.person.mail_notices != MailNotices.NONE and sending.sends_mail()
        return _("邮件待发") if wants and notice.read_at is None else ""


class NoticesMenuItem(MenuItem):
    """The menu's entry 消息 with the number of unread messages: one query a page, none for users without a person."""

    def is_shown(self, request):
        """Whether the user is a person of the office or of a unit."""
        return permissions.person_of(request.user) is not None

    def render_component(self, request):
        """Render a copy with this user's number, since the menu's items are shared by all users."""
        person = permissions.person_of(request.user)
        unread = Notice.objects.filter(person=person, read_at=None).count()
        label = _("消息（%(n)s）") % {"n": unread if unread < 100 else "99+"} if unread else _("消息")
        named = MenuItem(label, self.url, name=self.name, icon_name=self.icon_name, order=self.order)
        if unread:
            named.classname = "menu-unread"
        return named.render_component(request)


def menu_item() -> NoticesMenuItem:
    """The menu's entry 消息."""
    return NoticesMenuItem(_("消息"), reverse("notices"), name="notices", icon_name="mail", order=20)
