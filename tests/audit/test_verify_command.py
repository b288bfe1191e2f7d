"""``manage.py verify_trail``: for a nightly job and for the inspector."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from audit.models import Event
from tests.cast import Cast


def test_it_says_how_many_events_are_intact(cast: Cast) -> None:
    cast.scheduled()
    out = io.StringIO()
    call_command("verify_trail", stdout=out)
    assert out.getvalue() == f"trail {Event.objects.count()} events intact\n"


def test_it_ends_in_an_error_that_names_the_broken_event(cast: Cast) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER USER")
        cursor.execute("UPDATE audit_event SET reason = '別の理由' WHERE seq = 5")
    with pytest.raises(CommandError, match=r"broken at event 5: .+ \(4 events before it") as error:
        call_command("verify_trail", stdout=io.StringIO())
    assert error.value.returncode == 1
