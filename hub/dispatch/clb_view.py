"""A question to a CLB as it is shown and answered, by a mailed link or signed in."""

from dataclasses import dataclass

from litestar import Request

from hub.by_link import Back
from hub.clock import brussels_date
from hub.dispatch.clb import ANSWERED, OWN_WORDS, ClbState
from hub.dispatch.clb_answering import Asked, Given
from hub.people.tables import Person
from hub.store import Work
from hub.web import Form, Page, one, show
from hub.wording import N_, _


@dataclass(frozen=True)
class Words:
    """How one answer stands on the page: its button, and what follows from it."""

    button: str
    follows: str
    now: str


WORDS = {
    ClbState.AGREED: Words(
        N_("Akkoord"), N_("Vindt de tafel een plaats, dan mag een NAFT-traject starten."),
        N_("Je akkoord is genoteerd. Vindt de tafel een plaats, dan kan een NAFT-traject starten."),
    ),
    ClbState.TAKES_OVER: Words(
        N_("Wij nemen over"), N_("Jullie zijn dan de aanmelder. De school hoort dat, en jullie krijgen een link."),
        N_("Jullie zijn nu de aanmelder. Je kreeg een e-mail met een link om alles te volgen."),
    ),
    ClbState.CALL: Words(
        N_("Bel me eerst"), N_("De coördinator belt je op dit nummer."),
        N_("De coördinator belt je op het nummer dat je gaf."),
    ),
}  # fmt: skip


def given_in(data: Form) -> Given:
    return Given(one(data, "answer"), *(one(data, name, at_most=300) for name in ("worker", "phone", "email")))


def shown(
    request: Request,
    work: Work,
    asked: Asked,
    *,
    worker: Person | None = None,
    back: Back | None = None,
    after: object = None,
) -> Page:
    """The question and its answers; `worker` is who signed in and need not type who it is, `after` how far the case is
    that its CLB took over."""
    back = back or Back()
    request.state.hub = asked.hub
    state = ClbState(asked.question.state)
    given = WORDS.get(state)
    known = {
        "worker": asked.question.worker_name or (worker.name if worker else ""),
        "phone": asked.question.worker_phone or (worker.phone if worker else ""),
        "email": worker.email if worker else asked.question.to_address,
    }
    return show(
        request, "dispatch/clb_answer.html", status=back.status, asked=asked, here=request.url.path, errors=back.errors,
        typed={name: one(back.typed, name) if back.typed else value for name, value in known.items()},
        choices=[(choice.value, WORDS[choice]) for choice in asked.choices],
        answered=_(OWN_WORDS[state]) if state in ANSWERED or state == ClbState.CALL else "",
        now_follows=_(given.now) if given else "", today=brussels_date(work.now), said=back.said, after=after,
    )  # fmt: skip
