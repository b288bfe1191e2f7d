"""The table of states: every pair is either written down here or refused."""

from __future__ import annotations

from itertools import product

import pytest

from posts.workflow import EDITABLE, LABELS, TERMINAL, IllegalTransition, Status, check

TABLE = {
    "draft": "chief_review pr_review withdrawn",
    "chief_review": "pr_review returned rejected withdrawn draft",
    "pr_review": "scheduled returned rejected held withdrawn draft",
    "scheduled": "publishing held returned withdrawn",
    "publishing": "published scheduled held failed uncertain",
    "uncertain": "published failed scheduled",
    "failed": "scheduled returned withdrawn removing",
    "held": "scheduled pr_review returned withdrawn removing",
    "returned": "chief_review pr_review withdrawn",
    "published": "removing",
    "removing": "removed published held",
    "removed": "",
    "rejected": "",
    "withdrawn": "",
}


def test_the_table_names_every_state() -> None:
    assert set(TABLE) == {status.value for status in Status}


@pytest.mark.parametrize(("old", "new"), list(product(TABLE, TABLE)))
def test_a_move_is_allowed_exactly_when_the_table_says_so(old: str, new: str) -> None:
    if new in TABLE[old].split():
        check(old, new)
    else:
        with pytest.raises(IllegalTransition, match=f"{old} -> {new}"):
            check(old, new)


def test_a_state_that_does_not_exist_is_no_destination() -> None:
    with pytest.raises(ValueError, match="approved"):
        check("draft", "approved")


def test_only_removed_rejected_and_withdrawn_are_the_end() -> None:
    assert {"removed", "rejected", "withdrawn"} == TERMINAL


def test_the_author_may_change_a_draft_and_a_returned_request_only() -> None:
    assert {"draft", "returned"} == EDITABLE


def test_every_state_has_a_label_of_its_own() -> None:
    assert len({str(LABELS[status]) for status in Status}) == len(Status)
