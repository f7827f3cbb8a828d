"""Principals, units, people and their identifiers, who is protected, and files."""

from stegvis.registry.models.files import Export, ExportDownload, FileContent, StoredFile
from stegvis.registry.models.job_runs import JobRun
from stegvis.registry.models.merging import PersonMerge, PersonMergeUndone, PersonsApart
from stegvis.registry.models.people import Person, PersonIdentifier
from stegvis.registry.models.principals import NumberSeries, Principal, Unit
from stegvis.registry.models.protection import (
    AccessWithdrawal,
    DisclosureReview,
    ProtectedAccess,
    ProtectionApproval,
    ProtectionCarriedOut,
    ProtectionChange,
)

__all__ = [
    "AccessWithdrawal",
    "DisclosureReview",
    "Export",
    "ExportDownload",
    "FileContent",
    "JobRun",
    "NumberSeries",
    "Person",
    "PersonIdentifier",
    "PersonMerge",
    "PersonMergeUndone",
    "PersonsApart",
    "Principal",
    "ProtectedAccess",
    "ProtectionApproval",
    "ProtectionCarriedOut",
    "ProtectionChange",
    "StoredFile",
    "Unit",
]
