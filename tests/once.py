"""What runs on one database alone, and why: a test that may not ask the database, and the folders, files and tests here.

On PostgreSQL run the models, the steps, the chain, searching, the ledger, the press, and whatever two do at once. A
path that no row names runs on both, so a new folder or file does until somebody says here why it need not. A test is
named with its file (`tests/…/test_steps.py::test_…`), all its cases together.
"""

import pytest

FORMS = "forms, pages and words over querysets and steps that have tests of their own on both databases"
PAPERS = "workbooks and drafts are read and filled; the ledger and the figures behind them are tested on both databases"
RULES = "rules in Python over rows that the steps' own tests write and read on both databases"
TABLES = "one rule with many rows: every kind of query behind it runs on both databases in the tests beside it"
PRESSED = "pages and pressed files are read; what is pressed, and when, is tested on both databases"
PROCESS = "starts processes, or an installation of its own on SQLite"
SOURCE = "reads the source, the docs or the styles"

ONCE = {
    "tests/browser": PROCESS,
    "tests/crash": PROCESS,
    "tests/huiyin": FORMS,
    "tests/huiyin/keeping": PROCESS,
    "tests/huiyin/watching": PROCESS,
    "tests/huiyin/test_command_line.py": PROCESS,
    "tests/huiyin/test_ownership.py": PROCESS,
    "tests/huiyin/test_prepared.py": PROCESS,
    "tests/huiyin/test_serve.py": PROCESS,
    "tests/huiyin/test_wheel.py": PROCESS,
    "tests/huiyin/test_worker.py": PROCESS,
    "tests/publishing/api": PRESSED,
    "tests/publishing/api/test_node_client.py": PROCESS,
    "tests/publishing/evidence": PAPERS,
    "tests/publishing/handover": FORMS,
    "tests/publishing/inspection": PRESSED,
    "tests/publishing/press/test_addresses.py": PRESSED,
    "tests/publishing/press/test_feeds.py": PRESSED,
    "tests/publishing/press/test_nginx.py": PROCESS,
    "tests/publishing/press/test_open_data.py": PRESSED,
    "tests/publishing/test_account_keeper.py": FORMS,
    "tests/publishing/test_articles.py": FORMS,
    "tests/publishing/test_attacks.py": RULES,
    "tests/publishing/test_check_text.py": PAPERS,
    "tests/publishing/test_doors_of_the_editor.py": FORMS,
    "tests/publishing/test_drafting.py": PAPERS,
    "tests/publishing/test_drafts_of_the_office.py": PAPERS,
    "tests/publishing/test_evidence_in_review.py": FORMS,
    "tests/publishing/test_narrating.py": PAPERS,
    "tests/publishing/test_pages.py": PRESSED,
    "tests/publishing/test_paper.py": RULES,
    "tests/publishing/test_pictures.py": PRESSED,
    "tests/publishing/test_reply_story.py": PRESSED,
    "tests/publishing/test_sets_admin.py": FORMS,
    "tests/publishing/test_press.py::test_after_any_change_the_folder_is_that_of_a_fresh_press": PRESSED,
    "tests/publishing/test_review_admin.py": FORMS,
    "tests/publishing/test_screening_of_pages.py::test_a_click_masks_words_where_they_stand": RULES,
    "tests/publishing/test_screening_of_pages.py::test_a_click_makes_a_masked_file_which_the_draft_then_uses": RULES,
    "tests/publishing/test_screening_of_pages.py::test_an_answer_has_a_listed_reason_and_a_finding_of_this_text": TABLES,
    "tests/publishing/test_screening_of_pages.py::test_every_place_of_a_page_is_screened": RULES,
    "tests/publishing/test_screening_of_pages.py::test_no_page_goes_out_with_a_planted_file_that_nobody_answered_for": RULES,
    "tests/publishing/test_screening_of_pages.py::test_only_an_editor_masks": TABLES,
    "tests/publishing/test_screening_of_pages.py::test_only_the_one_whose_turn_it_is_answers": TABLES,
    "tests/publishing/test_tampering.py::test_tampering_with_a_public_page_is_found_and_not_pressed": TABLES,
    "tests/publishing/test_tampering.py::test_tampering_with_anything_else_is_found": TABLES,
    "tests/publishing/test_screening_of_pages.py::test_what_is_planted_in_a_file_is_found_on_its_page": RULES,
    "tests/publishing/test_templates.py": FORMS,
    "tests/publishing/test_templates_in_a_browser.py": PROCESS,
    "tests/publishing/test_told_truly.py": PAPERS,
    "tests/publishing/test_unit_narrating.py": PAPERS,
    "tests/test_admin_language.py": FORMS,
    "tests/test_arrivals.py": FORMS,
    "tests/test_boundaries.py": SOURCE,
    "tests/test_docs.py": SOURCE,
    "tests/test_forms_matrix.py": FORMS,
    "tests/test_hostile_addresses.py::test_no_page_fails_for_whoever_else_writes_behind_its_address": TABLES,
    "tests/test_optimised.py": PROCESS,
    "tests/test_page_queries.py": FORMS,
    "tests/test_role_matrix.py": FORMS,
    "tests/test_styles.py": SOURCE,
    "tests/test_upgrades.py": PROCESS,
    "tests/tracking/admin": FORMS,
    "tests/tracking/admin/test_lists.py::test_a_list_opens_for_its_keepers_alone": TABLES,
    "tests/tracking/admin/test_year.py::test_a_unit_never_sees_an_item_of_another_by_any_address_search_or_export": FORMS,
    "tests/tracking/ledger/test_mutated_workbooks.py": PAPERS,
    "tests/tracking/ledger/test_planning.py::test_what_is_wrong_is_said_by_row_and_column": TABLES,
    "tests/tracking/ledger/test_round_trip.py::test_items_that_went_through_the_loop_come_back": TABLES,
    "tests/tracking/ledger/test_tables.py": PAPERS,
    "tests/tracking/ledger/test_unit_sheets.py": PAPERS,
    "tests/tracking/ledger/test_updates.py::test_a_changed_cell_is_applied_when_asked": TABLES,
    "tests/tracking/papers/test_every_paper.py::test_the_word_template_in_the_folder_is_that_of_the_layout": SOURCE,
    "tests/tracking/papers/test_overprint.py": PAPERS,
    "tests/tracking/papers/test_templates.py": PAPERS,
    "tests/tracking/reports": PAPERS,
    "tests/tracking/test_delegation.py::test_nothing_that_was_entered_changes_afterwards": TABLES,
    "tests/tracking/test_drafts_in_the_loop.py": FORMS,
    "tests/tracking/test_exits.py": RULES,
    "tests/tracking/test_figures_in_time.py::test_every_day_of_a_year_counts_as_a_naive_replay_does": TABLES,
    "tests/tracking/test_loop_matrix.py": FORMS,
    "tests/tracking/test_office_of_three.py": RULES,
    "tests/tracking/test_opinions.py::test_nobody_but_the_clerk_enters_an_opinion_whatever_its_source": TABLES,
    "tests/tracking/test_posting_matrix.py": FORMS,
    "tests/tracking/test_told_truly.py": PAPERS,
    "tests/tracking/test_views.py": FORMS,
}
"Folders, files and tests that run on the first database alone, each with its reason."

