"""Who may open what in the admin: every address under /admin/ × everybody, against one table that is written by hand.

An address that the table does not know fails, so nobody adds a page without saying whose it is.
"""

import pytest
from django.db import connection, transaction
from django.template.backends.django import Template
from django.test import Client

from tests.addresses import ADMIN, BULK, every_address
from tests.posting import browser, read_accounts_once

pytestmark = [
    pytest.mark.django_db,
    # Wagtail leaves the temporary file of a resized image to the garbage collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

OFFICE = "clerk reviewer leader supervisor"
WRITERS = "editor first second final"
KEEPERS = "clerk admin root"
ROLES = f"{OFFICE} unit {WRITERS} admin duty"
EVERYBODY = f"{ROLES} root nobody anonymous"

# fmt: off
OPEN = {
    EVERYBODY: (
        "wagtailadmin_sprite wagtailadmin_javascript_catalog wagtailadmin_login "
    ),
    f"{ROLES} root": (
        "guide guide_page own_account own_password wagtailadmin_home wagtailadmin_account wagtailadmin_dismissibles "
        "wagtail_modeladmin:javascript_catalog admin/^.*/$ "
    ),
    f"{OFFICE} unit {WRITERS}": (
        "ledger_modeladmin_index loop_many_done "
    ),
    "leader final admin root": (
        "powers "
    ),
    ROLES: (
        "notices "
    ),
    f"clerk {WRITERS} duty root": (
        "publishing_desk publishing_queue publishing_review publishing_text publishing_submit publishing_decide "
        "publishing_withdraw publishing_take_down publishing_draft_summary publishing_draft_figures "
        "publishing_draft_notices publishing_draft_notice publishing_waive publishing_definition "
        "publishing_justify publishing_mask publishing_preview_data "
        "publishing_paper_print publishing_paper_vouch publishing_take_downs publishing_take_down_file "
        "publishing_take_down_paper publishing_take_down_copy publishing_on_call publishing_page_papers "
        "publishing_handover publishing_handover_package publishing_handover_enter_list publishing_handover_piece "
        "publishing_handover_piece_package publishing_handover_enter "
        "publishing_remark publishing_remark_answer publishing_remark_close "
        "publishing_sets publishing_set_submit publishing_set publishing_set_decide publishing_set_withdraw "
    ),
    f"reviewer supervisor {WRITERS} admin root": (
        "publishing_inspection publishing_inspection_now publishing_inspection_report "
    ),
    f"clerk {WRITERS} admin duty root": (
        "publishing_papers publishing_paper "
    ),
    "clerk editor": (
        "publishing_paper_record "
    ),
    f"{WRITERS} admin root": (
        "wagtailimages_chooser:choose wagtailimages_chooser:choose_results wagtailimages_chooser:chosen_multiple "
        "wagtailimages_chooser:select_format "
    ),
    f"{WRITERS} root": (
        "wagtailadmin_api:pages:listing wagtailadmin_api:pages:detail wagtailadmin_explore_root wagtailadmin_explore "
        "wagtailadmin_explore_results wagtailadmin_pages:add wagtailadmin_pages:preview_on_add "
        "wagtailadmin_pages:type_use wagtailadmin_pages:type_use_results wagtailadmin_pages:usage "
        "wagtailadmin_pages:edit wagtailadmin_pages:preview_on_edit wagtailadmin_pages:view_draft "
        "wagtailadmin_pages:add_subpage wagtailadmin_pages:search wagtailadmin_pages:search_results "
        "wagtailadmin_pages:move wagtailadmin_pages:move_confirm wagtailadmin_pages:copy "
        "wagtailadmin_pages:confirm_workflow_cancellation wagtailadmin_pages:revisions_index "
        "wagtailadmin_pages:revisions_view wagtailadmin_pages:revisions_revert wagtailadmin_pages:revisions_compare "
        "wagtailadmin_pages:workflow_history wagtailadmin_pages:workflow_history_detail wagtailadmin_pages:history "
        "wagtailadmin_pages:history_results wagtailadmin_choose_page wagtailadmin_choose_page_child "
        "wagtailadmin_choose_page_search wagtailadmin_choose_page_chosen_multiple "
        "wagtailadmin_choose_page_external_link wagtailadmin_choose_page_email_link "
        "wagtailadmin_choose_page_phone_link wagtailadmin_choose_page_anchor_link wagtailadmin_tag_autocomplete "
        "wagtaildocs_chooser:choose wagtaildocs_chooser:choose_results wagtaildocs_chooser:chosen_multiple "
        "wagtailadmin_editing_sessions:release "
    ),
    "clerk reviewer leader unit supervisor editor final": (
        "loop_many "
    ),
    f"{OFFICE} unit": (
        "ledger_modeladmin_inspect ledger_modeladmin_history loop_confirm_decision papers_of_item papers_of_session "
        "paper_file papers_batch_begin loop_texts "
    ),
    OFFICE: (
        "supervision_modeladmin_index events_modeladmin_index promises_modeladmin_index "
        "supervision_due supervision_sheets reports_start "
    ),
    "clerk unit admin root": (
        "hand_on hand_on_list "
    ),
    KEEPERS: (
        "papers_templates papers_template papers_template_file "
        "sessions_modeladmin_index sessions_modeladmin_create sessions_modeladmin_edit sessions_modeladmin_delete "
        "units_modeladmin_index units_modeladmin_create units_modeladmin_edit units_modeladmin_delete "
        "proposers_modeladmin_index proposers_modeladmin_create proposers_modeladmin_edit proposers_modeladmin_delete "
        "delegations_modeladmin_index delegations_modeladmin_create delegations_modeladmin_edit "
        "series_modeladmin_index series_modeladmin_create series_modeladmin_edit series_modeladmin_delete "
        "overprints_modeladmin_index overprints_modeladmin_create overprints_modeladmin_edit "
        "overprints_modeladmin_delete "
        "holidays_modeladmin_index holidays_modeladmin_create holidays_modeladmin_edit holidays_modeladmin_delete "
    ),
    "clerk supervisor": (
        "circulars_modeladmin_index circulars_modeladmin_create circulars_modeladmin_edit circulars_modeladmin_delete "
        "supervision_draft "
    ),
    "admin root": (
        "settings_check codes moving_in moving_in_template moving_in_people moving_in_slips moving_in_sessions "
        "moving_in_portal moving_in_profile moving_in_office moving_in_list moving_in_unit_column "
        "people_modeladmin_index people_modeladmin_create people_modeladmin_edit people_modeladmin_delete "
    ),
    "admin": (
        "moving_in_proposal "  # of the account that chose the list
    ),
    "admin final root": (
        "publishing_settings publishing_settings_answer "
    ),
    "editor admin root": (
        "wagtailimages_chooser:chosen "
    ),
    "editor root": (
        "wagtaildocs_chooser:chosen "
        "wagtaildocs:index wagtaildocs:index_results wagtaildocs:add wagtaildocs:edit wagtaildocs:delete "
        "wagtaildocs:add_multiple wagtaildocs:document_usage wagtailimages:index wagtailimages:index_results "
        "wagtailimages:edit wagtailimages:delete wagtailimages:preview wagtailimages:add wagtailimages:image_usage "
        "wagtailimages:add_multiple wagtaildocs_chooser:create wagtaildocs:edit_multiple wagtaildocs:delete_multiple "
        "wagtailimages:edit_multiple wagtailimages:delete_multiple wagtailimages_chooser:create "
    ),
    "root": (
        "admin/test404/ wagtailadmin_api:documents:listing wagtailadmin_api:images:listing "
        "wagtailadmin_pages:revisions_unschedule wagtailadmin_collections:index wagtailadmin_collections:add "
        "wagtailadmin_collections:set_privacy wagtailadmin_reports:locked_pages "
        "wagtailadmin_reports:locked_pages_results wagtailadmin_reports:workflow "
        "wagtailadmin_reports:workflow_results wagtailadmin_reports:workflow_tasks "
        "wagtailadmin_reports:workflow_tasks_results wagtailadmin_reports:site_history "
        "wagtailadmin_reports:site_history_results wagtailadmin_reports:aging_pages "
        "wagtailadmin_reports:aging_pages_results wagtailadmin_reports:page_types_usage "
        "wagtailadmin_reports:page_types_usage_results wagtailadmin_pages:unlock "
    ),
    "final": (
        "wagtailadmin_pages:set_page_position "
    ),
    "clerk": (
        "reported_modeladmin_index reported_modeladmin_create reported_modeladmin_edit reported_modeladmin_delete "
        "import_start import_preview import_template import_export loop_register loop_hand_over_many loop_hand_over "
        "loop_recount loop_many_step "
        "import_sheets import_sheets_preview import_sheets_all import_sheet import_sign_for "
    ),
    "supervisor": (
        "loop_step loop_remind_many "
    ),
    "clerk unit": (
        "loop_writing "
    ),
    "unit": (
        "publishing_unit_summary loop_word "
    ),
    "": (
        "wagtailadmin_pages:choose_parent "
        "wagtailadmin_api:pages:find wagtailadmin_api:pages:action wagtailadmin_api:documents:detail "
        "wagtailadmin_api:documents:find wagtailadmin_api:images:detail wagtailadmin_api:images:find "
        "wagtailadmin_error_test wagtailadmin_pages:delete wagtailadmin_pages:unpublish "
        "wagtailadmin_pages:convert_alias wagtailadmin_pages:workflow_action "
        "wagtailadmin_pages:collect_workflow_action_data wagtailadmin_pages:workflow_preview "
        "wagtailadmin_pages:set_privacy wagtailadmin_pages:lock wagtailadmin_tag_model_autocomplete "
        "wagtailadmin_collections:edit wagtailadmin_collections:delete wagtailadmin_workflows:index "
        "wagtailadmin_workflows:index_results wagtailadmin_workflows:add wagtailadmin_workflows:enable "
        "wagtailadmin_workflows:disable wagtailadmin_workflows:edit wagtailadmin_workflows:usage "
        "wagtailadmin_workflows:usage_results wagtailadmin_workflows:remove wagtailadmin_workflows:add_task "
        "wagtailadmin_workflows:select_task_type wagtailadmin_workflows:task_index "
        "wagtailadmin_workflows:task_index_results wagtailadmin_workflows:edit_task "
        "wagtailadmin_workflows:disable_task wagtailadmin_workflows:enable_task wagtailadmin_workflows:task_chooser "
        "wagtailadmin_workflows:task_chooser_results wagtailadmin_workflows:task_chooser_create "
        "wagtailadmin_workflows:task_chosen wagtailadmin_editing_sessions:ping wagtailadmin_block_preview "
        "loop_signing_next loop_signing delegations_modeladmin_delete "
        "publishing_scan ledger_modeladmin_create ledger_modeladmin_edit ledger_modeladmin_delete "
        "supervision_modeladmin_create supervision_modeladmin_edit supervision_modeladmin_delete "
        "promises_modeladmin_create promises_modeladmin_edit promises_modeladmin_delete "
        "papers_batch papers_batch_file "  # of the account that began it: tests/tracking/papers/test_batches.py
        "events_modeladmin_create events_modeladmin_edit events_modeladmin_delete private_file "
        "wagtailsettings:edit wagtailsettings:preview_on_edit wagtaildocs:create_multiple_from_uploaded_document "
        "wagtaildocs:delete_upload_multiple wagtailimages:url_generator wagtailimages:url_generator_output "
        "wagtailimages:create_multiple_from_uploaded_image wagtailimages:delete_upload_multiple "
        "wagtailusers_users:index wagtailusers_users:index_results wagtailusers_users:add wagtailusers_users:edit "
        "wagtailusers_users:delete wagtailusers_users:history wagtailusers_users:history_results "
        "wagtailusers_users:usage wagtailusers_users:copy wagtailusers_groups:index "
        "wagtailusers_groups:index_results wagtailusers_groups:add wagtailusers_groups:edit "
        "wagtailusers_groups:delete wagtailusers_groups:history wagtailusers_groups:history_results "
        "wagtailusers_groups:usage wagtailsites:index wagtailsites:index_results wagtailsites:add wagtailsites:edit "
        "wagtailsites:delete wagtailsites:history wagtailsites:history_results wagtailsites:usage wagtailsites:copy "
        "wagtailadmin_password_reset wagtailadmin_password_reset_done wagtailadmin_password_reset_confirm "
        "wagtailadmin_password_reset_complete typed "
        "our_place "  # only in a demonstration: tests/huiyin/test_our_place.py
        "own_code own_code_begin "  # only while a code is lacking: tests/huiyin/test_codes.py
    ),
}
# fmt: on
"Accounts → the names of the addresses that answer them, by GET or POST; the rest is turned away or finds nothing."
TURNED_AWAY = {"/admin/", "/admin/login/"}
"Where Wagtail sends whoever may not."


@pytest.fixture(autouse=True)
def _unprinted(monkeypatch):
    """Who may open a page is settled before its template is printed, which is most of the work; others print every page."""
    monkeypatch.setattr(Template, "render", lambda *_args, **_context: "")


@pytest.fixture(autouse=True)
def _read_once(monkeypatch, settings):
    """Whose page it is takes longer to read than to settle; that an account is read anew for each page is tried elsewhere."""
    read_accounts_once(monkeypatch, settings)


@pytest.fixture(scope="module")
def addresses(house):
    """Every address of the admin, by name; a name may have several."""
    return every_address(house)


def is_there(response) -> bool:
    """Whether the page answered, were it to say that the request makes no sense."""
    if response.status_code == 302:
        return response.url.split("?")[0] not in TURNED_AWAY
    return response.status_code not in {403, 404, 405}


def answers(client: Client, where: str, method: str) -> bool:
    """Whether this address is there for this browser; what it did is undone."""
    with transaction.atomic():
        response = getattr(client, method)(where)
        there = is_there(response)
        b"".join(response)  # closed unread, a file closes the connection to PostgreSQL, too
        connection.set_rollback(True)
    return there


def table() -> dict[str, set[str]]:
    """The table above, by name."""
    return {name: set(who.split()) for who, names in OPEN.items() for name in names.split()}


def test_every_address_of_the_admin_is_in_the_table():
    assert {name for name, _route in ADMIN} - {BULK} == set(table())


@pytest.mark.parametrize("who", EVERYBODY.split())
def test_everybody_opens_what_the_table_says_and_nothing_else(house, addresses, who):
    client, declared = browser(house.accounts.get(who)), table()
    wrong = []
    for name, places in addresses.items():
        opened = any(answers(client, place, method) for method in ("get", "post") for place in places)
        if opened != (who in declared.get(name, ())):
            wrong.append((name, places, opened))
    assert not wrong


@pytest.mark.parametrize(
    ("kind", "acts", "who"),
    [
        ("wagtailcore/page", "delete move publish unpublish", f"{WRITERS} root"),
        ("wagtailimages/image", "delete add_tags add_to_collection", f"{WRITERS} root"),
        ("wagtaildocs/document", "delete add_tags add_to_collection", f"{WRITERS} root"),
        ("auth/user", "delete assign_role set_active_state", ""),
        ("auth/group", "delete", ""),
    ],
)
def test_bulk_acts_are_open_to_those_who_keep_the_things(house, kind, acts, who):
    clients = {one: browser(house.accounts.get(one)) for one in EVERYBODY.split()}
    row = {"page": house.page, "image": house.image, "document": house.document}.get(kind.split("/")[1])
    for act in acts.split():
        for one in EVERYBODY.split():
            where = f"/admin/bulk/{kind}/{act}/?id={(row or house.accounts['unit']).pk}"
            assert answers(clients[one], where, "get") == (one in who.split()), (one, act)
