"""What is done by itself: jobs at their times and jobs that somebody has asked for.

The queue lies in the database (Procrastinate), so a job is put there in the same transaction as what it is
about. `timetable` holds what is done when, filled by the rooms; `queue` puts jobs in and says what they call;
`worker` does them. Only these three know Procrastinate.
"""
