"""Make the stock site's database with one page of the given words: `python -m tests.performance.stock.build FILE`."""

import os
import sys
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.performance.stock.settings"

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from wagtail.models import Page, Site  # noqa: E402

from tests.performance.stock.models import StockPage  # noqa: E402


def main() -> None:
    """A home page, four columns of four pages each, and the words in the last of them."""
    call_command("migrate", verbosity=0)
    words = Path(sys.argv[1]).read_text(encoding="utf-8")
    body = [("paragraph", part) for part in words.split("\n\n") if part.strip()]
    home = StockPage(title="home", slug="stock")
    Page.get_first_root_node().add_child(instance=home)
    for column in range(4):
        parent = StockPage(title=f"栏目{column}", slug=f"c{column}")
        home.add_child(instance=parent)
        for place in range(4):
            parent.add_child(instance=StockPage(title=f"页面{place}", slug=f"p{place}", body=body))
    Site.objects.update(root_page=home)


main()
