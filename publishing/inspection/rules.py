"""What the inspection asks of a portal (检查指标): each rule with the published clause that it comes from, as data.

The indicators are revised from time to time; a rule names the paper, its version and its day, so that a revision is an
edit of this table and the report says which version was applied.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tracking.wording.local import local


class Severity(TextChoices):
    """How much a finding counts: what fails a site at once or breaks the law, what costs points, and what is worth a look."""

    SEVERE = "严重", _("严重")
    ORDINARY = "一般", _("一般")
    HINT = "提示", _("提示")


class Actor(TextChoices):
    """Who must act on a finding (责任人)."""

    EDITOR = "editor", _("信息公开编辑")
    FINAL_REVIEWER = "final_reviewer", _("三审")
    ADMIN = "admin", _("系统管理员")
    OFFICE = "office", local("{section}经办")


@dataclass(frozen=True, slots=True)
class Source:
    """A published paper that rules come from."""

    name: str
    version: str
    on: date


INDICATORS = Source("政府网站与政务新媒体检查指标（国办秘函〔2019〕19号）", "2019", date(2019, 4, 1))
GUIDE = Source("政府网站发展指引（国办发〔2017〕47号）", "2017", date(2017, 5, 15))
DISCLOSURE = Source("中华人民共和国政府信息公开条例（国务院令第711号）", "2019", date(2019, 4, 3))
ACCESS = Source("信息技术 互联网内容无障碍可访问性技术要求与测试方法（GB/T 37668-2019）", "2019", date(2019, 8, 30))
OWN = Source("回音自查规则", "1", date(2026, 11, 29))


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that is looked for: where it is asked, how much it counts, what is wrong, what to do and who does it."""

    code: str
    severity: Severity
    source: Source
    clause: str
    title: str
    remedy: str
    actor: Actor


SEVERE, ORDINARY, HINT = Severity.SEVERE, Severity.ORDINARY, Severity.HINT
EDITOR, FINAL, ADMIN, OFFICE = Actor.EDITOR, Actor.FINAL_REVIEWER, Actor.ADMIN, Actor.OFFICE
SAFETY = "单项否决：安全、泄密事故等严重问题"
NOT_UPDATED = "单项否决：栏目不更新"
USABLE = "扣分指标：功能设计—可用性"
SIGNS = "扣分指标：功能设计—网站标识"
NAMED = "扣分指标：功能设计—域名名称"
TAGS = "网页标签规范"
IN_TIME = "第二十六条：自形成之日起20个工作日内公开"

