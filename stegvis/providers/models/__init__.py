"""Organisations that carry out interventions: their right to take customers, its control, their results."""

from stegvis.providers.models.applications import (
    Application,
    ApplicationPart,
    ApplicationProposal,
    ApplicationQuerySet,
    ApplicationSite,
    CompletionRequest,
    ConditionAnswer,
    Evidence,
    ProposalReturn,
)
from stegvis.providers.models.comparison import ComparisonRun, ComparisonTerms, ProviderResult
from stegvis.providers.models.conditions import (
    Condition,
    ConditionVersion,
    Reauthorisation,
    RoundReminder,
)
from stegvis.providers.models.control import (
    CONTROLLING,
    ControlTask,
    Deficiency,
    Remedy,
    RemedyPaper,
    RemedyProlonged,
    RevocationAnswer,
    RevocationProposal,
)
from stegvis.providers.models.decisions import (
    DecisionWording,
    ProviderDecision,
    ProviderDecisionDocument,
    RevokedDays,
)
from stegvis.providers.models.ending import EndRequest
from stegvis.providers.models.postal_areas import PostalArea
from stegvis.providers.models.quality import QualityReport, QualityTemplate, QualityVisit
from stegvis.providers.models.register import (
    Authorisation,
    IntakePause,
    OwnershipChange,
    Provider,
    ProviderQuerySet,
    Site,
)

__all__ = [
    "CONTROLLING",
    "Application",
    "ApplicationPart",
    "ApplicationProposal",
    "ApplicationQuerySet",
    "ApplicationSite",
    "Authorisation",
    "ComparisonRun",
    "ComparisonTerms",
    "CompletionRequest",
    "Condition",
    "ConditionAnswer",
    "ConditionVersion",
    "ControlTask",
    "DecisionWording",
    "Deficiency",
    "EndRequest",
    "Evidence",
    "IntakePause",
    "OwnershipChange",
    "PostalArea",
    "ProposalReturn",
    "Provider",
    "ProviderDecision",
    "ProviderDecisionDocument",
    "ProviderQuerySet",
    "ProviderResult",
    "QualityReport",
    "QualityTemplate",
    "QualityVisit",
    "Reauthorisation",
    "Remedy",
    "RemedyPaper",
    "RemedyProlonged",
    "RevocationAnswer",
    "RevocationProposal",
    "RevokedDays",
    "RoundReminder",
    "Site",
]
