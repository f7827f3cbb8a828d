"""Migrating without drawing every model anew for each constraint.

While it migrates, Django keeps a picture of the models, and for each changed option it draws the model and
all that are related to it again. Here all are related, through the principal and the user: migrating an empty
database took 45 seconds of the processor, nearly all of it for constraints, indexes and triggers, which
change no field and no relation. For these the picture of the one model is corrected in place.
"""

from __future__ import annotations

from typing import Any

from django.db.migrations.state import ProjectState
from pgtrigger import migrations as triggers

WITHOUT_RELATIONS = frozenset({"constraints", "indexes"})


def draw_less() -> None:
    """Called once, before any command."""
    ProjectState._append_option = _append_option  # type: ignore[attr-defined]
    triggers.AddTrigger.state_forwards = _add_trigger  # type: ignore[method-assign,assignment]


def _append_option(state: Any, app_label: str, model_name: str, option: str, added: Any) -> None:
    options = state.models[app_label, model_name].options
    options[option] = [*options[option], added]
    _correct(state, app_label, model_name, option, options[option])


def _add_trigger(operation: Any, app_label: str, state: Any) -> None:
    """pgtrigger asks its triggers of the operation, never of the picture."""
    options = state.models[app_label, operation.model_name].options
    options["triggers"] = [*options.get("triggers", []), operation.trigger]


def _correct(state: Any, app_label: str, model_name: str, option: str, value: list[Any]) -> None:
    if "apps" in state.__dict__ and option in WITHOUT_RELATIONS:
        setattr(state.apps.get_model(app_label, model_name)._meta, option, value)
    else:
        state.reload_model(app_label, model_name, delay=True)
