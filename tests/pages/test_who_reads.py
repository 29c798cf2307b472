"""Partners read a card once the file says who knows of it and on which ground each of them reads."""

from uuid import UUID

import pytest
import sqlalchemy as sa

from hub.dispatch import agenda, cards, claims, proposing
from hub.dispatch.sharing import recording
from hub.dispatch.sharing.gate import About, Said, Whose
from hub.dispatch.sharing.recording import Typed
from hub.dispatch.sharing.sharing_tables import SharingAnswer, SharingGround
from hub.dispatch.table_tables import TableCard
from hub.people.tables import Membership, Secrecy
from hub.problems import Invalid, NotAllowed, NotFound, Refused
from tests.cast import World, send
from tests.tables import ASKED, CARD, on_table, read_by_all, rows, takes_up

SHARE = (About.SHARE, Whose.YOUNGSTER)


def approved(today: World) -> UUID:
    """Noor's card is approved and on the agenda; nobody recorded yet who may read it."""
    noor = today.refer(sections={"consent": {"youngster_informed": "yes"}})
    with today.desk("Hilde Verbist") as work:
        cards.write_card(work, noor, CARD)
        cards.approve_card(work, noor)
        agenda.put_on_table(work, noor)
    return noor


def page_of(today: World, who: str, path: str) -> str:
    with today.client(who) as browser:
        return str(browser.get(path, follow_redirects=True).text)


def test_hilde_opens_a_card_for_the_partners_on_its_own_page_and_takes_it_back(today: World) -> None:
    noor = approved(today)
    card = f"/aanmeldingen/{noor}/tafelkaart"
    with today.desk() as work:
        buddies = sa.update(Membership).where(sa.column("organisation_id") == today["Buddyhuis"])
        work.session.execute(buddies.values(secrecy=Secrecy.DISCRETION))
    assert ASKED not in page_of(today, "Nadia Pauwels", "/tafel")
    assert "Nog niet vastgelegd: of de jongere akkoord gaat om te delen." in page_of(today, "Hilde Verbist", "/tafel")
    with pytest.raises(NotFound):
        takes_up(today, "Nadia Pauwels", noor, "Kort traject")
    with today.client("Hilde Verbist") as hilde:
        page = hilde.get(card).text
        assert "Het formulier zegt dit. Klopt het?" in page
        assert not rows(today, SharingAnswer), "what the form says is proposed and never taken"
        typed = read_by_all(page) | {"share_youngster": "not_reached", f"receiver-{today['Buddyhuis']}": "agreed"}
        wrong = send(hilde, f"/aanmeldingen/{noor}/delen", typed)
        assert (wrong.status_code, "Schrijf waarom niet iedereen ja zei" in wrong.text) == (422, True)
        done = send(hilde, f"/aanmeldingen/{noor}/delen", typed | {"reason": "Neemt niet op."})
        assert done.headers["location"] == f"/aanmeldingen/{noor}"
    assert ASKED in page_of(today, "Nadia Pauwels", "/tafel")
    buddy = page_of(today, "Yusuf Aydin", "/tafel")
    assert ASKED not in buddy
    assert "Jullie krijgen van deze vraag de uitkomst en de afspraken" in buddy
    with today.desk("Hilde Verbist") as work:
        recording.record(work, noor, Typed({SHARE: Said.YES}))
    assert ASKED in page_of(today, "Yusuf Aydin", "/tafel")
    with today.desk("Hilde Verbist") as work:
        gate = recording.record(work, noor, Typed({SHARE: Said.NO}, reason="Wil eerst zelf praten."))
    assert gate.why_shut() == ["De jongere of de ouders willen niet dat partners dit lezen."]
    assert ASKED not in page_of(today, "Nadia Pauwels", "/tafel")
    assert "nee (" not in page_of(today, "Hilde Verbist", card), "the last word is no history yet"
    assert "Gaat de jongere akkoord om te delen? ja (" in page_of(today, "Hilde Verbist", card)


