"""Processes beside the web: jobs, the timetable, the mailbox, the demo's post office."""
