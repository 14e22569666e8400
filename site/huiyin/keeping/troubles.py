"""What stands against an act of keeping (不能办的原因), in one sentence for the operator: what, where, what to do."""

import errno
from pathlib import Path


class Trouble(Exception):
    """Something was found that ends the act; nothing is left half done."""

    exit_code = 1


class WrongUse(Trouble):
    """The command was given something that can't be: another file, folder or option is needed."""

    exit_code = 2


WHY = {
    errno.ENOSPC: "磁盘空间不足，请腾出空间或换一个磁盘",
    errno.EDQUOT: "本账号的磁盘配额已满，请腾出空间或换一个磁盘",
    errno.EACCES: "本账号没有读写权限，请改权限或换一个位置",
    errno.EPERM: "本账号没有读写权限，请改权限或换一个位置",
    errno.EROFS: "磁盘是只读的，请换一个位置",
    errno.ENOENT: "没有这个文件或文件夹，请核对路径",
    errno.ENOTDIR: "路径中有一段不是文件夹，请核对路径",
    errno.EISDIR: "这是文件夹，请写文件名",
    errno.EEXIST: "已有同名的文件，请换一个位置",
    errno.ENAMETOOLONG: "名称太长，请改短",
    errno.EFBIG: "文件超过了磁盘格式允许的大小，请换一个磁盘",
    errno.EIO: "磁盘读写出错，请检查磁盘",
}
"What the commonest errors of files mean for an operator."


def in_words(problem: OSError, path: Path | str = "") -> str:
    """An error of the file system in a sentence that names the place."""
    why = WHY.get(problem.errno or 0, problem.strerror or str(problem))
    return f"{path or problem.filename}：{why}。"
