"""The names that Wagtail gives its first pages and its root collection, in the office's language."""

from django.db import migrations

TITLES = {"Root": "全部页面", "Welcome to your new Wagtail site!": "尚未设置门户"}
COLLECTION = ("Root", "全部文件")


def rename(apps, titles: dict, collection: tuple) -> None:
    pages = apps.get_model("wagtailcore", "Page").objects.filter(depth__lte=2)
    for old, new in titles.items():
        pages.filter(title=old).update(title=new, draft_title=new)
    old, new = collection
    apps.get_model("wagtailcore", "Collection").objects.filter(depth=1, name=old).update(name=new)


def into_chinese(apps, schema_editor):
    rename(apps, TITLES, COLLECTION)


def back(apps, schema_editor):
    rename(apps, {new: old for old, new in TITLES.items()}, COLLECTION[::-1])


class Migration(migrations.Migration):
    dependencies = [("publishing", "0002_no_stock_moderation")]
    operations = [migrations.RunPython(into_chinese, back)]
