"""Migrating without drawing every model anew for each small change.

While it migrates, Django keeps a picture of the models, and for each change it draws the model and all that
are related to it again. Here all are related, through the principal and the user: migrating an empty database
took more than a minute of the processor, nearly all of it for new models, new fields, constraints, indexes
and triggers, none of which alters what is already drawn. For these the picture is added to in place.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.migrations.state import ProjectState
from pgtrigger import migrations as triggers

WITHOUT_RELATIONS = frozenset({"constraints", "indexes"})
UNKNOWN_TO_THE_TABLE = {
    "auto_now": ("auto_now",),
    "auto_now_add": ("auto_now_add",),
    "blank": ("blank",),
    "choices": ("choices",),
    "default": ("default",),
    "editable": ("editable",),
    "error_messages": ("error_messages", "_error_messages"),
    "help_text": ("help_text",),
    "validators": ("_validators",),
    "verbose_name": ("verbose_name", "_verbose_name"),
}
"""What a field says of itself that its column is not made of, and the attributes that keep it."""

_reload_after_adding_model = ProjectState.add_model
_reload_after_adding_field = ProjectState.add_field
_reload_after_altering_field = ProjectState.alter_field


def draw_less() -> None:
    """Called once, before any command."""
    ProjectState._append_option = _append_option  # type: ignore[attr-defined]
    ProjectState.add_model = _add_model  # type: ignore[method-assign,assignment]
    ProjectState.add_field = _add_field  # type: ignore[method-assign,assignment]
    ProjectState.alter_field = _alter_field  # type: ignore[method-assign,assignment]
    ProjectState._remove_option = _remove_option  # type: ignore[attr-defined]
    triggers.AddTrigger.state_forwards = _add_trigger  # type: ignore[method-assign,assignment]
    triggers.RemoveTrigger.state_forwards = _remove_trigger  # type: ignore[method-assign,assignment]


def _append_option(state: Any, app_label: str, model_name: str, option: str, added: Any) -> None:
    options = state.models[app_label, model_name].options
    options[option] = [*options[option], added]
    _correct(state, app_label, model_name, option, options[option])


def _remove_option(state: Any, app_label: str, model_name: str, option: str, removed: str) -> None:
    options = state.models[app_label, model_name].options
    options[option] = [kept for kept in options[option] if kept.name != removed]
    _correct(state, app_label, model_name, option, options[option])


def _add_trigger(operation: Any, app_label: str, state: Any) -> None:
    """pgtrigger asks its triggers of the operation, never of the picture."""
    options = state.models[app_label, operation.model_name].options
    options["triggers"] = [*options.get("triggers", []), operation.trigger]


def _remove_trigger(operation: Any, app_label: str, state: Any) -> None:
    options = state.models[app_label, operation.model_name].options
    options["triggers"] = [kept for kept in options.get("triggers", []) if kept.name != operation.name]


def _correct(state: Any, app_label: str, model_name: str, option: str, value: list[Any]) -> None:
    if _is_drawn(state) and option in WITHOUT_RELATIONS:
        setattr(state.apps.get_model(app_label, model_name)._meta, option, value)
    else:
        state.reload_model(app_label, model_name, delay=True)


def _add_model(state: Any, model_state: Any) -> None:
    key = model_state.app_label, model_state.name_lower
    if not _is_drawn(state) or key in state.models:
        return _reload_after_adding_model(state, model_state)
    state.models[key] = model_state
    if state._relations is not None:
        state.resolve_model_relations(key)
    _gather(state.apps)
    state.apps.render_multiple([model_state])
    return None


def _add_field(
    state: Any, app_label: str, model_name: str, name: str, field: Any, preserve_default: bool
) -> None:
    if not _is_drawn(state):
        return _reload_after_adding_field(state, app_label, model_name, name, field, preserve_default)
    drawn = field.clone()
    if not preserve_default:
        field = field.clone()
        field.default = models.NOT_PROVIDED
        drawn.default = models.NOT_PROVIDED
    key = app_label, model_name
    state.models[key].fields[name] = field
    if state._relations is not None:
        state.resolve_model_field_relations(key, name, field)
    _gather(state.apps)
    drawn.contribute_to_class(state.apps.get_model(app_label, model_name), name)
    state.apps.clear_cache()
    return None


def _alter_field(
    state: Any, app_label: str, model_name: str, name: str, field: Any, preserve_default: bool
) -> None:
    """Words and defaults are changed where they stand: many fields are altered for a new choice alone."""
    fields = state.models[app_label, model_name].fields
    changed = _differences(fields[name], field)
    if not (_is_drawn(state) and preserve_default and changed <= UNKNOWN_TO_THE_TABLE.keys()):
        return _reload_after_altering_field(state, app_label, model_name, name, field, preserve_default)
    fields[name] = field
    drawn = state.apps.get_model(app_label, model_name)._meta.get_field(name)
    for attribute in (each for word in changed for each in UNKNOWN_TO_THE_TABLE[word]):
        setattr(drawn, attribute, getattr(field, attribute))
    drawn.__dict__.pop("validators", None)
    return None


def _differences(one: Any, other: Any) -> set[str]:
    """What the two were not told alike; their kind too, when they are not the same."""
    (_, kind, places, told), (_, other_kind, other_places, other_told) = (
        one.deconstruct(),
        other.deconstruct(),
    )
    alike = kind == other_kind and places == other_places
    unlike = {word for word in told.keys() | other_told.keys() if told.get(word) != other_told.get(word)}
    return unlike if alike else unlike | {"kind"}


def _is_drawn(state: Any) -> bool:
    return "apps" in state.__dict__


def _gather(apps: Any) -> None:
    """A model drawn for an earlier picture asks that one for its relations, unless told of this."""
    for model in apps.get_models(include_auto_created=True):
        model._meta.apps = apps
