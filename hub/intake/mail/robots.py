"""Person or machine: bounces, automatic answers, lists. Machines are never answered (RFC 3834)."""

import re
from dataclasses import replace

from hub.intake.mail import away, reports
from hub.intake.mail.shapes import AWAY_WORDS, BY_RULE, BounceName, KindName, MailKind, ReadMail

_DAEMONS = re.compile(
    r"(?:mailer[-_.]?daemon|mailerdaemon|mdaemon|mail[-_.]delivery[-_.](?:system|subsystem)|mailsystem|"
    r"microsoftexchange[0-9a-f]{8,})(?:[+=\\-].*)?",
    re.IGNORECASE,
)
_POSTMASTER = re.compile(r"postmaster(?:[+=\\-].*)?", re.IGNORECASE)
_DAEMON_NAMES = re.compile(
    r"mail delivery (?:system|subsystem|service)|mailer[- ]daemon|internet mail delivery|system administrator|"
    r"mail administrator|delivery subsystem|postmaster",
    re.IGNORECASE,
)
_NEVER_READ = re.compile(
    r"(?:(?:.*[._+-])?(?:no-?reply|do-?not-?reply)(?:[._+-].*)?|niet-?antwoorden|geen-?antwoord|ne-?pas-?repondre|"
    r"mailer[-_.]?daemon|postmaster|.*-(?:bounces|request|owner)|owner-.*|listserv|majordomo)",
    re.IGNORECASE,
)
_SENT_ON = re.compile(r"\s*(?:fw|fwd|doorst|tr|wg)\s*:", re.IGNORECASE)
_RETURNED = re.compile(
    r"undeliver(?:able|ed)|returned (?:mail|e-?mail)|mail (?:not delivered|could not be delivered|error|system error)|"
    r"deliver(?:y|ing)[ :]+(?:status notification|notification|report|failure|failed|problem|error|has failed|warning)|"
    r"mail(?: message)? delivery (?:failed|failure|problem|warning)|failure (?:notice|delivery)|failed mail|"
    r"non-?delivery|could not (?:be delivered|send message)|mail failed, returning|message delayed|delayed mail|"
    r"not yet been delivered|vertraagd|returning (?:message )?to sender|user unknown|permanent delivery failure|"
    r"automatically rejected mail|processing error|onbestelbaar|niet (?:bezorgd|besteld|afgeleverd)|"
    r"kan niet worden (?:bezorgd|afgeleverd)|bezorging mislukt|non remis|échec de (?:la )?remise|non distribué|"
    r"non recens[ée]|unzustellbar",
    re.IGNORECASE,
)
_LATE = re.compile(r"delayed|vertraagd|not yet been delivered|delivery warning|retard[ée]", re.IGNORECASE)
_BULK = frozenset({"bulk", "junk", "list"})


def kind_of(mail: ReadMail, raw: bytes = b"") -> MailKind:
    """Who or what sent this mail. Reading has judged it already, inside its bounds, so `raw` is not read again."""
    return mail.kind


def judged(mail: ReadMail, raw: bytes) -> MailKind:
    """The judgement itself; `raw` is only parsed again when the mail looks like a returned letter. Never raises."""
    try:
        kind = _report(mail, raw) or _bounce(mail, raw) or _automatic(mail) or _bulk(mail)
    except Exception:
        return MailKind(why=("not-judged",), answerable=False)
    if kind is None:
        silent = _why_silent(mail)
        return MailKind(why=silent, answerable=not silent)
    if kind.name == "bulk":
        return kind
    ids = _originals(mail) or (*mail.in_reply_to, *reversed(mail.references))
    return replace(kind, original_message_ids=ids)


def _report(mail: ReadMail, raw: bytes) -> MailKind | None:
    """Read receipts and complaints: reports that are about a letter and no failure."""
    report = mail.robot_facts.report_type
    if report == "feedback-report" or _carries(mail, "message/feedback-report"):
        return _robot("auto_reply", ("complaint",))
    if report == "disposition-notification" or _carries(mail, "message/disposition-notification"):
        # Some filters throw a letter away and say so on the form of a read receipt.
        thrown_away = _RETURNED.search(mail.subject) and reports.scanned(raw)[1]
        return None if thrown_away else _robot("auto_reply", ("read-receipt",))
    return None


