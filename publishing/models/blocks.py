"""What a summary's or an article's body is made of: headings, words, and figures that nobody can type over."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTable, TypedTableBlock, TypedTableBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.rich_text import RichText

from publishing.links import check_links_of
from publishing.public_figures import public_figures
from tracking.figures import FIGURES, GROUPS
from tracking.wording import clean, clean_line

NO_WORDS = re.compile(r"^(图片?|照片|image|img|picture)?[\W\d_]*$|\.(jpe?g|png|gif|webp|bmp|tiff?)$", re.IGNORECASE)
"What says nothing of a picture: its file's name, a number, the word picture."
RICH_TEXT_FEATURES = ["bold", "ol", "ul", "link", "document-link"]


def figure_choices() -> list[tuple[str, str]]:
    """Every figure of the registry that a page may print, by its Chinese label."""
    return [(key, FIGURES[key].label) for key in public_figures()]


def table_choices() -> list[tuple[str, str]]:
    """Every dimension by which items are counted, by its caption."""
    return [(group.key, group.caption) for group in GROUPS.values()]


class FigureBlock(blocks.ChoiceBlock):
    """One figure, chosen by name; its value is counted from the ledger (数出有据)."""

    def __init__(self, choices=figure_choices, **kwargs):
        super().__init__(choices=choices, **kwargs)

    class Meta:
        label = _("数据")
        icon = "table"


class LinkedTextBlock(blocks.RichTextBlock):
    """A paragraph with links, each of which shows where it goes."""

    def clean(self, value):
        value = super().clean(value)
        check_links_of(value.source)
        return value

    def deconstruct(self):
        """Describe it to migrations as Wagtail's own block: a check changes nothing that is stored."""
        return ("wagtail.blocks.RichTextBlock", *super().deconstruct()[1:])


class WordTableBlock(TypedTableBlock):
    """A typed table (表格): its caption and its head row are needed, so that a screen reader can tell what a cell says."""

    text = blocks.CharBlock(label=_("文字"), required=False, max_length=500)

    class Meta:
        label = _("表格")
        icon = "table"
        help_text = _("先写表题，再加列（列名即表头）和行；单元格不能合并。")

    def clean(self, value: TypedTable) -> TypedTable:
        """Refuse a table without a caption, a column without a head, and one without rows."""
        value = super().clean(value)
        problems = []
        if not value.caption.strip():
            problems.append(ValidationError(_("请填写表题。")))
        if not value.columns or not all(column["heading"].strip() for column in value.columns):
            problems.append(ValidationError(_("请填写每一列的列名。")))
        if not value.row_data:
            problems.append(ValidationError(_("表格没有内容，请添加行，或者删去表格。")))
        if problems:
            raise TypedTableBlockValidationError(non_block_errors=problems)
        return value


def lines_of_table(table: TypedTable) -> list[str]:
    """A typed table as lines of text: its caption, its head row, its rows, the cells parted by tabs."""
    header = "\t".join(column["heading"] for column in table.columns)
    return [table.caption, header, *("\t".join(str(one) for one in row["values"]) for row in table.row_data)]


class PictureBlock(blocks.StructBlock):
    """A picture with what it shows in words (文字说明), for those who can't see it."""

    image = ImageChooserBlock(label=_("图片"))
    alt = blocks.CharBlock(
        label=_("文字说明"),
        max_length=200,
        help_text=_("看不见图的人靠它知道图上是什么，例如“施工人员在示例村铺设路面”。图上认得出个人的，由审签人把关。"),
    )
    caption = blocks.CharBlock(label=_("图题"), required=False, max_length=100)

    class Meta:
        label = _("图片")
        icon = "image"

    def clean(self, value):
        """Refuse a name of a file in the place of words, and clean the words of what copying damaged."""
        value = super().clean(value)
        value["alt"], value["caption"] = clean_line(value["alt"]), clean_line(value["caption"])
        if NO_WORDS.search(value["alt"]) or len(value["alt"]) < 2:
            said = ValidationError(_("请写明图上是什么，不能只写文件名或“图片”。"))
            raise blocks.StructBlockValidationError(block_errors={"alt": said})
        return value


def words_of_picture(value) -> list[str]:
    """A picture in words: what it shows, and its caption."""
    return [line for line in (value["alt"], value["caption"]) if line]


class NamedCards(blocks.StreamBlock):
    """Blocks of one field each, labelled for screen readers: Wagtail shows a block's name beside its field without binding the two."""

    def ordered_child_blocks(self):
        """The blocks for the editor, labelled only when it asks for them: a field is made once all models are loaded."""
        for card in self.child_blocks.values():
            for block in (card, getattr(card, "child_block", None)):
                if isinstance(block, blocks.FieldBlock):
                    block.field.widget.attrs.setdefault("aria-label", block.label or card.label)
        return super().ordered_child_blocks()


class WordsBlock(NamedCards):
    """Headings and words, of which every body is made."""

    heading = blocks.CharBlock(label=_("标题"), icon="title", max_length=100)
    subheading = blocks.CharBlock(label=_("小标题"), icon="title", max_length=100)
    paragraph = blocks.TextBlock(label=_("段落"), icon="pilcrow", rows=4)
    rich = LinkedTextBlock(label=_("带链接或列表的段落"), icon="edit", features=RICH_TEXT_FEATURES)

    def clean(self, value):
        """Clean the words of what copying damaged (`tracking.wording.clean`), before anybody signs them."""
        for part in value:
            if isinstance(part.value, RichText):
                part.value = RichText(clean(part.value.source))
            elif isinstance(part.value, str):
                is_one_line = part.block_type in {"heading", "subheading"}
                part.value = clean_line(part.value) if is_one_line else clean(part.value)
        return super().clean(value)


class ArticleBlock(WordsBlock):
    """The body of an article (正文): words, tables of words and pictures."""

    grid = WordTableBlock()
    picture = PictureBlock()


class BodyBlock(WordsBlock):
    """The body of a summary (正文): words, figures and pictures."""

    figures = blocks.ListBlock(
        FigureBlock(),
        label=_("数据卡片"),
        icon="table",
        min_num=1,
        help_text=_("只选指标；数值由台账逐件统计，送审时固定，不能手填。"),
    )
    table = blocks.ChoiceBlock(
        choices=table_choices,
        label=_("分组统计表"),
        icon="table",
        help_text=_("只选分组方式；表和图由台账统计，送审时固定，不能手填。"),
    )
    picture = PictureBlock()


class CardsBlock(NamedCards):
    """The figures at the head of a summary, a session's figures page or the home page."""

    figure = FigureBlock()


class AttachmentsBlock(NamedCards):
    """Files offered beside a page (附件)."""

    document = DocumentChooserBlock(label=_("文件"))