def test_who_is_not_bound_by_secrecy_cannot_share_it_and_a_yes_needs_no_reason(today: World) -> None:
    noor = approved(today)
    with today.desk() as work:
        work.session.execute(sa.update(Membership).values(secrecy=Secrecy.DISCRETION))
    wrong = Typed({SHARE: Said.YES}, receivers={today["Buddyhuis"]: "card"}, weighed=True)
    with pytest.raises(Invalid, match="niet gebonden door beroepsgeheim"), today.desk("Hilde Verbist") as work:
        recording.record(work, noor, wrong)
    assert not rows(today, SharingGround)
    with pytest.raises(Invalid, match="rijksregisternummer"), today.desk("Hilde Verbist") as work:
        recording.record(work, noor, Typed({SHARE: Said.NO}, reason="85.07.30-033.28"))
    for who, problem in (("Wim Peeters", NotFound), ("Karim Haddou", NotAllowed), ("Nadia Pauwels", NotAllowed)):
        with pytest.raises((problem, NotFound)), today.desk(who) as work:
            recording.record(work, noor, Typed({SHARE: Said.YES}))


def test_a_card_of_before_stays_open_until_it_is_written_anew(today: World) -> None:
    noor = approved(today)
    with today.desk() as work:
        work.session.execute(sa.update(TableCard).values(before_record=True))
    assert ASKED in page_of(today, "Nadia Pauwels", "/tafel")
    assert "open van vroeger" in page_of(today, "Hilde Verbist", f"/aanmeldingen/{noor}/tafelkaart")
    with today.desk("Hilde Verbist") as work:
        cards.write_card(work, noor, CARD)
        cards.approve_card(work, noor)
    assert ASKED not in page_of(today, "Nadia Pauwels", "/tafel")


def test_whoever_reads_nothing_owes_nothing_and_no_partner_is_asked_behind_a_shut_gate(today: World) -> None:
    noor = on_table(today)
    others = [today[name] for name in ("Springplank", "JAC De Haven (demo)", "Buddyhuis")]
    with today.desk("Hilde Verbist") as work:
        recording.record(work, noor, Typed({}, receivers=dict.fromkeys(others, "nothing"), weighed=True))
    with today.desk("Nadia Pauwels") as work:
        claims.decline(work, noor, "no_place")
    assert today.case(noor).stage == "reopened", "the one that could answer did"
    with pytest.raises(Refused, match="mag lezen"), today.desk("Hilde Verbist") as work:
        proposing.ask_partner(work, noor, today.offer(work, "Carrousel").id)


def test_what_a_partner_said_aloud_is_noted_but_who_it_is_opens_only_when_the_file_says_why(today: World) -> None:
    noor = approved(today)
    claim = takes_up(today, "Hilde Verbist", noor, "Kort traject")
    with pytest.raises(Refused, match="ziet wie het is"), today.desk("Hilde Verbist") as work:
        claims.confirm(work, claim)
    with today.desk("Hilde Verbist") as work:
        recording.all_agreed(work, noor)
        assert claims.confirm(work, claim).stage == "accepted"


def test_a_colleague_who_is_not_bound_reads_no_card_of_a_partner_that_is(today: World) -> None:
    noor = on_table(today)
    with today.desk("Hilde Verbist") as work:
        recording.record(work, noor, Typed({SHARE: Said.NOT_REACHED}, reason="Neemt niet op."))
    with today.desk() as work:
        of_tom = sa.update(Membership).where(sa.column("person_id") == today["Tom Claes"])
        work.session.execute(of_tom.values(secrecy=Secrecy.DISCRETION))
    board = page_of(today, "Tom Claes", "/tafel")
    assert ASKED not in board
    assert "Jij leest deze kaart niet" in board
    assert ASKED in page_of(today, "Nadia Pauwels", "/tafel")
    with pytest.raises(NotFound):
        takes_up(today, "Tom Claes", noor, "Carrousel")
    with today.desk("Hilde Verbist") as work:
        recording.record(work, noor, Typed({SHARE: Said.YES}))
    assert ASKED in page_of(today, "Tom Claes", "/tafel")
