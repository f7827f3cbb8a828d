"""Two-person control: who prepares does not approve. Told by the rule, guaranteed by the database."""

from __future__ import annotations

import pgtrigger

from stegvis.core.answers import Check

MESSAGE = "Du kan inte godkänna det du själv har lagt fram. En annan person måste göra det."


def another_person(first_user_id: int, second_user_id: int) -> Check:
    """May the second user decide on what the first has put forward?"""
    return Check(first_user_id != second_user_id, MESSAGE)


def four_eyes(
    *, link: str, table: str, prepared_by: str, condition: pgtrigger.Condition | None = None
) -> pgtrigger.Trigger:
    """Refuses a row whose `decided_by` is the `prepared_by` of the row in `table` that `link` names.

    With `condition` only rows that fulfil it: a preparer may take back what he has put forward.
    """
    return pgtrigger.Trigger(
        name="four_eyes",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        condition=condition,
        func=f"""
            IF NEW.decided_by_id = (SELECT {prepared_by}_id FROM {table} WHERE id = NEW.{link}_id) THEN
                RAISE EXCEPTION 'Who prepares may not approve.'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'four_eyes';
            END IF;
            RETURN NEW;
        """,
    )
