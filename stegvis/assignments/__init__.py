"""Assignment, goals, plan, monthly report, meeting, final report."""
