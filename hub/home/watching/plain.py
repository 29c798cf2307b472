"""How the machinery goes, in words for an administrator: what is so, what it means for people, and what to do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from hub import pulse
from hub.home.health import PATIENCE, Health, look
from hub.home.watching.standing import Standing, all_kinds
from hub.home.watching.tasks import TASKS
from hub.pulse import Pulse
from hub.store import Store
from hub.wording import N_, _, _n, list_words, moment_words

MINUTE, HOUR, DAY = 60, 3600, 86400
# One night may fail by itself.
A_NIGHT = timedelta(hours=36)
RESTART = "systemctl restart dispatch-hub.target"
BACKUP = "hub backup /var/backups/hub-$(date +%F).backup"
# Who of the hub's people can do something about what was given up; the rest is for the administrator.
FOR_THE_DESK = ("letter", "file")
KIND_WORDS = {
    "mail": N_("een e-mail die binnenkwam"), "letter": N_("een e-mail van het meldpunt"),
    "paper": N_("een document"), "file": N_("een bestand voor de virusscanner"),
    "school_list": N_("een lijst van organisaties"), "old_list": N_("een lijst van vroeger"),
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One part of the machinery; kind is course, waits, late or stuck. `command` is for who keeps the server."""

    kind: str
    what: str
    means: str = ""
    do: str = ""
    command: str = ""


@dataclass(frozen=True)
class Seen:
    """Everything that the words are made of."""

    health: Health
    kinds: Mapping[str, Standing]
    heard: Mapping[str, Pulse]
    now: datetime

    def late(self, name: str) -> bool:
        age = self.health.ages.get(name)
        return age is not None and age > PATIENCE[name].total_seconds()

    def age(self, name: str) -> str:
        return lasting(self.health.ages.get(name) or 0)


def seen_now(store: Store) -> Seen:
    """One look at all of it, in units of work of its own: whoever asks holds none meanwhile."""
    with store.begin() as work:
        now, kinds, heard = work.real, all_kinds(work, work.real), pulse.heard(work)
    return Seen(look(store, now), kinds, heard, now)


