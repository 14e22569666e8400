"""Another place's installation (地方称谓): a county below a prefecture reads as one on every page, paper and workbook."""

import ast
import io
import re
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from huiyin.guides.reading import guide
from tests.house import make_house
from tests.prepared import walking
from tests.test_admin_language import crawl, spoken
from tests.tracking.factories import kept, make_office, make_session, make_unit
from tests.tracking.ledger.books import PLAIN, SIGNED_FOR, xlsx
from tests.tracking.papers import scenes
from tests.tracking.papers.test_every_paper import OF_THE_LEDGER, words_in
from tests.tracking.papers.test_every_paper import words_of as words_of_pdf
from tracking import ledger, papers, permissions
from tracking.ledger.cells import read_origin
from tracking.ledger.columns import BY_KEY, key_of
from tracking.ledger.handlers import UnitBook
from tracking.ledger.stored import facts_of_session
from tracking.ledger.writing import cells_of
from tracking.loop import STEPS
from tracking.models import Event, HandlingRecord, OfficeSettings, Origin, Reply, Role, Session, UnitKind
from tracking.stages import Stage
from tracking.versions import verify
from tracking.wording.local import as_here, speaking, words_here
from tracking.wording.place_words import DEFAULT, PlaceAbove, PlaceLevel, words_of

ROOT = Path(__file__).resolve().parent.parent
COUNTY = words_of("county", "prefecture", place="示例县", section="supervision")
OF_A_DISTRICT = (
    r"区领导|市政府办|(?<!示例)(?<!林芝)市人民政府办|区政府|区人大|区政协|市人大|市政协|区直(?!管)|(?<!地)市级|区级|市主办"
    r"|(?<![民州县旗省市署级])政府办(?!公室)"
)
"What the organs of a district below a city are called, where suggestions and proposals are handled by its 政府办."
FIXED = re.compile(f"{OF_A_DISTRICT}|督查室")
ELSEWHERE = re.compile(OF_A_DISTRICT)
"What nothing says in a county below a prefecture whose section sits in 督查室."
FOR_DEVELOPERS = re.compile(r"[A-Za-z]{2,} [a-z]{2,}")
"Sentences in English, which no clerk reads."
KEEPS_ITS_WORDS = {
    "site/huiyin/management/commands/load_example.py": "the example is of a district",
    "site/huiyin/moving_in/list_proposal.py": "how lists of any place name the place itself",
    "tracking/ledger/handlers.py": "how lists of any place name the place itself",
    "tracking/papers/kinds/hand_over_notice.py": "the organ 政府督查室, whoever handles",
    "tracking/papers/kinds/opinion_form.py": "the same organ, to which the form goes back",
    "tracking/papers/kinds/reminder_sheet.py": "the same organ, which signs reminders",
    "tracking/wording/usual_units.py": "short names that lists give to the government's office",
    "tracking/wording/place_words.py": "the words themselves",
}
"Where such a word may stand, and why."


# Sources ---------------------------------------------------------------------------------------
def texts_of(path: Path) -> list[str]:
    """What a file says to people: strings of a program but for its docstrings, a template without its comments."""
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        plain = re.sub(r"{% comment %}.*?{% endcomment %}|{#.*?#}|/\*.*?\*/|^\s*//.*?$", "", source, flags=re.S | re.M)
        return plain.splitlines()
    tree = ast.parse(source)
    bare = {id(one.value) for one in ast.walk(tree) if isinstance(one, ast.Expr)}
    found = [one for one in ast.walk(tree) if isinstance(one, ast.Constant) and id(one) not in bare]
    return [one.value for one in found if isinstance(one.value, str) and not FOR_DEVELOPERS.search(one.value)]


