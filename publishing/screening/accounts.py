"""Accounts by which a person is reached: e-mail, QQ and WeChat (电子邮箱、QQ号、微信号)."""

import re
from collections.abc import Iterator

from publishing.screening.kinds import Kind, ScreenFinding
from publishing.screening.numbers import Contacts
from publishing.screening.reading import ScreenedText
from publishing.screening.vocabulary import any_of

_AT = re.compile(
    r"\s{0,2}(?:[(\[{【<]?\s?(?:@|%40)\s?[)\]}】>]?|[(\[{【<]\s?(?:at|a|艾特)\s?[)\]}】>]|#at#|艾特"
    r"|(?<=\w) at (?=[a-z0-9\-]+ ?(?:\.| dot ) ?(?:com|cn|net|org)\b))\s{0,2}",
    re.IGNORECASE,
)
_INSTEAD = re.compile(
    r"(?:邮箱|信箱|邮件|邮址|电邮|mail)(?:地址|账号|帐号)?[为是:(\s]{0,3}(?P<local>[a-z0-9][\w.+\-]{2,63})(?P<at>\s?(?:[^\w\s.,;:/\\()+\-\u4e00-\u9fff]{1,3}|圈a|(?<=\s)a(?=\s)|[\u4e00-\u9fff]{1,4})\s?)(?=[a-z0-9])",
    re.IGNORECASE | re.ASCII,
)
"Behind the word for a mailbox, whatever sign or word stands for @."
_DOT = r"\s?(?:\.|。|·|[(\[{【]\s?(?:dot|点)\s?[)\]}】]| dot |点)\s?"
_ANY_DOT = re.compile(_DOT)
_LOCAL = re.compile(r"[A-Za-z0-9](?:[\w.%+\-]{0,63})$", re.ASCII)
_DOMAIN = re.compile(
    rf"[A-Za-z0-9\u4e00-\u9fff\-]{{1,63}}?(?:{_DOT}[A-Za-z0-9\-]{{1,63}}){{0,4}}{_DOT}(?:com|cn|net|org|gov|edu|info|vip|me|io|cc|co|hk|tw|mo|xyz|top|xn--[a-z0-9\-]{{2,20}}|中国|公司|网络|[A-Za-z]{{2,8}})"
    r"(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_KNOWN = re.compile(
    rf"[a-z0-9\-]{{1,63}}(?:{_DOT}[a-z0-9\-]{{1,63}}){{0,3}}(?:{_DOT}|,)(?:com|cn|net|org|vip|cc|me)(?![a-z0-9])",
    re.IGNORECASE,
)
"A domain that is one beyond doubt."
_GOVERNMENT = re.compile(r"\.gov\.cn$", re.IGNORECASE)


def find_mailboxes(reading: ScreenedText, contacts: Contacts) -> Iterator[ScreenFinding]:
    """Mailboxes: a unit's own passes, one of the government or one to which the public may write is asked about."""
    text = reading.text
    deputies = {one.strip().lower() for one in contacts.deputies if "@" in one}
    for start, at, behind, end in _mailboxes(text):
        quote, first, last = reading.quote(start, end)
        spelt = f"{text[start:at]}@{_ANY_DOT.sub('.', text[behind:end])}".lower()
        if contacts.is_office(spelt):
            continue
        asked = _GOVERNMENT.search(text[at:end]) or any_of("public_mailbox").search(reading.before(start, 24))
        local = text[start:at]
        shown = quote[len(local) :] if local in quote else text[at:end]
        kind = Kind.DEPUTY if spelt in deputies else Kind.EMAIL
        yield ScreenFinding(kind, quote, first, last, f"{quote[0]}***{shown}", kind == Kind.DEPUTY or not asked)


def _mailboxes(text: str) -> Iterator[tuple[int, int, int, int]]:
    """Where each mailbox begins, where its @ stands or what stands for it, where its domain begins, and where it ends."""
    for at in _AT.finditer(text):
        local = _LOCAL.search(text, max(0, at.start() - 66), at.start())
        domain = _DOMAIN.match(text, at.end()) or _KNOWN.match(text, at.end())
        if local is not None and domain is not None:
            yield local.start(), at.start(), at.end(), domain.end()
    for one in _INSTEAD.finditer(text):
        if not _AT.fullmatch(one["at"]) and (domain := _KNOWN.match(text, one.end())):
            yield one.start("local"), one.start("at"), one.end(), domain.end()


_JOINED = (
    r"(?:号码|号|账号|帐号|ID|昵称)?\)?(?:[(【\[][^()【】\[\]0-9]{1,6}[)】\]])?"
    r"(?:(?:昵称|名)[:是为“\"]{0,2}[^0-9，。;\n]{1,8}[，,](?:号码?|账号|帐号)?)?"
    r"(?:[:=(/\-\"“'‘【\[「<.,，、为是在就叫])*\n?"
)
"What stands between the word for an account and the account."
_KOU = "扣抠蔻叩"
"Characters that are written for Q by their sound; two of them in any order are QQ."
_QQ = re.compile(
    rf"(?:(?<![A-Za-z])QQ|(?<![回代折抵倒查预暂罚应])[{_KOU}]{{2}}|[{_KOU}]号|球球号?|企鹅(?:号码?|(?=:))|(?<![A-Za-z])Q号|(?<![A-Za-z0-9&])Q(?=:[1-9][0-9\-.]{{5}}))(?P<group>群|交流群|工作群)?(?:联系方式|联系|同号|常用|好友)?(?:[/、和或](?:微信|we-?chat))?{_JOINED}(?P<number>[1-9](?:[-.]?[0-9]){{4,11}})(?![0-9@])",
    re.IGNORECASE,
)
_WECHAT = re.compile(
    rf"(?:微信|[薇威徽溦維维微]信|微x|[微薇威][❤♥💗]|卫星(?=[:号])|加微(?!信)|绿泡泡|(?<![A-Za-z])(?:we-?chat|weixin|wei信|vx|v信|wx)|[加+]v|(?<![A-Za-z0-9])v(?=:[A-Za-z]))(?!公众|小程序|群|平台|服务号|订阅号|视频号|工作群|支付)"
    rf"(?:同号|同手机|搜索|搜一?搜|添加|查找|联系|好友|名片|请?加|[/、和或](?:QQ|手机|电话|抖音))?{_JOINED}(?:同号|同手机|加)?"
    r"(?P<number>[A-Za-z][A-Za-z0-9_\-]{5,19}|[1-9](?:[-.]?[0-9]){5,11})(?![A-Za-z0-9_@])(?![”\"]?(?:微信)?(?:公众|小程序|服务号|订阅号))",
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
