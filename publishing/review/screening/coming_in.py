"""Files as they come in (图片和附件入库): whichever way they do, they are stored without author, place, comments and deletions.

The forms of the admin clean an upload while its sender can still be told what is wrong; what a script stores is cleaned
as it is saved. So the bytes that are signed are those that are pressed.
"""

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage

from publishing.screening.files import Unscreenable, cleaned


class CleanFile(ContentFile):
    """A file whose properties were taken off."""

    @classmethod
    def of(cls, upload: UploadedFile | ContentFile) -> "CleanFile":
        """An upload without its properties; raises Unscreenable for one that can't be opened."""
        upload.seek(0)
        return cls(cleaned(upload.read()), name=upload.name)


def clean_new_file(
    sender: type[Model], instance: AbstractDocument | AbstractImage, raw: bool = False, **kwargs: object
) -> None:
    """Before a row is saved, clean a file that is not stored yet; one that can't be opened is found by the screening."""
    if raw or not instance.file or instance.file._committed or isinstance(instance.file.file, CleanFile):
        return
    try:
        instance.file = CleanFile.of(instance.file.file)
    except Unscreenable:
        instance.file.file.seek(0)
