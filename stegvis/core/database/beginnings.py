"""`column__begins="abc"`: a search by beginning that an index answers also under policies on rows.

`LIKE` may tell its caller about rows that a policy hides, so PostgreSQL asks it after the policy, row by row,
and not of an index. The comparisons of a pattern index tell nothing and may be asked first.
"""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, Lookup, TextField

LAST_SIGN = 0x10FFFF
NO_SIGNS = range(0xD800, 0xE000)


@CharField.register_lookup
@TextField.register_lookup
class Begins(Lookup):
    """For columns with an index of a pattern class. Letters count as they are written."""

    lookup_name = "begins"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, of_column = self.process_lhs(compiler, connection)
        beginning = str(self.rhs)
        question = f"({column} ~>=~ %s AND {column} ~<~ %s)"
        return question, (*of_column, beginning, *of_column, after(beginning))


def after(beginning: str) -> str:
    """What comes next after everything that begins so: its last sign made one greater.

    The numbers 0xD800-0xDFFF stand for no sign, and after the last sign of all comes the one before it.
    """
    last = ord(beginning[-1]) + 1
    if last > LAST_SIGN:
        return after(beginning[:-1]) if len(beginning) > 1 else beginning
    return beginning[:-1] + chr(NO_SIGNS.stop if last in NO_SIGNS else last)
