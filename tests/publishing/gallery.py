"""Every public template with something to show: 示例 data around the example's published summary and its two titles."""

from dataclasses import replace
from datetime import UTC, date, datetime

from django.template.loader import render_to_string

from publishing.frame import (
    Block,
    ColumnContent,
    DataColumn,
    DataPackageContent,
    DataSheet,
    Dimension,
    Download,
    Entry,
    Field,
    FigureCard,
    FiguresContent,
    FigureTable,
    Frame,
    Furniture,
    Hit,
    HomeContent,
    Link,
    MapBranch,
    MarkedText,
    MessageContent,
    OpenDataContent,
    Pager,
    PublicOutcome,
    PublicPoint,
    PublicPromise,
    PublicStage,
    ReplyContent,
    SearchContent,
    SiteMapContent,
    SummaryContent,
)
from publishing.press.render import code_of

AT = "/xxgk/jytabl/"
SUGGESTION = "关于加快实施巴宜区布久乡孜热村升级改造项目的建议"
PROPOSAL = "关于林芝县乡学校配备多媒体一体机电脑专业维修人员的建议"
SUGGESTION_URL, PROPOSAL_URL = f"{AT}rdjy/2024-1/", f"{AT}zxta/2024-1/"

FRAME = Frame(
    name="林芝市巴宜区人民政府",
    tagline="政府信息公开 · 建议提案办理",
    title="",
    canonical_url="https://www.example.gov.cn/xxgk/jytabl/",
    is_demonstration=True,
    menu=(
        Link("建议提案办理", AT),
        Link("办理制度", f"{AT}zd/"),
        Link("总体情况", f"{AT}ztqk/", current=True),
        Link("人大代表建议", f"{AT}rdjy/"),
        Link("政协提案", f"{AT}zxta/"),
    ),
    crumbs=(
        Link("首页", "/"),
        Link("建议提案办理", AT),
        Link("总体情况", f"{AT}ztqk/"),
        Link("正文", "", current=True),
    ),
    meta=(Field("SiteName", "林芝市巴宜区人民政府"), Field("SiteDomain", "www.example.gov.cn")),
    footer=(
        Field("主办单位", "示例单位甲"),
        Field("承办单位", "示例单位乙"),
        Field("地址", "示例路1号"),
    ),
    services=(Link("网站地图", "/map/"), Link("数据开放", "/data/"), Link("订阅", "/feed/")),
    code=code_of("https://www.example.gov.cn/xxgk/jytabl/"),
    beacon_url="/read/12/",
)

ORIGINAL = datetime(2024, 8, 7, 16, tzinfo=UTC)
FURNITURE = Furniture(
    source="巴宜区人民政府办公室",
    editor="示例编辑甲",
    published=ORIGINAL,
    reads=1024,
    migrated_source="林芝市巴宜区人民政府网站",
    came_in=datetime(2025, 11, 20, 2, 30, tzinfo=UTC),
)

CATALOGUE = (
    Field("索引号", "2024-00001"),
    Field("主题分类", ""),
    Field("发文机关", "巴宜区人民政府办公室"),
    Field("成文日期", "2024-08-08"),
    Field("标题", "巴宜区2024年“两会”建议提案工作总结"),
    Field("发文字号", ""),
    Field("发布日期", "2024-08-08"),
    Field("公开方式", "主动公开"),
    Field("有效性", "有效"),
)

RECORDS = (Link(SUGGESTION, SUGGESTION_URL, note="建议"), Link(PROPOSAL, PROPOSAL_URL, note="提案"))


def card(key, label, value, unit, definition, share=(None, None), records=(), hidden=0) -> FigureCard:
    """A figure as of the day of the example's summary."""
    return FigureCard(key, label, value, unit, definition, *share, date(2024, 8, 8), records, hidden)


CARDS = (
    card(
        "suggestions",
        "人大代表建议",
        "2",
        "件",
        "本届交办的人大代表建议件数，不含撤回、转办的承办件。",
        (2, None),
        RECORDS[:1],
        1,
    ),
    card(
        "proposals",
        "政协提案",
        "5",
        "件",
        "本届交办的政协提案件数，不含撤回、转办的承办件。",
        (5, None),
        RECORDS[1:],
        4,
    ),
    card("lead", "主办", "2", "件", "由本区主办的承办件数。", (2, None), RECORDS),
    card("joint", "会办", "5", "件", "由本区会办的承办件数，由市主办单位统一答复代表、委员。", (5, None), (), 5),
    card("completion_rate", "办结率", "100", "%", "已答复的承办件数除以应答复的承办件数。", (7, 7), RECORDS, 5),
    card(
        "satisfaction_rate",
        "满意率",
        "100",
        "%",
        "反馈为满意、基本满意的件数除以已反馈的主办、独办、分办件数。",
        (2, 2),
        RECORDS,
    ),
)
NOTE = "数据由办理台账逐件统计，截至2024年8月8日。点开“怎么算”，可见每项数字的口径和所计的承办件。"

