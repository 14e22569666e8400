"""Accounts by which a person is reached: e-mail, QQ and WeChat (电子邮箱、QQ号、微信号)."""

import re
from collections.abc import Iterator

from publishing.screening.kinds import Kind, ScreenFinding
from publishing.screening.numbers import Contacts
from publishing.screening.reading import ScreenedText
from publishing.screening.vocabulary import any_of

_AT = re.compile(
    r"\s{0,2}(?:@|%40|[(\[{【]\s?(?:at|艾特)\s?[)\]}】]|(?<=\w) at (?=[a-z0-9\-]+ ?(?:\.| dot ) ?(?:com|cn|net|org)\b)|#at#|艾特)\s{0,2}",
    re.IGNORECASE,
)
_DOT = r"\s?(?:\.|。|·|[(\[{【]\s?(?:dot|点)\s?[)\]}】]| dot |点)\s?"
_LOCAL = re.compile(r"[A-Za-z0-9](?:[\w.%+\-]{0,63})$", re.ASCII)
_DOMAIN = re.compile(
    rf"[A-Za-z0-9\u4e00-\u9fff\-]{{1,63}}?(?:{_DOT}[A-Za-z0-9\-]{{1,63}}){{0,4}}{_DOT}(?:com|cn|net|org|gov|edu|info|vip|me|io|cc|co|hk|tw|mo|xyz|top|[A-Za-z]{{2,8}})"
    r"(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_GOVERNMENT = re.compile(r"\.gov\.cn$", re.IGNORECASE)


def find_mailboxes(reading: ScreenedText, contacts: Contacts) -> Iterator[ScreenFinding]:
    """Mailboxes: a unit's own passes, one of the government or one to which the public may write is asked about."""
    text = reading.text
    for at in _AT.finditer(text):
        local = _LOCAL.search(text, max(0, at.start() - 66), at.start())
        domain = _DOMAIN.match(text, at.end())
        if local is None or domain is None:
            continue
        quote, first, last = reading.quote(local.start(), domain.end())
        if contacts.is_office(quote):
            continue
        asked = _GOVERNMENT.search(domain[0]) or any_of("public_mailbox").search(reading.before(local.start(), 24))
        shown = quote[len(local[0]) :] if local[0] in quote else f"@{domain[0]}"
        yield ScreenFinding(Kind.EMAIL, quote, first, last, f"{quote[0]}***{shown}", not asked)


_JOINED = r"(?:号码|号|账号|帐号|ID|昵称)?\)?(?:[:=(/\-\"“'为是])*\n?"
_QQ = re.compile(
    rf"(?:(?<![A-Za-z])QQ|扣扣|企鹅号|(?<![A-Za-z])Q号)(?P<group>群|交流群|工作群)?{_JOINED}(?P<number>[1-9](?:[-.]?[0-9]){{4,11}})(?![0-9@])",
    re.IGNORECASE,
)
_WECHAT = re.compile(
    rf"(?:微信|薇信|威信|(?<![A-Za-z])(?:we-?chat|weixin|vx|v信|wx)|加v)(?!公众|小程序|群|平台|服务号|订阅号|视频号|工作群|支付){_JOINED}(?:同号|同手机|加)?"
    r"(?P<number>[A-Za-z][A-Za-z0-9_\-]{5,19}|[1-9](?:[-.]?[0-9]){5,11})(?![A-Za-z0-9_@])",
    re.IGNORECASE,
)
_WXID = re.compile(r"(?<![A-Za-z0-9_])(?P<number>wxid_[A-Za-z0-9]{6,22})(?![A-Za-z0-9_])")
_NO_ACCOUNT = re.compile("https?|qrcode|wechat|weixin|android|iphone|windows|public", re.IGNORECASE)


def find_chats(reading: ScreenedText) -> Iterator[ScreenFinding]:
    """QQ and WeChat by the word before them; a QQ group is asked about."""
    dense = reading.dense
    for text in dict.fromkeys((dense, reading.in_digits.replace(" ", ""))):
        for kind, pattern in ((Kind.WECHAT, _WXID), (Kind.QQ, _QQ), (Kind.WECHAT, _WECHAT)):
            for found in pattern.finditer(text):
                if _NO_ACCOUNT.match(found["number"]):
                    continue
                quote, first, last = reading.quote(*reading.from_dense(*found.span("number")))
                signs = quote.replace(" ", "")
                mask = signs[:1] + "*" * (len(found["number"]) - 3) + signs[-2:]
                yield ScreenFinding(
                    kind, quote, first, last, mask, "group" not in found.groupdict() or not found["group"]
                )
