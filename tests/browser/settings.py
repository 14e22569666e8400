"""Settings of an installation that a browser walks: the project's own, but that a password is checked in no time."""

from huiyin.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
