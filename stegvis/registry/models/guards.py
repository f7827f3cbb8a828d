"""Guarantees about people that several tables need, held by triggers."""

from __future__ import annotations

import pgtrigger


def never_about_a_merged(name: str = "never_about_a_merged") -> pgtrigger.Trigger:
    """The row is about a person whose record stands, and not about one that was merged into another.

    The person's row is locked for reading: whoever writes while two are being merged waits, and is refused.
    """
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("person_id"),
        declare=[("merged", "bigint")],
        func="""
            SELECT merged_into_id INTO merged FROM registry_person WHERE id = NEW.person_id FOR KEY SHARE;
            IF merged IS NOT NULL THEN
                RAISE EXCEPTION 'The person has been merged into another.'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'never_about_a_merged';
            END IF;
            RETURN NEW;
        """,
    )
