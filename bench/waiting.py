"""`make bench-waiting`: ten thousand mails wait in a mailbox of a real Dovecot, and the hub takes them in.

Prints how long the watcher and the worker took, the most memory that each of their processes held, and what became of
the mails. BENCH_MAILS says how many wait (10,000).
"""

import os
import re
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from bench.cpu import tree
from bench.scene import Scene, seeded, settings_for
from hub import logs
from hub.embedded import servers
from hub.embedded.supervisor import wait_for
from hub.running import programs
from tests.mail_shop import a_mail
from tests.postal_servers import dovecot, inside

LONGEST = 3600.0
WORDS = "Een leerling van het vierde jaar komt sinds de herfstvakantie nog maar twee dagen per week. " * 20


def main(say: Callable[[str], None] = print) -> None:
    """Ends with 1 when a mail has no outcome, or two."""
    many = int(os.environ.get("BENCH_MAILS", "10000"))
    logs.configure()
    with tempfile.TemporaryDirectory(prefix="hub-bench-") as folder, dovecot() as mailbox:
        state = Path(folder) / "state"
        say(f"Filling the mailbox with {many} mails …")
        for number in range(many):
            sender = f"An <an{number}@school.example>"
            mailbox.deliver(a_mail(f"Mail {number}. {WORDS}", sender=sender, message_id=f"<{number}@school.example>"))
        with servers(state, what="the bench") as where:
            settings = replace(settings_for(where.database_url, where.redis_url, state), imap_urls=(mailbox.url,))
            scene = seeded(settings, 100, 1)
            before = outcomes(scene)
            peaks = taken_in(scene, many, say)
            found = {what: count - before.get(what, 0) for what, count in outcomes(scene).items()}
            left = inside(mailbox, "INBOX"), inside(mailbox, "Verwerkt")
            scene.store.close()
    say(f"outcomes: {found}; {left[0]} left in the mailbox, {left[1]} put away")
    say(", ".join(f"{name} at most {peak // 1024} MB" for name, peak in peaks.items()))
    sys.exit(0 if found.get("referral") == many and left[0] == 0 else 1)


def taken_in(scene: Scene, many: int, say: Callable[[str], None]) -> dict[str, int]:
    """Run the watcher, the worker and the beat until all mails have their outcome; the peaks of memory, in KB."""
    children = {
        name: child for name, child in programs(scene.settings, ()).items() if name in ("mailbox", "worker", "beat")
    }
    peaks = dict.fromkeys(("mailbox", "worker", "mail reader"), 0)
    begun, stored_in = time.perf_counter(), 0.0
    start = int(str(scene.one("SELECT count(*) FROM raw_mail")))
    try:
        for child in children.values():
            child.start()

        def done() -> bool:
            nonlocal stored_in
            for name in ("mailbox", "worker"):
                process = children[name].process
                for pid in tree(process.pid) if process else ():
                    part = "mail reader" if b"mail.child" in _read(pid, "cmdline") else name
                    found = re.search(rb"VmHWM:\s+(\d+)", _read(pid, "status"))
                    peaks[part] = max(peaks[part], int(found[1]) if found else 0)
            if not stored_in and int(str(scene.one("SELECT count(*) FROM raw_mail"))) >= start + many:
                stored_in = time.perf_counter() - begun
            waits = scene.one("SELECT count(*) FROM raw_mail WHERE outcome IS NULL")
            return bool(stored_in and waits == 0)

        wait_for(done, LONGEST)
    finally:
        for child in children.values():
            child.end()
    whole = time.perf_counter() - begun
    say(f"stored in {stored_in:.0f} s ({many / (stored_in or whole):.0f}/s)")
    say(f"all read in {whole:.0f} s ({many / whole:.0f}/s)")
    return peaks


def outcomes(scene: Scene) -> dict[str, int]:
    with scene.connect() as connection:
        rows = connection.execute("SELECT outcome, count(*) FROM raw_mail WHERE outcome IS NOT NULL GROUP BY 1")
        return dict(rows.fetchall())


def _read(pid: int, what: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/{what}").read_bytes()
    except OSError:
        return b""


if __name__ == "__main__":
    main()
