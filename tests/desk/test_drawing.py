"""One mail, form or call may speak of several youngsters: each of them becomes a case of its own."""

from uuid import UUID

import pytest
from sqlmodel import select

from hub import blobs
from hub.clock import real_now
from hub.dispatch import cards, ending, identity
from hub.dispatch.case import Outcome, Stage
from hub.dispatch.codes import Channel, MainReason
from hub.dispatch.tables import Referral, Youngster
from hub.intake import drawing, origin
from hub.intake.desk import write_receipt
from hub.intake.drawing import Drawn
from hub.intake.papers import add_documents
from hub.intake.uploads import look
from hub.letters import Letter
from hub.monitoring import roll_up
from hub.monitoring.check import check
from hub.monitoring.tables import ReferralFact
from hub.problems import Invalid, NotAllowed, NotFound, Refused
from tests.cast import World
from tests.mail_shop import ATTEST, a_mail, arrives, cases, documents, letters, the_mail


def test_three_youngsters_in_one_mail_become_three_cases_and_one_letter(world: World, waiting: UUID) -> None:
    drawn = [
        Drawn(first_name="Noor", last_name="El Amrani", school_name="sint-jansatheneum (DEMO)"),
        Drawn(first_name="Jan", main_reason=MainReason.TRUANCY),
        Drawn(),
    ]
    before = len(cases(world))
    with world.desk("Karim Haddou", now=real_now()) as work:
        made = drawing.draw(work, waiting, drawn)
        numbers = [one.number for one in made]
    new = [case for case in cases(world) if case.number in numbers]
    assert len(new) == 3 == len(cases(world)) - before
    assert new[0].school_organisation_id == world["Sint-Jansatheneum (demo)"]
    assert {case.channel for case in new} == {"mail"}
    assert sorted(str(one.referral_id) for one in documents(world)) == sorted(str(case.id) for case in new)
    with world.desk() as work:
        assert [one.number for one in origin.drawn_from(work, waiting)] == numbers
        assert work.session.get_one(Youngster, new[1].youngster_id).first_name == "Jan"
        assert blobs.content(work, documents(world)[2].blob_id) == ATTEST[2]
    assert len(letters(world)) == 1
    assert the_mail(world).outcome == "to_place"


def test_a_mail_that_waits_and_names_nobody_gives_one_case_and_its_sender_hears_of_it(
    world: World, waiting: UUID
) -> None:
    with world.desk("Hilde Verbist", now=real_now()) as work:
        [made] = drawing.draw(work, waiting, [])
        number = made.number
    [letter] = letters(world)
    assert (letter.to_address, letter.reply_reference) == ("papa@gmail.com", number)


def test_more_youngsters_are_drawn_from_a_mail_that_was_a_referral_without_a_second_letter(world: World) -> None:
    arrives(world, a_mail("Noor en Jan blijven weg.", files=[ATTEST]))
    mail = the_mail(world)
    with world.desk("Hilde Verbist", now=real_now()) as work:
        drawing.draw(work, mail.id, [Drawn(first_name="Jan")])
    with world.desk() as work:
        assert len(origin.drawn_from(work, mail.id)) == 2
    assert (len(letters(world)), the_mail(world).outcome) == (1, "referral")
    assert len({one.referral_id for one in documents(world)}) == 2
    with pytest.raises(Invalid), world.desk("Hilde Verbist") as work:
        drawing.draw(work, mail.id, [])


def test_no_referral_is_drawn_from_a_machine(world: World) -> None:
    arrives(world, a_mail("Ik ben er niet.", Auto_Submitted="auto-replied"))
    with pytest.raises(Refused), world.desk("Hilde Verbist") as work:
        drawing.draw(work, the_mail(world).id, [Drawn(first_name="Jan")])


def test_the_duty_desk_does_not_choose_a_restricted_reason(world: World, waiting: UUID) -> None:
    with pytest.raises(NotAllowed), world.desk("Karim Haddou") as work:
        drawing.draw(work, waiting, [Drawn(main_reason=MainReason.OFFENCES)])


MILAN, JONAS = Drawn(first_name="Milan", last_name="Jacobs"), Drawn(first_name="Jonas", last_name="Jacobs")


def two_brothers(world: World) -> Referral:
    """The mail made a case by itself, and nobody knows about whom."""
    arrives(world, a_mail("Het gaat om twee broers.", files=[ATTEST]))
    return cases(world)[0]


def name_of(world: World, referral: Referral) -> str:
    with world.desk() as work:
        found = work.session.get_one(Youngster, referral.youngster_id)
        return f"{found.first_name} {found.last_name}".strip()


