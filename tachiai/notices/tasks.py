"""Work for the background worker: sending mail."""

from __future__ import annotations

from procrastinate import RetryDecision
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from tachiai.clockwork import queries as clockwork
from tachiai.clockwork.stalled import WhenAway
from tachiai.notices import actions


class NotSentYet(Exception):
    """The mail has to be tried again in `seconds`."""

    def __init__(self, seconds: float):
        self.seconds = seconds
        super().__init__(f"again in {seconds:.0f} seconds")


class WhenTold(WhenAway):
    """Try again when the action says so; its rules hold the policy."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if not isinstance(exception, NotSentYet):
            return super().get_retry_decision(exception=exception, job=job)
        return RetryDecision(retry_in={"seconds": int(exception.seconds)})


@app.task(name=actions.DELIVER_MAIL, queue=actions.MAIL_QUEUE, retry=WhenTold())
def deliver_mail(dispatch_id: int) -> None:
    """Send one mail; see `actions.deliver`."""
    wait = actions.deliver(dispatch_id=dispatch_id, at=clockwork.now())
    if wait is not None:
        raise NotSentYet(wait.total_seconds())
