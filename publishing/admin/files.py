"""Images and documents are stored once (图片和附件): what may stand on a signed page is never replaced in place."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from publishing.review.statement import was_handed_in


class KeptFile:
    """Refuses another file for a row that has one."""

    def clean_file(self):
        """A new file is a new row."""
        if self.instance.pk and "file" in self.changed_data:
            raise forms.ValidationError(
                _("已登记的文件不能替换，以免改动审签过的页面；请另行上传新文件，在页面中改用它后重新送审。")
            )
        return self.cleaned_data["file"]


class ImageForm(KeptFile, BaseImageForm):
    """The form of an image (WAGTAILIMAGES_IMAGE_FORM_BASE)."""


class DocumentForm(KeptFile, BaseDocumentForm):
    """The form of a document (WAGTAILDOCS_DOCUMENT_FORM_BASE); its title is public, and signed with the page."""

    def clean_title(self):
        """The title stays once the document was handed in."""
        if self.instance.pk and "title" in self.changed_data and was_handed_in(self.instance):
            raise forms.ValidationError(
                _("这个文件用在送审或公开的页面上，不能改名；请另行上传，在页面中改用它后重新送审。")
            )
        return self.cleaned_data["title"]
