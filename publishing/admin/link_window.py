"""The editor's window for a link (外部链接), in the place of Wagtail's, which takes //host and fails without an address."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.auth import require_admin_access
from wagtail.admin.forms.choosers import ExternalLinkChooserForm
from wagtail.admin.views.chooser import ExternalLinkView

from publishing.links import check_link


class LinkForm(ExternalLinkChooserForm):
    """The address and the words of a link."""

    url = forms.CharField(label=_("网址"), max_length=2000, validators=[check_link])


class LinkView(ExternalLinkView):
    """The window; an address of a page of the portal becomes a link to that page."""

    form_class = LinkForm


external_link = require_admin_access(LinkView.as_view())