COUNTED = "counted, ordered or chosen by the database"
STEP = "takes a step that no other test takes on both"
WRITTEN = "rows are written, and looked for before others are"

BOTH = {
    "tests/huiyin/keeping/test_databases.py": "each database is copied and laid by its own tools",
    "tests/huiyin/test_search.py": "each database searches in its own way",
    "tests/publishing/handover/test_returns.py::test_the_list_goes_out_and_comes_back_filled_in": WRITTEN,
    "tests/publishing/handover/test_upper.py::test_the_address_entered_back_publishes_it_and_stops_the_clock": COUNTED,
    "tests/publishing/handover/test_upper.py::test_an_address_is_one_pieces_alone": WRITTEN,
    "tests/publishing/inspection/test_keeping.py": "how many queries an inspection asks, and every one of them",
    "tests/publishing/api/test_contract.py::test_every_page_says_exactly_what_its_type_declares": COUNTED,
    "tests/publishing/press/test_addresses.py::test_an_act_writes_down_what_became_of_an_address_by_its_own_event": WRITTEN,
    "tests/publishing/press/test_addresses.py::test_no_address_that_was_once_public_leads_nowhere": WRITTEN,
    "tests/publishing/press/test_feeds.py::test_a_feed_tells_what_was_published_corrected_moved_or_taken_down_at_once": COUNTED,
    "tests/publishing/press/test_feeds.py::test_the_sitemap_has_every_page_and_column_once_with_its_last_change": COUNTED,
    "tests/publishing/press/test_open_data.py::test_an_item_and_its_reply_have_a_row_each_that_says_what_the_page_says": COUNTED,
    "tests/publishing/press/test_open_data.py::test_figures_are_those_of_the_figures_page": COUNTED,
    "tests/publishing/press/test_open_data.py::test_what_was_taken_down_keeps_its_row_without_words": WRITTEN,
    "tests/publishing/test_attacks.py::test_a_database_that_is_not_ours_is_not_well": "each database says it in its own way",
    "tests/publishing/test_pages.py::test_a_figure_opens_into_its_public_records_and_counts_the_others": COUNTED,
    "tests/publishing/test_pages.py::test_a_published_figure_is_the_one_pinned_not_today_s": COUNTED,
    "tests/publishing/test_pages.py::test_a_reply_has_one_public_page_in_the_column_of_its_kind": WRITTEN,
    "tests/publishing/test_pages.py::test_a_serial_number_is_never_given_out_twice": WRITTEN,
    "tests/publishing/test_pages.py::test_a_table_in_a_summary_is_the_one_pinned": COUNTED,
    "tests/publishing/test_pages.py::test_building_the_portal_again_changes_nothing": WRITTEN,
    "tests/publishing/test_pages.py::test_index_numbers_run_through_the_year_whatever_the_type_of_page": COUNTED,
    "tests/publishing/test_pages.py::test_publication_time_is_the_true_first_one_and_later_edits_show": "times are read back",
    "tests/publishing/test_pages.py::test_the_figures_page_counts_by_every_dimension": COUNTED,
    "tests/publishing/test_paper.py::test_each_decider_confirms_with_one_tap_and_the_page_goes_out": WRITTEN,
    "tests/publishing/test_paper.py::test_one_form_bears_many_pages": WRITTEN,
    "tests/publishing/test_paper.py::test_the_same_scan_is_no_second_form_whatever_it_is_called": WRITTEN,
    "tests/publishing/test_paper.py::test_those_who_watch_get_one_list_a_week": COUNTED,
    "tests/publishing/test_paper.py::test_two_words_at_once_count_once": "the second is kept waiting by the database",
    "tests/publishing/test_paper.py::test_what_went_out_unanswered_may_be_confirmed_afterwards": WRITTEN,
    "tests/publishing/test_pictures.py::test_a_picture_goes_with_its_page": WRITTEN,
    "tests/publishing/test_reply_story.py::test_what_a_unit_tells_stands_on_the_page_once_it_is_signed": STEP,
    "tests/publishing/test_sets_admin.py::test_the_page_of_a_set_asks_no_more_for_more_pages": "how many queries a page asks",
    "tests/publishing/test_sets_admin.py::test_the_list_of_sets_and_the_queue_ask_no_more_for_more_sets": "how many queries a page asks",
    "tests/tracking/admin/test_finding.py": "what is typed is compared by the database",
    "tests/tracking/admin/test_hand_on.py::test_all_open_items_go_over_and_each_has_its_event": STEP,
    "tests/tracking/admin/test_lists.py": "rows are ordered, counted and kept apart by the database",
    "tests/tracking/admin/test_records.py": "filters, order and search of the whole ledger",
    "tests/tracking/admin/test_two_at_once.py": "whoever saves second is kept waiting by the database",
    "tests/tracking/admin/test_year.py": "how many queries a page asks",
    "tests/tracking/ledger/test_unit_sheets.py::test_any_sheet_comes_back_as_it_went_out_and_once": "any text is written",
    "tests/tracking/test_drafts_in_the_loop.py::test_a_draft_goes_back_because_of_what_a_signer_said": STEP,
    "tests/tracking/test_drafts_in_the_loop.py::test_publicity_is_decided_anew_only_with_a_reason": STEP,
    "tests/tracking/test_exits.py::test_a_promise_is_looked_back_at_until_it_is_kept_and_then_answered_again": STEP,
    "tests/tracking/test_exits.py::test_an_unheard_item_is_closed_only_after_its_reminders_and_its_days": STEP,
    "tests/tracking/test_exits.py::test_late_dissatisfaction_with_the_redo_s_letter_is_reported_not_redone_again": STEP,
    "tests/tracking/test_exits.py::test_promises_are_listed_when_they_are_due_late_or_kept": COUNTED,
    "tests/tracking/test_exits.py::test_what_needs_no_answer_any_more_is_laid_down_with_a_reason": STEP,
    "tests/tracking/test_exits.py::test_what_was_answered_is_not_laid_down": STEP,
}
"Files of these folders, and tests of these files, that run on both all the same."


def asks_the_database(item: pytest.Item) -> bool:
    """Whether a test may ask the database at all: without the mark or the fixtures of pytest-django it can't."""
    return item.get_closest_marker("django_db") is not None or "django_db_setup" in item.fixturenames


def why_once(item: pytest.Item) -> str:
    """Why a test runs on one database alone; empty where it runs on both."""
    return reason(item.nodeid.partition("[")[0]) if asks_the_database(item) else "asks no database"


def reason(path: str) -> str:
    """What the row nearest to a test, file or folder says; empty where it runs on both."""
    while path and path not in BOTH | ONCE:
        path = path.rpartition("::" if "::" in path else "/")[0]
    return ONCE.get(path, "")