def fixed_words() -> dict[str, list[str]]:
    found = {}
    for folder in ("site", "tracking", "publishing", "templates"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix not in {".py", ".html", ".js"} or {"migrations", "example", "node_modules"} & set(
                path.parts
            ):
                continue
            if said := [one for one in texts_of(path) if FIXED.search(one)]:
                found[str(path.relative_to(ROOT))] = said
    return found


def test_no_text_of_the_program_names_the_organs_of_one_place():
    found = fixed_words()
    assert {where: said for where, said in found.items() if where not in KEEPS_ITS_WORDS} == {}
    assert KEEPS_ITS_WORDS.keys() - found.keys() == set(), "these no longer need to be named"


# Pages -----------------------------------------------------------------------------------------
@pytest.fixture
def county():
    """This process speaks as a county below a prefecture."""
    words_here.remember(COUNTY)


@pytest.fixture(scope="module")
def county_house(django_db_setup, django_db_blocker):
    """The house of an office that said what it is before anything else."""
    with django_db_blocker.unblock(), transaction.atomic(), walking():
        with speaking(COUNTY):
            kept(OfficeSettings(pk=1, level="county", above="prefecture", place="示例县", section="supervision"))
            house = make_house()
        yield house
        transaction.set_rollback(True)


CHOICE, CHOSEN_AT = "政府办", {"/admin/publishing/settings/", "/admin/start/office/"}
"Where the section may also sit, and the pages on which that is chosen."


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("who", ["clerk", "leader", "unit", "supervisor", "root"])
def test_no_page_of_a_county_speaks_as_a_district(county_house, county, who):
    client = Client()
    client.force_login(county_house.accounts[who])
    found, said = {}, ""
    for address, page in crawl(client):
        words = spoken(page)
        said += "".join(words)
        if wrong := [one for one in words if ELSEWHERE.search(one) and (one != CHOICE or address not in CHOSEN_AT)]:
            found[address] = wrong
    assert found == {}
    assert "县领导" in said or who == "unit"


@pytest.mark.django_db
def test_steps_stages_and_roles_are_called_as_in_the_place(county):
    assert str(STEPS["report"].label) == "报州政府办审核"
    assert str(STEPS["instruct"].label) == "县领导批示"
    assert str(Stage.CLEARED.label) == "州政府办审核通过"
    assert str(Role.LEADER.label) == "县领导"
    assert [str(Role.OFFICE_CLERK.label), str(Role.SUPERVISOR.label)] == ["督查室经办", "督查督办"]
    assert HandlingRecord(stage=Stage.REPORTED).get_stage_display() == "已报州政府办审核"
    assert str(HandlingRecord._meta.get_field("lead_unit").verbose_name) == "州主办单位"
    words_here.remember(words_of("banner", "league"))
    assert str(STEPS["report"].label) == "报盟行署办审核"
    assert [str(Role.OFFICE_CLERK.label), str(Role.SUPERVISOR.label)] == ["政府办经办", "督查室"]


@pytest.mark.django_db
def test_what_was_recorded_keeps_its_words_and_its_seal(county):
    words_here.remember(DEFAULT)
    office = make_office()
    office.make_record(Stage.CLOSED)
    before = list(Event.objects.order_by("number").values_list("label", "digest"))
    assert "区领导批示" in dict(before)
    words_here.remember(COUNTY)
    assert verify().ok
    assert list(Event.objects.order_by("number").values_list("label", "digest")) == before
    office.make_record(Stage.INSTRUCTED, title="关于另一示例的建议")
    assert Event.objects.filter(what="instruct").last().label == "县领导批示"
    assert verify().ok


@pytest.mark.django_db
def test_the_group_of_a_role_is_the_same_under_any_words(county):
    words_here.remember(DEFAULT)
    first = permissions.role_group(Role.LEADER)
    words_here.remember(COUNTY)
    assert permissions.role_group(Role.LEADER) == first


def test_a_guide_written_for_a_district_is_read_in_the_place_s_words(county):
    said = guide("clerk").body + guide("leader").body
    assert "报州政府办审核" in said
    assert "县领导" in said
    assert not ELSEWHERE.search(said)
    assert guide("clerk").anchor_for(str(STEPS["report"].label))
    words_here.remember(DEFAULT)
    assert "区领导" in guide("leader").body
    assert as_here("市政府办公室、区领导") == "市政府办公室、区领导"


# Papers ----------------------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize("paper", OF_THE_LEDGER, ids=lambda one: one.code)
def test_no_paper_of_a_county_speaks_as_a_district(paper, county):
    said = scenes.said(paper, scenes.subject_of(paper, make_office())) + str(paper.help)
    assert ELSEWHERE.findall(said.replace("属市级事权", "")) == []  # the reason that somebody wrote


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("approval_sheet", "县领导批示"),
        ("circular_document", "抄送：县人大常委会办公室，县政协办公室。"),
        ("hand_over_notice", "抄送：县人大常委会办公室，县政府办公室，会办单位。"),
        ("opinion_form", "交回县政府办公室，也可交承办单位转交"),
        ("sending_letter", "州人大常委会代表工作委员会"),
    ],
)
def test_papers_in_both_forms_name_the_county_s_organs(county, code, says):
    paper = papers.paper_of_code(code)
    subject = scenes.subject_of(paper, make_office())
    assert says in words_of_pdf(papers.make(paper, subject, "pdf"))
    assert says in words_in(papers.make(paper, subject, "docx"))


# Workbooks -------------------------------------------------------------------------------------
ROWS = [
    PLAIN | {"州主办单位": "州示例局", "主办单位": "州示例局", "会办单位": "县示例局", "来源层级": "州"},
    PLAIN | SIGNED_FOR | {"编号": 2, "来源层级": "县", "主办单位": "县示例局", "县领导批示": "同意。"},
]


