"""Every digest gets a form: what was sealed before keeps the first one, with the columns of that time."""

from django.db import migrations, models

BEFORE_FORMS = 1


def note_columns(apps, schema_editor):
    """The columns that versions have at this point of the migrations, by model."""
    histories = [model for model in apps.get_app_config("tracking").get_models() if model._meta.model_name.startswith("historical")]
    columns = {
        f"tracking.{model._meta.model_name.removeprefix('historical')}": sorted(
            field.attname for field in model._meta.concrete_fields
        )
        for model in histories
    }
    apps.get_model("tracking", "SealForm").objects.get_or_create(
        number=BEFORE_FORMS, defaults={"rule": 1, "columns": columns}
    )


class Migration(migrations.Migration):

    dependencies = [
        ('tracking', '0009_office_settings'),
    ]

    operations = [
        migrations.CreateModel(
            name='SealForm',
            fields=[
                ('number', models.PositiveSmallIntegerField(primary_key=True, serialize=False, verbose_name='编号')),
                ('rule', models.PositiveSmallIntegerField(verbose_name='规则')),
                ('columns', models.JSONField(help_text='按模型列出其版本的字段。', verbose_name='所含字段')),
            ],
            options={
                'verbose_name': '校验方式',
                'verbose_name_plural': '校验方式',
                'ordering': ['number'],
            },
        ),
        migrations.AddField(
            model_name='event',
            name='form',
            field=models.PositiveSmallIntegerField(default=BEFORE_FORMS, verbose_name='校验方式'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['what', 'number'], name='event_what'),
        ),
        migrations.RunPython(note_columns, migrations.RunPython.noop, elidable=False),
    ]