SUMMARY_ENTRY = Entry(
    "巴宜区2024年“两会”建议提案工作总结",
    f"{AT}ztqk/2024/",
    date(2024, 8, 8),
    summary="巴宜区高度重视人大政协建议提案的办理工作，落实责任，创新机制，突出重点，加强沟通，坚持高质量办理每一件人大政协代表建议提案，"
    "今年有关承办件已于规定时间内全部办理完毕。",
)
REPLIES = (
    Entry(SUGGESTION, SUGGESTION_URL, date(2024, 8, 8), "建议", "示例承办单位甲", "B"),
    Entry(PROPOSAL, PROPOSAL_URL, date(2024, 8, 8), "提案", "示例承办单位乙", "A"),
)

HOME = HomeContent(
    title="件件有流程、条条有进展、事事有回音",
    intro="人大代表建议和政协提案怎样办、谁来办、办得怎么样，从这里查看。数字由办理台账逐件统计，答复原文依法公开。",
    session_name="巴宜区2024年“两会”",
    figures=CARDS,
    summary=SUMMARY_ENTRY,
    columns=(
        (Link("办理制度", f"{AT}zd/"), ()),
        (Link("总体情况", f"{AT}ztqk/", note="1 篇"), (SUMMARY_ENTRY,)),
        (Link("人大代表建议", f"{AT}rdjy/", note="1 篇"), REPLIES[:1]),
        (Link("政协提案", f"{AT}zxta/", note="1 篇"), REPLIES[1:]),
    ),
)

MANY = tuple(
    Entry(
        f"关于示例事项第{number}号的提案（示例）",
        f"{AT}zxta/2023-{number}/",
        date(2023, 6, 1),
        "提案",
        "示例承办单位丙" if number % 3 else "示例承办单位名称比较长的联合办公室",
        "AB"[number % 2],
    )
    for number in range(300, 280, -1)
)
DIMENSIONS = (
    Dimension("年份", (Link("2024", f"{AT}zxta/nd/2024/", True, "1"), Link("2023", f"{AT}zxta/nd/2023/", note="299"))),
    Dimension(
        "承办单位",
        tuple(Link(f"示例承办单位{name}", f"{AT}zxta/dw/{name}/", note="25") for name in "甲乙丙丁戊己庚辛壬癸"),
    ),
    Dimension(
        "主题", (Link("教育", f"{AT}zxta/zt/1/", note="120"), Link("农牧、林业、水利", f"{AT}zxta/zt/2/", note="180"))
    ),
)
COLUMN = ColumnContent(
    title="政协提案",
    description="政协提案的答复，按规定主动公开。",
    entries=(*REPLIES, *MANY),
    total=302,
    dimensions=DIMENSIONS,
    pager=Pager(
        15,
        15,
        next_url=f"{AT}zxta/p/14/",
        pages=(
            Link("15", f"{AT}zxta/", True),
            *(Link(str(number), f"{AT}zxta/p/{number}/") for number in (14, 13, 12)),
            Link("…", ""),
            Link("1", f"{AT}zxta/p/1/"),
        ),
    ),
)

