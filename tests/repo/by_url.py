"""`check --url`: a lesson's checks of a service that runs already and is somebody else's."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import msgspec

from small_course import ROOT
from workshop.check.verdict import Verdict
from workshop.harness.record import CheckResult

# the checks that can't be made there: they need the service empty or restarted, its files, settings or neighbours,
# or its database
SKIPPED = {
    "01-monolith": {"test_no_movies"},
    "02-boundaries": {
        "test_authors_use_what_books_publish",
        "test_books_know_no_authors",
        "test_the_books_of_an_author",
        "test_the_authors_of_a_genre",
        "test_nobody_is_found_under_the_other_address",
        "test_users_can_not_touch_authors",
        "test_users_and_authors_keep_nothing_together",
        "test_reading_is_as_announced",
        "test_creating_is_as_announced",
        "test_replacing_is_as_announced",
        "test_deleting_is_as_announced",
        "test_movies_are_found_under_movies_only",
        "test_movies_keep_to_themselves",
    },
    "03-movie-service": {"test_no_movies", "test_an_id_from_before_a_restart"},
    "04-user-service": {
        "test_a_database_that_is_away",
        "test_changed_and_deleted_at_once",
        "test_connections_that_were_cut",
        "test_eight_at_once_on_two_workers",
        "test_everybody_at_once",
        "test_frozen_and_killed",
        "test_no_address_no_service",
        "test_no_users",
        "test_nothing_is_left_open",
        "test_the_migration_keeps_what_is_there",
        "test_the_tables_are_the_migrations",
    },
    "05-book-service": {"test_every_book"},
    "06-author-service": {
        "test_no_authors",
        "test_text_that_the_database_refuses",
        "test_the_books_of_an_author",
        "test_an_author_without_books",
        "test_books_of_a_genre",
        "test_genres_with_signs_in_them",
        "test_a_query_that_is_none",
        "test_an_author_whom_nobody_knows",
        "test_what_books_says_today",
        "test_no_address_no_service",
        "test_all_pages",
        "test_links_of_any_form",
        "test_a_filter_on_every_page",
        "test_authors_of_a_genre",
        "test_authors_of_a_genre_on_the_last_page",
        "test_a_genre_without_authors",
        "test_one_call_for_all_authors",
        "test_pages_without_end",
        "test_as_few_pages_as_can_be",
        "test_a_link_to_somebody_else",
        "test_books_of_a_real_book_service",
        "test_authors_of_a_real_book_service",
        "test_no_answer_at_all",
        "test_a_body_that_drips",
        "test_a_body_that_never_comes",
        "test_slow_page_after_page",
        "test_slow_but_in_time",
        "test_a_body_without_end",
        "test_an_answer_that_is_no_json",
        "test_json_of_another_shape",
        "test_a_404_from_books",
        "test_other_statuses_from_books",
        "test_books_is_down",
        "test_broken_connections",
        "test_the_second_page_fails",
        "test_answers_made_to_hurt",
        "test_what_went_wrong_is_for_the_log",
        "test_connections_are_used_again",
        "test_the_others_are_answered",
        "test_no_transaction_waits",
        "test_a_redirect",
    },
}


def check_by_url(lesson: str, service: str, url: str, folder: Path) -> list[CheckResult]:
    """What each check of the lesson says of the service at `url`."""
    target = folder / f"{lesson}.json"
    command = [sys.executable, "-m", "workshop", "check", lesson, "--url", f"{service}={url}", "--json", str(target)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=180)
    assert target.exists(), done.stderr
    verdict = msgspec.json.decode(target.read_bytes(), type=Verdict)
    return [check for task in verdict.tasks for check in task.checks]


def assert_nothing_fails(lesson: str, checks: list[CheckResult]) -> None:
    """No check fails, and those are skipped that are known to be."""
    assert {check.name: check.message for check in checks if check.status == "failed"} == {}
    assert {check.name for check in checks if check.status == "skipped"} == SKIPPED.get(lesson, set())
    assert any(check.status == "passed" for check in checks)
