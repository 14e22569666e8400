"""What the words around a number say of it: kind, level, duty, class, satisfaction, stage, proposer, topic."""

import re
from collections.abc import Mapping

Sayings = Mapping[str, frozenset[str]]
"Family → the values that the words name, e.g. duty → {lead}."

_UNASKED = re.compile(r"\(含[^()]*\)|所提(?:出)?的?(?:建议|问题|意见)|[已并]?向(?:代表|委员)")
_ON_A_LIST = re.compile("(?:列入|纳入|列为)[^,。;、]{0,12}?(?:督办|督查|台账|考核|议程|领办|清单)")
"Words that say on what list an item is, not how it fared: 列入重点督办."
_LETTER = re.compile(r"([A-D甲乙丙丁])\s*类")
_LETTERS = dict(zip("甲乙丙丁", "ABCD", strict=True))
_OUTCOME = re.compile(
    "解决|落实(?!到(?!位))|采纳|实施|参考|列入|纳入|条件(?:限制|所限|制约|不)|难以|不能|无法|解释|办成|启动"
    "|计划(?:逐步|解决|落实|采纳|在|准备)|规划(?:逐步|计划|解决)"
)
_BOTH_OUTCOMES = re.compile(
    "(?<!正在)(?<!逐步)(?<!计划)(?<!规划)(?:解决|落实|采纳)(?:和|及|以及|与)(?:正在|已?列入|计划|拟|准备)"
)
_OUTCOMES = (
    (
        "C",
        re.compile(
            "(?:暂时?|一时|目前|近期|短期内?)(?:还|尚)?(?:不能|无法|难以|难于)|条件(?:限制|所限|制约|不具备|不成熟)|客观(?:条件|原因)"
            "|(?:难以|无法|不能)(?:解决|落实|采纳)|待以?后|有待|暂缓|不具备|(?:今后|以后|将来)[^,。;]{0,10}解决|适当时机"
        ),
    ),
    ("D", re.compile("参考|解释|不可行|[未不](?:被|予|能)?采纳")),
    ("B", re.compile("正在|列入|纳入|计划|规划|逐步|准备|拟(?:解决|采纳|落实|办)|启动|(?<!解决[和或及、与])部分解决")),
    ("A", re.compile("解决|落实(?!到(?!位))|采纳|实施|办成")),
)
_SATISFACTIONS = (
    (
        frozenset({"yes", "basic"}),
        re.compile(
            r"满意(?:和|或|、|及|与|以及|,)基本满意|满意\(含基本满意\)|基本满意(?:和|或|、|及|与)满意|基本满意以上"
        ),
    ),
    (frozenset({"no"}), re.compile("不满意")),
    (frozenset({"basic"}), re.compile("基本满意|较满意|一般(?!性?(?:件|建议|提案|督办|办理))")),
    (frozenset({"none"}), re.compile("未反馈|未表态|未评价|弃权|未回复意见")),
    (frozenset({"yes"}), re.compile("满意")),
)
_DUTIES = (
    ("joint", re.compile("会办|协办|配合办|协助")),
    ("sole", re.compile("独办|单独办|单独承办|独立承办")),
    ("separate", re.compile("分办|分别办理")),
    ("for information", re.compile("参阅")),
    ("lead", re.compile("主办|牵头|主要承办")),
)
_LEVELS = (
    ("nation", re.compile("全国(?:人大|政协|“?两会|代表|委员)")),
    ("province", re.compile("(?:自治区|省)(?=级|[、,和]|第?.{1,3}届|人大|政协|“?两会|代表|委员|建议|提案|人民)")),
    ("city", re.compile("(?:市|自治州|州|地区)(?=级|[、,和]|第?.{1,3}届|人大|政协|“?两会|代表|委员|建议|提案)")),
    (
        "county",
        re.compile("(?:县|(?<!自治)(?<!社)(?<!地)区|旗)(?=级|第?.{1,3}届|人大|政协|“?两会|代表|委员|建议|提案)"),
    ),
    ("town", re.compile("(?:镇|乡)(?=级|第?.{1,3}届|人大|“?两会|代表)")),
)
_VERB = re.compile("建议(?=修改|完善|重新|撤|将|转|按)")
"建议 as a verb, which names no kind of item: 建议修改后重新提出4件."
_HANDLING_BODY = re.compile(
    "(?:人大常委会|政协)(?:机关|办公室)(?=[和与、及等]|办理|承办|$)|人大常委会(?=[和与、及等]|办理|承办)"
)
"The assembly as one that handles items, which names no kind of item."
_ALL_LEVELS = re.compile("[两二三四]级|各级")
_GROUPS = re.compile("集体|党派|团体|专门委|专委会|界别|工商联|小组|参加单位|活动组|联络组")
_BY_DEPUTIES = re.compile("代表团|(?<!政协)代表(?:(?!委员)[^,。;]){0,8}联名")
"A delegation, or deputies together, who hand in motions as well as suggestions: a noun tells which of the two it was."
_HANDED_IN_BY_GROUPS = re.compile("(?:党派|工商联|团体|界别)[^,。;]{0,12}(?:提出|提交|报送)")
_STAGES = (
    (
        "progress",
        "undone",
        re.compile(
            "结转(?:至|到)?[下明]一?年|转入[下明]一?年|正在办理|未办结|尚未|未答复|在办|未办复|未完成|正在推进|继续办理"
        ),
    ),
    (
        "admission",
        "opinion",
        re.compile(
            "(?<!工)作为?.{0,3}(?:意见|来信)|转为?.{0,4}(?:意见|社情民意|信访)|转作|转(?:有关|相关)(?:部门|方面|单位)"
        ),
    ),
    ("admission", "unfiled", re.compile("不予立案|未予?立案|不立案|撤案|撤回|退回|修改(?:完善)?后(?:重新|再行|再)")),
    ("admission", "merged", re.compile("(?:并案|合并)(?!(?:处理|办理)?后)")),
    ("admission", "filed", re.compile("立案|立为提案")),
    ("act", "returned", re.compile("收回|回收")),
    ("act", "sent", re.compile("发放|发出")),
    ("act", "published", re.compile("公开|上网|发布")),
    ("act", "met", re.compile("面商|走访|沟通|见面|面复|座谈")),
    (
        "progress",
        "done",
        re.compile("(?<![应需须])(?<!应予)(?<!应当)(?:办结|办复|答复|办理完毕|办完|已办|回复|办理完成)"),
    ),
    ("act", "handled", re.compile("承办|办理|承担|交办|负责|交由|[应需须](?:予|当)?(?:办结|办复|答复|回复)")),
    ("act", "received", re.compile("提交|收到|征集|接收|受理|提出|接到|收集")),
)
_MEETING = (
    ("out", re.compile("闭会|平时|会后")),
    ("in", re.compile("(?:会议|大会|全会|会)期间|大会(?:提案|建议)|会上")),
)
_KEY = re.compile("重点|督办|优秀|领办|领衔|示范|评为|表彰|回头看|跟踪|续办|结转|跨年")
_AXIS = re.compile("(?:办理)?(态度|结果)[^,。;]{0,6}满意|满意[^,。;]{0,4}(态度|结果)$")
"Satisfied with how one was treated (办理态度), or with what came of it (办理结果): two counts of the same forms."
_CARRIED = (
    ("old", re.compile("(?:[上去往前历]年度?|历史)[^,。;、]{0,4}(?:结转|遗留|续办|转入)")),
    ("new", re.compile("(?<!重)新(?:交办|收到|接收|接到|承办|立案|提出|增(?:加)?(?:建议|提案|交办))")),
)
_PLAIN = re.compile("(?:一般|普通)(?:性|的)?(?:件|建议|提案|督办|办理)|非重点")
"Words for items that are no 重点件; the two kinds leave nothing out."
_UNITS = re.compile(
    "(?:局|委|(?<![主会协独分承交督领催转查包合在待续政])办|中心|街道|单位|部门|公司|集团|处室|科室|学校)$"
)
_NOT_ITEMS = re.compile("意见[和与及]?建议|建议意见|对策建议|合理化建议|工作建议|决策建议")
_CARRIERS = re.compile(
    r"^(?:其中|分别|含|包括|包含|有|为|是|共|共计|总计|合计|合共|计|的|了|已|经|均|约|近|所|由|对|在|和|及|与|以及|以|[、:,()\-—…·“”\"]|达|完成"
    r"|件数|一是|二是|三是|四是|五是|六是|七是|八是|九是|十是|\d{1,2}[.、)])+"
)