def form_about_two(world: World) -> UUID:
    """Els sends one form about two brothers, with a document."""
    first = world.refer(
        first_name="", last_name="", birth_date=None, story="Het gaat om twee broers.", urgent=True,
        urgency_motive="Morgen is er een overleg.", clb_contact="Griet Somers", referrer_confirmed_at=world.now,
    )  # fmt: skip
    with world.desk() as work:
        referral = work.session.get_one(Referral, first)
        referral.in_crisis_mode = True
        add_documents(work, referral.hub_id, [look("lijst.pdf", b"%PDF-1.7")], referral_id=first)
        write_receipt(work, referral)
    return first


def test_the_nameless_case_of_a_mail_becomes_the_first_of_its_youngsters(world: World) -> None:
    nameless = two_brothers(world)
    with world.desk("Hilde Verbist", now=real_now()) as work:
        [drawn] = drawing.draw(work, the_mail(world).id, [JONAS], first=MILAN)
        number = drawn.number
    assert [name_of(world, one) for one in cases(world)] == ["Milan Jacobs", "Jonas Jacobs"]
    assert cases(world)[0].id == nameless.id
    assert len(letters(world)) == 1
    [more] = letters(world, "more_numbers")
    assert more.to_address == "els@sintjans.example"
    assert number in more.body
    assert "Jonas" not in more.body + more.subject


def test_a_brother_out_of_the_same_mail_is_as_nameless_to_partners_as_the_youngster(world: World) -> None:
    milan = two_brothers(world).id
    with world.desk("Hilde Verbist", now=real_now()) as work:
        [drawn] = drawing.draw(work, the_mail(world).id, [JONAS], first=MILAN)
        jonas = drawn.id
    with world.desk("Hilde Verbist") as work:
        for case, brother in ((milan, "Jonas"), (jonas, "Milan")):
            with pytest.raises(Invalid, match=f"“{brother}”"):
                cards.write_card(work, case, cards.Written("", f"{brother}s broer zoekt een plek."))
        said = identity.drawn_beside(work, work.session.get_one(Referral, milan))
        assert identity.veiled("Milan en Jonas Jacobs.", None, said) == "Milan en J. J."


def test_what_is_told_about_the_nameless_case_goes_where_the_desk_would_fill_it_in(world: World) -> None:
    nameless = two_brothers(world)
    known = Drawn(first_name="Milan", postcode="2800", school_name="sint-jansatheneum (DEMO)", main_reason="truancy")
    with world.desk("Karim Haddou") as work:
        assert drawing.draw(work, the_mail(world).id, [], first=known) == []
    found = world.case(nameless.id)
    assert (found.school_organisation_id, found.main_reason) == (world["Sint-Jansatheneum (demo)"], "truancy")
    with world.desk() as work:
        assert work.session.get_one(Youngster, found.youngster_id).home_nis == "12025"
    assert letters(world, "more_numbers") == []


def test_whoever_comes_second_with_the_name_reads_that_somebody_was_first(world: World) -> None:
    two_brothers(world)
    mail = the_mail(world).id
    with world.desk("Karim Haddou") as work:
        drawing.draw(work, mail, [], first=MILAN)
    with pytest.raises(Refused, match="Iemand vulde intussen"), world.desk("Hilde Verbist") as work:
        drawing.draw(work, mail, [], first=JONAS)
    assert len(cases(world)) == 1


def test_a_row_that_names_nobody_leaves_the_nameless_case_as_it_is(world: World) -> None:
    nameless = two_brothers(world)
    with world.desk("Hilde Verbist") as work:
        drawing.draw(work, the_mail(world).id, [JONAS], first=Drawn())
    assert name_of(world, world.case(nameless.id)) == ""
    with pytest.raises(Invalid), world.desk("Hilde Verbist") as work:
        drawing.draw(work, the_mail(world).id, [], first=Drawn())


def test_a_second_youngster_of_a_form_is_a_case_with_the_same_words_referrer_and_documents(world: World) -> None:
    first = form_about_two(world)
    with world.desk("Karim Haddou") as work:
        [drawn] = drawing.draw_further(work, first, [JONAS], first=MILAN)
        second = drawn.id
    one, other = world.case(first), world.case(second)
    assert [name_of(world, case) for case in (one, other)] == ["Milan Jacobs", "Jonas Jacobs"]
    assert (other.drawn_from_id, other.channel, other.stage) == (first, Channel.FORM, Stage.SUBMITTED)
    for same in ("story", "referrer_name", "referrer_email", "referrer_organisation_id", "referrer_kind", "clb_contact",
                 "urgent", "urgency_motive", "in_crisis_mode", "referrer_confirmed_at"):  # fmt: skip
        assert getattr(one, same) == getattr(other, same), same
    assert other.main_reason is None, "why is asked for each of them"
    assert {(paper.referral_id, paper.name) for paper in documents(world)} == {
        (first, "lijst.pdf"), (second, "lijst.pdf"),
    }  # fmt: skip
    [letter] = letters(world, "more_numbers")
    assert (letter.to_address, letter.referral_id) == ("els@sintjans.example", second)


