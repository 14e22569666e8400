"""Summaries may print counts by one dimension (分组统计表)."""


import publishing.models.blocks
import wagtail.fields
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('publishing', '0003_chinese_names'),
    ]

    operations = [
        migrations.AlterField(
            model_name='annualsummarypage',
            name='body',
            field=wagtail.fields.StreamField([('heading', 0), ('subheading', 1), ('paragraph', 2), ('rich', 3), ('figures', 5), ('table', 6)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'icon': 'title', 'label': '标题', 'max_length': 100}), 1: ('wagtail.blocks.CharBlock', (), {'icon': 'title', 'label': '小标题', 'max_length': 100}), 2: ('wagtail.blocks.TextBlock', (), {'icon': 'pilcrow', 'label': '段落', 'rows': 4}), 3: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'ol', 'ul', 'link', 'document-link'], 'icon': 'edit', 'label': '带链接或列表的段落'}), 4: ('wagtail.blocks.ChoiceBlock', [], {'choices': publishing.models.blocks.figure_choices}), 5: ('wagtail.blocks.ListBlock', (4,), {'help_text': '只选指标；数值由台账逐件统计，送审时固定，不能手填。', 'icon': 'table', 'label': '数据卡片', 'min_num': 1}), 6: ('wagtail.blocks.ChoiceBlock', [], {'choices': publishing.models.blocks.table_choices, 'help_text': '只选分组方式；表和图由台账统计，送审时固定，不能手填。', 'icon': 'table', 'label': '分组统计表'})}, default=list, verbose_name='正文'),
        ),
    ]
