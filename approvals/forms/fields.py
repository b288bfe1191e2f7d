"""Fields for what is laid down: numbers, times and lists, in whatever width they are typed."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from posts.checks.personal import national
from posts.moments import parse_day
from posts.text import hashtags

MOST_LINES = 200
RANGE = re.compile(r"\s*(?:~|〜|から)\s*")


def narrow(value: Any) -> str:
    """As typed, with full-width digits and Latin made ASCII."""
    return unicodedata.normalize("NFKC", str(value or "")).strip()


class NumberField(forms.IntegerField):
    """A whole number within bounds; the message names them."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "data-width": "xs"})

    def __init__(self, least: int, most: int, **kwargs: Any) -> None:
        self.least, self.most = least, most
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> int | None:
        try:
            number = super().to_python(narrow(value))
        except ValidationError as error:
            raise self._out_of_bounds() from error
        if number is not None and not self.least <= number <= self.most:
            raise self._out_of_bounds()
        return number

    def _out_of_bounds(self) -> ValidationError:
        bounds = {"least": self.least, "most": self.most}
        return ValidationError(_("Enter a whole number from %(least)s to %(most)s.") % bounds)


class ClockField(forms.TimeField):
    """A time of day: ``8:30``, 「８時30分」."""

    widget = forms.TimeInput(attrs={"data-width": "xs"}, format="%H:%M")
    default_error_messages = {"invalid": gettext_lazy("Enter a time, for example 8:30.")}

    def to_python(self, value: Any) -> dt.time | None:
        if isinstance(value, dt.time):
            return value
        typed = re.sub(r"\s*時\s*", ":", narrow(value)).removesuffix("分")
        return super().to_python(f"{typed}00" if typed.endswith(":") else typed)


class LinesField(forms.Field):
    """A list, one entry a line. Subclasses read a line into what is stored, and back."""

    widget: Any = forms.Textarea(attrs={"rows": 3})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def to_python(self, value: Any) -> list[Any]:
        # PostgreSQL takes no NUL.
        typed = str(value or "").replace("\0", "")
        lines = [line.strip() for line in typed.splitlines() if line.strip()]
        if len(lines) > MOST_LINES:
            raise ValidationError(_("Enter at most %(most)s lines.") % {"most": MOST_LINES})
        read = [entry for line in lines for entry in self.read(line)]
        return [entry for at, entry in enumerate(read) if entry not in read[:at]]

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(map(self.write, value)) if isinstance(value, list) else value

    def read(self, line: str) -> Iterable[Any]:
        """The entries of one line. Raises ``ValidationError``."""
        return [line]

    def write(self, entry: Any) -> str:
        return str(entry)


class WordsField(LinesField):
    """Words or sentences of a bounded length."""

    def __init__(self, *, longest: int, **kwargs: Any) -> None:
        self.longest = longest
        super().__init__(**kwargs)

    def read(self, line: str) -> Iterable[str]:
        if len(line) > self.longest:
            told = {"line": f"{line[:20]}…", "most": self.longest}
            raise ValidationError(_("“%(line)s” is longer than %(most)s characters.") % told)
        return [unicodedata.normalize("NFKC", line)]


class HashtagsField(LinesField):
    def read(self, line: str) -> Iterable[str]:
        name = narrow(line).lstrip("#")
        if [tag.name for tag in hashtags(f"#{name}")] != [name]:
            raise ValidationError(_("“%(line)s” is no hashtag. Write one a line.") % {"line": line})
        return [name]


class DomainsField(LinesField):
    DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")

    def read(self, line: str) -> Iterable[str]:
        name = narrow(line).lower().removeprefix("https://").removeprefix("http://").rstrip("/")
        if not self.DOMAIN.fullmatch(name):
            example = {"line": line}
            raise ValidationError(_("“%(line)s” is no domain. Write it like bit.ly.") % example)
        return [name]


class PhonesField(LinesField):
    def read(self, line: str) -> Iterable[str]:
        number = national(narrow(line))
        if not number:
            example = {"line": line}
            raise ValidationError(
                _("“%(line)s” is no phone number. Write it with its area code.") % example
            )
        return [number]


class SharesField(LinesField):
    """Percentages, in rising order."""

    widget: Any = forms.TextInput(attrs={"inputmode": "numeric", "data-width": "s"})

    def to_python(self, value: Any) -> list[int]:
        return sorted(super().to_python(re.sub(r"[\s,、%％]+", "\n", str(value or ""))))

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(map(str, value)) if isinstance(value, list) else value

    def read(self, line: str) -> Iterable[int]:
        typed = narrow(line)
        if not typed.isdecimal() or not 1 <= int(typed[:3]) <= 99 or len(typed) > 2:
            raise ValidationError(_("Enter percentages from 1 to 99, for example 50, 80."))
        return [int(typed)]


class PeriodsField(LinesField):
    """Periods, one a line: the first day and the last, stored as a pair of ISO days."""

    def read(self, line: str) -> Iterable[Any]:
        first, last = read_period(line)
        return [[first.isoformat(), last.isoformat()]]

    def write(self, entry: Any) -> str:
        return "~".join(entry)


class DaysField(LinesField):
    """Days, one a line, or periods; every day is stored by itself."""

    LONGEST = dt.timedelta(days=60)

    def read(self, line: str) -> Iterable[str]:
        first, last = read_period(line)
        if last - first > self.LONGEST:
            raise ValidationError(_("“%(line)s” is longer than two months.") % {"line": line})
        days = (last - first).days + 1
        return [(first + dt.timedelta(days=n)).isoformat() for n in range(days)]


def read_period(line: str) -> tuple[dt.date, dt.date]:
    """「R9.4.18～R9.4.25」 or a single day. Raises ``ValidationError`` that says what to write."""
    ends = RANGE.split(narrow(line))
    try:
        first, last = parse_day(ends[0]), parse_day(ends[-1])
    except (ValueError, OverflowError) as error:
        raise ValidationError(
            _("“%(line)s” is no day. Write 2027-04-18, R9.4.18 or R9.4.18~R9.4.25.")
            % {"line": line}
        ) from error
    if len(ends) > 2 or last < first:
        raise ValidationError(_("“%(line)s” ends before it begins.") % {"line": line})
    return first, last
