"""Wagtail's own groups and moderation workflow (English names, a publish permission) make way for the office's roles."""

from django.db import migrations

GROUPS = ("Moderators", "Editors")
WORKFLOW = "Moderators approval"


def remove_stock_moderation(apps, schema_editor):
    apps.get_model("wagtailcore", "Workflow").objects.filter(name=WORKFLOW, workflow_states=None).delete()
    apps.get_model("wagtailcore", "GroupApprovalTask").objects.filter(
        name=WORKFLOW, task_states=None, workflow_tasks=None
    ).delete()
    apps.get_model("auth", "Group").objects.filter(name__in=GROUPS, user=None).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("publishing", "0001_portal"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]
    operations = [migrations.RunPython(remove_stock_moderation, migrations.RunPython.noop)]
