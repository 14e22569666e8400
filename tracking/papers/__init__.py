"""The office's papers (文书): letters, notices, forms and slips, each declared once and made as Word and as PDF.

A paper is one file in `papers/kinds/` of an app: what it is about, who may print it, its layout (版式) and its fields. The
layout is laid out twice from the same words: by typst as a PDF that is final, and as a Word template (`templates/papers/`)
that an office may replace by its own.
"""

from tracking.papers.declaring import Paper, Source, paper, paper_of_code, papers
from tracking.papers.keeping import file_of
from tracking.papers.layout import (
    AnnexTitle,
    At,
    Break,
    Document,
    FormCell,
    FormGrid,
    FormRow,
    FormSheet,
    Letter,
    Listing,
    ListingColumn,
    Overprint,
    PrePrinted,
    SignedBy,
    Text,
    Words,
    label,
    row,
)
from tracking.papers.making import Unprintable, make
