"""The name that stands for a protected person: given once by the database, at random, and never changed.

It is drawn by a trigger, so that also an import of a whole register gives it, and so that nothing about the
person can be worked out from it.
"""

from __future__ import annotations

import pgtrigger

# No I, O, 0 or 1: the pseudonym is read out over the telephone.
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"

_SIGN = f"substr('{ALPHABET}', get_byte(drawn, {{}}) %% {len(ALPHABET)} + 1, 1)".replace("%%", "%")
_FOUR = " || ".join(_SIGN.format(place) for place in range(4))
_TWO = " || ".join(_SIGN.format(place) for place in range(4, 6))


def drawn_by_lot() -> pgtrigger.Trigger:
    """Gives whoever becomes protected a pseudonym that nobody else of the principal has: `K7Q2-M4`."""
    return pgtrigger.Trigger(
        name="pseudonym_drawn",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("protection"),
        condition=pgtrigger.Q(new__protection="protected", new__pseudonym=""),
        declare=[("drawn", "bytea")],
        func=f"""
            LOOP
                -- The first six bytes of a random UUID are random throughout.
                drawn := uuid_send(gen_random_uuid());
                NEW.pseudonym := {_FOUR} || '-' || {_TWO};
                EXIT WHEN NOT EXISTS (
                    SELECT FROM registry_person
                    WHERE principal_id = NEW.principal_id AND pseudonym = NEW.pseudonym
                );
            END LOOP;
            RETURN NEW;
        """,
    )


def kept_for_good() -> pgtrigger.Trigger:
    """Whoever has a pseudonym keeps it, also when the protection ends and begins again."""
    return pgtrigger.Trigger(
        name="pseudonym_kept",
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf("pseudonym"),
        condition=pgtrigger.Q(old__pseudonym__df=pgtrigger.F("new__pseudonym"))
        & ~pgtrigger.Q(old__pseudonym=""),
        func="NEW.pseudonym := OLD.pseudonym; RETURN NEW;",
    )
