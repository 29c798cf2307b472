"""A case that is back at the table: who works on it already, and whose track brought it back."""

import re
from datetime import timedelta

from hub.clock import brussels_date
from hub.dispatch import claims, moves, reopening, tracks
from hub.dispatch.table_tables import AgendaReason
from tests.cast import World
from tests.pages.test_board import board_of, nobody_is_named
from tests.tables import back_on_table, on_table, put_on_table, takes_up


def test_the_board_says_who_already_works_on_a_case_that_is_back_and_asks_them_nothing(today: World) -> None:
    case, goes_on = back_on_table(today)
    base = board_of(today, case)
    with today.client("Hilde Verbist") as hilde:
        board, page, pack = (hilde.get(base + path).text for path in ("", f"/zaak/{case}", "/bundel"))
    for shown in (board, page, pack):
        assert "Kompas NAFT heeft al een traject: afgesproken" in shown
        assert "Nog niemand neemt deze vraag op" not in shown
        nobody_is_named(shown)
    owing = re.search("nog geen antwoord: ([^<]*)", board)
    assert owing
    assert "Kompas" not in owing[1]
    assert re.search(r"Kompas NAFT</h3>.{0,400}heeft al een traject: afgesproken", page, re.DOTALL)
    assert "Kompas NAFT: Individuele begeleiding" not in page, "an offer to record a second claim with"
    with today.client("Nadia Pauwels") as nadia:
        board, page, home = (nadia.get(path).text for path in (base, f"{base}/zaak/{case}", "/partner"))
    for shown in (board, page):
        assert f'href="/trajecten/{goes_on}"' in shown
        assert "Neem op" not in shown
        assert "We nemen dit niet op" not in shown
    assert f"/zaak/{case}" not in home
    with today.client("Yusuf Aydin") as yusuf:
        board, page = (yusuf.get(path).text for path in (base, f"{base}/zaak/{case}"))
    assert "Kompas NAFT heeft al een traject: afgesproken" in board
    assert "Doe mee: Een buddy" in board
    assert "Doe mee met Kompas NAFT" in page
    assert f"/trajecten/{goes_on}" not in board + page, "only for the partner itself"


def test_hilde_reads_that_a_silent_partner_answered_after_all_and_may_let_it_go_on(today: World) -> None:
    case = on_table(today)
    claim = takes_up(today, "Nadia Pauwels", case, "Kort traject")
    with today.desk("Hilde Verbist") as work:
        track = claims.confirm(work, claim).id
    with today.desk(now=today.now + timedelta(minutes=1)) as work:
        reopening.bring_back(work, moves.take(work, case), AgendaReason.SILENT, track_id=track)
    silent, answered = "we horen niets meer (Kompas NAFT)", "na stilte kregen we antwoord (Kompas NAFT)"
    with today.client("Hilde Verbist") as hilde:
        board, page, radar = (hilde.get(path).text for path in ("/tafel", f"/aanmeldingen/{case}", "/radar"))
        assert silent in board
        assert "Is het zo in orde?" not in page
        assert f"kwam terug: {silent}" in radar
        with today.desk("Nadia Pauwels", today.now + timedelta(minutes=2)) as work:
            tracks.plan(work, track, brussels_date(today.now) + timedelta(days=30))
        board, page, radar = (hilde.get(path).text for path in ("/tafel", f"/aanmeldingen/{case}", "/radar"))
        assert silent not in board + radar
        assert answered in board
        assert f"kwam terug: {answered}" in radar
        assert f"herneming: {silent}" in page, "the time line keeps how it was"
        assert "Na stilte kregen we antwoord (Kompas NAFT)." in page
        assert re.search(
            rf'class="button primary"[^>]*href="/aanmeldingen/{case}/verder"|'
            rf'href="/aanmeldingen/{case}/verder"[^>]*class="button primary"',
            page,
        )
        put_on_table(today, case, now=today.now + timedelta(minutes=3))
        base = board_of(today, case)
        assert answered in hilde.get(base).text
        assert answered in hilde.get(f"{base}/zaak/{case}").text


def test_hilde_reads_whose_track_brought_a_case_back_and_partners_do_not(today: World) -> None:
    case = on_table(today)
    claim = takes_up(today, "Nadia Pauwels", case, "Kort traject")
    with today.desk("Hilde Verbist") as work:
        track = claims.confirm(work, claim).id
    with today.desk("Nadia Pauwels", today.now + timedelta(minutes=1)) as work:
        tracks.not_start(work, track, "staff")
    with today.client("Hilde Verbist") as hilde:
        assert "niet gestart (Kompas NAFT)" in hilde.get("/tafel").text, "as a proposal"
        put_on_table(today, case, now=today.now + timedelta(minutes=2))
        base = board_of(today, case)
        assert "niet gestart (Kompas NAFT)" in hilde.get(base).text
        assert "niet gestart (Kompas NAFT)" in hilde.get(f"{base}/zaak/{case}").text
    with today.client("Yusuf Aydin") as yusuf:
        for path in (base, f"{base}/zaak/{case}"):
            # Who sits at the table everybody there knows.
            shown = yusuf.get(path).text.partition('id="dagorde"' if path == base else "<main")[2]
            assert "niet gestart" in shown
            assert "Kompas" not in shown
