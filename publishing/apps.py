"""The portal as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublishingConfig(AppConfig):
    """信息公开 (publishing)."""

    name = "publishing"
    verbose_name = _("信息公开")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Put the office's page permissions and the press's answers in the place of Wagtail's, and listen to signals."""
        from publishing import letters, permissions
        from publishing.inspection import nightly
        from publishing.press import receivers as press
        from publishing.press import serving
        from publishing.review import (
            daily,
            kinds,
            receivers,  # noqa: F401
            verifying,
        )
        from tracking import versions
        from tracking.loop import screening
        from tracking.people import powers
        from tracking.signals import day_began, timer_ran

        permissions.install()
        serving.install()
        powers.SIGNATURES.add(kinds.SIGNED)
        day_began.connect(daily.day_began, dispatch_uid="publishing.review.daily")
        timer_ran.connect(daily.timer_ran, dispatch_uid="publishing.review.daily")
        day_began.connect(nightly.day_began, dispatch_uid="publishing.inspection.nightly")
        versions.also_check(verifying.check)
        screening.screen_with(letters.concerns_in)
        _find_images_by_tag_and_word()
        press.connect()


def _find_images_by_tag_and_word() -> None:
    """Let the window that chooses an image narrow by a tag what it searches; Wagtail declares the field for words only."""
    from wagtail.images import get_image_model
    from wagtail.search import index

    for field in get_image_model().search_fields:
        if isinstance(field, index.RelatedFields) and field.field_name == "tags":
            field.fields.append(index.FilterField("name"))
