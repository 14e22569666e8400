"""The account (账号) under which an act is recorded, as a type: a row of the site's user model."""

from typing import TYPE_CHECKING

from django.contrib.auth.base_user import AbstractBaseUser

if TYPE_CHECKING:
    from django.contrib.auth.models import User as Account  # the user model of the project that is checked
else:
    Account = AbstractBaseUser
