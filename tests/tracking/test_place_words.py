"""How a place's organs and leaders are called (地方称谓): derived, remembered by each process, never wrong after a rollback."""

import io
import pickle

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.models.signals import pre_migrate
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext

from tests.tracking.factories import kept
from tracking.models import OfficeSettings
from tracking.models.office import words_in_the_database
from tracking.wording import local as words_module
from tracking.wording.local import LocalWords, local, localised, words_here
from tracking.wording.place_words import DEFAULT, PlaceAbove, PlaceLevel, SectionPlace, words_of

LEADERS = local("经{leaders}批示")


@pytest.fixture
def read_anew(monkeypatch):
    """This process reads the words by itself, as it does outside of the tests."""
    monkeypatch.setattr(words_here, "source", words_in_the_database)


# What follows from the level -------------------------------------------------------------------
def test_a_new_installation_speaks_as_a_district_below_a_city():
    assert (DEFAULT.leaders, DEFAULT.office, DEFAULT.upper_office) == ("区领导", "区政府办", "市政府办")
    assert (DEFAULT.congress, DEFAULT.cppcc, DEFAULT.own_units) == ("区人大", "区政协", "区直部门")
    assert (DEFAULT.upper_level, DEFAULT.upper_lead, DEFAULT.section) == ("市级", "市主办单位", "政府办")
    assert DEFAULT.supervisors == "督查室"


@pytest.mark.parametrize(
    ("level", "above", "leaders", "congress", "upper_office", "upper_office_full", "upper_lead"),
    [
        ("county", "city", "县领导", "县人大", "市政府办", "市人民政府办公室", "市主办单位"),
        ("county", "prefecture", "县领导", "县人大", "州政府办", "州人民政府办公室", "州主办单位"),
        ("autonomous_county", "province", "县领导", "县人大", "省政府办", "省人民政府办公室", "省主办单位"),
        ("banner", "league", "旗领导", "旗人大", "盟行署办", "盟行政公署办公室", "盟主办单位"),
        ("autonomous_banner", "city", "旗领导", "旗人大", "市政府办", "市人民政府办公室", "市主办单位"),
        ("county", "region", "县领导", "县人大", "行署办", "地区行政公署办公室", "地区主办单位"),
        ("district", "municipality", "区领导", "区人大", "市政府办", "市人民政府办公室", "市主办单位"),
        ("county_city", "prefecture", "市领导", "市人大", "州政府办", "州人民政府办公室", "州主办单位"),
        ("county_city", "city", "市领导", "市人大", "地级市政府办", "地级市人民政府办公室", "地级市主办单位"),
        (
            "county_city",
            "autonomous_region",
            "市领导",
            "市人大",
            "自治区政府办",
            "自治区人民政府办公室",
            "自治区主办单位",
        ),
    ],
)
def test_words_follow_from_the_level_and_what_stands_above(
    level, above, leaders, congress, upper_office, upper_office_full, upper_lead
):
    words = words_of(level, above)
    assert (words.leaders, words.congress, words.upper_office) == (leaders, congress, upper_office)
    assert (words.upper_office_full, words.upper_lead) == (upper_office_full, upper_lead)


@pytest.mark.parametrize("level", PlaceLevel)
@pytest.mark.parametrize("above", PlaceAbove)
def test_no_level_leaves_a_word_empty_or_calls_two_offices_the_same(level, above):
    words = words_of(level, above)
    assert all(getattr(words, name) for name in words_module.FIELDS if name != "place")
    assert words.office != words.upper_office
    assert words.congress != words.upper_congress


def test_what_an_office_calls_its_leaders_itself_wins():
    words = words_of(
        "county", "prefecture", leaders="县政府领导", upper_office="示例州府办", section=SectionPlace.SUPERVISION
    )
    assert (words.leaders, words.upper_office) == ("县政府领导", "示例州府办")
    assert (words.section, words.supervisors) == ("督查室", "督查督办")


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["place", "leaders_word", "upper_office_word"])
def test_a_word_is_of_han_characters(name):
    with pytest.raises(ValidationError, match="只能用汉字"):
        OfficeSettings(pk=1, **{name: "{leaders}"}).full_clean()


# Texts -----------------------------------------------------------------------------------------
def test_a_text_is_filled_in_when_it_is_read():
    assert str(LEADERS) == "经区领导批示"
    words_here.remember(words_of("county", "prefecture"))
    assert str(LEADERS) == "经县领导批示"
    assert f"{LEADERS}" == LEADERS == localised("经{leaders}批示")
    assert str(pickle.loads(pickle.dumps(LEADERS))) == "经县领导批示"  # noqa: S301 - our own
    assert local("共%(n)s件，报{upper_office}") % {"n": 3} == "共3件，报州政府办"


def test_brackets_that_name_no_word_stay():
    assert localised("{leaders}{ blank_day }{n}{{ x }}") == "区领导{ blank_day }{n}{{ x }}"


