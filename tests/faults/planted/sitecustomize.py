"""A bug planted for the tests: each letter counts as posted before it is sent, so that a kill in between loses it.

Python loads this by itself in every process that finds this folder on its path; only the worker is changed.
"""

import sys
import time
from collections.abc import Collection

if "workers.app" in sys.orig_argv and "worker" in sys.orig_argv:
    from hub import letters, posting, work_rows
    from hub.postal import smtp
    from hub.store import Store

    def post_due(
        store: Store, *, batch: int = posting.BATCH, kinds: Collection[str] = (), batches: int | None = None
    ) -> int:
        with store.begin() as work:
            leased = work_rows.lease(work.session, letters.Letter, now=work.real, at_most=batch)
        with store.begin() as work:
            for letter in leased:
                work_rows.finish(work.session, letter, now=work.real, server_answer="250 planted")
        if leased:
            time.sleep(1)  # a slow mail server, so that few kills are enough to show it
        for letter in leased:
            envelope = posting._sealable(store, letter)
            if envelope:
                list(smtp.post_batch(store.settings.smtp_url, [envelope]))
        return len(leased)

    posting.post_due = post_due
