"""Addresses of the web (网址) as the office writes them down: whole, and nothing but http and https."""

from django.core.validators import URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

is_web_address = URLValidator(schemes=["http", "https"], message=_("网址须以 http:// 或 https:// 开头，写完整。"))


class WebAddressField(models.URLField):
    """A URLField that refuses ftp; in migrations it appears as a plain URLField."""

    default_validators = [is_web_address]

    def deconstruct(self) -> tuple:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.URLField", args, kwargs
