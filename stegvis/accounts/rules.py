"""Who may hold which roles, what two persons must do together, and that somebody always administers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from stegvis.core.actor import ADVISERS, CASEWORKERS, STAFF, Role
from stegvis.core.answers import Answer, Check
from stegvis.core.four_eyes import another_person

GRANTABLE = [role for role in Role if role is not Role.RESIDENT]
"""Roles an administrator grants. A resident's access follows from the case."""

SENSITIVE = frozenset({Role.ADMINISTRATOR, Role.CONTROLLER, Role.LOG_CONTROLLER, Role.SUPPORT})
"""Roles that one administrator puts forward and another approves: they open, pay, or watch over."""

LONGEST_LOOK = 60
"""Minutes that support may see the pages as somebody else; the database says the same."""

Pair = frozenset[Role]
Conflicts = Mapping[Pair, str]
"""Which two roles one user does not hold at the same principal, and why."""

_PAYS = "Den som lägger fram något som kostar pengar godkänner det inte."
_ADMINISTERS = "Den som delar ut behörigheter har inte själv makt över pengar, ärenden eller granskning."
_WATCHES = "Den som granskar läsning läser inte själv i ärendena."
_ADVISES = "Den som lämnar utlåtanden om förmåga frågar inte själv efter dem, och granskar inte läsningen."
_DECIDES = "Den som föreslår eller utreder fattar inte beslutet."
_PROVIDES = "Den som arbetar för en anordnare arbetar inte för kommunen."

STANDARD_CONFLICTS: Conflicts = {
    **{frozenset({Role.CONTROLLER, role}): _PAYS for role in CASEWORKERS},
    **{
        frozenset({Role.ADMINISTRATOR, role}): _ADMINISTERS
        for role in (Role.CONTROLLER, Role.HEAD_OF_UNIT, Role.LOG_CONTROLLER, Role.SUPPORT)
    },
    **{frozenset({Role.LOG_CONTROLLER, role}): _WATCHES for role in (*CASEWORKERS, Role.SUPPORT)},
    **{frozenset({Role.MEDICAL_ADVISER, role}): _ADVISES for role in (*CASEWORKERS, Role.LOG_CONTROLLER)},
    **{frozenset({Role.PROVIDER_STAFF, role}): _PROVIDES for role in STAFF | ADVISERS | {Role.CHAIR}},
    **{frozenset({Role.CHAIR, role}): _DECIDES for role in (Role.QUALITY_OFFICER, Role.ADMINISTRATOR)},
}
"""Holds at every principal that has not written down pairs of its own (`RoleConflict`)."""


@dataclass(frozen=True)
class Wanted:
    """A role that somebody is to hold."""

    role: Role
    has_unit: bool
    has_provider: bool
    last_day: date | None = None


@dataclass(frozen=True)
class Holder:
    """Who is to hold it: what the user has at the principal already."""

    roles: frozenset[Role] = frozenset()
    """In any seat, from today on."""
    has_it_for_good: bool = False
    """The very same role, without a last day."""
    has_it_until: date | None = None
    """The last day of the very same role, when it has one."""


NOBODY_YET = Holder()


def may_hold(wanted: Wanted, holder: Holder, conflicts: Conflicts, today: date) -> Answer:
    """A caseworker works in a unit, provider staff for a provider; no role twice or beside its opposite."""
    return Answer.of(
        Check(wanted.role in GRANTABLE, "Den rollen kan inte delas ut här.", "role"),
        _in_its_place(wanted),
        Check(not holder.has_it_for_good, "Personen har redan den rollen.", "role"),
        _lasts(wanted, holder, today),
        *(Check(False, reason, "role") for reason in reasons_against(wanted.role, holder.roles, conflicts)),
    )


def reasons_against(role: Role, held: Iterable[Role], conflicts: Conflicts) -> list[str]:
    """One line for each role held that does not go together with `role`."""
    return [
        f"Personen är {other.label} och kan inte också vara {role.label}. {conflicts[pair]}"
        for other in sorted(held)
        if (pair := frozenset({role, other})) in conflicts
    ]


def may_keep_apart(pair: Pair, reason: str, conflicts: Conflicts) -> Answer:
    """Two different roles, not kept apart already, with a reason to show."""
    return Answer.of(
        Check(len(pair) > 1, "Ange två olika roller."),
        Check(pair not in conflicts, "De rollerna går redan inte ihop."),
        Check(bool(reason.strip()), "Skriv ett skäl. Det visas när en behörighet nekas."),
    )