def lasting(seconds: float) -> str:
    """ "40 seconden", "12 minuten", "3 uur", "2 dagen"."""
    n = int(seconds)
    if n < 2 * MINUTE:
        return _n("%(num)s seconde", "%(num)s seconden", n)
    if n < 2 * HOUR:
        return _n("%(num)s minuut", "%(num)s minuten", n // MINUTE)
    if n < 2 * DAY:
        return _("%(hours)s uur", hours=n // HOUR)
    return _n("%(num)s dag", "%(num)s dagen", n // DAY)


def ago(seconds: float | None) -> str:
    """ "zojuist", "12 minuten geleden"; who reads the page does not count seconds."""
    n = int(seconds or 0)
    return _("%(long)s geleden", long=lasting(n)) if n >= MINUTE else _("zojuist")


def to_look_at(found: Sequence[Line]) -> int:
    """How many of these an administrator should do something about."""
    return sum(one.kind in ("stuck", "late") for one in found)


def lines(seen: Seen) -> list[Line]:
    """Every part of the machinery, what is stuck first."""
    found = [
        _beat(seen), _broker(seen), _postman(seen), _mailbox(seen), _reader(seen), _follow_up(seen), _files(seen),
        _lists(seen), *_failing(seen), _stumbling(seen), _backup(seen), _check(seen),
    ]  # fmt: skip
    order = ("stuck", "late", "waits", "course")
    return sorted((one for one in found if one), key=lambda one: order.index(one.kind))


def _beat(seen: Seen) -> Line:
    means = _(
        "Wat op een vast moment moet gebeuren, wacht: vragen aan partners, e-mails, cijfers. Pagina’s en formulieren "
        "werken voort, en er gaat niets verloren."
    )
    do = _("Vraag aan wie de server beheert om de klok en de werkers te starten:")
    if seen.health.ages["beat"] is None:
        return Line("stuck", _("De klok is nog nooit gehoord."), means, do, RESTART)
    if "beat" in seen.health.late:
        return Line("stuck", _("De klok is al %(long)s stil.", long=seen.age("beat")), means, do, RESTART)
    return Line("course", _("De klok loopt: %(ago)s gehoord.", ago=ago(seen.health.ages["beat"])))


def _broker(seen: Seen) -> Line:
    if seen.health.broker:
        return Line("course", _("De verbinding tussen de pagina’s en het werk op de achtergrond is er."))
    return Line(
        "stuck", _("De verbinding tussen de pagina’s en het werk op de achtergrond is weg."),
        _("Niemand kan inloggen, en e-mails vertrekken later. Het formulier en de persoonlijke links werken voort."),
        _("Vraag aan wie de server beheert om Redis (of Valkey) te starten:"), "hub doctor",
    )  # fmt: skip


def _postman(seen: Seen) -> Line:
    waiting, server = seen.kinds["letter"].open, seen.heard.get(pulse.SMTP)
    many = _n("%(num)s e-mail wacht.", "%(num)s e-mails wachten.", waiting)
    means = _("Mensen krijgen hun ontvangstbewijs, hun link om in te loggen en vragen later. Elke e-mail vertrekt nog.")
    if seen.late("oldest_unposted_letter"):
        away = server is not None and server.failing_since is not None
        do = (
            _("De mailserver antwoordt niet. Vraag aan wie hem beheert of hij werkt, en of het wachtwoord nog klopt:")
            if away
            else _("Vraag aan wie de server beheert om te kijken of er een werker loopt:")
        )
        said = _("Er vertrekt al %(long)s geen e-mail.", long=seen.age("oldest_unposted_letter"))
        return Line("stuck", f"{said} {many}", means, do, "hub doctor")
    tried = seen.kinds["letter"].tried
    if tried:
        again = _n("%(num)s e-mail werd geweigerd en vertrekt later opnieuw.",
                   "%(num)s e-mails werden geweigerd en vertrekken later opnieuw.", tried)  # fmt: skip
        return Line("waits", _("De meeste e-mails vertrekken."), again)
    return Line("course", _("E-mails vertrekken.") + (f" {many}" if waiting else ""))


def _mailbox(seen: Seen) -> Line | None:
    if seen.health.ages["mailbox"] is None:
        return None
    if seen.late("mailbox"):
        return Line(
            "stuck", _("De mailbox wordt al %(long)s niet gelezen.", long=seen.age("mailbox")),
            _("Wie een e-mail stuurt, krijgt geen ontvangstbewijs. De e-mails blijven bij de mailserver staan."),
            _("Vraag aan wie de server beheert of de mailserver werkt, en of het wachtwoord nog klopt:"), "hub doctor",
        )  # fmt: skip
    return Line("course", _("De mailbox is %(ago)s nagekeken.", ago=ago(seen.health.ages["mailbox"])))


def _reader(seen: Seen) -> Line:
    return _waiting(
        seen.kinds["mail"], seen, _("Binnengekomen e-mails worden meteen gelezen."),
        _n("%(num)s binnengekomen e-mail wacht om gelezen te worden.",
           "%(num)s binnengekomen e-mails wachten om gelezen te worden.", seen.kinds["mail"].due),
        _("De permanentie ziet ze nog niet. De e-mails zelf zijn bewaard."), "oldest_due_row",
    )  # fmt: skip


def _follow_up(seen: Seen) -> Line | None:
    if not seen.late("oldest_due_row") or seen.kinds["mail"].due:
        return None
    return Line(
        "stuck", _("De opvolging van trajecten staat al %(long)s stil.", long=seen.age("oldest_due_row")),
        _("Partners krijgen hun vraag later, en wat stilvalt komt later terug. De radar toont wel wat te laat is."),
        _("Vraag aan wie de server beheert om te kijken of er een werker loopt:"), "hub doctor",
    )  # fmt: skip


def _files(seen: Seen) -> Line:
    waiting = seen.kinds["paper"].due + seen.kinds["file"].open
    late = "oldest_unread_paper" if seen.late("oldest_unread_paper") else "oldest_unscanned_file"
    told = _n("%(num)s document wacht.", "%(num)s documenten wachten.", waiting)
    means = _("Tot dan blijft een bestand dicht, of wordt er niets uit voorgesteld. De aanmelding zelf is er wel.")
    as_one = Standing(waiting, waiting, 0, None, 0)
    return _waiting(as_one, seen, _("Documenten worden meteen nagekeken."), told, means, late)


def _lists(seen: Seen) -> Line | None:
    waiting = seen.kinds["school_list"].due + seen.kinds["old_list"].due
    if not waiting:
        return None
    told = _n("%(num)s lijst wacht om ingevoerd te worden.", "%(num)s lijsten wachten om ingevoerd te worden.", waiting)
    as_one = Standing(waiting, waiting, 0, None, 0)
    return _waiting(as_one, seen, "", told, _("Een lange lijst mag een uur duren."), "oldest_waiting_list")


def _waiting(rows: Standing, seen: Seen, fine: str, told: str, means: str, name: str) -> Line:
    if rows.due and seen.late(name):
        long = _("Dat duurt al %(long)s.", long=seen.age(name))
        do = _("Vraag aan wie de server beheert om te kijken of er een werker loopt:")
        return Line("stuck", f"{told} {long}", means, do, "hub doctor")
    return Line("waits", told, means) if rows.due else Line("course", fine)


def _failing(seen: Seen) -> list[Line]:
    """Tasks that went wrong more than once in a row: once may be the database that was away for a moment."""
    found = [(name, one) for name, one in seen.heard.items() if name in TASKS and one.failures > 1]
    do = _("Vraag aan wie de server beheert om in het logboek van de werkers te kijken. Zoek daar naar:")
    return [
        Line(
            "stuck",
            _n("Dit mislukte %(num)s keer na elkaar: %(what)s.", "Dit mislukte %(num)s keer na elkaar: %(what)s.",
               one.failures, what=_(TASKS[name][0])),
            _("Het laatst goed op %(when)s. Het meldpunt probeert het telkens opnieuw.",
              when=moment_words(one.at, seen.now.date())), do, f"{name} {one.trouble}",
        ) for name, one in sorted(found)
    ]  # fmt: skip


def _stumbling(seen: Seen) -> Line | None:
    many = sum(seen.health.stumbling.values())
    if not many:
        return None
    return Line(
        "stuck",
        _n("%(num)s opvolging mislukt telkens opnieuw.",
           "%(num)s opvolgingen mislukken telkens opnieuw.", many),
        _("Daarover kreeg niemand een vraag. De radar toont ze wel, als te laat. Elke dag proberen we opnieuw."),
        _("Vraag aan wie de server beheert om in het logboek van de werkers te kijken. Zoek daar naar:"),
        "follow-up failed",
    )  # fmt: skip


def _backup(seen: Seen) -> Line:
    last = seen.heard.get(pulse.BACKUP)
    do = _("Vraag aan wie de server beheert om elke nacht een reservekopie te maken, en ze elders te bewaren:")
    if last is None:
        means = _("Gaat de server stuk, dan is alles weg.")
        return Line("late", _("Er werd nog nooit een reservekopie gemaakt."), means, do, BACKUP)
    means = _("Gaat de server stuk, dan is alles weg wat daarna gebeurde.")
    said = _("De laatste reservekopie is van %(when)s.", when=moment_words(last.at, seen.now.date()))
    return Line("course", said) if seen.now - last.at < A_NIGHT else Line("late", said, means, do, BACKUP)


def _check(seen: Seen) -> Line:
    last = seen.heard.get(pulse.CHECK)
    means = _("Dan ziet niemand het als een belofte niet gehouden wordt, zoals een dossier waar niemand naar kijkt.")
    do = _("Vraag aan wie de server beheert om elke nacht de controle te laten lopen:")
    if last is None:
        return Line("late", _("De nachtelijke controle liep nog nooit."), means, do, "hub check")
    if last.failing_since:
        wrong = _("Vraag aan wie de server beheert wat de controle vond, en meld het aan wie deze software maakt:")
        return Line("stuck", _("De nachtelijke controle vond iets dat niet klopt."), "", wrong, "hub check")
    said = _("De laatste controle, op %(when)s, was goed.", when=moment_words(last.at, seen.now.date()))
    return Line("course", said) if seen.now - last.at < A_NIGHT else Line("late", said, means, do, "hub check")


def given_up(seen: Seen) -> str:
    """What others than the administrator see as a task of theirs; "" when there is nothing."""
    many = {kind: seen.kinds[kind].parked for kind in FOR_THE_DESK if seen.kinds[kind].parked}
    told = {
        "letter": lambda n: _n("%(num)s e-mail die niet aankwam", "%(num)s e-mails die niet aankwamen", n),
        "file": lambda n: _n("%(num)s bestand dat dicht blijft", "%(num)s bestanden die dicht blijven", n),
    }
    return list_words([told[kind](n) for kind, n in many.items()])
