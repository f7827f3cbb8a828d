"""What the database gives of the log to a provider's staff and to a resident, whatever a page asks for.

A resident reaches the readings about himself, and a provider's staff none. The log is written within the
principal, whoever reads.
"""

from stegvis.core.database.row_security import PERSON, PROVIDER, outside


def declare() -> None:
    outside(
        "oversight.Reading",
        "about_oneself",
        f"{PROVIDER} IS NULL AND (person_id = {PERSON} OR person_ids @> ARRAY[{PERSON}])",
    )
    for model in ("ChainHead", "Control", "Finding", "Verdict"):
        outside(f"oversight.{model}", "for_staff", "false")
