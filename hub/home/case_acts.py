"""What a coordinator can do with a case, as one table: when it is offered, what it asks, which operation it is."""

from typing import Any

from hub.dispatch import clb_asking, handing_sight, proposing
from hub.dispatch.appointments import WAY_WORDS
from hub.dispatch.case import Move, Stage
from hub.dispatch.clb import ANSWER_WORDS, BY_DESK
from hub.dispatch.codes import FLAG_WORDS
from hub.dispatch.hand_over import OFFER_REASON_WORDS
from hub.home import case_doing as doing
from hub.home import case_feedback, case_reopening
from hub.home import case_offered as when
from hub.home.case_act import Act, Ask
from hub.people.rights import Right
from hub.wording import N_

ONLY_A_LINK = N_("In de e-mail staat alleen een link. Zet geen naam in je vraag: wie de link heeft, leest ze.")
NOTE_WORDS = {"call": N_("telefoongesprek"), "note": N_("notitie"), "decision": N_("beslissing")}


def words_of(table: Any) -> tuple[tuple[str, str], ...]:
    return tuple((str(code), words) for code, words in table.items())


NOTE_FOR_REFERRER = Ask("note", N_("Wat de aanmelder leest"), hint=N_("Dit staat op de pagina van de aanmelder."))
ACTS = (
    Act(
        "vraag", N_("Stel een vraag"), "talk", when.may_ask, doing.ask,
        (Ask("text", N_("Je vraag aan de aanmelder"), hint=ONLY_A_LINK),),
        N_("De aanmelder krijgt een e-mail met een link en kan antwoorden zonder in te loggen."),
    ),
    Act(
        "afspraak", N_("Maak een afspraak"), "talk", when.is_open, doing.appoint,
        (
            Ask("day", N_("Dag"), "date"),
            Ask("time", N_("Uur"), "time"),
            Ask("minutes", N_("Hoeveel minuten"), "number", value="45"),
            Ask("way", N_("Hoe spreken jullie elkaar?"), "choice", options=words_of(WAY_WORDS), value="phone"),
            Ask("place", N_("Waar"), "line",
                N_("Een lokaal, een adres, een telefoonnummer of een link. Zet er geen naam bij."), optional=True),
        ),
        N_("De aanmelder krijgt een uitnodiging voor de agenda, zonder naam van de jongere."), writes=True,
    ),
    Act(
        "afspraak-afzeggen", N_("Zeg de afspraak af"), "talk", lambda now: now.planned is not None, doing.call_off,
        intro=N_("De aanmelder krijgt bericht en de afspraak verdwijnt uit de agenda."), kind="danger",
        writes=True,
    ),
    Act(
        "gesprek", N_("Noteer het gesprek"), "talk", when.is_open, doing.talk,
        (
            Ask("on", N_("Wanneer was het gesprek?"), "date"),
            Ask("took_part", N_("Wie was erbij?"), "line"),
            Ask("decided", N_("Wat beslisten jullie samen?")),
            Ask("text", N_("Wat werd er gezegd?"), optional=True),
            Ask("appointment", N_("Is de afspraak die gepland staat nog nodig?"), "choice",
                options=words_of(doing.STILL_MEETS), when=when.appointed_later),
        ),
        N_("Na de vraagverheldering beslissen jullie samen of het meldpunt een rol opneemt."),
    ),
    Act(
        "beginnen", N_("Begin de vraagverheldering"), "talk", when.may_begin, doing.begin,
        intro=N_("Je neemt de aanmelding in handen. Daarna kan je beslissen hoe het verder gaat."), at_once=True,
    ),
    Act(
        "ouder-of-jongere", N_("Antwoord: ouder of jongere"), "referrer", when.may_be_family, doing.answer_family,
        intro=N_("Wie schreef, krijgt een vriendelijke e-mail met waar een ouder of jongere terecht kan. Jij beslist "
                 "daarna wat er met de aanmelding gebeurt."), at_once=True,
    ),
    Act(
        "link-intrekken", N_("Trek de persoonlijke link in"), "referrer", when.may_take_back, doing.take_link_back,
        (Ask("again", N_("Een nieuwe link sturen?"), "choice", options=words_of(doing.LINK_WORDS), value="new"),),
        N_("Werd de link per vergissing doorgestuurd? Wie hem heeft, leest niets zonder de code die we de aanmelder "
           "mailen. Na het intrekken werkt geen enkele oude link nog."),
    ),
    Act(
        "notitie", N_("Noteer iets"), "talk", lambda now: True, doing.note,
        (
            Ask("kind", N_("Wat noteer je?"), "choice", options=words_of(NOTE_WORDS), value="note"),
            Ask("text", N_("Notitie")),
        ),
        right=Right.NOTE,
    ),
    Act(
        "vlag", N_("Zet de vlag"), "talk", when.is_open, doing.flag,
        (
            Ask("flag", N_("Vlag"), "choice", options=words_of(FLAG_WORDS)),
            Ask("reason", N_("Waarom?"), "line"),
            Ask("mark", "", "hidden"),
        ),
        N_("De vlag bepaalt de volgorde, niet wat de aanmelder aankruiste. Rood: vandaag. Oranje: deze week."),
    ),
    Act(
        "clb-vraag", N_("Vraag het aan het CLB"), "clb", when.may_ask_clb, doing.ask_clb,
        (
            Ask("clb", N_("Welk CLB?"), "select",
                hint=N_("Staat het CLB er niet bij? Geef dan hieronder een e-mailadres. Een van beide is nodig.")),
            Ask("email", N_("E-mailadres"), "line",
                N_("Koos je een CLB? Laat dit dan leeg om het adres te gebruiken dat we kennen.")),
        ),
        N_("Het CLB krijgt een e-mail met een link en antwoordt met één klik. In de e-mail staat geen naam."),
        Right.COMPLETE, options={"clb": lambda work, _case: clb_asking.choices(work)},
    ),
    Act(
        "clb-antwoord", N_("Noteer het antwoord van het CLB"), "clb", when.may_ask_clb,
        doing.note_clb,
        (
            Ask("answer", N_("Wat zegt het CLB?"), "choice",
                options=tuple((code, ANSWER_WORDS[code]) for code in BY_DESK)),
            Ask("worker", N_("Wie van het CLB zei dat?"), "line"),
            Ask("phone", N_("Telefoonnummer"), "line", optional=True),
            Ask("email", N_("E-mailadres"), "line", N_("Nodig als het CLB overneemt: het krijgt hier een link."),
                optional=True),
            Ask("note", N_("Wat spraken jullie af?"), optional=True),
        ),
        N_("Belde je met het CLB? Zonder akkoord van iemand van het CLB start geen NAFT-traject."), Right.COMPLETE,
    ),
    Act(
        "vraag-partner", N_("Vraag het aan een partner"), "decide", lambda now: now.can(Move.PROPOSE),
        doing.ask_partner,
        (
            Ask("offer", N_("Partner en aanbod"), "choice"),
            Ask("agreed_start", N_("Wanneer zou het starten?"), "date",
                N_("Kies je geen dag, dan vragen we een start over vijftien dagen."), optional=True),
        ),
        N_("De partner leest de tafelkaart, zonder naam, en antwoordt of hij het opneemt."), Right.DECIDE,
        options={"offer": proposing.offer_choices}, shares=True,
    ),
    Act(
        "rondvragen", N_("Vraag het nu aan de tafel"), "decide", lambda now: now.can(Move.ASK_ROUND), doing.ask_round,
        (Ask("answer_by", N_("Antwoord vóór welke dag?"), "date"),),
        N_("Voor wat niet kan wachten tot de volgende zitting. Elke partner die de tafelkaart mag lezen, krijgt een"
           " e-mail met een link naar de kaart. Wie niets laat horen, neemt niets op."), Right.DECIDE,
        drops_claims=True, shares=True,
    ),
    Act(
        "zelf-opnemen", N_("Neem zelf op"), "decide", lambda now: now.can(Move.TAKE_UP), doing.take_up,
        (
            Ask("agreed_start", N_("Wanneer beginnen jullie?"), "date"),
            Ask("commitment", N_("Wat gaat het meldpunt doen?"), optional=True),
        ),
        N_("Het meldpunt begeleidt zelf. Het traject wordt opgevolgd zoals elk ander."), Right.DECIDE,
        drops_claims=True,
    ),
    Act(
        "verder", N_("Laat de trajecten verderlopen"), "decide", lambda now: now.can(Move.CARRY_ON), doing.carry_on,
        intro=N_("De trajecten die nog open zijn, gaan door. Er is verder niets nodig."), right=Right.DECIDE,
    ),
    Act(
        "consult", N_("Maak er een consult van"), "decide", when.may_consult, doing.consult,
        intro=N_(
            "Een professional heeft een vraag. Er moet geen traject komen. "
            "Jij schrijft een antwoord, of je vraagt eerst wat anderen denken."
        ),
        right=Right.DECIDE,
    ),
    Act(
        "consult-antwoord", N_("Beantwoord het consult"), "decide", when.may_answer_consult, doing.answer,
        (Ask("answer", N_("Je antwoord"), hint=N_("De aanmelder leest dit op de eigen pagina.")),),
        N_("Met je antwoord sluit het consult af."), Right.DECIDE, writes=True,
    ),
    Act(
        "afsluiten", N_("Laat het weten en sluit af"), "decide", when.may_end, doing.tell_and_close,
        (
            Ask("way", N_("Hoe weet de aanmelder hoe het afliep?"), "choice", options=words_of(doing.TELL_WORDS),
                value="letter"),
            Ask("note", N_("Wat de aanmelder leest"), hint=N_("Dit staat op de pagina van de aanmelder."),
                optional=True),
        ),
        N_("Alle trajecten zijn geëindigd. De aanmelder hoort hoe het afliep, daarna sluit de aanmelding."),
        Right.DECIDE, drops_claims=True, writes=True,
    ),
    Act(
        "overdragen", N_("Draag over aan een ander meldpunt"), "decide", when.may_hand_over, doing.offer_to_hub,
        (
            Ask("hub", N_("Aan welk meldpunt?"), "choice"),
            Ask("reason", N_("Waarom?"), "choice", options=words_of(OFFER_REASON_WORDS)),
            Ask("words", N_("Wat moet dat meldpunt weten?"),
                hint=N_("Schrijf geen naam. Ze lezen ook de goedgekeurde tafelkaart, als die er is.")),
        ),
        N_("Je biedt de aanmelding aan. Ze blijft bij jou tot het andere meldpunt ze overneemt. Ze zien initialen, "
           "gemeente en leeftijdsgroep. Wie het is, zien ze pas als ze overnemen."), Right.DECIDE,
        options={"hub": handing_sight.other_hubs}, drops_claims=True, shares=True,
    ),
    Act(
        "aanbod-intrekken", N_("Trek het aanbod in"), "decide", lambda now: now.state.stage == Stage.OFFERED,
        doing.withdraw_offer,
        intro=N_("Het andere meldpunt ziet de aanmelding niet meer. Jij beslist hoe het verdergaat."),
        right=Right.DECIDE,
    ),
    Act(
        "hernemen", N_("Herneem"), "decide",
        lambda now: now.can(Move.REOPEN) and now.state.stage != Stage.OFFERED, doing.reopen,
        (Ask("for_code", N_("Waarom?"), "choice", value="on_purpose"),),
        N_("De aanmelding komt terug bij jou. Trajecten die lopen, gaan gewoon door."), Right.DECIDE,
        options={"for_code": case_reopening.reasons}, drops_claims=True,
    ),
    Act(
        "gesprek-volstond", N_("Het gesprek was genoeg"), "end", lambda now: now.can(Move.TALK_WAS_ENOUGH),
        doing.talk_was_enough, (NOTE_FOR_REFERRER,),
        N_("De vraagverheldering hielp zelf al. Dat telt mee als resultaat."), Right.DECIDE, drops_claims=True,
        writes=True,
    ),
    Act(
        "elders", N_("Verwijs elders door"), "end", lambda now: now.can(Move.REFER_ELSEWHERE), doing.elsewhere,
        (Ask("where", N_("Naar wie, en hoe?"), hint=N_("Dit staat op de pagina van de aanmelder.")),),
        right=Right.DECIDE, drops_claims=True, writes=True,
    ),
    Act(
        "niet-voor-ons", N_("Niet voor het meldpunt"), "end", lambda now: now.can(Move.NOT_FOR_US), doing.not_for_us,
        (NOTE_FOR_REFERRER,), right=Right.DECIDE, drops_claims=True,
        writes=True,
    ),
    Act(
        "intrekken", N_("Trek de aanmelding in"), "end", lambda now: now.can(Move.WITHDRAW), doing.withdraw,
        (Ask("note", N_("Wat de aanmelder leest"), hint=N_("Dit staat op de pagina van de aanmelder."),
             optional=True),),
        N_("De aanmelder trekt de aanmelding in."), Right.DECIDE, "danger", drops_claims=True, writes=True,
    ),
    Act(
        "dubbel", N_("Dubbel aangemaakt"), "end", lambda now: now.can(Move.SET_DOUBLE), doing.set_double,
        (Ask("number", N_("Onder welk nummer gaat het verder?"), "line", N_("Bijvoorbeeld CM-2026-00012"),
             optional=True),),
        N_("Deze aanmelding werd per vergissing gemaakt. De aanmelder krijgt geen e-mail en ze telt niet mee in de"
           " cijfers."),
        Right.DECIDE,
    ),
    *case_feedback.ACTS,
)  # fmt: skip
BY_SLUG = {act.slug: act for act in ACTS}
