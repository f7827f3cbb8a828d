"""What the database itself refuses, as small constraint makers with one name each.

The embedded server lacks `btree_gist`, so equality inside an exclusion constraint is written as the
overlap of one-value ranges: `int8range(x, x, '[]') && int8range(y, y, '[]')` holds exactly when x = y.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, RangeOperators
from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement, Table
from django.db.models import F, Func, Q, Value


def _only(column: str) -> Func:
    return Func(F(column), F(column), Value("[]"), function="int8range", output_field=BigIntegerRangeField())


def no_overlap(*columns: str, period: str = "period", message: str, condition: Q | None = None) -> Any:
    """No two rows with equal `columns` may have overlapping periods."""
    return ExclusionConstraint(
        name="%(app_label)s_%(class)s_no_overlap",
        expressions=[
            *((_only(c), RangeOperators.OVERLAPS) for c in columns),
            (period, RangeOperators.OVERLAPS),
        ],
        condition=condition,
        violation_error_message=message,
    )


def real_period(period: str = "period") -> models.CheckConstraint:
    """The period is not empty and has a start."""
    return models.CheckConstraint(
        name=f"%(app_label)s_%(class)s_real_{period}",
        condition=Q(**{f"{period}__isempty": False, f"{period}__lower_inf": False}),
        violation_error_message="Perioden måste ha ett startdatum och sluta efter att den har börjat.",
    )


def same_tenant(field: str) -> SameTenant:
    """The row that `field` points at belongs to the same principal as this row."""
    return SameTenant(field, name=f"%(app_label)s_%(class)s_{field}_tenant")


class SameTenant(models.BaseConstraint):
    """Composite foreign key (principal_id, field_id) → target(principal_id, id).

    The index that it refers to is made with the first constraint that needs it, in any order of migrations.
    """

    def __init__(self, field: str, *, name: str, **kwargs: Any) -> None:
        super().__init__(name=name, **kwargs)
        self.field = field

    def create_sql(  # type: ignore[override]
        self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> Statement:
        assert model is not None and schema_editor is not None
        field: Any = model._meta.get_field(self.field)
        target = field.remote_field.model._meta.db_table
        quote = schema_editor.quote_name
        return Statement(
            "CREATE UNIQUE INDEX IF NOT EXISTS %(index)s ON %(target)s (principal_id, id); "
            "ALTER TABLE %(table)s ADD CONSTRAINT %(name)s FOREIGN KEY (principal_id, %(column)s) "
            "REFERENCES %(target)s (principal_id, id) DEFERRABLE INITIALLY DEFERRED",
            table=Table(model._meta.db_table, quote),
            name=quote(self.name),
            column=quote(field.column),
            target=Table(target, quote),
            index=quote(f"{target}_tenant"),
        )

    def constraint_sql(
        self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> str:
        assert schema_editor is not None
        schema_editor.deferred_sql.append(self.create_sql(model, schema_editor))
        return ""

    def remove_sql(  # type: ignore[override]
        self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> Statement:
        assert model is not None and schema_editor is not None
        quote = schema_editor.quote_name
        return Statement(
            "ALTER TABLE %(table)s DROP CONSTRAINT %(name)s",
            table=Table(model._meta.db_table, quote),
            name=quote(self.name),
        )

    def validate(self, model: Any, instance: Any, exclude: Any = None, using: Any = None) -> None:
        """The database alone checks this: no form lets a user name another tenant's row."""

    def deconstruct(self) -> tuple[str, Any, dict[str, Any]]:
        path, _args, kwargs = super().deconstruct()
        return path, (self.field,), kwargs

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SameTenant) and (self.field, self.name) == (other.field, other.name)

    __hash__ = models.BaseConstraint.__hash__
