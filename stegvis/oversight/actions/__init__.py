"""The verbs of the room."""

from stegvis.oversight.actions.control import run_control
from stegvis.oversight.actions.judge import can_judge, judge

__all__ = ["can_judge", "judge", "run_control"]