def says(label: str) -> dict[str, frozenset[str]]:
    """Read a label: family → values named; empty for words that name nothing known."""
    found: dict[str, frozenset[str]] = {}
    bare = _UNASKED.sub("", label)
    outcome = _class_of(label)
    if outcome:
        found["class"] = outcome
    kind = _kind_of(bare)
    if kind and not (outcome and not _LETTER.search(label)):
        found["kind"] = kind
    for values, pattern in _SATISFACTIONS:
        if pattern.search(label):
            found["satisfaction"] = values
            break
    duties = frozenset(value for value, pattern in _DUTIES if pattern.search(bare))
    if duties:
        found["duty"] = duties
    if axis := _AXIS.search(label):
        found["axis"] = frozenset({"attitude" if "态度" in axis.groups() else "result"})
    levels = frozenset(value for value, pattern in _LEVELS if pattern.search(bare))
    if levels and not _ALL_LEVELS.search(bare):
        found["level"] = levels
    if proposer := _proposer_of(bare):
        found["proposer"] = proposer
    for family, value, pattern in _STAGES:
        if pattern.search(label) and not (outcome and value in {"undone", "done", "handled", "received"}):
            found[family] = frozenset({value})
            break
    if found.get("admission") == {"opinion"}:
        found.pop("kind", None)
    for value, pattern in _MEETING:
        if pattern.search(label):
            found["meeting"] = frozenset({value})
            break
    for value, pattern in _CARRIED:
        if pattern.search(bare):
            found["carried"] = frozenset({value})
            break
    if _PLAIN.search(bare):
        found["key"] = frozenset({"plain"})
    elif not {"undone"} & found.get("progress", frozenset()) and "carried" not in found and _KEY.search(bare):
        found["key"] = frozenset({"key"})
    return found


