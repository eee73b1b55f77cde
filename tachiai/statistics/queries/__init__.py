"""What went wrong how often and how long things took, month by month."""

from __future__ import annotations

from tachiai.statistics.queries.counting import MonthCounts as MonthCounts
from tachiai.statistics.queries.counting import Took as Took
from tachiai.statistics.queries.counting import counted as counted
from tachiai.statistics.queries.months import months_told as months_told
from tachiai.statistics.queries.months import since as since
from tachiai.statistics.queries.months import uncounted as uncounted