def test_from_a_second_one_a_third_is_drawn_and_all_are_siblings(world: World) -> None:
    first = form_about_two(world)
    with world.desk("Hilde Verbist") as work:
        second = drawing.draw_further(work, first, [JONAS])[0].id
        third = drawing.draw_further(work, second, [Drawn(first_name="Zita")])[0].id
    with world.desk() as work:
        assert [one.initials for one in origin.kin_of(work, world.case(first)).siblings] == ["J.J.", "Z."]
        assert {one.id for one in origin.kin_of(work, world.case(third)).siblings} == {first, second}
    assert world.case(third).drawn_from_id == first


def test_from_the_case_of_a_mail_its_mail_is_drawn_from(world: World) -> None:
    nameless = two_brothers(world)
    with world.desk("Hilde Verbist") as work:
        [drawn] = drawing.draw_further(work, nameless.id, [JONAS], first=MILAN)
        second = drawn.id
    with world.desk() as work:
        assert [one.id for one in origin.drawn_from(work, the_mail(world).id)] == [nameless.id, second]
        assert [one.id for one in origin.kin_of(work, world.case(second)).siblings] == [nameless.id]
    assert world.case(second).drawn_from_id == nameless.id


@pytest.mark.parametrize(
    ("who", "refusal"), [("Wim Peeters", NotFound), ("Nadia Pauwels", NotFound), ("Lotte Wouters", NotAllowed)]
)
def test_who_has_no_desk_here_draws_nothing(world: World, who: str, refusal: type[Exception]) -> None:
    noor = world.refer()
    with pytest.raises(refusal), world.desk(who) as work:
        drawing.draw_further(work, noor, [JONAS])


def facts(world: World) -> set[UUID]:
    roll_up.run(world.store)
    with world.desk() as work:
        return set(work.session.exec(select(ReferralFact.referral_id)).all())


def test_a_case_that_was_made_twice_ends_without_a_letter_and_counts_nowhere(world: World) -> None:
    first = form_about_two(world)
    with world.desk("Hilde Verbist") as work:
        spare = drawing.draw_further(work, first, [JONAS])[0].id
    assert facts(world) == {first, spare}
    with world.desk() as work:
        before = len(work.session.exec(select(Letter)).all())
    with world.desk("Hilde Verbist") as work:
        ending.set_double(work, spare, "2026 1")
    closed = world.case(spare)
    assert (closed.stage, closed.outcome) == (Stage.CLOSED, Outcome.DOUBLE)
    assert "CM-2026-00001" in closed.closing_note
    with world.desk() as work:
        assert len(work.session.exec(select(Letter)).all()) == before
    assert facts(world) == {first}
    assert check(world.store) == []
    with world.client("Hilde Verbist") as hilde:
        kept = hilde.get(f"/aanmeldingen/{spare}").text
        assert f'Ze gaat verder als: <a class="nowrap" href="/aanmeldingen/{first}">' in kept
        assert f'Dubbel aangemaakt: <a href="/aanmeldingen/{spare}">' in hilde.get(f"/aanmeldingen/{first}").text
    with world.desk("Hilde Verbist") as work:
        ending.reopen(work, spare, "on_purpose")
    with world.client("Hilde Verbist") as hilde:
        assert "Dubbel aangemaakt: <a" not in hilde.get(f"/aanmeldingen/{first}").text
    assert facts(world) == {first, spare}
    assert check(world.store) == []


def test_double_of_what_is_checked(world: World) -> None:
    noor = world.refer()
    for number in ("CM-2026-00009", "CM-2026-00001", "Noor"):
        with pytest.raises(Invalid), world.desk("Hilde Verbist") as work:
            ending.set_double(work, noor, number)
    with pytest.raises(NotAllowed), world.desk("Karim Haddou") as work:
        ending.set_double(work, noor)
    with world.desk("Hilde Verbist") as work:
        ending.set_double(work, noor)
    assert world.case(noor).closing_note == ""
