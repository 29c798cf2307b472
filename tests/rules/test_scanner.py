"""How the hub speaks with a virus scanner: over its own line, and never longer than somebody can wait."""

import pytest

from hub.intake import scans
from hub.scanner import AwayError, Scanned, Verdict, place_of, scan, version
from tests.clamd import WORM, clamd
from tests.machine import free_port

CLEAN = Scanned(Verdict.CLEAN)


@pytest.mark.parametrize("wrong", ["clamd:3310", "http://clamd", "tcp://", "tcp://a/b", "unix:run", "tcp://a:99999"])
def test_an_address_that_leads_nowhere_is_no_scanner(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"HUB_CLAMD_URL|Port"):
        place_of(wrong)
    assert place_of("unix:/run/clamav/clamd.ctl") == "/run/clamav/clamd.ctl"
    assert place_of("tcp://clamav") == ("clamav", 3310)


def test_it_says_clean_or_the_name_of_a_virus_however_large_the_file_is() -> None:
    with clamd() as scanner:
        assert scan(scanner.url, b"") == CLEAN
        assert scan(scanner.url, b"x" * 1_000_000) == CLEAN
        assert scan(scanner.url, b"x" * 500_000 + WORM) == Scanned(Verdict.VIRUS, "Test.Worm-1")
        assert version(scanner.url).startswith("ClamAV 1.4.3/27800/")
        scanner.most = 1000
        assert scan(scanner.url, b"x" * 10_000_000) == Scanned(Verdict.UNKNOWN, "INSTREAM size limit exceeded")


def test_a_scanner_that_is_away_or_does_not_answer_is_away_within_the_time() -> None:
    for url in (f"tcp://127.0.0.1:{free_port()}", "unix:/nowhere/clamd.ctl"):
        with pytest.raises(AwayError):
            scan(url, b"x")
    with clamd() as scanner:
        scanner.hangs.set()
        with pytest.raises(AwayError, match=r"in time|timed out"):
            scan(scanner.url, b"x" * 3_000_000, within=0.2)


def test_whoever_sends_a_form_waits_for_one_slow_answer_and_not_for_ten() -> None:
    with clamd() as scanner:
        ask = scans.asker(scanner.url, within=0.2)
        scanner.hangs.set()
        assert [ask(b"x") for _file in range(10)] == [None] * 10
        assert scanner.asked == 1
    assert scans.asker("")(WORM) == CLEAN
