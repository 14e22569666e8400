"""What the office drafts from its ledger besides the summary (通报、报告、本单位总结) passes its own check, whatever the ledger."""

import random
from datetime import date

import pytest

from publishing.evidence import Verdict, check
from publishing.ledger_facts import facts_of
from publishing.narrating.of_unit import known_of, tell
from tests.tracking.factories import make_office, make_unit
from tracking import reports
from tracking.reports import circulars
from tracking.stages import Stage

STAGES = [Stage.ASSIGNED, Stage.HANDLING, Stage.SUBMITTED, Stage.REVIEWED, Stage.CLOSED]
DAYS = [date(2024, 4, 15), date(2024, 6, 3), date(2024, 12, 31)]
SIGNED = reports.Signed("示例填报", "示例审核", date(2025, 1, 6))
NAMES = ["区另例局", "示例镇", "示例街道办事处", "区示例办"]


def some_office(seed: int):
    """An office whose items are of any kind, duty, unit and stage."""
    chance = random.Random(seed)
    office = make_office()
    units = [office.unit] + [make_unit(name) for name in NAMES]
    kinds = chance.choice([["suggestion"], ["proposal"], ["suggestion", "proposal"]])
    for _number in range(chance.randint(1, 7)):
        duty = chance.choice(["lead", "joint", "sole"])
        office.make_record(
            chance.choice(STAGES), kind=chance.choice(kinds), duty=duty, units=[chance.choice(units)], topic=chance.choice(["", "甲事", "乙事"])
        )  # fmt: skip
    return office, units


def drafts(office, units, day: date):
    """Every paper that may be drafted of a day, by its name."""
    circular = circulars.draft(office.session, day)
    yield "circular", circular.title, circular.body
    report = reports.Report(office.session, day, SIGNED)
    for name in ("deputies_report", "members_circular"):
        paper = getattr(reports, name)(report)
        yield name, paper.title, "\n".join(text for _kind, text in paper.paragraphs)
    for unit in units:
        yield unit.name, "", tell(known_of(unit, office.session, day))


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(6))
def test_whatever_the_ledger_its_drafts_pass_the_check(seed):
    office, units = some_office(seed)
    wrong = []
    for day in DAYS:
        facts = facts_of(office.session, day)
        for name, title, text in drafts(office, units, day):
            report = check(text, title=title, facts=facts)
            bad = report.of(Verdict.TRUNC, Verdict.DEF, Verdict.CLASH)
            wrong += [(name, day, one.quote, one.message, text) for one in bad]
    assert wrong == []
