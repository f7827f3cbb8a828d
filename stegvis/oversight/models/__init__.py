"""The log of readings with its chains, and the control of it."""

from stegvis.oversight.models.control import Control, Finding, Verdict
from stegvis.oversight.models.readings import ChainHead, Reading

__all__ = ["ChainHead", "Control", "Finding", "Reading", "Verdict"]
