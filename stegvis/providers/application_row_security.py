"""What the database gives a provider's staff of applications: their own, and never what the officer proposes.

Whoever comes by a secret link has no seat: those pages work in the principal's scope and ask by the secret.
"""

from stegvis.core.database.row_security import PROVIDER, follows, outside
from stegvis.registry.row_security import reach_files_of

OF_APPLICATIONS = ("ApplicationPart", "ApplicationSite", "ConditionAnswer", "CompletionRequest")


def declare() -> None:
    outside("providers.Application", "own", f"provider_id = {PROVIDER}")
    for model in OF_APPLICATIONS:
        follows(f"providers.{model}", "application_id", "providers_application")
    follows("providers.Evidence", "answer_id", "providers_conditionanswer")
    outside("providers.ApplicationProposal", "staff_only", "false")
    for model in ("Condition", "ConditionVersion", "Reauthorisation"):
        outside(f"providers.{model}", "never_changed", "false", "UPDATE")
    reach_files_of("providers_evidence")
