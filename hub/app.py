"""The web application: the one file that knows every room."""

import os
from typing import Any

from litestar import Litestar, Router
from litestar.config.csrf import CSRFConfig
from litestar.middleware import DefineMiddleware
from litestar.routes import HTTPRoute
from litestar.static_files import create_static_files_router

import hub.dispatch.agendas.agenda_pages
import hub.dispatch.answer_pages
import hub.dispatch.answers.declined_pages
import hub.dispatch.card_pages
import hub.dispatch.case_team.agreement_link_pages
import hub.dispatch.case_team.meeting_link_pages
import hub.dispatch.case_team.meeting_pages
import hub.dispatch.case_team.network_pages
import hub.dispatch.case_team.plan_pages
import hub.dispatch.case_team.team_case_pages
import hub.dispatch.case_team.team_pages
import hub.dispatch.clb_pages
import hub.dispatch.consult.answer_pages
import hub.dispatch.consult.ask_pages
import hub.dispatch.expertise.expertise_pages
import hub.dispatch.feedback.link_pages
import hub.dispatch.fitting.pages
import hub.dispatch.half_days.half_days_pages
import hub.dispatch.house_rules.rules_pages
import hub.dispatch.letting_go.answer_pages
import hub.dispatch.mailed.again_pages
import hub.dispatch.mailed.mailed_pages
import hub.dispatch.manage_pages
import hub.dispatch.meeting.live_pages
import hub.dispatch.meeting.meeting_pages
import hub.dispatch.minutes.link_pages
import hub.dispatch.minutes.minutes_pages
import hub.dispatch.partner_pages
import hub.dispatch.sessions.answer_pages
import hub.dispatch.sessions.attendance_pages
import hub.dispatch.sessions.keep_pages
import hub.dispatch.sharing.legal_pages
import hub.dispatch.still_right.places_pages
import hub.dispatch.summer.summer_pages
import hub.dispatch.table_pages
import hub.dispatch.track_pages
import hub.home.absence.absence_pages
import hub.home.case_pages
import hub.home.clb_pages
import hub.home.clb_school_pages
import hub.home.clockwork.clock_pages
import hub.home.clockwork.free_days_pages
import hub.home.demo_pages
import hub.home.demo_post_pages
import hub.home.duty_pages
import hub.home.hand_over_pages
import hub.home.health_pages
import hub.home.hours_pages
import hub.home.known_pages
import hub.home.leaving_pages
import hub.home.letter_pages
import hub.home.list_pages
import hub.home.manage_pages
import hub.home.night.pages
import hub.home.old_list.pages
import hub.home.old_list.row_pages
import hub.home.pages
import hub.home.people_pages
import hub.home.person_school_pages
import hub.home.side_door_pages
import hub.home.today_pages
import hub.home.watching.guarding
import hub.home.watching.pages
import hub.intake.call_pages
import hub.intake.code_pages
import hub.intake.complete_pages
import hub.intake.consult_pages
import hub.intake.document_pages
import hub.intake.finder_pages
import hub.intake.form_pages
import hub.intake.found_pages
import hub.intake.further_pages
import hub.intake.helped_pages
import hub.intake.link_pages
import hub.intake.mail_pages
import hub.intake.mine_pages
import hub.intake.own_form_pages
import hub.intake.phone_pages
import hub.intake.proposal_pages
import hub.intake.question_pages
import hub.intake.quick_answer_pages
import hub.intake.section_pages
import hub.intake.side_pages
import hub.intake.sweep_pages
import hub.intake.turn_pages
import hub.intake.unsent_pages
import hub.monitoring.ahead.ahead_pages
import hub.monitoring.caseload.caseload_pages
import hub.monitoring.core_group.waiting_pages
import hub.monitoring.figure_pages
import hub.monitoring.neutrality.pages
import hub.monitoring.radar_pages
import hub.monitoring.why_now.why_pages
import hub.partners.funding_pages
import hub.partners.import_pages
import hub.partners.manage_pages
import hub.partners.pages
import hub.partners.serving_pages
import hub.people.key_pages
import hub.people.pages
from hub import cookies, logs
from hub.dispatch.meeting.looking import lookers
from hub.dispatch.meeting.shared import Shared, Texts
from hub.each_request import choose_language, guard, keep_language, keep_nothing, keep_wanted
from hub.error_pages import HANDLERS
from hub.form_tokens import FormTokens
from hub.home.nav import nav
from hub.live import Ear
from hub.people.sessions import SessionConfig, sessions_in
from hub.rendering import render
from hub.settings import Settings, libpq_url, read_settings
from hub.store import Store
from hub.tokens import hash_of
from hub.wake import Waker
from hub.web import STATIC
from hub.weighed import FormRequest


