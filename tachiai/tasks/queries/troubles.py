"""What went wrong in tasks, as rows to be counted over a stretch of time (see `contracts.queries.troubles`)."""

from __future__ import annotations

TROUBLES = (
    # One worker in one job is one trouble, however many of the answers were refused.
    """SELECT 'submission:refuse' AS source, 'task' AS format, 'task:' || a.job_id || ':' || a.worker_id AS subject,
           s.taken_at AS at
       FROM tasks_submissionstep s JOIN tasks_submission a ON a.id = s.subject_id
       WHERE s.taken_at >= %(begins)s AND s.taken_at < %(ends)s AND s.step = 'refuse'""",
    # The client looked at none of them in time: one trouble, however many had answered.
    """SELECT 'submission:deem_approved', 'task', 'listing:' || j.listing_id, s.taken_at
       FROM tasks_submissionstep s JOIN tasks_submission a ON a.id = s.subject_id
       JOIN tasks_taskjob j ON j.id = a.job_id
       WHERE s.taken_at >= %(begins)s AND s.taken_at < %(ends)s AND s.step = 'deem_approved'""",
    """SELECT 'task:' || s.step, 'task', 'listing:' || j.listing_id, s.taken_at
       FROM tasks_taskjobstep s JOIN tasks_taskjob j ON j.id = s.subject_id
       WHERE s.taken_at >= %(begins)s AND s.taken_at < %(ends)s AND s.step IN ('lapse', 'stop')""",
)
