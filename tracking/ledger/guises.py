"""What a file really is that is called a workbook and is none (文件类型不符): one sentence, with what to do."""

from pathlib import Path

import filetype
from django.utils.translation import gettext as _

WORKBOOKS = {".xlsx", ".xls", ".xlsm", ".xlsb", ".et", ".ods"}
"Names of files that are workbooks, where they are what they are called."
_CHOOSE = ".xlsx、.xls 或 .csv"
_TRADITIONAL = ("編號", "案由", "類別", "標題", "單位", "建議", "提案", "辦理", "領銜")


def of_bytes(data: bytes) -> str:
    """What a file is that is neither packed nor text."""
    kind = filetype.guess(data[:8192])
    mime = kind.mime if kind is not None else ""
    if mime.startswith("image/"):
        words = _("文件是图片（%(kind)s），图片里的文字读不出来；请取得原来的表格，选择 %(files)s 文件。")
        return words % {"kind": kind.extension.upper(), "files": _CHOOSE}
    if mime == "application/pdf":
        return _("文件是 PDF，不是工作簿；请取得原来的表格，或把表格复制到 Excel、WPS 中另存为 .xlsx。")
    if mime in {"application/x-rar-compressed", "application/x-7z-compressed", "application/gzip", "application/x-tar"}:
        return _("文件是压缩包，请先解压，再选择里面的 %(files)s 文件。") % {"files": _CHOOSE}
    return _("文件不是工作簿；请选择 %(files)s 文件。") % {"files": _CHOOSE}


def of_package(names: set[str]) -> str:
    """What a packed file is that holds no workbook, by the names of its parts."""
    if any(name.startswith("word/") for name in names):
        return _("文件是 Word 文档，不是工作簿；请把其中的表格复制到 Excel 或 WPS 表格，另存为 .xlsx 后再导入。")
    if any(name.startswith("ppt/") for name in names):
        return _("文件是演示文稿，不是工作簿；请把其中的表格复制到 Excel 或 WPS 表格，另存为 .xlsx 后再导入。")
    if "ofd.xml" in names:
        return _("文件是 OFD 版式文件，不是工作簿；请取得原来的表格，选择 %(files)s 文件。") % {"files": _CHOOSE}
    if any(Path(name).suffix in WORKBOOKS | {".csv"} for name in names):
        return _("文件是压缩包，请先解压，再选择里面的 %(files)s 文件。") % {"files": _CHOOSE}
    return _("文件是压缩包或其他文档，不是工作簿；请选择 %(files)s 文件。") % {"files": _CHOOSE}


def of_ole(data: bytes) -> str:
    """What an old document (Office 97) is that holds no workbook; empty where it looks like one."""
    if "WordDocument".encode("utf-16-le") in data:
        return _("文件是 Word 文档，不是工作簿；请把其中的表格复制到 Excel 或 WPS 表格，另存为 .xlsx 后再导入。")
    if "PowerPoint Document".encode("utf-16-le") in data:
        return _("文件是演示文稿，不是工作簿；请把其中的表格复制到 Excel 或 WPS 表格，另存为 .xlsx 后再导入。")
    return ""


def of_text(data: bytes, name: str) -> str:
    """Why nothing was found in a text that was read: it is in the Big5 code, or is called a workbook and is none."""
    try:
        traditional = data.decode("big5hkscs")
    except UnicodeDecodeError:
        traditional = ""
    if any(word in traditional for word in _TRADITIONAL):
        return _("文件是 Big5（繁体中文）编码；请用 Excel 或 WPS 打开，把表头改为简体，另存为 .xlsx 后再导入。")
    suffix = Path(name).suffix.lower()
    if suffix not in WORKBOOKS:
        return ""
    words = _(
        "文件名以%(suffix)s结尾，内容却是普通文字，不是工作簿；请用 Excel 或 WPS 打开原来的表格，另存为 .xlsx 后再导入。"
    )
    return words % {"suffix": f" {suffix} "}