def create_app(settings: Settings | None = None) -> Litestar:
    """The application for these settings, or for those of the environment."""
    logs.configure()
    settings = settings or read_settings(os.environ)
    tls = cookies.behind_tls(settings)
    sessions = SessionConfig(key=cookies.named(settings, "hub_session"), secure=tls)
    tokens = CSRFConfig(
        secret=hash_of("csrf" + settings.secret_keys[0]), cookie_name=cookies.named(settings, "hub_csrf"),
        cookie_httponly=True, cookie_secure=tls, cookie_samesite="lax",
    )  # fmt: skip
    app = Litestar(
        route_handlers=[
            Router("/", route_handlers=rooms(settings)),
            create_static_files_router("/static", [STATIC], cache_control=None),
        ],
        middleware=[DefineMiddleware(FormTokens, config=tokens), sessions.middleware],
        stores={"sessions": sessions_in(settings.redis_url)},
        exception_handlers=HANDLERS,
        before_request=choose_language,
        before_send=[keep_nothing, keep_language, keep_wanted, guard],
        request_class=FormRequest,
        logging_config=None,
        request_max_body_size=40 * 1024 * 1024,
        openapi_config=None,
        on_shutdown=[_close],
    )  # fmt: skip
    app.state.store = Store(settings, wake=Waker(settings.redis_url))
    app.state.ear, app.state.lookers = Ear(libpq_url(settings.database_url)), lookers(app.state.store)
    app.state.shared, app.state.texts = Shared(), Texts()
    app.state.load_asker = hub.people.pages.load_asker
    app.state.nav, app.state.guide, app.state.render = nav, hub.home.demo_pages.guide, render
    app.state.readable = {route.path for route in app.routes if isinstance(route, HTTPRoute) and "GET" in route.methods}
    return app


def guarded(app: Litestar) -> Litestar:
    """The same application with somebody beside it who notices when the clockwork is silent."""
    hub.home.watching.guarding.begin(app.state.store)
    return app


async def _close(app: Litestar) -> None:
    await app.state.ear.close()
    app.state.store.close()


