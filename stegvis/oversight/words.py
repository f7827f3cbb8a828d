"""The log in plain words: what was read, by whom in which role, and why something was picked out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from stegvis.core.actor import Role
from stegvis.core.clock import SWEDEN
from stegvis.core.readings import Kind
from stegvis.oversight.models import Finding, Reading
from stegvis.oversight.models.control import Pattern
from stegvis.oversight.patterns import DAYS_AFTER_TASK, MANY_PEOPLE, WORK_BEGINS, WORK_ENDS

PAGES: dict[str, str] = {
    "jobs": "bakgrundsjobben",
    "start_job": "start av ett bakgrundsjobb",
    "compare_again": "ny beräkning av jämförelsen",
    "quality_visits": "listan över kvalitetsbesök",
    "quality_visit_proposals": "vilka anordnare som behöver besök",
    "plan_quality_visit": "planering av kvalitetsbesök",
    "quality_visit": "ett kvalitetsbesök",
    "quality_visit_protocol": "protokoll vid kvalitetsbesök",
    "replan_quality_visit": "omplanering av kvalitetsbesök",
    "call_off_quality_visit": "inställt kvalitetsbesök",
    "quality_visit_pdf": "protokollet som PDF",
    "quality_templates": "kvalitetsmallar",
    "write_quality_template": "ny version av en kvalitetsmall",
    "quality_reports": "listan över kvalitetsrapporter",
    "quality_report": "en kvalitetsrapport",
    "write_quality_report": "anordnarens kvalitetsrapport",
    "voice_code": "kod för att tycka till",
    "voices": "deltagarnas röster om en anordnare",
    "applications": "listan över ansökningar om auktorisation",
    "application": "en ansökan om auktorisation",
    "take_application": "en ansökan om auktorisation",
    "judge_condition": "bedömning av ett villkor",
    "try_by_other_conditions": "en ansökan om auktorisation",
    "ask_completion": "begäran om komplettering",
    "stop_waiting": "en ansökan om auktorisation",
    "propose_application": "förslag till beslut om auktorisation",
    "decide_application": "beslut om auktorisation",
    "send_back_application": "förslag till beslut om auktorisation",
    "provider_decisions": "listan över beslut om anordnare",
    "controls_export": "listan över kontroller av anordnare",
    "deficiencies_export": "listan över brister hos anordnare",
    "quality_visits_export": "listan över kvalitetsbesök",
    "provider_decisions_export": "listan över beslut om anordnare",
    "provider_decision": "ett beslut om en anordnare",
    "provider_decision_document": "beslutet om en anordnare som PDF",
    "provider_decision_texts": "texter i beslut om anordnare",
    "write_provider_decision_texts": "texter i beslut om anordnare",
    "take_back_provider_decision_texts": "texter i beslut om anordnare",
    "reauthorisations": "listan över omauktorisationer",
    "reauthorisation": "en omauktorisation",
    "start_reauthorisation": "ny omauktorisation",
    "remind_reauthorisation": "påminnelse om omauktorisation",
    "propose_round_revocations": "förslag om återkallelse",
    "end_reauthorisation": "avslut av en omauktorisation",
    "case": "ärendets sida",
    "cases": "listan över ärenden",
    "open_case": "Öppna ärende",
    "hand_over": "byte av handläggare",
    "give_number": "nytt identitetsnummer",
    "inflow": "listan över hänvisningar",
    "register_referral": "ny hänvisning",
    "referral": "en hänvisning",
    "open_from_referral": "nytt ärende från en hänvisning",
    "take_up_referral": "svar på en hänvisning",
    "turn_down_referral": "svar på en hänvisning",
    "duplicates": "listan över möjliga dubbletter",
    "compare_people": "jämförelse av två registreringar",
    "merge": "en sammanslagning av två registreringar",
    "assess": "kartläggning",
    "discard_assessment_draft": "utkast till kartläggning",
    "assessments": "listan över ärendets kartläggningar",
    "assessment": "en kartläggning",
    "compare_assessment": "jämförelse av kartläggningar",
    "capacity": "förmågan över tid",
    "record_grade": "ny grad av förmåga",
    "correct_grade": "rättelse av en grad av förmåga",
    "remove_grade": "borttagning av en grad av förmåga",
    "ask_adviser": "begäran om utlåtande",
    "statement": "ett utlåtande",
    "call_off_statement": "återkallelse av en begäran om utlåtande",
    "record_answer": "utlåtande som kom på papper",
    "take_stand": "ställningstagande till ett utlåtande",
    "advising": "listan över utlåtanden att lämna",
    "advise": "en begäran om utlåtande",
    "advised_paper": "ett läkarintyg",
    "ladder": "stegen",
    "decide": "val av insats",
    "touched_cases": "listan över ärenden som nya villkor berör",
    "grant": "beslut om insats",
    "refuse": "avslag",
    "decision": "ett beslut",
    "correct_decision": "rättelse av beslut",
    "correct_to_refusal": "rättelse till avslag",
    "change_decision": "ändring av en insats",
    "end_grant": "avslut av en insats utan uppdrag",
    "download_decision": "beslutet som PDF",
    "make_decision_document": "beslutet som PDF",
    "proposal": "ett förslag till beslut",
    "delegated_decisions": "listan över delegationsbeslut",
    "delegated_decisions_export": "listan över delegationsbeslut",
    "choose": "val av anordnare",
    "compare_offers": "jämförelse av anordnare",
    "non_choice": "ickeval",
    "time_to_choose": "tid att välja anordnare",
    "help_given": "hjälp att välja anordnare",
    "refused_choice": "val av anordnare, och nekades den som begärdes",
    "compare_my_choice": "jämförelse av anordnare",
    "ask_for_help": "begäran om hjälp att välja",
    "give_voucher": "tilläggscheck",
    "close_case": "avslut av ärendet",
    "reopen_case": "återöppning av ärendet",
    "follow_up": "uppföljning",
    "assignments": "listan över uppdrag",
    "review_flag": "en flagga i granskningen av rapporter",
    "assignment": "uppdragets sida",
    "give_assignment": "nytt uppdrag",
    "plan_assignment": "genomförandeplan",
    "send_report": "månadsrapport",
    "monthly_report": "månadsrapport",
    "correct_report": "rättelse av månadsrapport",
    "record_meeting": "trepartsmöte",
    "final_report": "slutrapport",
    "extend_assignment": "förlängning",
    "end_assignment": "avslut av uppdrag",
    "settlement": "avräkningens poster",
    "settlement_export": "avräkningen som Excelfil",
    "my_remuneration": "anordnarens ersättning",
    "my_remuneration_export": "anordnarens ersättning som Excelfil",
    "bonuses": "listan över bonusar",
    "bonus": "bonus",
    "propose_bonus": "förslag om bonus",
    "report_rows": "ärendena bakom ett tal i rapporten",
    "report_memo": "nämndrapporten som dokument",
    "report_tables": "nämndrapporten som tabellfil",
    "comparison_table": "jämförelsen av anordnare som tabellfil",
    "my_pages": "Mina sidor",
    "my_case": "Mina sidor, ärende",
    "my_assignment": "Mina sidor, uppdrag",
    "my_choice": "Mina sidor, val av anordnare",
    "my_decision": "Mina sidor, beslutet som PDF",
    "my_change": "Mina sidor, önskan om byte av anordnare",
    "confirm_choice": "Mina sidor, val av anordnare",
    "my_readers": "Mina sidor, vem har läst",
    "log_control": "loggkontroll",
    "log_finding": "loggkontroll",
    "log_control_export": "loggkontroll som Excelfil",
    "log_extract": "loggutdrag",
    "case_log_extract": "loggutdrag",
    "case_changes": "ärendets ändringar",
    "case_activities": "aktiviteter och heltid",
    "add_activity": "ny aktivitet",
    "add_hindrance": "skäl till lägre aktivering",
    "end_activity": "slutdag för en aktivitet",
    "end_hindrance": "slutdag för ett skäl till lägre aktivering",
    "remove_activity": "borttagning av en aktivitet",
    "remove_hindrance": "borttagning av ett skäl till lägre aktivering",
    "activation_list": "listan över vem som inte är i heltidsaktivering",
    "activation_export": "listan över vem som inte är i heltidsaktivering som tabellfil",
    "activation_recount": "omräkning av heltidsaktiveringen",
    "activation_memo": "uppföljningen av heltidsaktivering som dokument",
    "finding_changes": "ändringar i personens ärenden",
    "take_export": "en export",
    "caseload_cases": "listan över ärenden att fördela",
    "hand_over_many": "överlämning av flera ärenden",
    "circulating": "listan över personer i rundgång",
    "circulating_recount": "omräkning av personer i rundgång",
    "circulating_export": "personer i rundgång som fil",
    "search_record": "sökningen i akten",
    "print_record": "utskrift av akten",
    "printed_record": "akten",
    "record_pdf": "akten som PDF",
    "journal": "journalen",
    "write_note": "ny anteckning i journalen",
    "note": "en anteckning i journalen",
    "change_note": "ändring av en anteckning",
    "sign_note": "undertecknande av en anteckning",
    "add_to_note": "tillägg till en anteckning",
    "add_attachment": "nytt papper i ärendet",
    "download_attachment": "ett papper i ärendet",
    "withdraw_attachment": "ett papper i ärendet",
    "announced_visits": "meddelade kvalitetsbesök hos anordnaren",
    "ask_to_end": "anordnarens begäran om avslut",
    "end_request": "en begäran om avslut",
    "decide_end_request": "beslut om en begäran om avslut",
    "take_back_end_request": "återtagen begäran om avslut",
    "drop_end_request": "stängd begäran om avslut",
    "controls": "kalendern över kontroller av anordnare",
    "do_control": "kontroll av ett villkor",
    "deficiencies": "listan över brister hos anordnare",
    "deficiency": "en brist hos en anordnare",
    "record_deficiency": "ny brist hos en anordnare",
    "order_remedy": "begäran om åtgärd",
    "prolong_remedy": "längre tid för en åtgärd",
    "answer_remedy": "anordnarens svar på en brist",
    "remedy_paper": "fil till anordnarens svar på en brist",
    "close_remedy": "bedömning av en åtgärd",
    "dismiss_deficiency": "avskrivning av en brist",
    "warn_provider": "varning av en anordnare",
    "propose_revocation": "förslag om återkallelse",
    "revocation_proposals": "listan över förslag om återkallelse",
    "revocation_proposal": "ett förslag om återkallelse",
    "revoke_provider": "återkallelse av en auktorisation",
    "dismiss_revocation": "avskrivning av ett förslag om återkallelse",
    "suspend_provider": "tillfällig återkallelse av en auktorisation",
    "lift_revocation": "upphävd tillfällig återkallelse",
    "wish_for_change": "önskan om byte av anordnare",
    "answer_change": "svar på önskan om byte av anordnare",
    "paper_code": "inloggningskod på papper",
    "end_reading": "avslut av nödöppning",
    "withdraw_name": "namngiven personal",
    "protection": "skyddet av personuppgifter",
    "change_protection": "ändrat skydd",
    "decide_lowering": "beslut om sänkt skydd",
    "name_staff": "namngivning av personal",
    "supervisors": "handledare i ett uppdrag",
    "name_provider_staff": "namngivning av personal",
    "disclosed": "genomgången av vad som lämnats ut",
    "break_glass": "nödöppning",
    "opening": "nödöppningens sida",
}

EXPLANATIONS: dict[str, str] = {
    Pattern.OWN: "Användaren har öppnat sin egen akt, eller en akt för någon med samma för- och efternamn.",
    Pattern.COLLEAGUE: "Personen har samma namn som någon annan som arbetar här.",
    Pattern.SURNAME: (
        "Personen har samma efternamn som användaren. Det kan vara en slump, särskilt för vanliga namn."
    ),
    Pattern.NO_TASK: (
        "Användaren hade ingen uppgift i ärendet: var inte handläggare då eller de senaste "
        f"{DAYS_AFTER_TASK} dagarna och har varken kartlagt eller beslutat. För en anordnares personal: "
        "anordnaren hade inget uppdrag för personen."
    ),
    Pattern.HOURS: (f"Läsningarna gjordes på en helg, före kl. {WORK_BEGINS} eller efter kl. {WORK_ENDS}."),
    Pattern.PROTECTED: (
        "Personen har sekretessmarkering eller skyddad folkbokföring. Alla sådana läsningar granskas."
    ),
    Pattern.MANY: f"Användaren öppnade minst {MANY_PEOPLE} personers akter inom en timme.",
    Pattern.EMERGENCY: "Ärendet var nödöppnat. Alla sådana läsningar granskas.",
    Pattern.SAMPLE: "Läsningen är utvald av slumpen.",
}

ON_A_PAGE = {
    Kind.SHOWN: "Öppnade",
    Kind.SEARCHED: "Sökte med",
    Kind.PRINTED: "Skrev ut",
    Kind.DOWNLOADED: "Hämtade en fil från",
}
IN_A_LIST = {
    Kind.LISTED: "Såg namnet i",
    Kind.SEARCHED: "Sökte och fick träff i",
    Kind.EXPORTED: "Tog ut en fil med namnet från",
    Kind.DOWNLOADED: "Hämtade en fil med namnet från",
}


@dataclass(frozen=True, slots=True)
class Told:
    """One reading in words."""

    at: datetime
    what: str
    who: str
    role: str
    place: str
    in_emergency: bool
    is_own: bool


def tell(reading: Reading, *, for_the_person: bool = False) -> Told:
    """The reading in words. To the person a provider's staff is told by the provider and not by name."""
    by_provider = reading.provider_id is not None
    return Told(
        at=reading.at.astimezone(SWEDEN),
        what=what(reading),
        who=_who(reading, by_provider and for_the_person),
        role=roles(reading.roles),
        place=_place(reading),
        in_emergency=reading.in_emergency,
        is_own=reading.roles == Role.RESIDENT,
    )


def what(reading: Reading) -> str:
    page = PAGES.get(reading.what, reading.what)
    words = IN_A_LIST if reading.person_id is None else ON_A_PAGE
    kind = Kind(reading.kind)
    return f"{words.get(kind, kind.label.capitalize())} {page}"


def roles(held: str) -> str:
    """The roles as the log has them, in words."""
    return ", ".join(str(Role(role).label) for role in held.split(",") if role in Role.values).capitalize()


def _who(reading: Reading, without_name: bool) -> str:
    if reading.roles == Role.RESIDENT:
        return "Personen själv"
    if without_name:
        return "Personal hos anordnaren"
    if reading.impersonator is not None:
        return f"{reading.impersonator.display_name} (support, som {reading.user.display_name})"
    return reading.user.display_name


def _place(reading: Reading) -> str:
    if reading.provider is not None:
        return str(reading.provider.name)
    return str(reading.seat_unit.name) if reading.seat_unit is not None else ""


def reader(finding: Finding) -> str:
    """Whose readings a finding is about."""
    if finding.impersonator is not None:
        return f"{finding.impersonator.display_name} (support, som {finding.user.display_name})"
    return finding.user.display_name
