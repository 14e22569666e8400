"""What runs on both databases, and why: everything else runs on the first alone.

On PostgreSQL and Redis runs what can go otherwise there: what is counted, ordered and searched by the database, what two
do at once, what the tables themselves refuse, what is written many rows at a time, what is taken out and laid back, and
every step of the loop once. A rule in Python over rows, a page and a form are the same on both. A test is named with its
file (`tests/…/test_steps.py::test_…`), all its cases together.
"""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

COUNTED = "counted, chosen or ordered by the database"
SEARCHED = "words are compared by the database, each in its own way"
AT_ONCE = "whoever comes second is kept waiting, or passed by, by the database"
GUARDED = "refused by the tables and triggers themselves"
MANY = "many rows are written at once, in statements of each database's own"
TEXT = "texts and numbers that one database takes and the other does not"
KEPT = "what is sealed is read back as the database gives it: moments, numbers, JSON"
OUT_AND_BACK = "taken out of one database and laid into another"
UNDONE = "what a transaction that fails leaves behind differs"
STEP = "the loop, each step of it at least once"
SHARED = "counted in the cache that all processes share"
PUBLISHED = "a page from its draft to its public file, and back"

BOTH = {
    "tests/huiyin/keeping/test_databases.py": OUT_AND_BACK,
    "tests/huiyin/test_search.py": SEARCHED,
    "tests/huiyin/test_sessions.py": SHARED,
    "tests/publishing/handover/test_upper.py::test_the_address_entered_back_publishes_it_and_stops_the_clock": COUNTED,
    "tests/publishing/press/test_addresses.py::test_an_act_writes_down_what_became_of_an_address_by_its_own_event": COUNTED,
    "tests/publishing/press/test_open_data.py::test_figures_are_those_of_the_figures_page": COUNTED,
    "tests/publishing/test_attacks.py::test_a_database_that_is_not_ours_is_not_well": "each database says it in its own way",
    "tests/publishing/test_first_page.py::test_more_to_draft_takes_no_more_queries": COUNTED,
    "tests/publishing/test_first_page.py::test_the_first_page_names_no_letter_that_cannot_be_drafted": "regular expressions",
    "tests/publishing/test_pages.py::test_a_figure_opens_into_its_public_records_and_counts_the_others": COUNTED,
    "tests/publishing/test_pages.py::test_a_serial_number_is_never_given_out_twice": AT_ONCE,
    "tests/publishing/test_pages.py::test_a_table_in_a_summary_is_the_one_pinned": KEPT,
    "tests/publishing/test_pages.py::test_index_numbers_run_through_the_year_whatever_the_type_of_page": COUNTED,
    "tests/publishing/test_pages.py::test_publication_time_is_the_true_first_one_and_later_edits_show": KEPT,
    "tests/publishing/test_pages.py::test_the_figures_page_counts_by_every_dimension": COUNTED,
    "tests/publishing/test_paper.py::test_those_who_watch_get_one_list_a_week": COUNTED,
    "tests/publishing/test_paper.py::test_two_words_at_once_count_once": AT_ONCE,
    "tests/publishing/test_planned.py::test_a_signed_page_waits_for_its_moment_and_is_published_by_the_timer": PUBLISHED,
    "tests/publishing/test_press.py::test_a_change_rolled_back_presses_nothing": UNDONE,
    "tests/publishing/test_press.py::test_a_page_is_pressed_in_both_modes_once_it_carries_every_signature": PUBLISHED,
    "tests/publishing/test_press.py::test_a_page_taken_down_is_gone_at_once_with_every_link_to_it": PUBLISHED,
    "tests/publishing/test_press.py::test_many_changes_in_one_transaction_are_one_run": UNDONE,
    "tests/publishing/test_review.py::test_a_difference_names_the_records_and_what_changed_in_them": KEPT,
    "tests/publishing/test_review.py::test_a_page_counted_again_from_its_pin_says_the_same_whatever_is_corrected_later": KEPT,
    "tests/publishing/test_review.py::test_the_gate_reads_many_pages_in_a_few_queries": COUNTED,
    "tests/publishing/test_review.py::test_three_signatures_publish_that_very_revision": PUBLISHED,
    "tests/publishing/test_screening_of_pages.py::test_a_second_person_answers_and_the_page_goes_out": KEPT,
    "tests/publishing/test_sealing.py::test_the_events_that_name_a_page_are_found_in_an_index_of_such_events": COUNTED,
    "tests/publishing/test_sets_at_the_same_time.py": AT_ONCE,
    "tests/publishing/test_signoff.py::test_no_row_of_evidence_is_ever_changed_or_deleted": GUARDED,
    "tests/publishing/test_signoff.py::test_the_digest_covers_every_key_but_the_bookkeeping": KEPT,
    "tests/publishing/test_signoff.py::test_the_table_refuses_a_rejection_without_a_reason": GUARDED,
    "tests/publishing/test_signoff.py::test_the_table_refuses_a_second_signature_of_one_level": GUARDED,
    "tests/publishing/test_signoff.py::test_the_table_refuses_a_take_down_without_a_reason": GUARDED,
    "tests/publishing/test_signoff.py::test_the_table_refuses_one_person_on_two_levels": GUARDED,
    "tests/publishing/test_views.py::test_a_read_is_counted_once_a_reader_without_cookie_or_token": SHARED,
    "tests/publishing/test_views.py::test_a_reader_counts_once_whichever_process_answers": SHARED,
    "tests/publishing/test_views.py::test_a_reader_of_yesterday_counts_again_and_yesterday_is_forgotten": SHARED,
    "tests/publishing/test_views.py::test_one_address_can_not_drive_the_numbers_up": SHARED,
    "tests/test_hostile_addresses.py::test_a_list_tells_nothing_of_what_it_does_not_show": TEXT,
    "tests/test_hostile_addresses.py::test_an_address_with_a_nul_is_read_without_it": TEXT,
    "tests/test_hostile_addresses.py::test_no_page_fails_for_what_is_written_behind_its_address": TEXT,
    "tests/tracking/admin/test_finding.py": SEARCHED,
    "tests/tracking/admin/test_hand_on.py::test_all_open_items_go_over_and_each_has_its_event": STEP,
    "tests/tracking/admin/test_home.py::test_a_home_page_reads_only_the_most_urgent": COUNTED,
    "tests/tracking/admin/test_home.py::test_what_is_late_and_what_is_close": COUNTED,
    "tests/tracking/admin/test_paging.py::test_hits_stand_in_the_list_s_order_however_they_were_met": SEARCHED,
    "tests/tracking/admin/test_records.py::test_every_page_has_its_rows_in_order_from_either_end": COUNTED,
    "tests/tracking/admin/test_records.py::test_filters_search_and_order": COUNTED,
    "tests/tracking/admin/test_records.py::test_several_signers_are_counted_beside_the_first": COUNTED,
    "tests/tracking/admin/test_records.py::test_the_list_takes_no_more_queries_with_more_rows": COUNTED,
    "tests/tracking/admin/test_records.py::test_the_unit_filter_finds_every_part_of_a_unit": COUNTED,
    "tests/tracking/admin/test_two_at_once.py": AT_ONCE,
    "tests/tracking/ledger/test_at_once.py": AT_ONCE,
    "tests/tracking/ledger/test_backfill.py": MANY,
    "tests/tracking/ledger/test_commands.py::test_differences_are_applied_with_update_only": MANY,
    "tests/tracking/ledger/test_fuzz.py": MANY,
    "tests/tracking/ledger/test_holding.py": AT_ONCE,
    "tests/tracking/ledger/test_long_texts.py::test_texts_and_notes_of_many_cells_are_exported_and_come_back_whole": TEXT,
    "tests/tracking/ledger/test_round_trip.py::test_into_an_empty_ledger_it_brings_the_same_items": OUT_AND_BACK,
    "tests/tracking/ledger/test_round_trip.py::test_into_the_same_ledger_it_changes_nothing": OUT_AND_BACK,
    "tests/tracking/ledger/test_unit_sheets.py::test_any_sheet_comes_back_as_it_went_out_and_once": TEXT,
    "tests/tracking/ledger/test_updates.py::test_later_facts_move_an_imported_item_on": MANY,
    "tests/tracking/ledger/test_updates.py::test_the_same_workbook_twice_changes_nothing": KEPT,
    "tests/tracking/papers/test_every_paper.py::test_a_key_with_a_sign_that_no_database_takes_is_of_nothing": TEXT,
    "tests/tracking/test_appending.py": GUARDED,
    "tests/tracking/test_asks.py::test_a_difficulty_is_cleared_by_the_unit_or_the_office": STEP,
    "tests/tracking/test_asks.py::test_requests_are_reworded_added_and_taken_away_by_their_number": STEP,
    "tests/tracking/test_at_the_same_time.py": AT_ONCE,
    "tests/tracking/test_attacks.py::test_a_partners_opinion_is_not_written_under_another_item_nor_twice": STEP,
    "tests/tracking/test_attacks.py::test_a_step_that_fails_halfway_leaves_nothing": UNDONE,
    "tests/tracking/test_attention.py": COUNTED,
    "tests/tracking/test_cells.py": COUNTED,
    "tests/tracking/test_check_loop.py::test_the_ways_beside_the_way_are_legal": STEP,
    "tests/tracking/test_clocks_set_back.py": COUNTED,
    "tests/tracking/test_conditions.py": GUARDED,
    "tests/tracking/test_cosigning.py::test_co_signature_is_called_off_with_a_reason": STEP,
    "tests/tracking/test_deadlines.py::test_red_yellow_and_green_are_the_same_in_python_and_in_the_database": COUNTED,
    "tests/tracking/test_deadlines.py::test_the_last_day_of_signing_whose_limit_is_over_is_found": COUNTED,
    "tests/tracking/test_drafts_in_the_loop.py::test_a_draft_goes_back_because_of_what_a_signer_said": STEP,
    "tests/tracking/test_drafts_in_the_loop.py::test_publicity_is_decided_anew_only_with_a_reason": STEP,
    "tests/tracking/test_exits.py::test_a_promise_is_looked_back_at_until_it_is_kept_and_then_answered_again": STEP,
    "tests/tracking/test_exits.py::test_an_unheard_item_is_closed_only_after_its_reminders_and_its_days": STEP,
    "tests/tracking/test_exits.py::test_late_dissatisfaction_with_the_redo_s_letter_is_reported_not_redone_again": STEP,
    "tests/tracking/test_exits.py::test_promises_are_listed_when_they_are_due_late_or_kept": COUNTED,
    "tests/tracking/test_exits.py::test_what_needs_no_answer_any_more_is_laid_down_with_a_reason": STEP,
    "tests/tracking/test_facts.py": COUNTED,
    "tests/tracking/test_figures.py": COUNTED,
    "tests/tracking/test_figures_in_time.py::test_all_ties_of_one_moment_are_told_apart_by_the_order_of_recording": COUNTED,
    "tests/tracking/test_figures_in_time.py::test_any_day_as_known_on_any_other_counts_as_a_naive_replay_does": COUNTED,
    "tests/tracking/test_figures_in_time.py::test_groups_and_records_agree_with_the_figures": COUNTED,
    "tests/tracking/test_figures_in_time.py::test_what_was_being_written_at_the_moment_of_a_pin_stays_out_of_it": AT_ONCE,
    "tests/tracking/test_following.py::test_a_unit_puts_a_colleague_in_place_and_the_rhythm_that_the_office_chose_stays": STEP,
    "tests/tracking/test_following.py::test_each_week_is_five_working_days_since_the_last_word": COUNTED,
    "tests/tracking/test_following.py::test_each_working_day_a_word_is_waited_for_until_there_is_one": COUNTED,
    "tests/tracking/test_following.py::test_on_change_a_word_is_waited_for_after_others_changed_the_matter_alone": COUNTED,
    "tests/tracking/test_following.py::test_the_unit_s_note_of_the_day_is_its_progress_and_the_office_s_is_a_note_of_its_own": STEP,
    "tests/tracking/test_fulfilments.py::test_a_unit_tells_what_came_of_its_answer_entry_by_entry": STEP,
    "tests/tracking/test_leaving.py::test_an_item_leaves_and_the_last_one_is_on_its_own": STEP,
    "tests/tracking/test_numbering.py::test_series_of_one_code_and_year_never_give_the_same_number": GUARDED,
    "tests/tracking/test_numbering.py::test_the_sealed_letter_may_come_later_and_be_changed_with_a_reason": STEP,
    "tests/tracking/test_opinions.py::test_a_leader_who_disagrees_sends_the_proposal_back_with_a_reason": STEP,
    "tests/tracking/test_opinions.py::test_the_unit_carries_the_form_and_the_office_confirms_it": STEP,
    "tests/tracking/test_opinions.py::test_what_the_lead_unit_passes_back_is_kept_and_counts_in_no_rate": STEP,
    "tests/tracking/test_outbox.py": AT_ONCE,
    "tests/tracking/test_servers.py": AT_ONCE,
    "tests/tracking/test_place_words.py": UNDONE,
    "tests/tracking/test_queries.py": COUNTED,
    "tests/tracking/test_random_walk.py": STEP,
    "tests/tracking/test_reminders.py::test_run_again_and_again_it_writes_the_same_rows": MANY,
    "tests/tracking/test_reminders.py::test_the_next_day_s_message_takes_the_place_of_the_unread_one": MANY,
    "tests/tracking/test_reminders.py::test_the_rules_take_as_many_queries_at_300_items_as_at_7": COUNTED,
    "tests/tracking/test_retiring.py::test_the_timer_ends_messages_in_as_many_queries_at_one_item_as_at_seven": COUNTED,
    "tests/tracking/test_retiring.py::test_what_is_published_reminds_no_editor": STEP,
    "tests/tracking/test_statements.py": KEPT,
    "tests/tracking/test_steps.py": STEP,
    "tests/tracking/test_timing.py::test_a_refused_extension_leaves_the_date_and_may_be_asked_again": STEP,
    "tests/tracking/test_timing.py::test_an_extension_moves_the_date_with_consent_and_notice": STEP,
    "tests/tracking/test_timing.py::test_what_is_confirmed_is_as_the_recount_says": COUNTED,
    "tests/tracking/test_versions.py": KEPT,
}
"Folders, files and tests that run on both databases, each with its reason."

