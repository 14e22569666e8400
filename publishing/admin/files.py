"""Images and documents are stored once (图片和附件): what may stand on a signed page is never replaced in place.

Documents are of the kinds that an office publishes; an image that can't be opened whole is an error of its field. Both
lose their properties as they come in (author, place, comments), so that what is signed is what is pressed, byte for byte.
"""

import io

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from publishing.review.screening.coming_in import CleanFile
from publishing.review.statement import was_handed_in
from publishing.screening.files import Unscreenable
from tracking.filekinds import check_published


class KeptFile:
    """Refuses another file for a row that has one, and takes the properties off a new one."""

    def clean_file(self):
        """Refuse another file for a document or image that is there: it is uploaded as a new one."""
        if self.instance.pk and "file" in self.changed_data:
            raise forms.ValidationError(
                _("已登记的文件不能替换，以免改动审签过的页面；请另行上传新文件，在页面中改用它后重新送审。")
            )
        file = self.cleaned_data["file"]
        if "file" in self.changed_data and file:
            self.check_upload(file)
            try:
                return CleanFile.of(file)
            except Unscreenable as why:
                raise forms.ValidationError(str(why)) from why
        return file

    def check_upload(self, file) -> None:
        """Refuse a new file of another kind than is taken here."""


class WholeImageField(WagtailImageField):
    """An image that opens to its last line: its size is asked first, so that nothing gigantic is unpacked."""

    def to_python(self, data):
        try:
            upload = super().to_python(data)
            if upload is not None:
                small = upload.image.auto_orient().resize((1, 1))
                plain = small.set_background_color_rgb((255, 255, 255)) if small.has_alpha() else small
                plain.save_as_jpeg(io.BytesIO())  # as it is pressed: 16 bits a dot are not
        except ValidationError:
            raise
        except Exception as problem:  # the readers of images fail in many ways on broken files
            raise ValidationError(
                _("图片打不开，可能没有传完、已损坏或尺寸过大；请用看图软件打开后另存，再上传。"), code="invalid_image"
            ) from problem
        return upload


class ImageForm(KeptFile, BaseImageForm):
    """The form of an image (WAGTAILIMAGES_IMAGE_FORM_BASE)."""

    file = WholeImageField(label=_("文件"), widget=BaseImageForm.Meta.widgets["file"])


class DocumentForm(KeptFile, BaseDocumentForm):
    """The form of a document (WAGTAILDOCS_DOCUMENT_FORM_BASE); its title is public, and signed with the page."""

    def check_upload(self, file) -> None:
        """Accept files of the kinds that an office publishes, judged by name and content."""
        check_published(file.name, file.read())
        file.seek(0)

    def add_error(self, field, error):
        """Say one thing of a refused file: Wagtail's model would then complain that none is there with a known ending."""
        if field is None and "file" in self.errors and hasattr(error, "error_dict"):
            error.error_dict.pop("file", None)
        super().add_error(field, error)

    def clean_title(self):
        """Refuse another title once the document was handed in with a page."""
        if self.instance.pk and "title" in self.changed_data and was_handed_in(self.instance):
            raise forms.ValidationError(
                _("这个文件用在送审或公开的页面上，不能改名；请另行上传，在页面中改用它后重新送审。")
            )
        return self.cleaned_data["title"]