def exported(session) -> io.BytesIO:
    file = io.BytesIO()
    ledger.write(session, file)
    file.seek(0)
    return file


@pytest.mark.django_db
@pytest.mark.parametrize(
    "read_in", [COUNTY, DEFAULT, words_of("county_city", "city")], ids=["county", "district", "city"]
)
def test_a_county_s_workbook_comes_back_under_its_own_words_and_under_others(county, read_in):
    office = make_office()
    make_unit("县示例局")
    make_unit("州示例局", kind=UnitKind.EXTERNAL)
    rows = [{head: row.get(head) for row_ in ROWS for head in row_} for row in ROWS]
    made = ledger.plan(ledger.read(xlsx(*rows), "台账.xlsx"), office.session)
    assert made.errors == []
    ledger.apply(made, office.clerk)
    assert set(office.session.records.values_list("origin", "instruction")) == {("city", ""), ("district", "同意。")}
    before = [cells_of(facts) for facts in facts_of_session(office.session)]
    file = exported(office.session)
    heads = [cell.value for row in load_workbook(file).worksheets[0].iter_rows(max_row=4) for cell in row]
    assert "州主办单位" in heads or "主办单位" in heads
    assert not ELSEWHERE.search("".join(map(str, heads)))
    file.seek(0)
    Reply.objects.update(doc_number="")
    Session.objects.filter(pk=office.session.pk).update(code="old")
    fresh = make_session("2024")
    words_here.remember(read_in)
    made = ledger.plan(ledger.read(file, "台账.xlsx"), fresh)
    assert made.errors == []
    ledger.apply(made, office.clerk)
    words_here.remember(COUNTY)
    assert [cells_of(facts) for facts in facts_of_session(fresh)] == before


@pytest.mark.parametrize("level", PlaceLevel)
@pytest.mark.parametrize("above", PlaceAbove)
def test_headings_and_levels_of_any_place_are_read_under_the_words_of_a_district(level, above):
    words = words_of(level, above)
    with speaking(words):
        lead, own, upper = BY_KEY["city_unit"].heading, str(Origin.DISTRICT.label), str(Origin.CITY.label)
    assert key_of(lead) == "city_unit"
    assert read_origin(own) == Origin.DISTRICT
    if above not in {PlaceAbove.PROVINCE, PlaceAbove.AUTONOMOUS_REGION}:
        assert read_origin(upper) == Origin.CITY
    for heading in (words.leaders, f"分管{words.leaders}", f"责任{words.leaders}"):
        assert key_of(heading) == "district_leader"
    assert key_of(f"{words.leaders}批示") == "instruction"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "name", "known", "outside"),
    [
        (COUNTY, "示例县教育局", "县教育局", "另例县教育局"),
        (COUNTY, "教育局", "示例县教育局", "州教育局"),
        (words_of("county_city", "prefecture", place="示例市"), "市教育局", "示例市教育局", "州教育局"),
        (words_of("county_city", "city", place="示例市"), "教育局", "市教育局", "地级市教育局"),
        (words_of("banner", "league", place="示例旗"), "旗教育局", "示例旗教育局", "盟教育局"),
    ],
)
def test_units_of_a_county_are_found_by_any_of_their_names(words, name, known, outside):
    office = make_office()
    words_here.remember(words)
    unit = make_unit(known)
    book = UnitBook(office.session)
    assert book.find(name) == unit
    assert book.find(outside) is None
    assert book.find("市场监督管理局") is None


# The page of settings --------------------------------------------------------------------------
@pytest.mark.django_db
def test_the_place_is_said_on_the_page_of_settings_and_nobody_has_to_agree(
    county_house, django_capture_on_commit_callbacks
):
    client = Client()
    client.force_login(county_house.accounts["admin"])
    url = reverse("publishing_settings")
    given = {
        "place-place": "示例旗", "place-level": "banner", "place-above": "league", "place-leaders_word": "",
        "place-upper_office_word": "", "place-section": "supervision", "place-why": "", "place": "1",
    }  # fmt: skip
    refused = client.post(url, given | {"place-leaders_word": "{leaders}"})
    assert refused.status_code == 422
    assert "只能用汉字" in refused.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        assert "现已生效" in client.post(url, given, follow=True).content.decode()
    page = client.get(url).content.decode()
    assert "旗领导，旗人大，旗政协，旗直部门；上级盟行署办，盟主办单位；督查室经办，督查督办" in page
    office = OfficeSettings.current()
    assert (office.place, office.level, office.profile) == ("示例旗", "banner", "full")
    assert verify().ok
