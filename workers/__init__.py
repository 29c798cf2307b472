"""Background processes: Celery worker and beat, mailbox watcher, the demo post office."""
