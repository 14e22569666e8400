"""The words of a page are cleaned when they are typed, before anybody reads or signs them."""

from wagtail.rich_text import RichText

from publishing.models.blocks import ArticleBlock


def test_headings_paragraphs_and_links_come_in_as_they_were_meant():
    block = ArticleBlock(required=False)
    typed = block.to_python(
        [
            {"type": "heading", "value": "⼀、总体\x0b情况\ufeff"},
            {"type": "paragraph", "value": "　　第一段，\x0b第二段\u200b\uf0b7"},
        ]
    )
    typed.append(("rich", RichText("<p>示\u200b例\x07<b>⼈大</b></p>")))
    heading, paragraph, rich = block.clean(typed)
    assert heading.value == "一、总体情况"
    assert paragraph.value == "第一段，\n第二段•"
    assert rich.value.source == "<p>示例<b>人大</b></p>"
