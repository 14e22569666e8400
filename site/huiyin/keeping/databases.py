"""The database as a whole (数据库): copied at one moment while people work, laid elsewhere, and put in the place of another."""

import os
import re
import shutil
import sqlite3
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection, connections, transaction
from django.utils import timezone
from psycopg import sql

from huiyin.keeping.manifest import Contents
from huiyin.keeping.place import Place
from huiyin.keeping.troubles import Trouble
from huiyin.ownership import BESIDE

Ask = Callable[[str], list[tuple]]
NOT_THERE = "数据库还没有建立，或不是回音的数据库：新装的先运行 huiyin migrate。"


def contents(ask: Ask) -> Contents:
    """What a database holds, by whatever runs a query on it."""
    [(number, head)] = ask("SELECT number, digest FROM tracking_chainhead") or [(0, "")]
    [(items,)] = ask("SELECT count(*) FROM tracking_handlingrecord")
    has_portal = bool(ask("SELECT 1 FROM publishing_portalhomepage LIMIT 1"))
    migrations = sorted(f"{app}.{name}" for app, name in ask("SELECT app, name FROM django_migrations"))
    return Contents(number, head, items, has_portal, migrations)


def database_of(place: Place) -> "Database":
    """The database of a place, by its kind."""
    return SQLite(place) if place.is_sqlite else PostgreSQL(place)


class Database(ABC):
    """One database of a place."""

    kind: str
    member: str
    "Under which name its copy lies in a backup."
    is_packed: bool
    "Whether the copy is compressed already."

    def __init__(self, place: Place):
        self.place = place

    @abstractmethod
    def copy(self, to: Path) -> Contents:
        """Copy the present database, as it is at one moment, into a new file; what it then held."""

    @abstractmethod
    def contents(self) -> Contents | None:
        """What it holds; None where it is not there or empty."""

    @abstractmethod
    @contextmanager
    def throw_away(self, data: Path) -> Iterator[Place]:
        """A place with this data directory and a database of its own, which is dropped at the end unless it was moved."""

    @abstractmethod
    def lay(self, copy: Path) -> None:
        """Fill this database, which is not there yet, from a copy."""

    @abstractmethod
    def take_over(self, new: Place, aside: Path) -> "Undo":
        """Put another place's database in the place of this one, which is kept aside; how to undo it."""

    @abstractmethod
    def put_back(self, copy: Path, folder: Path) -> None:
        """Bring this database back to a copy of it, whoever has it open."""


class Undo:
    """What was moved, so that it can be moved back; and where the old one is kept, for the operator."""

    def __init__(self) -> None:
        self._backwards: list[Callable[[], object]] = []
        self.kept: list[str] = []

    def move(self, source: Path, target: Path) -> None:
        """Move a file or folder, reversibly."""
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.move(source, target)
        self.later(lambda: shutil.move(target, source))

    def later(self, act: Callable[[], object]) -> None:
        """Note how to undo what was just done."""
        self._backwards.append(act)

    def now(self) -> None:
        """Undo everything, the last first."""
        while self._backwards:
            self._backwards.pop()()


class SQLite(Database):
    """A database in one file."""

    kind, member, is_packed = "sqlite", "database.sqlite3", False

    @property
    def file(self) -> Path:
        """Where it lies."""
        return Path(self.place.database["NAME"])

    def copy(self, to: Path) -> Contents:
        if not self.file.exists():
            raise Trouble(NOT_THERE)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(to)])
        return self._contents_of(to)

    def contents(self) -> Contents | None:
        return self._contents_of(self.file) if self.file.exists() and self.file.stat().st_size else None

    @staticmethod
    def _contents_of(file: Path) -> Contents:
        try:
            with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
                return contents(lambda query: database.execute(query).fetchall())
        except sqlite3.DatabaseError as problem:
            raise Trouble(f"{file}：{NOT_THERE}（{problem}）") from problem

    @contextmanager
    def throw_away(self, data: Path) -> Iterator[Place]:
        yield self.place.elsewhere(data, str(data / "db.sqlite3"))

    def lay(self, copy: Path) -> None:
        shutil.move(copy, self.file)
        try:
            with closing(sqlite3.connect(self.file)) as database:
                found = database.execute("PRAGMA quick_check").fetchone()[0]
        except sqlite3.DatabaseError as problem:
            raise Trouble("备份里的数据库读不出来：没有恢复，请用另一份备份。") from problem
        if found != "ok":
            raise Trouble(f"备份里的数据库已损坏：{found}。")

    def take_over(self, new: Place, aside: Path) -> Undo:
        undo = Undo()
        connections.close_all()
        coming = Path(new.database["NAME"])
        with closing(sqlite3.connect(coming)) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        try:
            for suffix in BESIDE:
                if (old := Path(f"{self.file}{suffix}")).exists():
                    undo.move(old, aside / f"db.sqlite3{suffix}")
            undo.move(coming, self.file)
        except OSError:
            undo.now()
            raise
        return undo

    def put_back(self, copy: Path, folder: Path) -> None:
        """In one transaction of SQLite's own, so that whoever reads meanwhile sees the one state or the other."""
        connections.close_all()
        with closing(sqlite3.connect(copy)) as source, closing(sqlite3.connect(self.file, timeout=60)) as target:
            source.backup(target)


