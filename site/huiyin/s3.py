"""An object store (对象存储) for scans, images and documents instead of folders: HUIYIN_S3_… read into Django's STORAGES."""

from collections.abc import Mapping
from importlib.util import find_spec
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

NAMES = ("ENDPOINT", "BUCKET", "KEY", "SECRET", "PREFIX", "REGION", "STYLE")
NEEDED = ("ENDPOINT", "BUCKET", "KEY", "SECRET")
NAMED = tuple(f"HUIYIN_S3_{name}" for name in NAMES)
"The settings that name the store."
STYLES = {"path", "virtual"}
"Whether the bucket is named in the address's path or in its host."


def stores(environment: Mapping[str, str]) -> dict[str, dict]:
    """The entries of STORAGES for media and private files in the store that the environment names; none for folders."""
    given = {name: environment.get(f"HUIYIN_S3_{name}", "").strip() for name in NAMES}
    if not any(given.values()):
        return {}
    if missing := [f"HUIYIN_S3_{name}" for name in NEEDED if not given[name]]:
        raise ImproperlyConfigured(f"用对象存储（S3）存放附件，还要设置 {'、'.join(missing)}；不用时这几项都不要设。")
    if not _is_address(given["ENDPOINT"]):
        raise ImproperlyConfigured("HUIYIN_S3_ENDPOINT 应写成对象存储的地址，例如 https://s3.example.gov.cn:9000。")
    style = given["STYLE"] or "path"
    if style not in STYLES:
        raise ImproperlyConfigured("HUIYIN_S3_STYLE 只能是 path（桶名在路径里）或 virtual（桶名在主机名里）。")
    if find_spec("storages") is None or find_spec("boto3") is None:
        raise ImproperlyConfigured(
            "设了 HUIYIN_S3_…，但没有安装对象存储的程序包：请运行 pip install --require-hashes -r requirements-s3.lock。"
        )
    shared = {
        "endpoint_url": given["ENDPOINT"].rstrip("/"), "bucket_name": given["BUCKET"], "access_key": given["KEY"],
        "secret_key": given["SECRET"], "region_name": given["REGION"] or "us-east-1", "addressing_style": style,
    }  # fmt: skip
    prefix = f"{given['PREFIX'].strip('/')}/" if given["PREFIX"].strip("/") else ""
    return {
        "default": {"BACKEND": "huiyin.object_store.MediaStore", "OPTIONS": shared | {"location": f"{prefix}media"}},
        "private": {
            "BACKEND": "huiyin.object_store.PrivateStore",
            "OPTIONS": shared | {"location": f"{prefix}private"},
        },
    }


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return (
            parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0 and parts.path in {"", "/"}
        )
    except ValueError:
        return False
