"""Under which terms the tables may be used (使用许可): one of the licences that are known everywhere, or none declared."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence by the name that programs know it by."""

    code: str
    title: str | Promise
    url: str


LICENCES = {
    one.code: one
    for one in (
        Licence("CC-BY-4.0", _("知识共享 署名 4.0 国际许可协议"), "https://creativecommons.org/licenses/by/4.0/"),
        Licence("CC0-1.0", _("知识共享 公共领域贡献 1.0"), "https://creativecommons.org/publicdomain/zero/1.0/"),
        Licence("ODC-BY-1.0", _("开放数据共用 署名许可协议 1.0"), "https://opendatacommons.org/licenses/by/1-0/"),
    )
}
"By their names in HUIYIN_DATA_LICENCE."
