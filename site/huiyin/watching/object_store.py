"""Whether the object store answers (对象存储), keeps what it is given, and shows none of it to strangers."""

import secrets

from django.core.files.base import ContentFile

from huiyin.keeping.stores import store_of
from huiyin.watching.found import GREEN, RED, Found

TRIED = "tried-by-doctor/"
"Below which a file is written and removed again."


def attachments() -> Found:
    """The store of scans, images and documents; green where they lie in the data directory."""
    store = store_of("private")
    if store is None:
        return Found(GREEN, "附件和图片放在数据目录里。")
    name, content = f"{TRIED}{secrets.token_hex(8)}", secrets.token_bytes(32)
    try:
        store.save(name, ContentFile(content))
        with store.open(name) as file:
            is_whole = file.read() == content
        is_open = store.is_open_to_strangers()
        store.delete(name)
    except OSError as problem:
        return Found(RED, f"附件和图片读写不了：{problem}。", "请核对 HUIYIN_S3_… 各项设置和对象存储服务。")
    if is_open:
        return Found(
            RED,
            "没有密钥的人也能读对象存储里的附件或列出文件名。",
            "请立即在对象存储上把这个桶改为私有，并查明谁读过。",
        )
    if not is_whole:
        return Found(RED, "对象存储读出来的与写进去的不同。", "请停用这个对象存储，查明原因。")
    return Found(GREEN, "附件和图片放在对象存储里，应答正常，没有密钥读不到。")
