"""Pages of the statistics."""

from stegvis.statistics.views.comparison import (
    comparison,
    comparison_table,
    comparison_terms,
    write_comparison_terms,
)
from stegvis.statistics.views.computing import compare_again
from stegvis.statistics.views.report import board_report, memo, tables
from stegvis.statistics.views.rows import rows
from stegvis.statistics.views.sources import remove_time, sources

__all__ = [
    "board_report",
    "compare_again",
    "comparison",
    "comparison_table",
    "comparison_terms",
    "memo",
    "remove_time",
    "rows",
    "sources",
    "tables",
    "write_comparison_terms",
]
