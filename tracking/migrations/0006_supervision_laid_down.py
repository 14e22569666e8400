"""An act of supervision that needs no answer any more is laid down with a reason (督办销号)."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tracking', '0005_figures'),
    ]

    operations = [
        migrations.AddField(
            model_name=name,
            name=field,
            field=kind,
        )
        for name in ('historicalsupervision', 'supervision')
        for field, kind in (
            ('laid_down_because', models.CharField(blank=True, max_length=300, verbose_name='销号理由')),
            ('laid_down_on', models.DateField(blank=True, null=True, verbose_name='销号日期')),
        )
    ]