def rooms(settings: Settings) -> list[Any]:
    """The pages of every room; the demo's own only in demo mode."""
    handlers = [*hub.home.pages.handlers, *hub.home.health_pages.handlers, *hub.people.pages.handlers]
    handlers += hub.people.key_pages.handlers
    handlers += (
        hub.home.night.pages.handlers
        + hub.home.today_pages.handlers
        + hub.home.list_pages.handlers
        + hub.home.case_pages.handlers
    )
    handlers += hub.home.letter_pages.handlers
    handlers += hub.home.known_pages.handlers + hub.home.leaving_pages.handlers
    handlers += hub.home.old_list.pages.handlers + hub.home.old_list.row_pages.handlers
    handlers += hub.home.hand_over_pages.handlers
    handlers += hub.dispatch.agendas.agenda_pages.handlers
    handlers += hub.dispatch.answer_pages.handlers + hub.dispatch.card_pages.handlers
    handlers += hub.dispatch.clb_pages.handlers + hub.dispatch.sessions.answer_pages.handlers
    handlers += hub.dispatch.table_pages.handlers + hub.dispatch.meeting.live_pages.handlers
    handlers += hub.dispatch.meeting.meeting_pages.handlers + hub.dispatch.house_rules.rules_pages.handlers
    handlers += hub.dispatch.sharing.legal_pages.handlers
    handlers += hub.dispatch.track_pages.handlers + hub.dispatch.letting_go.answer_pages.handlers
    handlers += hub.dispatch.still_right.places_pages.handlers + hub.dispatch.mailed.mailed_pages.handlers
    handlers += hub.dispatch.mailed.again_pages.handlers
    handlers += hub.dispatch.half_days.half_days_pages.handlers
    handlers += hub.dispatch.case_team.network_pages.handlers + hub.dispatch.case_team.plan_pages.handlers
    handlers += hub.dispatch.expertise.expertise_pages.handlers
    handlers += hub.dispatch.consult.ask_pages.handlers + hub.dispatch.consult.answer_pages.handlers
    handlers += hub.dispatch.feedback.link_pages.handlers + hub.dispatch.summer.summer_pages.handlers
    handlers += hub.dispatch.minutes.minutes_pages.handlers + hub.dispatch.minutes.link_pages.handlers
    handlers += hub.dispatch.case_team.agreement_link_pages.handlers + hub.dispatch.case_team.team_pages.handlers
    handlers += hub.dispatch.case_team.team_case_pages.handlers + hub.dispatch.case_team.meeting_pages.handlers
    handlers += hub.dispatch.case_team.meeting_link_pages.handlers
    handlers += hub.dispatch.partner_pages.handlers + hub.partners.pages.handlers
    handlers += hub.dispatch.answers.declined_pages.handlers
    handlers += hub.monitoring.figure_pages.handlers
    handlers += hub.monitoring.ahead.ahead_pages.handlers + hub.monitoring.caseload.caseload_pages.handlers
    handlers += hub.monitoring.radar_pages.handlers + hub.monitoring.neutrality.pages.handlers
    handlers += hub.monitoring.why_now.why_pages.handlers + hub.monitoring.core_group.waiting_pages.handlers
    handlers += hub.intake.form_pages.handlers + hub.intake.finder_pages.handlers
    handlers += hub.intake.link_pages.handlers + hub.intake.code_pages.handlers + hub.intake.section_pages.handlers
    handlers += hub.intake.helped_pages.handlers + hub.intake.consult_pages.handlers
    handlers += hub.intake.unsent_pages.handlers + hub.intake.turn_pages.handlers
    handlers += hub.intake.question_pages.handlers + hub.intake.mine_pages.handlers
    handlers += hub.intake.phone_pages.handlers + hub.intake.document_pages.handlers
    handlers += hub.intake.mail_pages.handlers + hub.intake.sweep_pages.handlers + hub.intake.complete_pages.handlers
    handlers += hub.intake.found_pages.handlers + hub.intake.own_form_pages.handlers
    handlers += hub.intake.further_pages.handlers
    handlers += hub.intake.call_pages.handlers + hub.intake.quick_answer_pages.handlers
    handlers += hub.home.duty_pages.handlers + hub.home.absence.absence_pages.handlers
    handlers += hub.home.side_door_pages.handlers + hub.intake.side_pages.handlers
    handlers += hub.home.hours_pages.handlers
    handlers += hub.home.clockwork.clock_pages.handlers
    handlers += hub.home.clockwork.free_days_pages.handlers
    handlers += hub.home.clb_pages.handlers + hub.home.clb_school_pages.handlers + hub.home.person_school_pages.handlers
    handlers += hub.home.watching.pages.handlers
    handlers += hub.home.manage_pages.handlers + hub.home.people_pages.handlers
    handlers += hub.partners.import_pages.handlers + hub.intake.proposal_pages.handlers
    handlers += hub.partners.funding_pages.handlers + hub.partners.serving_pages.handlers
    handlers += hub.dispatch.fitting.pages.handlers
    handlers += hub.partners.manage_pages.handlers + hub.dispatch.manage_pages.handlers
    handlers += hub.dispatch.sessions.keep_pages.handlers + hub.dispatch.sessions.attendance_pages.handlers
    if settings.demo:
        handlers += hub.home.demo_pages.handlers + hub.home.demo_post_pages.handlers
    for handler in handlers:
        # Mail scanners and link checkers ask for the head of a page only.
        if "GET" in handler.http_methods:
            handler.http_methods.add("HEAD")
    return handlers
