"""What nobody has decided or said yet: requests of a unit, and a signer's word on the publication of a draft."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tracking', '0003_reported_figures_and_forms'),
    ]

    operations = [
        migrations.AlterField(
            model_name='draftconsultation',
            name='agrees_to_publish',
            field=models.BooleanField(blank=True, null=True, verbose_name='同意公开'),
        ),
        migrations.AlterField(
            model_name='historicaldraftconsultation',
            name='agrees_to_publish',
            field=models.BooleanField(blank=True, null=True, verbose_name='同意公开'),
        ),
        migrations.AlterField(
            model_name='extension',
            name='granted',
            field=models.BooleanField(blank=True, null=True, verbose_name='同意延期'),
        ),
        migrations.AlterField(
            model_name='historicalextension',
            name='granted',
            field=models.BooleanField(blank=True, null=True, verbose_name='同意延期'),
        ),
        migrations.AlterField(
            model_name='historicalobjection',
            name='granted',
            field=models.BooleanField(blank=True, null=True, verbose_name='同意退回'),
        ),
        migrations.AlterField(
            model_name='objection',
            name='granted',
            field=models.BooleanField(blank=True, null=True, verbose_name='同意退回'),
        ),
    ]