def _class_of(label: str) -> frozenset[str]:
    label = _ON_A_LIST.sub("", label)
    if letters := _LETTER.findall(label):
        return frozenset(_LETTERS.get(letter, letter) for letter in letters)
    if not _OUTCOME.search(label):
        return frozenset()
    if _BOTH_OUTCOMES.search(label):
        return frozenset("AB")
    for value, pattern in _OUTCOMES:
        if pattern.search(label):
            return frozenset(value)
    return frozenset()


def _kind_of(label: str) -> frozenset[str]:
    """The kinds that a label names; bodies decide before nouns: 政协提案建议 is the members', 人大建议提案 the deputies'."""
    label = _VERB.sub("", _HANDLING_BODY.sub("", label))
    if "社情民意" in label:
        return frozenset({"opinion"})
    if _NOT_ITEMS.search(label) and not re.search("人大|代表|政协|提案", label):
        return frozenset({"words"})
    members = bool(re.search("政协|委员(?!会)", label))
    deputies = bool(re.search("人大(?!政协)|代表|人大政协", label))
    if members or deputies:
        found = {name for name, named in (("proposal", members), ("suggestion", deputies)) if named}
        if found == {"suggestion"} and _BY_DEPUTIES.search(label) and not re.search("建议|意见|议案", label):
            return frozenset({"motion", "suggestion"})
        if deputies and "议案" in label and not re.search("建议|意见", label):
            return frozenset({"motion"} | (found - {"suggestion"}))
        if deputies and re.search("议案[与和及、]", label):
            found.add("motion")
        return frozenset(found)
    nouns = {"motion", "suggestion"} if re.search("(?<!建)议提案", label) else set()
    if "提案" in label:
        nouns.add("proposal")
    if re.search("建议|批评", label):
        nouns.add("suggestion")
    if "议案" in label and (not nouns or re.search("议案[与和及、]", label)):
        nouns.add("motion")
    return frozenset(nouns)


def _proposer_of(label: str) -> frozenset[str]:
    if by := _BY_DEPUTIES.search(label):
        return frozenset({"delegation" if by[0] == "代表团" else "deputies"})
    found = set()
    if "提案" in label or "委员" in label or _HANDED_IN_BY_GROUPS.search(label):
        if _GROUPS.search(label):
            found.add("group")
        if "联名" in label and "个人" not in label:
            found.add("cosigned")
        elif re.search("(?<!政协)委员(?!会)(?:个人|联名|和|及|、|与)*提案|个人提案|委员个人", label):
            found.add("member")
    return frozenset(found)


def bare_label(label: str) -> str:
    """A label without the words that only carry it (其中、共、有、为…)."""
    bare = label.strip()
    while True:
        shorter = re.sub(
            r"(?:共计|合计|合共|总计|分别为|共有|共|总数为|总数|计|有|为|是|达到|达|的|了|各|均|约|近|:|—|-)+$",
            "",
            bare,
        )
        shorter = _CARRIERS.sub("", shorter)
        if shorter == bare:
            return bare
        bare = shorter


def is_unit(label: str) -> bool:
    """Whether a label is the name of a unit; units share items, so their counts add up to no total."""
    return bool(_UNITS.search(label))


def disjoint(one: Sayings, other: Sayings) -> bool:
    """Whether two labels exclude each other: they have no value in common in a family that both name."""
    return any(not (one[family] & other[family]) for family in one.keys() & other.keys() if family in _EXCLUSIVE)


_EXCLUSIVE = {
    "kind",
    "level",
    "duty",
    "class",
    "satisfaction",
    "proposer",
    "meeting",
    "admission",
    "progress",
    "key",
    "carried",
}


def is_under(part: Sayings, total: Sayings) -> bool:
    """Whether a part may belong to a total: no family of words excludes it."""
    families = (part.keys() & total.keys()) - {"act", "key"}
    return all(part[family] & total[family] or _is_cosigned(family, part, total) for family in families)


def _is_cosigned(family: str, part: Sayings, total: Sayings) -> bool:
    """Whether a part is what members signed together, which is theirs: 委员个人提案133件,其中3人以上联名11件."""
    return family == "proposer" and part[family] == {"cosigned"} and total[family] == {"member"}
