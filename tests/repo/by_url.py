"""`check --url`: a lesson's checks of a service that runs already and is somebody else's."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
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
}
# the checks that can be made there, in lessons where most can't: those need a neighbour that they play, or settings
ASKED = {
    "06-author-service": {
        "test_the_list_of_authors",
        "test_one_author",
        "test_an_author_who_is_not_there",
        "test_a_new_author",
        "test_a_name_and_a_year",
        "test_a_body_that_is_no_author",
        "test_fields_that_an_author_has_not",
        "test_a_year_that_nobody_knows",
        "test_a_long_name",
    },
    "07-errors": {
        "test_an_unknown_url",
        "test_an_unknown_id",
        "test_a_wrong_method",
        "test_a_body_that_cannot_be_read",
        "test_json_nested_too_deeply",
        "test_a_conflict",
        "test_what_is_no_error",
        "test_fields_of_a_movie",
        "test_fields_of_a_user",
        "test_fields_of_a_book",
        "test_fields_of_an_author",
        "test_a_place_in_a_list",
        "test_names_of_all_kinds",
        "test_an_id_that_was_sent",
        "test_every_reply_has_it",
        "test_no_id_was_sent",
        "test_an_id_is_not_left_over",
        "test_an_id_that_is_none",
    },
    "08-api-keys": {
        "test_no_key_is_no_key",
        "test_what_a_401_says",
        "test_strange_keys",
        "test_the_hash_is_no_key",
        "test_keys_elsewhere",
        "test_addresses_that_are_none",
        "test_every_route_of_books",
        "test_nothing_is_done",
        "test_head",
        "test_what_is_open",
        "test_every_route_of_authors",
        "test_who_may_only_read",
        "test_first_who_then_what",
    },
    "09-logins": {
        "test_registering_with_a_password",
        "test_what_may_be_a_password",
        "test_what_is_no_password",
        "test_what_a_guess_costs",
        "test_a_new_password",
        "test_one_letter_in_two_forms",
        "test_logging_in",
        "test_what_is_no_login",
        "test_what_an_access_token_says",
        "test_who_am_i",
        "test_no_token",
        "test_what_is_no_token",
        "test_a_refresh_token_opens_nothing",
        "test_the_scheme_in_any_case",
        "test_a_used_token",
        "test_logging_out",
        "test_what_ends_all_logins",
        "test_what_is_no_refresh_token",
    },
    "10-permissions": {
        "test_somebody_else",
        "test_somebody_else_and_nobody",
        "test_the_list",
        "test_nobody_without_a_token",
        "test_oneself",
        "test_somebody_by_word",
    },
    "11-caching": set(),
    "12-resilience": set(),
    "13-docker": {"test_ready"},
    "14-gateway": set(),
}


def check_by_url(lesson: str, urls: Mapping[str, str], folder: Path) -> list[CheckResult]:
    """What each check of the lesson says of its services, which run at these addresses."""
    target = folder / f"{lesson}.json"
    given = [f"--url={name}={url}" for name, url in urls.items()]
    command = [sys.executable, "-m", "workshop", "check", lesson, *given, "--json", str(target)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=180)
    assert target.exists(), done.stderr
    verdict = msgspec.json.decode(target.read_bytes(), type=Verdict)
    return [check for task in verdict.tasks for check in task.checks]


def assert_nothing_fails(lesson: str, checks: list[CheckResult]) -> None:
    """No check fails, and those are skipped that are known to be."""
    assert {check.name: check.message for check in checks if check.status == "failed"} == {}
    if lesson in ASKED:
        assert {check.name for check in checks if check.status == "passed"} == ASKED[lesson]
    else:
        assert {check.name for check in checks if check.status == "skipped"} == SKIPPED.get(lesson, set())
        assert any(check.status == "passed" for check in checks)
