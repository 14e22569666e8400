"""案卷目录 (卷内目录): what lies in an item's file, the answer first, as it goes to the archive (DA/T 22)."""

from collections.abc import Iterator
from typing import Any

import pypdfium2

from tracking.models import HandlingRecord, PrivateFile, Reply
from tracking.papers import FormSheet, Listing, ListingColumn, Source, Text, paper
from tracking.papers.declaring import of_the_office
from tracking.papers.facts import letter_title, office_name, organ_of
from tracking.papers.subjects import ITEM
from tracking.papers.wording import dated, listed

BLANK_ROWS = 3
"Rows for what lies in the file and was never entered."


def missing(record: HandlingRecord) -> str:
    return "" if record.closed_on or record.left_on else "本件还没有办结，案卷尚不完整；办结后再编目录。"


def pages_of(file: PrivateFile | None) -> str:
    """How many pages a scan has, where it is a PDF that can be read; empty otherwise, to be counted by hand."""
    if file is None or file.content_type != "application/pdf":
        return ""
    try:
        with pypdfium2.PdfDocument(file.read()) as document:
            return str(len(document))
    except (OSError, pypdfium2.PdfiumError):
        return ""


def entry(title: str, by: object, on: Any, number: str = "", file: PrivateFile | None = None, note: str = "") -> dict:
    """A row of the catalogue."""
    return {"number": number, "by": str(by), "title": title, "on": dated(on), "pages": pages_of(file), "note": note}


def letters(record: HandlingRecord) -> Iterator[Reply]:
    """The letters that were issued, the latest round of each unit first."""
    for part in record.assignments.standing().answering().select_related("unit"):
        part.record = record
        rounds = part.replies.exclude(issued_on=None).select_related("sealed", "signed_by", "drafted_by")
        for reply in rounds.order_by("-round"):
            reply.assignment = part
            yield reply


def entries(record: HandlingRecord) -> Iterator[dict]:
    """The rows in the order of the file: letter, draft, forms, opinions, contacts, instruction, what came in."""
    issued = list(letters(record))
    for reply in issued:
        note = "" if reply.round == 1 else f"第{reply.round}轮"
        yield entry(
            letter_title(reply),
            organ_of(reply.assignment),
            reply.issued_on,
            reply.doc_number,
            reply.sealed,
            f"正本{note}",
        )
    for reply in issued:
        by = reply.signed_by.name if reply.signed_by else reply.assignment.unit
        yield entry(f"{letter_title(reply)}（定稿）及发文稿纸", by, reply.signed_on, note="定稿")
    for reply in issued:
        for delivery in reply.deliveries.filter(feedback__isnull=False).select_related(
            "feedback__scan", "signature__proposer"
        ):
            opinion = delivery.feedback
            yield entry(
                "征询意见表",
                delivery.signature.proposer,
                opinion.on,
                file=opinion.scan,
                note=opinion.get_result_display(),
            )
    for part in record.assignments.standing().exclude(opinion="").select_related("unit"):
        yield entry("配合意见", part.unit, part.opinion_on)
    for partner in record.partners.exclude(opinion_on=None).select_related("unit"):
        yield entry("会办意见", partner.unit, partner.opinion_on)
    for part in record.assignments.standing().select_related("unit").prefetch_related("contacts"):
        for contact in part.contacts.all():
            yield entry(
                f"面商（沟通）记录：{contact.get_phase_display()}{contact.get_method_display()}", part.unit, contact.on
            )
    if record.handling_proposal or record.instruction:
        yield entry("收文处理单（拟办意见、领导批示）", office_name(), record.instructed_on or record.proposed_on)
    proposers = listed(one.proposer for one in record.signatures.select_related("proposer"))
    yield entry(record.title, proposers, record.received_on, record.incoming_number, record.original, "来文原件")


@paper(
    "案卷目录（卷内目录）",
    help="按复函在前、来文在后的次序列出本件的文书材料；页数由扫描件数出，没有扫描件的手写。",
    about=ITEM,
    place=120,
    mark=Source.MEMORY,
    readers=of_the_office,
    missing=missing,
    layout=FormSheet(
        title="卷内文件目录",
        above="{{ file }}",
        blocks=(
            Listing(
                "items",
                (
                    ListingColumn("顺序号", "{{ row.place }}", 14, "center"),
                    ListingColumn("文号", "{{ row.number }}", 28, "center"),
                    ListingColumn("责任者", "{{ row.by }}", 28),
                    ListingColumn("题名", "{{ row.title }}", 52),
                    ListingColumn("日期", "{{ row.on }}", 24, "center"),
                    ListingColumn("页数", "{{ row.pages }}", 12, "center"),
                    ListingColumn("备注", "{{ row.note }}", 16, "center"),
                ),
            ),
            Text(
                "立卷人：　　　　　　　　检查人：　　　　　　　　立卷时间：　　　年　　月　　日",
                small=True,
                indent=False,
            ),
        ),
    ),
)
def file_catalogue(record):
    rows = [one | {"place": place} for place, one in enumerate(entries(record), 1)]
    blank = dict.fromkeys(("place", "number", "by", "title", "on", "pages", "note"), "")
    return {
        "file": f"{record.session.name}{record.number_label}　{record.title}",
        "items": rows + [blank] * BLANK_ROWS,
    }