def test_templates_say_the_words():
    words_here.remember(words_of("banner", "league"))
    template = Template('{% load place %}<dt title="{% local "报{upper_office}" %}">{% local "{leaders}批示" %}</dt>')
    assert template.render(Context()) == '<dt title="报盟行署办">旗领导批示</dt>'


# What this process knows -------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_a_committed_change_holds_at_once_and_one_undone_never(read_anew):
    assert str(LEADERS) == "经区领导批示"
    with transaction.atomic():
        kept(OfficeSettings(pk=1, level="county"))
        assert str(LEADERS) == "经区领导批示"
        transaction.set_rollback(True)
    assert str(LEADERS) == "经区领导批示"
    kept(OfficeSettings(pk=1, level="county"))
    assert str(LEADERS) == "经县领导批示"


@pytest.mark.django_db(transaction=True)
def test_what_another_process_changed_holds_at_the_next_request(read_anew, client, settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path
    assert str(LEADERS) == "经区领导批示"
    kept(OfficeSettings(pk=1, level="county"))
    words_here.remember(DEFAULT)  # as a process is that did not take part in the change
    client.get("/admin/login/")
    assert str(LEADERS) == "经县领导批示"
    words_here.remember(DEFAULT)
    client.get("/admin/login/")
    assert str(LEADERS) == "经区领导批示"  # nothing changed since it looked: it asks no table again


@pytest.mark.django_db
def test_words_first_asked_for_within_the_change_that_is_undone_are_those_before_it(read_anew):
    kept(OfficeSettings(pk=1, level="banner"))
    words_here.forget()
    with transaction.atomic():
        office = OfficeSettings.current()
        office.level = "county"
        kept(office)
        assert str(LEADERS) == "经旗领导批示"
        transaction.set_rollback(True)
    assert str(LEADERS) == "经旗领导批示"


@pytest.mark.django_db
def test_a_change_of_another_process_is_followed_within_a_minute(read_anew, monkeypatch):
    clock = [1000.0]
    monkeypatch.setattr(words_module.time, "monotonic", lambda: clock[0])
    assert str(LEADERS) == "经区领导批示"
    kept(OfficeSettings(pk=1))
    OfficeSettings.objects.update(level="county")  # nothing of it reaches this process
    clock[0] += 59
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert str(LEADERS) == "经区领导批示"
    assert len(asked) == 0
    clock[0] += 2
    with CaptureQueriesContext(connection) as asked:
        assert [str(LEADERS) for _time in range(5)] == ["经县领导批示"] * 5
    assert len([one for one in asked if "officesettings" in one["sql"]]) == 1


def test_a_database_that_does_not_answer_leaves_the_words_and_is_asked_again_soon(monkeypatch):
    clock, answers = [1000.0], [DatabaseError("down"), words_of("county")]
    monkeypatch.setattr(words_module.time, "monotonic", lambda: clock[0])

    def source():
        if isinstance(answers[0], Exception):
            raise answers[0]
        return answers[0]

    words = LocalWords()
    words.source = source
    assert words.current().leaders == "区领导"
    answers.pop(0)
    assert words.current().leaders == "区领导"
    clock[0] += 6
    assert words.current().leaders == "县领导"
    answers.insert(0, DatabaseError("down"))
    clock[0] += 61
    assert words.current().leaders == "县领导"


def test_what_is_committed_while_another_thread_reads_is_not_overwritten_by_what_it_read():
    words = LocalWords()

    def slow_source():
        words.remember(words_of("county"))
        return words_of("banner")

    words.source = slow_source
    words.current()
    assert words.current().leaders == "县领导"


@pytest.mark.django_db
def test_a_missing_table_spoils_no_transaction(read_anew):
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE tracking_officesettings RENAME COLUMN level TO grade")
        assert str(LEADERS) == "经区领导批示"
        assert OfficeSettings.objects.values("pk").count() == 0
        transaction.set_rollback(True)


# Migrations --------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_migrate_asks_no_word_and_makemigrations_finds_nothing_to_write_in_a_county(read_anew):
    kept(OfficeSettings(pk=1, level="county", above="prefecture", section="supervision"))
    assert str(LEADERS) == "经县领导批示"
    said = io.StringIO()
    call_command("makemigrations", "--check", "--dry-run", stdout=said)
    assert "No changes" in said.getvalue()
    said = io.StringIO()
    call_command("migrate", "tracking", stdout=said)
    assert "No migrations to apply" in said.getvalue()
    assert "not yet reflected" not in said.getvalue()
    assert str(LEADERS) == "经县领导批示"


@pytest.mark.django_db
def test_while_tables_are_made_no_table_is_asked(read_anew):
    kept(OfficeSettings(pk=1, level="county"))
    config = apps.get_app_config("tracking")
    pre_migrate.send(config)
    with CaptureQueriesContext(connection) as asked:
        assert str(LEADERS) == "经区领导批示"
    assert len(asked) == 0
    words_here.thaw()
    assert str(LEADERS) == "经县领导批示"
