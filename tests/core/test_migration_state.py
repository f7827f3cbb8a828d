"""The picture of the models that is added to in place is the one that Django would have drawn anew."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.validators import MinValueValidator
from django.db import migrations, models
from django.db.migrations.state import ProjectState, StateApps

OPERATIONS = (
    migrations.CreateModel("House", [("id", models.BigAutoField(primary_key=True))]),
    migrations.CreateModel(
        "Room",
        [
            ("id", models.BigAutoField(primary_key=True)),
            ("house", models.ForeignKey("tried.House", models.CASCADE, related_name="rooms")),
        ],
    ),
    migrations.AddField("house", "street", models.CharField(max_length=80, default="")),
    migrations.AddField("room", "size", models.IntegerField(default=1), preserve_default=False),
    migrations.AddField("house", "hall", models.ForeignKey("tried.Room", models.SET_NULL, null=True)),
    migrations.AddConstraint("room", models.CheckConstraint(name="real", condition=models.Q(size__gt=0))),
    migrations.AlterField("house", "street", models.CharField(max_length=120, default="")),
    migrations.AlterField("house", "street", models.CharField(max_length=120, choices=[("a", "A")])),
    migrations.AlterField("house", "street", models.CharField("gata", max_length=120, help_text="Utan nr")),
    migrations.AlterField("room", "size", models.IntegerField(validators=[MinValueValidator(2)])),
    migrations.AlterField("room", "size", models.BigIntegerField(default=2)),
    migrations.AddField("room", "door", models.BooleanField(default=True)),
    migrations.RemoveConstraint("room", "real"),
    migrations.CreateModel(
        "Window",
        [
            ("id", models.BigAutoField(primary_key=True)),
            ("room", models.ForeignKey("tried.Room", models.CASCADE, related_name="windows")),
        ],
    ),
    migrations.RemoveField("house", "hall"),
    migrations.AddField("window", "house", models.ForeignKey("tried.House", models.CASCADE, null=True)),
)


def drawn(apps: Any) -> dict[str, Any]:
    return {
        model._meta.model_name: (
            [field.deconstruct() for field in model._meta.local_fields],
            sorted(relation.get_accessor_name() for relation in model._meta.related_objects),
            {
                field.name: field.related_model._meta.model_name
                for field in model._meta.local_fields
                if field.is_relation
            },
            [constraint.name for constraint in model._meta.constraints],
        )
        for model in apps.get_models()
    }


@pytest.mark.parametrize("so_far", range(1, len(OPERATIONS) + 1))
def test_it_is_the_same_after_each_change(so_far):
    state = ProjectState()
    assert state.apps.get_models() == []
    for operation in OPERATIONS[:so_far]:
        before = state
        state = state.clone()
        operation.state_forwards("tried", state)
        assert "apps" in before.__dict__
    assert drawn(state.apps) == drawn(StateApps(state.real_apps, state.models))


def test_related_models_point_at_what_is_drawn_now():
    state = ProjectState()
    state.apps  # noqa: B018 - drawing it is what is tried
    for operation in OPERATIONS:
        state = state.clone()
        operation.state_forwards("tried", state)
    window, room = (state.apps.get_model("tried", name) for name in ("Window", "Room"))
    assert window._meta.get_field("room").related_model._meta.label == room._meta.label
    assert window._meta.get_field("room").related_model._meta.apps.get_models()
