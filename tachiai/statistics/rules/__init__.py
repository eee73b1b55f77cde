"""Kinds of trouble, stretches of time, and what may be told of small counts."""

from __future__ import annotations

from tachiai.statistics.rules.kinds import FORMATS as FORMATS
from tachiai.statistics.rules.kinds import KINDS as KINDS
from tachiai.statistics.rules.kinds import Kind as Kind
from tachiai.statistics.rules.kinds import digest as digest
from tachiai.statistics.rules.kinds import kind_of as kind_of
from tachiai.statistics.rules.kinds import patterns as patterns
from tachiai.statistics.rules.numbers import ANSWERED_WITHIN as ANSWERED_WITHIN
from tachiai.statistics.rules.numbers import HISTORY_MONTHS as HISTORY_MONTHS
from tachiai.statistics.rules.numbers import LEAST_DURATIONS as LEAST_DURATIONS
from tachiai.statistics.rules.numbers import SMALL as SMALL
from tachiai.statistics.rules.spans import LAST_YEAR as LAST_YEAR
from tachiai.statistics.rules.spans import Span as Span
from tachiai.statistics.rules.spans import first_of_month as first_of_month
from tachiai.statistics.rules.spans import span as span
from tachiai.statistics.rules.spans import spans as spans
from tachiai.statistics.rules.telling import Told as Told
from tachiai.statistics.rules.telling import told as told

MEASURES = ("answer", "inspect", "pay", "report", "mediation", "inquiry")
"""What is timed. Their words stand with the pages."""
