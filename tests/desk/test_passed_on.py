"""A mail that was written to the wrong hub."""

from uuid import UUID

import pytest
from sqlmodel import select

from hub.hubs import Hub
from hub.intake import mail_lines, passing_on, placing
from hub.intake.ingest import read_due
from hub.intake.tables import RawMail
from hub.problems import Invalid, NotAllowed, NotFound, Refused
from hub.wording import use_language
from tests.cast import World
from tests.mail_shop import a_mail, arrives, cases, letters, the_mail

HILDE, WIM = "Hilde Verbist", "Wim Peeters"


def a_newsletter(world: World) -> UUID:
    """What waits until somebody says what it is."""
    arrives(world, a_mail("Yassin uit Mortsel komt niet meer.", subject="Een zorg", List_Id="<zorg.test>"))
    return the_mail(world).id


def test_hilde_hands_a_mail_to_the_hub_that_it_is_for_and_wim_finds_it_there_as_if_it_came_in(world: World) -> None:
    mail = a_newsletter(world)
    with use_language("fr"), world.desk(HILDE) as work:
        assert passing_on.pass_on(work, mail, "schelderand").name == "Meldpunt Schelderand"
    read_due(world.store)
    with world.desk(WIM) as work:
        [line] = mail_lines.to_place(work)
        there = work.session.get_one(RawMail, line.id)
        assert (there.own_text, passing_on.came_from(there)) == (
            "Yassin uit Mortsel komt niet meer.", "Centraal Meldpunt Dijleland",
        )  # fmt: skip
    with world.desk(HILDE) as work:
        assert mail_lines.to_place(work) == []
        here = work.session.get_one(RawMail, mail)
        assert (here.settled_note, placing.is_aside(here)) == ("Doorgegeven aan Meldpunt Schelderand.", True)
        with pytest.raises(Refused):  # pressed twice
            passing_on.pass_on(work, mail, "schelderand")
    with pytest.raises(NotFound), world.desk(HILDE) as work:  # from here on it is not hers to read there
        placing.held_mail(work, there.id)
    assert (cases(world), letters(world)) == ([], [])


def test_what_wim_hands_back_waits_again_where_it_lay_aside(world: World) -> None:
    mail = a_newsletter(world)
    with world.desk(HILDE) as work:
        passing_on.pass_on(work, mail, "schelderand")
    read_due(world.store)
    with world.desk(WIM) as work:
        [line] = mail_lines.to_place(work)
        passing_on.pass_on(work, line.id, "dijleland")
    read_due(world.store)
    with world.desk(HILDE) as work:
        assert [line.id for line in mail_lines.to_place(work)] == [mail]
        with pytest.raises(Invalid) as wrong:
            passing_on.pass_on(work, mail, "dijleland")  # where it is
        assert list(wrong.value.errors) == ["hub"]


def test_where_a_mail_went_is_a_fact_and_not_how_a_reason_begins(world: World) -> None:
    mail = a_newsletter(world)
    with world.desk(HILDE) as work:
        placing.nothing_to_do(work, mail, "Doorgegeven aan de directie.")
    with world.desk(HILDE) as work:
        assert [line.went_to for line in mail_lines.arrived(work)] == [""]
        placing.waits_again(placing.held_mail(work, mail))
    with world.desk(HILDE) as work:
        passing_on.pass_on(work, mail, "schelderand")
        work.found(Hub, world["schelderand"]).name = "Meldpunt Rupel"
    with world.desk(HILDE) as work:
        assert [line.went_to for line in mail_lines.arrived(work)] == ["Meldpunt Rupel"]
        here = placing.held_mail(work, mail)
        assert passing_on.went_to(work, here) == "Meldpunt Rupel"
        placing.waits_again(here)
        assert passing_on.went_to(work, here) == ""


def test_a_hub_that_got_the_same_mail_and_works_on_it_is_not_given_it_twice(world: World) -> None:
    raw = a_mail("Een zorg.", message_id="<een@sintjans.example>", List_Id="<zorg.test>")
    arrives(world, raw)
    mail = the_mail(world).id
    with world.desk(HILDE) as work:
        passing_on.pass_on(work, mail, "schelderand")
    read_due(world.store)
    with world.desk(HILDE) as work:  # she goes on with it after all, and then hands it over once more
        placing.waits_again(placing.held_mail(work, mail))
    with pytest.raises(Refused, match="heeft deze e-mail al"), world.desk(HILDE) as work:
        passing_on.pass_on(work, mail, "schelderand")
    with world.desk() as work:
        assert len(work.session.exec(select(RawMail)).all()) == 2  # hers and his


@pytest.mark.parametrize(
    ("who", "wrong"), [(WIM, NotFound), ("Lotte Wouters", NotAllowed), ("Nadia Pauwels", NotFound)]
)
def test_only_the_desk_where_a_mail_lies_passes_it_on(world: World, who: str, wrong: type[Exception]) -> None:
    mail = a_newsletter(world)
    with pytest.raises(wrong), world.desk(who) as work:
        passing_on.pass_on(work, mail, "schelderand")


def test_a_mail_of_which_only_the_head_is_here_is_sent_on_from_the_mailbox(world: World) -> None:
    mail = a_newsletter(world)
    with world.desk(HILDE) as work:
        placing.held_mail(work, mail).whole = False
    with pytest.raises(Refused, match="maar een deel"), world.desk(HILDE) as work:
        passing_on.pass_on(work, mail, "schelderand")
