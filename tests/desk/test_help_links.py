"""Links that ask whether there is help end with whom they were mailed to, and a second "no" is heard like the first."""

from hub.dispatch import referrer_links
from hub.dispatch.feedback import answering, contacting, telling
from hub.dispatch.readdressing import readdress
from hub.dispatch.tables import Message, Referral
from hub.home import dead_letters
from hub.letters import Letter
from hub.problems import NotFound
from tests.cast import World, send
from tests.desk.test_follow_up import follow
from tests.desk.test_is_there_help import CONTACT, ELS, HILDE, agreed, questions, started, token, written
from tests.personal_pages import els_at
from tests.tables import end_after_talk, on_table, rows


def works(world: World, link: str) -> bool:
    with world.desk(now="2026-10-29T10:00") as work:
        try:
            answering.asked_by(work, link)
        except NotFound:
            return False
    return True


def test_the_link_to_a_referrer_that_left_works_no_more_and_the_question_goes_to_the_next(world: World) -> None:
    started(world)
    question = questions(world)["referrer"]
    contact = token(world, agreed(world, question.referral_id))
    follow(world, "2026-10-27T10:00")
    mailed = token(world, question.id)
    assert works(world, mailed)
    with world.desk(HILDE, "2026-10-28T10:00") as work:
        case = work.session.get_one(Referral, question.referral_id)
        case.referrer_email = "karim@sintjans.example"
        readdress(work, case)
    assert not works(world, mailed)
    assert works(world, contact), "that is somebody else"
    follow(world, "2026-11-04T10:00")
    assert len(written(world, "karim@sintjans.example", "help_asked")) == 1
    again = token(world, question.id)
    assert works(world, again)
    with world.desk(HILDE, "2026-11-05T10:00") as work:
        referrer_links.replace(work, question.referral_id, again=False)
    assert not works(world, again)
    assert questions(world)["referrer"].answered_at is None


def test_a_second_no_on_the_own_page_brings_the_case_back_again(world: World) -> None:
    noor = world.refer()
    with els_at(world, noor) as (els, here):
        for turn in (1, 2):
            with world.desk(HILDE) as work:
                end_after_talk(work, noor, "De school gaat verder.")
            assert "Je antwoordde" not in els.get(here).text
            assert send(els, f"{here}/geholpen", {"helped": "no"}).status_code == 303
            assert world.case(noor).stage == "reopened"
            said = [one for one in rows(world, Message) if one.kind == "help"]
            assert [one.text for one in said] == ["Is er geholpen? Nee."] * turn


def test_what_waits_for_a_contact_that_was_taken_away_or_stopped_goes_nowhere(world: World) -> None:
    case = on_table(world)
    first = token(world, agreed(world, case))
    (sent,) = written(world, CONTACT)
    with world.desk() as work:
        work.session.get_one(Letter, sent.id).done_at = work.real
    with world.desk(HILDE) as work:
        telling.started(work, work.session.get_one(Referral, case))
    assert len(written(world, CONTACT)) == 2
    with world.desk(HILDE) as work:
        contacting.take_away(work, case)
    assert [one.id for one in written(world, CONTACT)] == [sent.id]
    assert not works(world, first), "what went to somebody whom it was not for"
    stop = token(world, agreed(world, case, email="papa@mail.example"))
    assert len(written(world, "papa@mail.example")) == 1
    with world.desk() as work:
        answering.stop(work, stop)
    assert written(world, "papa@mail.example") == []
    assert written(world, ELS), "the referrer still hears how it goes"
    assert works(world, stop), "where it reads that nothing more comes"


def test_at_another_address_only_the_link_of_the_letter_that_goes_again_works(world: World) -> None:
    case = on_table(world)
    contact = agreed(world, case)
    early = token(world, contact)
    with world.desk(HILDE, "2026-10-28T10:00") as work:
        telling.started(work, work.session.get_one(Referral, case))
    late = token(world, contact)
    with world.desk() as work:
        for one in written(world, CONTACT):
            letter = work.session.get_one(Letter, one.id)
            letter.done_at = work.real
        letter.bounced_at, letter.bounce_reason = work.real, "hard"
        missed = letter.id
    assert early != late
    with world.desk(HILDE) as work:
        dead_letters.write_again(work, missed, "fatima@mail.example")
    assert not works(world, early)
    assert works(world, late)
    assert len(written(world, "fatima@mail.example")) == 1
