"""What lies in an object store (对象存储): media and private files as objects that only this program's key opens.

Nothing in it is public and no address of it is ever given out, signed or not: drafts' pictures and scans are read through the
checked views, and what the public reads is pressed from it.
"""

import os
import shutil
import tempfile
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import IO

from boto3.s3.transfer import TransferConfig
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.files import File
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage
from storages.utils import clean_name

from tracking.storing import StoreTrouble

IN_MEMORY = 5 * 1024 * 1024
"Bytes of an object that are read into memory; a larger one waits in a temporary file."
WHOLE = 256 * 1024 * 1024
"Objects up to this size are sent as one: whoever is cut off leaves nothing behind."
CONNECTING, ANSWERING, TRIES = 5, 60, 3
"Seconds that the store may take to take a connection and to answer, and how often it is asked."

_stores: "weakref.WeakSet[ObjectStore]" = weakref.WeakSet()


@contextmanager
def in_our_words(name: str) -> Iterator[None]:
    """Let what the store says be an error of files, as a folder's would be."""
    try:
        yield
    except ClientError as problem:
        status = problem.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
        code = problem.response.get("Error", {}).get("Code", "")
        if status == 404 and code != "NoSuchBucket":
            raise FileNotFoundError(f"nothing lies at {name}") from problem
        said = {"NoSuchBucket": "对象存储里没有这个桶", "AccessDenied": "对象存储不让本程序的密钥读写"}
        raise StoreTrouble(said.get(code, f"对象存储没有照办（{code or status}）"), name) from problem
    except BotoCoreError as problem:
        raise StoreTrouble(f"对象存储没有应答（{type(problem).__name__}）", name) from problem


class StoredObject(File):
    """An object's bytes as they were when it was opened; opened again after it was closed, as they are then."""

    def __init__(self, store: "ObjectStore", name: str) -> None:
        super().__init__(store.fetched(name), name)
        self._store = store

    def open(self, mode: str | None = None) -> "StoredObject":
        """The same from its beginning."""
        if self.closed:
            self.file = self._store.fetched(self.name)
        self.seek(0)
        return self


class ObjectStore(S3Storage):
    """Objects below a prefix of one bucket."""

    def __init__(self, **options: object) -> None:
        client = Config(
            s3={"addressing_style": options.get("addressing_style")},
            connect_timeout=CONNECTING,
            read_timeout=ANSWERING,
            retries={"total_max_attempts": TRIES, "mode": "standard"},
            # What not every store understands that speaks this protocol.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        transfer = TransferConfig(multipart_threshold=WHOLE, use_threads=False)
        super().__init__(client_config=client, transfer_config=transfer, default_acl=None, gzip=False, **options)
        _stores.add(self)

    def all_names(self, below: str = "") -> Iterator[str]:
        """The names of all objects, or of those below a folder, in order."""
        prefix = f"{self._key(below)}/"
        beginning = f"{self.location}/"
        with in_our_words(below):
            for found in self.bucket.objects.filter(Prefix=prefix):
                yield found.key.removeprefix(beginning)

    def is_open_to_strangers(self) -> bool:
        """Whether somebody without a key may list the bucket or read what lies in it."""
        stranger = self._create_session().client(
            "s3", region_name=self.region_name, endpoint_url=self.endpoint_url,
            config=self.client_config.merge(Config(signature_version=UNSIGNED)),
        )  # fmt: skip
        first = next(self.all_names(), "")
        asked = [lambda: stranger.list_objects_v2(Bucket=self.bucket_name, MaxKeys=1)]
        if first:
            asked.append(lambda: stranger.head_object(Bucket=self.bucket_name, Key=self._key(first)))
        return any(map(_is_answered, asked))

    def exists(self, name: str) -> bool:
        """Whether there is such an object."""
        with in_our_words(name):
            return super().exists(name)

    def delete(self, name: str) -> None:
        """Remove an object; of a folder, which is none, there is nothing to remove."""
        with in_our_words(name):
            super().delete(name)

    def listdir(self, name: str) -> tuple[list[str], list[str]]:
        """Folders and files below a name."""
        with in_our_words(name):
            return super().listdir(name)

    def size(self, name: str) -> int:
        """Bytes of an object."""
        with in_our_words(name):
            return super().size(name)

    def get_modified_time(self, name: str) -> datetime:
        """When an object was last written."""
        with in_our_words(name):
            return super().get_modified_time(name)

    def url(self, name: str | None, *args: object, **kwargs: object) -> str:
        """None: what lies here has no address."""
        raise ValueError("objects have no address of their own")

    def _key(self, name: str) -> str:
        return self._normalize_name(clean_name(name)).rstrip("/") if name else self.location

    def _open(self, name: str, mode: str = "rb") -> StoredObject:
        if mode != "rb":
            raise ValueError("objects are written whole, by save")
        return StoredObject(self, name)

    def fetched(self, name: str) -> IO[bytes]:
        """An object's bytes, from the beginning."""
        content = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  (who opened it closes it)
        try:
            with in_our_words(name):
                answer = self.connection.meta.client.get_object(Bucket=self.bucket_name, Key=self._key(name))
                shutil.copyfileobj(answer["Body"], content)
        except BaseException:
            content.close()
            raise
        content.seek(0)
        return content

    def _save(self, name: str, content: File) -> str:
        with in_our_words(name):
            return super()._save(name, content)


class MediaStore(ObjectStore):
    """Images and documents; a name that is taken is never given again. Their addresses are those of this site."""

    def __init__(self, **options: object) -> None:
        super().__init__(file_overwrite=False, **options)

    def url(self, name: str | None, *args: object, **kwargs: object) -> str:
        """Where this site shows it: a pressed copy to the public, by a checked view to those who write pages."""
        return f"{settings.MEDIA_URL}{filepath_to_uri(name or '')}"


class PrivateStore(ObjectStore):
    """Scans and attachments, and what waits for an answer: under the very name that they are given."""

    def __init__(self, **options: object) -> None:
        super().__init__(file_overwrite=True, **options)


def _is_answered(ask) -> bool:
    try:
        ask()
    except ClientError:
        return False
    return True


def _begin_anew() -> None:
    """In a process that was forked: its parent's connections are not its own."""
    for store in _stores:
        store._bucket, store._connections = None, threading.local()


os.register_at_fork(after_in_child=_begin_anew)