# fmt: off
RULES = {
    rule.code: rule
    for rule in (
        # What lies in the folder
        Rule("altered-file", SEVERE, INDICATORS, SAFETY, "公开的文件被改动", "执行 huiyin press 恢复，并查明是谁改动的。", ADMIN),
        Rule("missing-file", SEVERE, INDICATORS, USABLE, "公开的文件缺失", "执行 huiyin press 补齐，并查明原因。", ADMIN),
        Rule("foreign-file", SEVERE, INDICATORS, SAFETY, "静态页文件夹里有不该有的文件", "执行 huiyin press 清除，并查明来源。", ADMIN),
        Rule("stale-file", SEVERE, OWN, "公开的内容与签发的一致", "公开的文件与签发的内容不一致", "执行 huiyin press 重印。", ADMIN),
        Rule("unfinished-press", SEVERE, OWN, "公开的内容与签发的一致", "上次印制没有完成", "执行 huiyin press --all。", ADMIN),
        Rule("unsigned-page", SEVERE, OWN, "三审三校，签署齐全", "页面已发布但签署不全", "撤稿，或重新送审。", FINAL),
        Rule("broken-page", SEVERE, INDICATORS, USABLE, "页面残缺，不能正常显示", "执行 huiyin press 重印。", ADMIN),
        Rule("two-levels", HINT, OWN, "三审三校，签署齐全", "审签只设两级", "人员足够时改为三审。", ADMIN),
        # Links and assets
        Rule("dead-link", ORDINARY, INDICATORS, USABLE, "站内链接打不开", "改正或去掉这个链接，重新送审。", EDITOR),
        Rule("moved-link", HINT, INDICATORS, USABLE, "链接指向已移动的地址", "改成新的地址，重新送审。", EDITOR),
        Rule("gone-link", ORDINARY, INDICATORS, USABLE, "链接指向已撤下的内容", "去掉这个链接，重新送审。", EDITOR),
        Rule("dead-attachment", ORDINARY, INDICATORS, USABLE, "附件打不开", "重新上传附件或去掉链接，重新送审。", EDITOR),
        Rule("dead-image", ORDINARY, INDICATORS, USABLE, "图片打不开", "重新上传图片，重新送审。", EDITOR),
        Rule("dead-anchor", HINT, INDICATORS, USABLE, "页内链接没有去处", "改正或去掉这个链接，重新送审。", EDITOR),
        Rule("link-without-words", ORDINARY, ACCESS, "链接有可读的文字", "链接没有文字", "给链接写上文字，重新送审。", EDITOR),
        Rule("link-into-admin", ORDINARY, INDICATORS, SAFETY, "公开页面链接到后台", "去掉这个链接，重新送审。", EDITOR),
        Rule("script-link", SEVERE, INDICATORS, SAFETY, "链接里有脚本", "执行 huiyin press 恢复，并查明来源。", ADMIN),
        Rule("disguised-link", SEVERE, INDICATORS, SAFETY, "链接的文字与去处不符", "核对外链，改正后重新送审。", EDITOR),
        Rule("foreign-script", SEVERE, INDICATORS, SAFETY, "页面引用外部脚本或框架", "执行 huiyin press 恢复，并查明来源。", ADMIN),
        Rule("foreign-asset", ORDINARY, INDICATORS, SAFETY, "页面引用外部资源", "改用本站的文件。", ADMIN),
        Rule("inline-script", SEVERE, INDICATORS, SAFETY, "页面里嵌有脚本", "执行 huiyin press 恢复，并查明来源。", ADMIN),
        Rule("outside-dead", ORDINARY, INDICATORS, USABLE, "站外链接打不开", "改正或去掉这个链接，重新送审。", EDITOR),
        Rule("outside-hijacked", SEVERE, INDICATORS, SAFETY, "站外链接被劫持或改作他用", "立即去掉这个链接；必要时紧急撤稿。", EDITOR),
        # Head tags
        Rule("head-tag-missing", ORDINARY, GUIDE, TAGS, "网页标签缺失", "补填对应的栏目或文章要素；网站标识码在门户设置填写。", EDITOR),
        Rule("head-tag-wrong", ORDINARY, GUIDE, TAGS, "网页标签与内容不符", "执行 huiyin press 重印；仍不符的核对设置。", ADMIN),
        Rule("title-missing", ORDINARY, GUIDE, TAGS, "网页没有标题", "补上标题后重新送审。", EDITOR),
        Rule("canonical-wrong", ORDINARY, OWN, "一个页面一个网址", "规范网址缺失或有误", "核对 HUIYIN_BASE_URL，再执行 huiyin press --all。", ADMIN),
        Rule("domain-wrong", SEVERE, INDICATORS, NAMED, "正式网站没有正式域名", "设置 HUIYIN_BASE_URL，再执行 huiyin press --all。", ADMIN),
        Rule("noindex", SEVERE, INDICATORS, USABLE, "正式网站不许搜索引擎收录", "在门户设置取消“演示网站”，再执行 huiyin press --all。", ADMIN),
        Rule("demonstration-unmarked", SEVERE, OWN, "演示网站标明性质", "演示网站没有标明或会被收录", "执行 huiyin press 恢复。", ADMIN),
        # Columns
        Rule("empty-column", ORDINARY, INDICATORS, NOT_UPDATED, "空白栏目", "发布内容，或撤下这个栏目。", EDITOR),
        Rule("empty-columns", SEVERE, INDICATORS, NOT_UPDATED, "空白栏目达到5个", "发布内容，或撤下空白的栏目。", EDITOR),
        Rule("stale-column", ORDINARY, INDICATORS, NOT_UPDATED, "栏目超过期限没有更新", "发布新的内容，或说明栏目不再更新。", EDITOR),
        # Dates
        Rule("back-dated", SEVERE, INDICATORS, SAFETY, "发布时间早于真实的首次发布时间", "执行 huiyin press 恢复真实的发布时间，并查明原因。", ADMIN),
        Rule("future-date", SEVERE, INDICATORS, SAFETY, "日期在将来", "改正日期后重新送审。", EDITOR),
        Rule("date-mismatch", ORDINARY, GUIDE, TAGS, "页面上的几处日期不一致", "执行 huiyin press 重印；仍不一致的改正后重新送审。", EDITOR),
        Rule("migrated-unmarked", SEVERE, OWN, "迁移内容注明原载", "迁移内容没有注明原载处", "执行 huiyin press 恢复原载说明。", ADMIN),
        # Replies
        Rule("reply-overdue", SEVERE, DISCLOSURE, IN_TIME, "答复超过20个工作日没有公开", "立即起草答复公开并送审。", EDITOR),
        Rule("reply-due", HINT, DISCLOSURE, IN_TIME, "答复的公开期限将到", "尽快起草答复公开并送审。", EDITOR),
        Rule("reply-late", HINT, DISCLOSURE, IN_TIME, "答复公开时已超过20个工作日", "如实保留发布时间；查明原因，防止再次超期。", EDITOR),
        # Content
        Rule("source-missing", ORDINARY, GUIDE, "网页内容标明来源", "没有标明来源", "补填来源后重新送审。", EDITOR),
        Rule("editor-missing", ORDINARY, GUIDE, "网页内容标明责任编辑", "没有标明责任编辑", "补填责任编辑后重新送审。", EDITOR),
        Rule("time-missing", ORDINARY, GUIDE, "网页内容标明发布时间", "没有标明发布时间", "执行 huiyin press 重印。", ADMIN),
        Rule("wrong-term", SEVERE, INDICATORS, "单项否决：严重表述错误", "用语错误", "改正后重新送审。", EDITOR),
        Rule("doubtful-term", HINT, INDICATORS, "扣分指标：错别字", "用语或标点可商榷", "核对用语，需要时改正后重新送审。", EDITOR),
        Rule("personal-data", SEVERE, DISCLOSURE, "第十五条：涉及个人隐私的不得公开", "个人信息没有遮盖", "立即紧急撤稿，遮盖后重新送审。", FINAL),
        Rule("personal-doubtful", ORDINARY, DISCLOSURE, "第十五条：涉及个人隐私的不得公开", "疑似个人信息", "核对；确属个人信息的立即撤稿遮盖。", FINAL),
        Rule("secrecy", SEVERE, DISCLOSURE, "第十四条：国家秘密不予公开", "疑似涉密或内部标记", "立即紧急撤稿，报保密审查。", FINAL),
        Rule("unscreened-file", HINT, DISCLOSURE, "第十七条：公开前保密审查", "附件无法自动检查", "人工检查附件内容。", EDITOR),
        Rule("duplicate-piece", ORDINARY, INDICATORS, "扣分指标：重复发布相同稿件", "重复发布相同稿件", "保留一篇，其余撤稿。", EDITOR),
        Rule("image-without-words", ORDINARY, ACCESS, "非文本内容有替代文字", "图片没有替代文字", "给图片写上说明后重新送审。", EDITOR),
        Rule("table-without-head", ORDINARY, ACCESS, "数据表格有表头", "表格没有表头", "给表格加上表头后重新送审。", EDITOR),
        Rule("heading-wrong", ORDINARY, ACCESS, "标题层级清楚", "页面没有一级标题，或不止一个", "改正标题后重新送审。", EDITOR),
        Rule("language-missing", ORDINARY, ACCESS, "标明语言", "页面没有标明语言", "执行 huiyin press 重印。", ADMIN),
        # The footer
        Rule("footer-item-missing", ORDINARY, INDICATORS, SIGNS, "页脚要素缺失", "在门户设置补填，由三审同意。", ADMIN),
        Rule("footer-differs", ORDINARY, INDICATORS, SIGNS, "页脚与首页不一致", "执行 huiyin press 重印。", ADMIN),
    )
}
# fmt: on
"Every rule by its code; a finding's code never changes, since its age is counted by it."
