"""Letters and a document with every feature, made without a database, in both forms; Word ones turned into PDF by LibreOffice."""

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tracking.papers import Break, Document, Listing, ListingColumn, SignedBy, Text, paper_of_code
from tracking.papers.filling import filled
from tracking.papers.making import head_of
from tracking.papers.pdf import set_pdf
from tracking.papers.typesetting import build_template
from tracking.papers.word import write_word
from tracking.papers.wording import blocks_of

FONTS = Path(__file__).resolve().parents[3] / "docs" / "fonts" / "60-huiyin-papers.conf"
SENTENCE = "经与有关部门研究并征求您的意见，现就所提事项的办理情况作出说明，相关工作已经列入年度计划并逐项推进。"
SHORT = (
    "示例代表甲代表：\n　　您提出的《关于加强示例工作的建议》（第12号）收悉。现答复如下：\n一、关于工作进展\n"
    + SENTENCE
)
LONG = "您提出的建议收悉。现答复如下：\n" + "\n".join(SENTENCE * 3 for _paragraph in range(8))
TABLE = "项目和进度如下：\n项目\t责任单位\t完成时间\n城区道路整治\t区示例局\t2024年9月\n农贸市场改造\t区住房和城乡建设局\t2024年12月\n此复。"
RARE = "བཀྲ་ཤིས་代表、𠮷示例代表：\n　　您提出的建议收悉。བཀྲ་ཤིས་བདེ་ལེགས།"
ANSWER: dict[str, Any] = {
    "organ": "示例区人民政府办公室",
    "organs": ["示例区人民政府办公室"],
    "number": "示政办函〔2024〕12号",
    "reply_class": "A类",
    "publicity": "主动公开（全文）",
    "title": "关于示例区2024年“两会”第12号建议的答复",
    "to": "",
    "date": "2024年8月5日",
    "contact": "承办人：示例经办，联系电话：0894-2000123",
    "copies": "区人大常委会办公室，区政府办公室",
}
NOTICE = Document(
    title="{{ title }}",
    to="各承办单位：",
    blocks=(
        Text("{{ text }}"),
        Text("附件：1. 任务分解表"),
        SignedBy(),
    ),
    contact="{{ contact }}",
    copies="抄送：{{ copies }}。",
    annexes=(
        Break(landscape=True),
        Text("附件1", indent=False, bold=True),
        Text("任务分解表", align="center"),
        Listing(
            "rows",
            (
                ListingColumn("编号", "{{ row.number }}", 1),
                ListingColumn("案由", "{{ row.title }}", 5),
                ListingColumn("主办单位", "{{ row.unit }}", 3),
            ),
        ),
    ),
)
LETTERS: dict[str, dict[str, Any]] = {
    "short": {"text": SHORT},
    "long": {"text": LONG, "to": "示例代表甲等3名代表"},
    "table": {"text": TABLE, "to": "示例代表甲代表"},
    "signers": {"text": SHORT, "organs": ["区教育局", "区住房和城乡建设局", "区民政局"], "organ": "区教育局"},
    "rare": {"text": RARE},
    "long_organ": {"text": SHORT, "organ": "示例自治州示例县住房和城乡建设局（人民防空办公室）"},
    "full": {"text": "\n".join([SENTENCE * 3] * 5 + [SENTENCE * 4]), "to": "示例代表甲代表"},
    "brim": {"text": "\n".join([SENTENCE * 3, SENTENCE, "感谢您的关心和支持。"]), "to": "示例代表甲代表"},
    "draft": {"text": SHORT, "number": "", "date": "", "draft": True},
}


def fields_of(name: str) -> dict[str, Any]:
    """The fields of a specimen."""
    said = ANSWER | LETTERS.get(name, {})
    if name == "notice":
        rows = [{"number": n, "title": SENTENCE[:20], "unit": "区示例局"} for n in range(1, 30)]
        return said | {
            "title": "关于认真做好示例区2024年人大代表建议和政协提案办理工作的通知",
            "rows": rows,
            "text": SENTENCE * 4,
        }
    return said | {"body": blocks_of(said["text"], to=["示例代表甲"])}


def layout_of(name: str) -> Any:
    """A specimen's layout: the made-up notice's, or that of 答复函."""
    return NOTICE if name == "notice" else paper_of_code("reply_letter").layout


@cache
def pdf_of(name: str) -> bytes:
    """A specimen as PDF."""
    fields = fields_of(name)
    content = filled(layout_of(name), fields)
    return set_pdf(layout_of(name), content, title=name, draft=fields.get("draft", False), keyword="正文 SHA-256 00")


@cache
def word_of(name: str) -> bytes:
    """A specimen as a Word file."""
    fields = fields_of(name)
    content = filled(layout_of(name), fields)
    said = fields | head_of(content) | {"draft": fields.get("draft", False)}
    return write_word(build_template(layout_of(name)), said, title=name, keyword="正文 SHA-256 00")


NAMES = (*LETTERS, "notice")


@cache
def words_as_pdf() -> dict[str, bytes]:
    """Every Word specimen as LibreOffice shows it: one start for all."""
    with TemporaryDirectory() as folder:
        where = Path(folder)
        for name in NAMES:
            (where / f"{name}.docx").write_bytes(word_of(name))
        files = [str(where / f"{name}.docx") for name in NAMES]
        home = where / "home"
        (home / ".config" / "fontconfig" / "conf.d").mkdir(parents=True)
        shutil.copy(FONTS, home / ".config" / "fontconfig" / "conf.d")
        subprocess.run(
            [
                "soffice",
                f"-env:UserInstallation=file://{where}/office",
                "--headless",
                "--convert-to",
                "pdf",
                "--outdir",
                str(where),
                *files,
            ],
            env=os.environ | {"HOME": str(home), "XDG_CONFIG_HOME": str(home / ".config")},
            check=True,
            capture_output=True,
            timeout=120,
        )
        return {name: (where / f"{name}.pdf").read_bytes() for name in NAMES}
