"""What an inspection hands back (自查结果): findings, the pieces first published elsewhere, and how many pages were read."""

from dataclasses import dataclass

from publishing.inspection.rules import RULES, Rule, Severity


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: which rule, at which address, and what exactly is wrong there in a sentence."""

    rule: str
    url: str
    message: str

    @property
    def of(self) -> Rule:
        """Its rule."""
        return RULES[self.rule]

    @property
    def key(self) -> str:
        """What its age is counted by."""
        return f"{self.rule} {self.url}"

    def as_json(self) -> dict[str, str]:
        """As the command prints it."""
        return {"rule": self.rule, "severity": str(self.of.severity), "url": self.url, "message": self.message}


@dataclass(frozen=True, slots=True)
class Migrated:
    """A piece first published elsewhere (迁移内容): it alone carries an earlier time, and is listed apart from findings."""

    url: str
    title: str
    published: str
    came_in: str
    source: str


@dataclass(frozen=True, slots=True)
class Inspected:
    """The outcome of one inspection."""

    pages: int
    findings: tuple[Fault, ...]
    migrated: tuple[Migrated, ...] = ()

    @property
    def is_severe(self) -> bool:
        """Whether something was found that fails the site."""
        return any(one.of.severity == Severity.SEVERE for one in self.findings)