SUMMARY = SummaryContent(
    title="巴宜区2024年“两会”建议提案工作总结",
    furniture=FURNITURE,
    catalogue=CATALOGUE,
    cards=(replace(CARDS[0], change="比上年多1件"), *CARDS[1:]),
    cards_note=NOTE,
    body=(
        Block(
            "paragraph",
            "巴宜区高度重视人大政协建议提案的办理工作，落实责任，创新机制，突出重点，加强沟通，坚持高质量办理每一件人大政协代表建议提案，"
            "今年有关承办件已于规定时间内全部办理完毕，现将有关办理情况总结如下：",
        ),
        Block("heading", "一、基本情况"),
        Block(
            "paragraph",
            "今年，巴宜区共承办人大代表建议2件，市政协提案建议5件，其中主办2件，会办5件。主要涵盖征地村的升级改造、托育服务的完善升级、"
            "农村小学师资队伍的加强建设、住宅小区消防的安全保障、城区农贸市场交易的规范建设、县乡学校配备多媒体一体机电脑专业人员的配备维修"
            "及农村老人服务体系的建设。所有建议都在规定时间内书面答复代表及市主办单位，办结率100%，满意率100%。",
        ),
        Block("heading", "二、主要做法"),
        Block("subheading", "一是高位推动，在组织领导方面强保障"),
        Block(
            "paragraph",
            "3月29日，巴宜区组织召开人大建议、政协提案办理交办会，进一步明确分工职责，要求要用心、用情、用力做好人大政协建议提案办理工作，"
            "每件建议提案办理确保落实到领导、到部门、到专人。",
        ),
        Block(
            "html",
            "<p>实现闭环式管理，做到：</p><ul><li>件件有流程；</li><li>条条有进展；</li><li>事事有回音。</li></ul>"
            '<p>制度见<a href="/xxgk/jytabl/zd/">办理制度</a>栏目，规定见<a href="https://www.example.org/">示例网站</a>。</p>',
        ),
        Block("figures", figures=CARDS[4:]),
        Block("table", table=FigureTable("按类别", ("类别", "承办", "已答复"), (("政协提案", (5, 5)),), "kind")),
        Block("paragraph", "我们将继续创新思路、改进方法，努力使办理工作取得新的成绩。"),
    ),
    replies=REPLIES,
    downloads=(Download("办理情况统计表", "/documents/1/1.xlsx", "XLSX", "14 KB"),),
)

ARTICLE = SummaryContent(
    title="人大代表建议、政协提案办理工作制度（示例）",
    furniture=replace(
        FURNITURE,
        migrated_source="",
        came_in=None,
        published=datetime(2025, 11, 20, 2, 30, tzinfo=UTC),
        updated=datetime(2025, 11, 24, 8, 5, tzinfo=UTC),
        correction="第二条“十个工作日”更正为“三个工作日”。",
    ),
    catalogue=CATALOGUE,
    body=(
        Block("heading", "第一条"),
        Block("paragraph", "承办单位收到交办件后，应当确定分管领导、具体负责人和办结时限（示例）。"),
        Block("heading", "第二条"),
        Block("paragraph", "承办单位应当在三个工作日内签收；不属于本单位职责的，应当说明理由（示例）。"),
    ),
)

STAGES = (
    PublicStage("建议交办", "done", date(2024, 3, 29)),
    PublicStage("单位签收", "done"),
    PublicStage("经办人办理", "done"),
    PublicStage("行文回复", "done", date(2024, 7, 5)),
    PublicStage("征询意见", "now"),
    PublicStage("意见反馈", "to-come"),
)
REPLY = ReplyContent(
    title=f"对《{PROPOSAL}》的答复",
    furniture=replace(FURNITURE, source="巴宜区人民政府办公室"),
    catalogue=(
        Field("索引号", "2024-00003"),
        Field("主题分类", "教育"),
        Field("发文机关", "巴宜区人民政府办公室"),
        Field("成文日期", "2024-07-05"),
        Field("标题", f"对《{PROPOSAL}》的答复"),
        Field("发文字号", "示政办函〔2024〕5号"),
        Field("发布日期", "2024-08-08"),
        Field("公开方式", "主动公开"),
        Field("有效性", "有效"),
    ),
    kind="提案",
    proposer="示例委员甲",
    unit="示例承办单位乙",
    reply_class="A",
    reply_class_label="已解决或基本解决",
    publicity="主动公开（全文）",
    stages=STAGES,
    letter=(
        "示例委员甲：",
        f"您提出的《{PROPOSAL}》收悉。经认真研究，现答复如下：",
        "在办理过程中，我们认真征求意见，积极召集各学校进行座谈交流，形成一致方案后及时沟通。"
        "截至目前，已解决各学校（园）信息化设施设备专业维修人员短缺的问题，确保现代信息化设备及网络资源有效地为教育教学服务。",
        "感谢您对教育工作的关心和支持。",
    ),
    item=f"第1号提案《{PROPOSAL}》",
    request=("各学校缺少专业维修人员，建议统一配备（示例）。",),
    assembly_url="https://www.example.org/ta/1/",
    points=(PublicPoint("配备专业维修人员（示例）", ("已解决人员短缺的问题（示例）。",)),),
    promise=PublicPromise(("年底前建立巡检制度（示例）。",), date(2024, 12, 31), "示例承办单位乙", True),
    outcomes=(
        PublicOutcome(date(2024, 12, 20), "示例承办单位乙", True, "已落实", ("巡检制度已建立（示例）。",)),
        PublicOutcome(date(2024, 9, 2), "示例承办单位乙", False, "正在落实", ("正在起草制度（示例）。",)),
    ),
    outcome=("维修人员已到岗，各学校（园）信息化设备由专人定期巡检（示例）。",),
    next_step="下一步：等待提出人反馈意见。",
    unit_url=f"{AT}dw/1/",
    related=(
        Entry("关于加强农村小学师资队伍建设的提案（示例）", f"{AT}zxta/2023-7/", date(2023, 7, 5), "提案"),
        Entry("关于完善托育服务的提案（示例）", f"{AT}zxta/2023-8/", date(2023, 7, 8), "提案"),
    ),
    downloads=(Download("复函", "/documents/2/2.docx", "DOCX", "38 KB"),),
)

