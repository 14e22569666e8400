"""What a start reads: libraries for workbooks, papers and words wait for their first use, in processes of their own."""

import json
import os
import subprocess
import sys

from django.core.management import get_commands, load_command_class

HEAVY = {"weasyprint", "python_calamine", "openpyxl", "holidays", "rjieba", "fontTools", "docx", "docxtpl", "numpy"}
"Libraries of which none is read before it is needed; bs4, lxml and Pillow are read by Wagtail itself."
ASKING = """
import json, sys
import django
django.setup()
import huiyin.wsgi, huiyin.urls, publishing.press.run
from django.core.management import load_command_class
load_command_class("huiyin", "serve")
print(json.dumps(sorted(sys.modules)))
"""
CHECKED = {"load_example", "makemigrations", "migrate", "worker"}
"Commands of ours that run the system checks first: they change the installation, or run on."


def test_no_heavy_library_is_read_by_the_server_with_all_its_addresses():
    asked = [sys.executable, "-c", ASKING]
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "huiyin.settings", "HUIYIN_DEBUG": "1"}
    modules = set(json.loads(subprocess.run(asked, env=env, check=True, capture_output=True).stdout))
    assert "huiyin.urls" in modules
    assert modules & HEAVY == set()


def test_a_command_runs_without_the_checks_that_import_every_address():
    own = {name: app for name, app in get_commands().items() if app in {"huiyin", "publishing", "tracking"}}
    checking = {name for name, app in own.items() if load_command_class(app, name).requires_system_checks}
    assert checking == CHECKED


def test_what_the_program_is_made_of_is_not_gone_through_for_rubbish_while_pages_wait():
    asked = "import gc, huiyin.wsgi; huiyin.wsgi.django(); print(gc.get_freeze_count(), len(gc.get_objects()))"
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "huiyin.settings", "HUIYIN_DEBUG": "1"}
    said = subprocess.run([sys.executable, "-c", asked], env=env, check=True, capture_output=True).stdout
    kept, looked_through = map(int, said.split())
    assert kept > 50 * looked_through
