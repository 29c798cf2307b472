"""When what has to keep going falls silent, the administrators read it once, and once more when it goes on."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlmodel import col, select

from hub import letters, pulse
from hub.asker import Role
from hub.clock import brussels_date
from hub.hubs import Hub
from hub.people.tables import Membership, Person
from hub.pulse import Pulse
from hub.settings import Settings
from hub.store import Work

# A restart takes a minute: only what is silent longer is worth a letter.
WORTH_A_LETTER = timedelta(minutes=10)
SILENT, AGAIN = "watch_silent", "watch_again"
PAGE = "/beheer/werking"


def watched(settings: Settings) -> tuple[str, ...]:
    """What may never be silent: the clockwork, and each mailbox."""
    boxes = (pulse.mailbox(number) for number, _url in enumerate(settings.imap_urls, start=1))
    return (pulse.BEAT, *boxes)


def since(name: str, heard: Mapping[str, Pulse]) -> datetime | None:
    """Since when nothing is heard of it: its last knock, or when somebody first waited for one."""
    found = heard.get(name) or heard.get(_awaited(name))
    return found.at if found else None


def expect(work: Work, name: str) -> None:
    """What was never heard is waited for as of now."""
    pulse.once(work, _awaited(name))


def is_told(name: str, heard: Mapping[str, Pulse]) -> bool:
    """Whether the administrators know of a silence that is not over yet."""
    return _told(name) in heard


def tell(work: Work, name: str, silent_since: datetime) -> int:
    """One letter to each administrator about this silence; returns how many. Nothing when somebody did so already."""
    if not pulse.once(work, _told(name)):
        return 0
    return _write(work, SILENT, f"{name}:{silent_since.isoformat()}", what=_what(name), since=silent_since)


def tell_again(work: Work, name: str) -> int:
    """It is heard again: whoever read of the silence reads that too. Nothing when nobody was told, or both were."""
    told_at = pulse.forget(work, _told(name))
    if told_at is None:
        return 0
    return _write(work, AGAIN, f"{name}:{told_at.isoformat()}", what=_what(name), since=told_at)


def _write(work: Work, kind: str, about: str, *, what: str, since: datetime) -> int:
    address = f"{work.store.settings.public_url.rstrip('/')}{PAGE}"
    return sum(
        letters.write(
            work, kind, person.email, once_key=f"{kind}:{about}:{person.id}", hub=hub, name=person.name, what=what,
            since=since, today=brussels_date(work.now), address=address,
        ) is not None
        for person, hub in _administrators(work)
    )  # fmt: skip


def _administrators(work: Work) -> list[tuple[Person, Hub]]:
    """Each administrator once, whatever the number of hubs."""
    asked = (
        select(Person, Hub)
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .join(Hub, col(Hub.id) == col(Membership.hub_id))
        .where(Membership.role == Role.ADMINISTRATOR, col(Membership.until).is_(None), col(Person.left_at).is_(None))
        .order_by(col(Membership.since), col(Membership.id))
    )
    found = work.session.exec(asked).all()
    return list({person.id: (person, hub) for person, hub in reversed(found)}.values())


def _what(name: str) -> str:
    return pulse.MAILBOX if name.startswith(pulse.MAILBOX) else name


def _awaited(name: str) -> str:
    return f"awaited {name}"


def _told(name: str) -> str:
    return f"told {name}"
