"""Whether a few characters are a whole Chinese name (姓名), so that names with only spaces between them can be told apart."""

import re

_SINGLE = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石"
    "廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷"
    "詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟尤阳时穆司古"
    "车冷车初仇明钱应褚楚臧冀诸宫伊苟邝竺谈荆冒费廉岑窦云花卫褟郎仲宗桂佟卞寇岑栾隋鞠都宿闵冼简皮项代巩邬茅巫席计麻占池连娄"
)  # fmt: skip
"Common surnames of one character; 买, 艾, 扎 and others that begin other peoples' names are left out."
_DOUBLE = frozenset(
    "欧阳 司马 上官 诸葛 司徒 东方 皇甫 尉迟 公孙 慕容 令狐 夏侯 长孙 宇文 端木 南宫 独孤 轩辕 呼延".split()
)
_PARTS = frozenset(
    "白玛 白珍 白吉 白姆 白央 曲珍 曲扎 曲尼 曲培 曲桑 曲措 曲吉 曲杰 罗布 罗追 罗桑 龙珠 江村 江白 江央 江措 金珠 金美 高桑 安多 欧珠 "
    "单增 单巴 向巴 向秋 明久 石曲 石达 古桑 古丽 康珠 云丹 云登 成列 卓玛 卓嘎 卓拉 伊明 马木 阿旺 尼玛 关却 万玛 贺西 司郎 农布 "
    "和卓 连珠 代吉 都吉 应巴 计美 宗巴 花旦 宁吉 车旺 冷本 毛兰 温布 克珠 桑珠 仁青".split()
)
"Halves of names of other peoples that look like a surname with a given name: 白玛 曲珍 may be one person."


def is_whole_name(text: str) -> bool:
    """Whether these characters can only be one person's whole name: a surname with one or two characters, or with ·."""
    if "·" in text:
        return bool(re.fullmatch(r"[^·]{1,8}(·[^·]{1,8})+", text))
    if text in _PARTS:
        return False
    if text[:2] in _DOUBLE:
        return 3 <= len(text) <= 4
    return text[:1] in _SINGLE and 2 <= len(text) <= 3


def is_surname(text: str) -> bool:
    """Whether these characters are a surname and nothing more (张, 欧阳), so that a given name must follow."""
    return text in _DOUBLE or text in _SINGLE
