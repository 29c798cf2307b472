"""Many mails at once: what is ticked is laid aside and comes back whole, and what must be read stays."""

import pytest
from sqlmodel import col, select

from hub.intake import placing, sweeping
from hub.intake.sweep import AS_WORDS, SweptAs
from hub.intake.tables import RawMail
from hub.ledger import Entry
from hub.problems import NotAllowed, NotFound
from hub.wording import use_language
from tests.cast import World, send
from tests.mail_shop import FATHER, a_mail, arrives, cases, reply_address

HERE = "/vandaag/mails"


def by_subject(world: World) -> dict[str, RawMail]:
    with world.desk() as work:
        return {one.subject: one for one in work.session.exec(select(RawMail)).all()}


@pytest.fixture
def full(world: World) -> World:
    """Two newsletters, a stranger's answer about Noor, and a newsletter that speaks of a weapon, wait on the desk."""
    noor = world.case(world.refer())
    for subject in ("Nieuwsbrief 1", "Nieuwsbrief 2"):
        arrives(world, a_mail("Korting op mappen.", sender="Winkel <news@winkel.example>", subject=subject,
                              List_Id="<news.winkel.example>", Precedence="bulk"))  # fmt: skip
    arrives(world, a_mail("Ze is bij haar tante.", sender=FATHER, subject="Noor", to=reply_address(noor.number)))
    arrives(world, a_mail("Hij heeft een mes mee en dreigt.", sender="Lijst <x@lijst.example>", subject="Lijst",
                          List_Id="<x.lijst.example>", Precedence="bulk"))  # fmt: skip
    return world


def test_hilde_sweeps_four_aside_two_go_and_one_undo_brings_both_back(full: World) -> None:
    before = by_subject(full)
    assert {one.settled_at for one in before.values()} == {None}
    with full.client("Hilde Verbist") as hilde:
        for path in (HERE, "/vandaag"):
            page = hilde.get(path).text
            assert page.count("data-pick>") == (4 if path == HERE else 3), "what speaks of danger has no box there"
            assert all(f'value="{code}"' in page and words in page for code, words in AS_WORDS.items())
        assert "Kruis eerst aan" in send(hilde, f"{HERE}/samen", {"as": "spam"}, follow_redirects=True).text
        ids = [str(one.id) for one in before.values()]
        page = send(hilde, f"{HERE}/samen", {"as": "spam", "mail": ids}, follow_redirects=True).text
        assert "2 e-mails opzijgelegd: Spam." in page
        assert "2 e-mails bleven staan: 1 spreekt van gevaar en 1 wijst naar een aanmelding." in page
        assert "bleef staan: spreekt van gevaar" in page
        assert "bleef staan: wijst naar een aanmelding" in page
        assert "bleef staan" not in hilde.get(HERE).text, "told once"
        swept = by_subject(full)
        assert {name for name, one in swept.items() if one.settled_at} == {"Nieuwsbrief 1", "Nieuwsbrief 2"}
        [sweep_id] = {one.swept_id for one in swept.values() if one.swept_id}
        assert f"{HERE}/samen/{sweep_id}/terug" in page
        assert "Waarom er niets te doen was" in hilde.get(f"{HERE}/{swept['Nieuwsbrief 1'].id}").text
        back = send(hilde, f"{HERE}/samen/{sweep_id}/terug", {}, follow_redirects=True).text
        assert "2 e-mails wachten weer op een plaats." in back
        assert by_subject(full) == before, "exactly as they were"
        assert send(hilde, f"{HERE}/samen/{sweep_id}/terug", {}).status_code == 404
    with full.desk() as work:
        acts = work.session.exec(select(Entry).where(col(Entry.act).in_(("mail.sweep", "mail.unsweep")))).all()
        assert [(one.act, one.detail["sweep"]) for one in acts] == [
            *[("mail.sweep", str(sweep_id))] * 2, *[("mail.unsweep", str(sweep_id))] * 2
        ]  # fmt: skip
        assert {one.detail.get("swept_as") for one in acts} == {"spam", None}


def test_undo_leaves_what_somebody_placed_since(full: World) -> None:
    mails, [noor] = by_subject(full), cases(full)
    ids = [mails["Nieuwsbrief 1"].id, mails["Nieuwsbrief 2"].id]
    with use_language("fr"), full.desk("Karim Haddou") as work:
        swept = sweeping.sweep(work, ids, SweptAs.HANDLED)
    assert by_subject(full)["Nieuwsbrief 1"].settled_note == "Afgehandeld", "whatever the screen speaks"
    with full.desk("Hilde Verbist") as work:
        placing.place_on_case(work, ids[0], noor.number)
        assert sweeping.unsweep(work, swept.id) == 1
    now = by_subject(full)
    assert now["Nieuwsbrief 1"].referral_id == noor.id
    assert now["Nieuwsbrief 2"].settled_at is None


def test_mails_of_another_hub_and_people_without_a_desk_move_nothing(full: World) -> None:
    ids = [one.id for one in by_subject(full).values()]
    with full.client("Wim Peeters") as wim:
        page = send(wim, f"{HERE}/samen", {"as": "robot", "mail": [str(one) for one in ids]}, follow_redirects=True)
        assert "Kruis eerst aan" in page.text
        assert send(wim, f"{HERE}/samen", {"as": "weg", "mail": str(ids[0])}).status_code == 404
    with full.desk("Hilde Verbist") as work:
        swept = sweeping.sweep(work, ids, SweptAs.ROBOT)
    with full.desk("Wim Peeters") as work, pytest.raises(NotFound):
        sweeping.unsweep(work, swept.id)
    with full.desk("Nadia Pauwels") as work, pytest.raises(NotAllowed):
        sweeping.sweep(work, ids, SweptAs.ROBOT)
