"""Guarantees that span tables, held by triggers."""

from __future__ import annotations

import pgtrigger


def not_before_birth(column: str) -> pgtrigger.Trigger:
    """The day in `column` is not before the person was born."""
    return pgtrigger.Trigger(
        name=f"{column}_not_before_birth",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf(column, "person_id"),
        func=f"""
            IF NEW.{column} < (SELECT birth_date FROM registry_person WHERE id = NEW.person_id) THEN
                RAISE EXCEPTION 'The day is before the person was born.'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'not_before_birth';
            END IF;
            RETURN NEW;
        """,
    )