def may_allow_together(pair: Pair, conflicts: Conflicts) -> Answer:
    """Only what is kept apart can be allowed; who administers access never watches over it too."""
    watching = pair == frozenset({Role.ADMINISTRATOR, Role.LOG_CONTROLLER})
    return Answer.of(
        Check(pair in conflicts, "De rollerna går redan ihop."),
        Check(not watching, "Den som delar ut behörigheter granskar aldrig läsningen också."),
    )


def may_grant_alone(role: Role, *, own: bool) -> Answer:
    """Sensitive roles need two persons, and so does every role for oneself."""
    return Answer.of(
        Check(role not in SENSITIVE, "Den rollen ges av två administratörer tillsammans.", "role"),
        Check(not own, "Du kan inte ge dig själv en behörighet. Be en annan administratör.", "email"),
    )


def may_propose(role: Role, reason: str, other_administrators: int) -> Answer:
    """Only sensitive roles are put forward, with a reason, and only when somebody else can decide."""
    return Answer.of(
        Check(role in SENSITIVE, "Den rollen behöver ingen godkänna. Ge den direkt.", "role"),
        Check(
            bool(reason.strip()),
            "Skriv varför personen behöver rollen. Den som godkänner läser det.",
            "reason",
        ),
        Check(
            other_administrators > 0,
            "Ingen annan administratör kan godkänna. Be dem som sköter driften att lägga upp en till.",
        ),
    )


def may_decide(
    *, decided: bool, proposed_by: int, by: int, about_oneself: bool, approve: bool, reason: str
) -> Answer:
    """Another administrator decides, once, never on a role for himself; a refusal says why."""
    return Answer.of(
        Check(not decided, "Någon har redan beslutat om förslaget."),
        another_person(proposed_by, by),
        Check(not about_oneself, "Du kan inte godkänna en behörighet för dig själv."),
        Check(approve or bool(reason.strip()), "Skriv varför du avslår förslaget.", "reason"),
    )


def may_end(role: Role, other_administrators: int, *, own: bool, is_over: bool = False) -> Answer:
    """A role can be ended once, but nobody ends his own, and the last administrator stays."""
    return Answer.of(
        Check(not is_over, "Behörigheten är redan avslutad."),
        Check(not own, "Du kan inte avsluta din egen behörighet. Be en annan administratör."),
        Check(
            role != Role.ADMINISTRATOR or other_administrators > 0,
            "Det måste alltid finnas minst en administratör.",
        ),
    )


def may_reset_factor(*, own: bool, has_factor: bool, works_elsewhere: bool, reason: str) -> Answer:
    """Another person than the user, with a reason, and only for somebody who works here alone."""
    return Answer.of(
        Check(not own, "Du kan inte nollställa ditt eget andra steg. Be en annan administratör."),
        Check(has_factor, "Personen har inget andra steg att nollställa."),
        Check(
            not works_elsewhere,
            "Personen arbetar också för en annan huvudman. Be dem som sköter driften om hjälp.",
        ),
        Check(bool(reason.strip()), "Skriv varför, till exempel att telefonen är borta.", "reason"),
    )


def may_look(reason: str, minutes: int) -> Answer:
    """Support looks as somebody else for a reason, and for an hour at most."""
    return Answer.of(
        Check(bool(reason.strip()), "Skriv varför. Användaren ser skälet.", "reason"),
        Check(0 < minutes <= LONGEST_LOOK, f"Välj högst {LONGEST_LOOK} minuter.", "minutes"),
    )


def _in_its_place(wanted: Wanted) -> Answer:
    needs_unit = wanted.role in CASEWORKERS
    needs_provider = wanted.role == Role.PROVIDER_STAFF
    return Answer.of(
        Check(wanted.has_unit or not needs_unit, "Välj vilken enhet personen arbetar i.", "unit"),
        Check(
            wanted.has_provider or not needs_provider,
            "Välj vilken anordnare personen arbetar för.",
            "provider",
        ),
        Check(
            needs_provider or not wanted.has_provider,
            "Bara anordnares personal hör till en anordnare.",
            "provider",
        ),
    )


def _lasts(wanted: Wanted, holder: Holder, today: date) -> Answer:
    if wanted.last_day is None:
        return Answer.yes()
    later = holder.has_it_until is None or wanted.last_day > holder.has_it_until
    return Answer.of(
        Check(wanted.last_day >= today, "Sista dagen har redan varit.", "last_day"),
        Check(later, f"Personen har redan rollen till och med {holder.has_it_until}.", "last_day"),
    )