FIGURES = FiguresContent(
    title="巴宜区2024年“两会”办理数据",
    furniture=FURNITURE,
    catalogue=CATALOGUE,
    session_name="巴宜区2024年“两会”",
    as_of=date(2024, 8, 8),
    sections=(
        ("承办件", CARDS),
        (
            "办理和答复",
            (
                card("published_rate", "公开率", "—", "", "已公开的答复数除以应公开的答复数。", (0, 0)),
                card("on_time_rate", "按期率", "85.7", "%", "在时限内答复的件数除以已答复的件数。", (6, 7), RECORDS, 5),
            ),
        ),
    ),
    tables=(
        FigureTable("按类别", ("类别", "承办", "已答复"), (("人大代表建议", (2, 2)), ("政协提案", (5, 4))), "kind"),
        FigureTable(
            "按承办单位",
            ("承办单位", "承办", "已答复"),
            (
                ("示例承办单位甲", (24, 20)),
                ("示例承办单位名称比较长的联合办公室", (118, 118)),
                *((f"示例承办单位{name}", (1, 0)) for name in "乙丙丁戊己庚辛壬癸子丑寅卯辰"),
            ),
            "unit",
            "件次",
        ),
        FigureTable("按答复类别", ("答复类别", "件数"), (("A类 已解决或基本解决", (2,)), ("B类", (1,))), "class"),
        FigureTable("按主题", ("主题", "承办", "已答复"), (), "topic"),
    ),
    downloads=(Download("办理数据", "/data/2024.csv", "CSV", "2 KB"),),
    leading=("suggestions", "proposals", "completion_rate", "satisfaction_rate"),
    tabled=frozenset({"lead", "joint"}),
)

SEARCH = SearchContent(
    title="搜索“学校维修”的结果",
    query="学校维修",
    hits=tuple(
        Hit(
            entry,
            (MarkedText(entry.title),),
            (
                MarkedText("…已解决各"),
                MarkedText("学校", is_found=True),
                MarkedText("（园）信息化设施设备专业"),
                MarkedText("维修", is_found=True),
                MarkedText("人员短缺的问题…"),
            ),
            (MarkedText("2024-00003"),),
            in_files=place == 1,
        )
        for place, entry in enumerate(REPLIES)
    ),
    total=2,
    fell_back=True,
    dimensions=(
        Dimension("类型", (Link("建议", "/search/?q=1&lx=1", note="1"), Link("提案", "/search/?q=1&lx=2", note="1"))),
    ),
    chosen=(Link("2024", "/search/?q=1", note="年份"),),
    kept=(Field("nd", "2024"),),
    orders=(Link("按相关程度", "/search/?q=1", current=True), Link("按发布时间", "/search/?q=1&px=sj")),
)
SEARCH_NONE = SearchContent(
    "搜索“示例”的结果",
    "示例",
    suggestions=(Link("区示例局", "/search/?q=2"),),
    ways=(Link("办理制度", "/xxgk/jytabl/zd/"),),
)