class PostgreSQL(Database):
    """A database of a server, copied by the server's own tools."""

    kind, member, is_packed = "postgresql", "database.dump", True

    @property
    def name(self) -> str:
        """Its name on the server."""
        return str(self.place.database["NAME"])

    def copy(self, to: Path) -> Contents:
        with transaction.atomic(durable=True), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SELECT pg_export_snapshot(), to_regclass('tracking_chainhead')")
            snapshot, there = cursor.fetchone()
            if there is None:
                raise Trouble(NOT_THERE)
            found = contents(lambda query: _answered(cursor, query))
            self._tool("pg_dump", "--format=custom", "--no-owner", "--no-privileges",
                       f"--snapshot={snapshot}", f"--file={to}", f"--dbname={self.name}")  # fmt: skip
        return found

    def contents(self) -> Contents | None:
        with self._server(self.name) as server:
            if not server.execute("SELECT to_regclass('tracking_chainhead')").fetchone()[0]:
                return None
            return contents(lambda query: server.execute(query).fetchall())

    @contextmanager
    def throw_away(self, data: Path) -> Iterator[Place]:
        name = f"{self.name[:40]}_{datetime.now():%m%d%H%M%S}_{os.getpid()}"
        place = self.place.elsewhere(data, name)
        self._create(name)
        try:
            yield place
        finally:
            self._drop(name)

    def lay(self, copy: Path) -> None:
        self._tool("pg_restore", "--exit-on-error", "--no-owner", "--no-privileges", f"--dbname={self.name}", str(copy))
        copy.unlink()

    def take_over(self, new: Place, aside: Path) -> Undo:
        undo, coming = Undo(), str(new.database["NAME"])
        connections.close_all()
        old = f"{self.name[:40]}_before_{timezone.localtime():%Y%m%d_%H%M%S}"
        with self._server() as server:
            self._alone(server, self.name)
            self._rename(server, self.name, old)
            undo.later(lambda: self._renamed_back(old))
            try:
                self._rename(server, coming, self.name)
            except psycopg.Error:
                self._rename(server, old, self.name)
                raise
        undo.later(lambda: self._drop(self.name))
        undo.kept.append(f"数据库 {old}")
        return undo

    def put_back(self, copy: Path, folder: Path) -> None:
        """Restored beside, then renamed, so that a failure on the way changes nothing."""
        with self.throw_away(folder) as place:
            PostgreSQL(place).lay(copy)
            undo = self.take_over(place, folder)
            for kept in undo.kept:
                self._drop(kept.removeprefix("数据库 "))

    # The server's own tools ---------------------------------------------------------------------
    def _tool(self, tool: str, *options: str) -> None:
        """Run pg_dump or pg_restore; a missing or older one is said before it is tried."""
        self._refuse_older(tool)
        database = self.place.database
        known = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
        given = {name: str(database[key]) for name, key in known.items() if database.get(key)}
        if "sslmode" in database.get("OPTIONS", {}):
            given["PGSSLMODE"] = database["OPTIONS"]["sslmode"]
        done = subprocess.run([tool, *options], env=os.environ | given, capture_output=True, text=True)
        if done.returncode:
            raise Trouble(f"{tool} 没有成功：{done.stderr.strip()[-500:]}")

    def _refuse_older(self, tool: str) -> None:
        with self._server() as server:
            wanted = server.info.server_version // 10000
        try:
            said = subprocess.run([tool, "--version"], capture_output=True, text=True, check=True).stdout
        except (OSError, subprocess.CalledProcessError) as problem:
            raise Trouble(f"没有找到 {tool}：请安装 postgresql-client-{wanted}。") from problem
        if (found := int(re.search(r"(\d+)", said.partition(")")[2])[1])) < wanted:
            raise Trouble(f"{tool} 是第 {found} 版，数据库服务器是第 {wanted} 版：请安装 postgresql-client-{wanted}。")

    # Databases beside each other ----------------------------------------------------------------
    @contextmanager
    def _server(self, name: str = "postgres") -> Iterator[psycopg.Connection]:
        database = self.place.database
        parameters: dict[str, Any] = {
            "host": database.get("HOST"), "port": database.get("PORT"),
            "user": database.get("USER"), "password": database.get("PASSWORD"),
            "sslmode": database.get("OPTIONS", {}).get("sslmode"),
        }  # fmt: skip
        given = {key: value for key, value in parameters.items() if value}
        try:
            server = psycopg.connect(dbname=name, autocommit=True, **given)
        except psycopg.OperationalError as problem:
            raise Trouble(f"数据库服务器没有应答，请核对 HUIYIN_DATABASE_URL。（{problem}）") from problem
        with server:
            yield server

    def _create(self, name: str) -> None:
        with self._server() as server:
            try:
                server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
            except psycopg.errors.InsufficientPrivilege as problem:
                account = self.place.database.get("USER")
                raise Trouble(
                    f"数据库账号 {account} 不能建立临时数据库：请由数据库管理员执行 ALTER ROLE {account} CREATEDB。"
                ) from problem

    def _drop(self, name: str) -> None:
        with self._server() as server:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _renamed_back(self, old: str) -> None:
        with self._server() as server:
            self._rename(server, old, self.name)

    @staticmethod
    def _rename(server: psycopg.Connection, name: str, to: str) -> None:
        PostgreSQL._alone(server, name)
        server.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(name), sql.Identifier(to)))

    @staticmethod
    def _alone(server: psycopg.Connection, name: str) -> None:
        """End the sessions of others in a database that is about to move."""
        server.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s", [name])


def _answered(cursor: Any, query: str) -> list[tuple]:
    cursor.execute(query)
    return list(cursor.fetchall())


def head_of(place: Place) -> tuple[int, str]:
    """The chain's number and head of a place's database; (0, "") where there is none."""
    with suppress(Trouble):
        if found := database_of(place).contents():
            return found.number, found.head
    return 0, ""