PROCESSES = {
    "tests/browser",
    "tests/crash",
    "tests/huiyin/keeping",
    "tests/huiyin/watching",
    "tests/huiyin/test_command_line.py",
    "tests/huiyin/test_ownership.py",
    "tests/huiyin/test_prepared.py",
    "tests/huiyin/test_serve.py",
    "tests/huiyin/test_wheel.py",
    "tests/huiyin/test_worker.py",
    "tests/publishing/api/test_node_client.py",
    "tests/publishing/press/test_nginx.py",
    "tests/publishing/test_templates_in_a_browser.py",
    "tests/test_optimised.py",
    "tests/test_upgrades.py",
}
"Folders and files whose tests start processes, or an installation of their own: `make quick` leaves them out."

SOURCE = {"tests/test_boundaries.py", "tests/test_docs.py", "tests/test_styles.py"}
"Files that read the source, the docs or the styles: they are near to every change."


def asks_the_database(item: pytest.Item) -> bool:
    """Whether a test may ask the database at all: without the mark or the fixtures of pytest-django it can't."""
    return item.get_closest_marker("django_db") is not None or "django_db_setup" in item.fixturenames


def runs_on_both(item: pytest.Item) -> bool:
    """Whether a test runs on both databases: a row names it, and it may ask them."""
    return bool(why_both(item.nodeid.partition("[")[0])) and asks_the_database(item)


def why_both(path: str) -> str:
    """What the row nearest to a test, file or folder says; empty where it runs on one database alone."""
    return next((BOTH[one] for one in within(path) if one in BOTH), "")


def starts_processes(path: str) -> bool:
    """Whether a test file starts processes, or lies in a folder whose files do."""
    return any(one in PROCESSES for one in within(path))


def within(path: str) -> list[str]:
    """The path itself, then the file and the folders in which it lies, the nearest first."""
    found = []
    while path:
        found.append(path)
        path = path.rpartition("::" if "::" in path else "/")[0]
    return found


def main() -> None:
    """Print the files that hold what runs on both, so that PostgreSQL's process reads in no others."""
    print(*sorted({row.partition("::")[0] for row in BOTH}), sep="\n")


if __name__ == "__main__":
    main()
