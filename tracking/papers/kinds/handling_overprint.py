"""收文处理单套打: the handling sheet's words onto the office's own pre-printed red sheet, and the sheet by which its places are measured."""

from tracking.models import HandlingRecord
from tracking.papers import Overprint, Source, paper
from tracking.papers.declaring import of_the_office
from tracking.papers.kinds.handling_sheet import sheet_fields
from tracking.papers.overprinting import sheet_of
from tracking.papers.subjects import ITEM
from tracking.papers.wording import BLANK_DAY


def words_of(record: HandlingRecord) -> dict[str, str]:
    """What is printed at each place; a day that is still to be written by hand leaves its place empty."""
    return {name: "" if words == BLANK_DAY else words for name, words in sheet_fields(record).items()}


@paper(
    "收文处理单套打",
    help="把本件的字套打到本单位印好的红格收文处理单上；各栏位置在“名录”的“套打位置”中调整，先打校准页。",
    about=ITEM,
    place=11,
    mark=Source.FOUND,
    readers=of_the_office,
    layout=Overprint(),
)
def handling_overprint(record):
    return {"sheet": sheet_of("handling_overprint", words_of(record))}


@paper(
    "收文处理单套打校准页",
    help="印在白纸上：本件的字、各栏的框和毫米刻度；与红格纸叠在一起对光看，量出要移动多少。",
    about=ITEM,
    place=12,
    mark=Source.PROPOSED,
    readers=of_the_office,
    layout=Overprint(ruler=True),
)
def handling_overprint_ruler(record):
    return {"sheet": sheet_of("handling_overprint", words_of(record))}
