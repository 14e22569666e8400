"""Words for people (文案) that a module declares when it is loaded and Django translates when they are printed."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Label = str | _StrPromise
else:
    Label = str