LICENCE = Link("知识共享 署名 4.0 国际许可协议", "https://creativecommons.org/licenses/by/4.0/", note="CC-BY-4.0")
SHEETS = (
    DataSheet(
        "replies",
        "答复",
        "公开的答复，一份一行。",
        columns=(
            DataColumn("reply_class_label", "答复类别名称", "文字", "该类别的含义，由届次规定。"),
            DataColumn("number", "编号", "整数", "建议、提案的编号。"),
        ),
        rows=2,
        files=(Download("replies.csv", "/data/2024/replies.csv", "CSV", "2 KB", "0" * 64),),
    ),
    DataSheet("figures", "数据指标", "办理数据，一项一行。", rows=38),
)
OPEN_DATA = OpenDataContent(
    "数据开放",
    (Link("示例区2024年“两会”建议提案办理数据", "/data/2024/", note="2份答复"),),
    SHEETS,
    digests="sha256.txt",
    description="datapackage.json",
)
DATA_PACKAGE = DataPackageContent(
    "示例区2024年“两会”建议提案办理数据",
    SHEETS,
    (Download("数据包说明", "/data/2024/datapackage.json", "JSON", "9 KB"),),
    "/data/",
    LICENCE,
)

SITE_MAP = SiteMapContent(
    "网站地图",
    (
        MapBranch(Link("首页", "/")),
        MapBranch(
            Link("建议提案办理", AT, note="3篇"),
            (("承办单位", (Link("示例承办单位甲", f"{AT}dw/1/", note="2"),)),),
            (MapBranch(Link("政协提案", f"{AT}zxta/"), (("年份", (Link("2024", f"{AT}zxta/nd/2024/", note="1"),)),)),),
        ),
    ),
)
NOT_FOUND = MessageContent(
    "页面不存在", "您要看的页面不存在，可能已经移动或撤下。", (Link("首页", "/"), Link("人大代表建议", f"{AT}rdjy/"))
)

GALLERY = {
    "home": ("publishing/home.html", HOME),
    "home-empty": ("publishing/home.html", HomeContent("建议提案办理", "", "", (), None, HOME.columns[:1])),
    "column": ("publishing/column.html", COLUMN),
    "column-older": (
        "publishing/column.html",
        replace(COLUMN, total=0, dimensions=(), pager=replace(COLUMN.pager, total=0, previous_url=f"{AT}zxta/")),
    ),
    "column-empty": ("publishing/column.html", ColumnContent("办理制度", "", empty_text="暂无内容。")),
    "column-group": ("publishing/column.html", ColumnContent("建议提案办理", "件件有流程。", children=HOME.columns)),
    "annual-summary": ("publishing/annual_summary.html", SUMMARY),
    "article": ("publishing/article.html", ARTICLE),
    "reply-notice": ("publishing/reply_notice.html", REPLY),
    "reply-summary": (
        "publishing/reply_notice.html",
        replace(
            REPLY,
            kind="建议",
            reply_class="B",
            reply_class_label="正在解决或列入规划逐步解决",
            publicity="主动公开（摘要）",
            stages=(
                *STAGES[:4],
                PublicStage("征询意见", "not-applicable", note="由市主办单位统一征询"),
                PublicStage("意见反馈", "not-applicable"),
            ),
            outcome=(),
            outcomes=(),
            promise=None,
            points=(),
            request=(),
        ),
    ),
    "figures": ("publishing/figures.html", FIGURES),
    "open-data": ("publishing/open_data.html", OPEN_DATA),
    "data-package": ("publishing/data_package.html", DATA_PACKAGE),
    "search": ("publishing/search.html", SEARCH),
    "search-none": ("publishing/search.html", SEARCH_NONE),
    "search-start": ("publishing/search.html", SearchContent("搜索", "")),
    "site-map": ("publishing/site_map.html", SITE_MAP),
    "404": ("404.html", NOT_FOUND),
}
BOTH_MODES = [(name, elder) for name in GALLERY for elder in (False, True)]


def show(name: str, *, elder: bool = False, **changes) -> str:
    """One sample as HTML, in the normal or the elder mode; `changes` are to its frame."""
    template, content = GALLERY[name]
    own = {"title": content.title}
    if name.startswith("home"):
        own = {"title": FRAME.name, "crumbs": ()}
    if name.startswith(("search", "404")):
        own |= {"switch_url": "", "beacon_url": "", "search_query": getattr(content, "query", "")}
    if elder:
        own |= {"elder": True, "switch_url": "/xxgk/", "home_url": "/elder/"}
    return render_to_string(template, {"frame": replace(FRAME, **own | changes), "content": content})