def _bounce(mail: ReadMail, raw: bytes) -> MailKind | None:
    signs = _bounce_signs(mail)
    recipients = reports.recipients_in(mail.attachments)
    if not signs and not recipients:
        return None
    bounce, still_trying = reports.verdict(recipients)
    if not bounce:
        return _robot("auto_reply", ("delivery-receipt",))
    failed = tuple(dict.fromkeys(one.address for one in recipients if one.address and not one.arrived))
    if not failed:
        for_now, for_good = reports.scanned(raw)
        failed = for_good or for_now
        if bounce == "unknown" and failed:
            bounce, still_trying = ("hard", False) if for_good else ("soft", True)
    if not failed and mail.robot_facts.failed_recipients:
        failed, bounce = mail.robot_facts.failed_recipients, "hard"
    if not recipients:
        bounce, still_trying = _by_its_text(mail, bounce, still_trying)
    if not failed and not recipients and not _surely_returned(signs):
        return None
    return replace(_robot("bounce", signs), bounce=bounce, failed_addresses=failed, still_trying=still_trying)


def _by_its_text(mail: ReadMail, bounce: BounceName, still_trying: bool) -> tuple[BounceName, bool]:
    """What the words of a report without fields change in what is known: a full mailbox is no wrong address."""
    if bounce in ("unknown", "soft") and _LATE.search(mail.subject):
        return "soft", True
    said = reports.text_verdict(mail.body_text)
    if (bounce == "hard" and said == "soft") or (bounce == "unknown" and said):
        return said, False
    return bounce, still_trying


def _bounce_signs(mail: ReadMail) -> tuple[str, ...]:
    facts = mail.robot_facts
    local = mail.from_address.rpartition("@")[0]
    # A person who answers or sends on a returned letter has its subject too.
    a_person_s = bool(_SENT_ON.match(mail.subject) or mail.in_reply_to or mail.references)
    returned = bool(_RETURNED.search(mail.subject)) and (facts.null_return_path or not a_person_s)
    signs = {
        "delivery-status": facts.report_type == "delivery-status" or _carries(mail, "message/delivery-status"),
        "daemon": bool(
            _DAEMONS.fullmatch(local) or _POSTMASTER.fullmatch(local) or _DAEMON_NAMES.search(mail.from_name)
        ),
        "null-sender": facts.null_return_path or facts.null_from,
        "failed-recipients": bool(facts.failed_recipients),
        "returned-subject": returned,
        "returned-mail": returned and _carries(mail, "message/rfc822"),
    }
    return tuple(name for name, is_so in signs.items() if is_so)


def _surely_returned(signs: tuple[str, ...]) -> bool:
    """Without a single failed address it takes two signs, so that a person's "Mail niet bezorgd?" stays a mail."""
    others = {"daemon", "null-sender", "returned-mail"}
    return "delivery-status" in signs or ("returned-subject" in signs and bool(others & set(signs)))


def _automatic(mail: ReadMail) -> MailKind | None:
    facts = mail.robot_facts
    answers = bool(mail.in_reply_to or mail.references or away.ANSWERS.match(mail.subject))
    signs = {
        "auto-submitted": facts.auto_submitted.startswith("auto-replied"),
        "auto-reply-header": facts.auto_reply_header not in ("", BY_RULE),
        BY_RULE: facts.auto_reply_header == BY_RULE,
        "precedence": facts.precedence == "auto_reply",
        "away-subject": away.in_subject(mail.subject),
        AWAY_WORDS: away.in_words(mail.subject, mail.own_text or mail.body_text, answers=answers),
        "null-sender": facts.null_return_path or facts.null_from,
        "daemon": bool(_DAEMONS.fullmatch(mail.from_address.rpartition("@")[0])),
    }
    why = tuple(name for name, is_so in signs.items() if is_so)
    return _robot("auto_reply", why) if why else None


def _bulk(mail: ReadMail) -> MailKind | None:
    facts = mail.robot_facts
    signs = {
        "list-id": bool(mail.list_id),
        "precedence": facts.precedence in _BULK,
        "list-unsubscribe": facts.list_unsubscribe,
        "auto-generated": facts.auto_submitted not in ("", "no"),
    }
    why = tuple(name for name, is_so in signs.items() if is_so)
    return _robot("bulk", why) if why else None


def _robot(name: KindName, why: tuple[str, ...]) -> MailKind:
    return MailKind(name, why=why, answerable=False)


def _why_silent(mail: ReadMail) -> tuple[str, ...]:
    """Reasons not to answer a mail that a person may well have written."""
    suppress = set(re.split(r"[\s,]+", mail.robot_facts.auto_response_suppress))
    signs = {
        "asks-silence": bool(suppress & {"all", "autoreply", "oof"}),
        "never-read": bool(_NEVER_READ.fullmatch(mail.from_address.rpartition("@")[0])),
        "no-sender": not mail.from_address,
        "loop": mail.robot_facts.loop.lower() in ("yes", "true"),
    }
    return tuple(name for name, is_so in signs.items() if is_so)


def _carries(mail: ReadMail, media_type: str) -> bool:
    return any(attachment.media_type == media_type for attachment in mail.attachments)


def _originals(mail: ReadMail) -> tuple[str, ...]:
    return reports.original_ids(mail.attachments, mail.body_text)
