"""Addresses of a table and of a session, for the test that walks every route: who keeps them and who sits there."""

# What an administrator keeps of a table.
OF_A_TABLE = ("ritme", *(
    f"{{table_id:uuid}}{end}" for end in (
        "/gegevens", "/zetels", "/zetels/{organisation_id:uuid}/weg", "/zetels/{organisation_id:uuid}/mensen",
        "/zetels/{organisation_id:uuid}/plaats", "/stop", "/hervat",
    )
))  # fmt: skip

# Of a session: what everybody who sits there may do, and what its chair alone.
OF_A_SITTING = ("/aanwezigheden", "/aanwezigheidslijst", "/aanwezigheden/ik", "/aanwezigheden/antwoord")
OF_ITS_CHAIR = ("/sluiten", "/aanwezigheden/leiding", "/aanwezigheden/gasten", "/aanwezigheden/gasten/{guest_id:uuid}")

# Around one youngster: the network, which the whole desk keeps, and the plan.
NETWORK = [f"/aanmeldingen/{{referral_id:uuid}}/{one}" for one in (
    "netwerk", "netwerk/{member_id:uuid}", "netwerk/{member_id:uuid}/weg", "netwerk/{member_id:uuid}/terug",
    "plan", "plan/blad", "plan/blad.pdf", "team", "overleg",
)]  # fmt: skip
PLAN = [f"/aanmeldingen/{{referral_id:uuid}}/plan/{one}" for one in (
    "doelen", "doelen/{goal_id:uuid}", "afspraken", "afspraken/{agreement_id:uuid}",
    "afspraken/{agreement_id:uuid}/opnieuw",
)] + [f"/aanmeldingen/{{referral_id:uuid}}/{one}" for one in (
    "team/casusregie", "team/leden", "team/leden/{member_id:uuid}/weg", "team/leden/{member_id:uuid}/terug",
    "team/leden/{member_id:uuid}/gezien",
    "overleg/plan", "overleg/{meeting_id:uuid}", "overleg/{meeting_id:uuid}/afzeggen",
    "overleg/{meeting_id:uuid}/verslag", "overleg/genodigden/{invitee_id:uuid}",
)]  # fmt: skip
# Who is asked to direct a case answers, when it is of the desk as well.
DIRECTS = "/aanmeldingen/{referral_id:uuid}/team/casusregie/{direction_id:uuid}"
# One case, as its team sees it.
OF_A_TEAM = [f"/casusteams/{{referral_id:uuid}}{one}" for one in ("", "/casusregie", "/afspraken/{agreement_id:uuid}")]
OF_A_TEAM += [
    one.replace("/aanmeldingen/", "/casusteams/") for one in (*NETWORK, *PLAN) if "/team" not in one
]  # what who directs it for a partner keeps

# A part of a case that fell away, seen by the coordinator, and back.
LOST = [f"/aanmeldingen/{{referral_id:uuid}}/weggevallen/{{lost_id:uuid}}/{one}" for one in ("gezien", "terug")]
LOST += ["/aanmeldingen/{referral_id:uuid}/leiding/{track_id:uuid}"]

# What lies on the table, behind the link of a letter.
BY_TABLE_LINK = [
    f"/antwoord/tafel/{{token:str}}{end}" for end in (
        "", "/lees", "/reglement", "/{item_id:uuid}", "/{item_id:uuid}/{slug:str}",
    )
] + [
    "/antwoord/reglement/{token:str}",
    "/antwoord/traject/{token:str}/lees", "/antwoord/traject/{token:str}/ook/{item_id:uuid}",
    "/antwoord/afspraak/{token:str}/ook/{item_id:uuid}",
    "/antwoord/link-kwijt", "/antwoord/partner/{token:str}",
    "/antwoord/partner/{token:str}/{slug:str}/{item_id:uuid}",
]  # fmt: skip

# The work of who leaves, for an administrator; of a colleague for a partner, as tests/pages/test_leaving.py tells.
LEAVING = [f"/{one}/{{membership_id:uuid}}/vertrek" for one in ("beheer/rollen", "partner/mensen")]

# Asking others what they think of a consult; and where whoever is asked answers.
_ASK = "/aanmeldingen/{referral_id:uuid}/consult-vragen"
CONSULT = (_ASK, *(f"{_ASK}/{{ask_id:uuid}}{end}" for end in ("", "/niet-meer", "/herinner")))

# The expertise table of a case.
_EXPERTISE = "/aanmeldingen/{referral_id:uuid}/expertise"
EXPERTISE = (_EXPERTISE, f"{_EXPERTISE}/{{expert_id:uuid}}/niet-meer", "/geleerd/{note_id:uuid}/weg")
