"""`migrate` draws a model that is new without the others, and ends with the same models."""

from __future__ import annotations

import pytest
from django.apps.registry import Apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ModelState, ProjectState

from tachiai.config.management.commands.migrate import drawing_new_models_alone

pytestmark = pytest.mark.django_db


def test_models_drawn_one_after_the_other_are_connected_as_when_all_are_drawn_at_once(monkeypatch):
    drawn: list[str] = []
    render = ModelState.render
    monkeypatch.setattr(ModelState, "render", lambda state, apps: drawn.append(state.name) or render(state, apps))
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes(), clean_start=True)
    state = ProjectState(real_apps=executor.loader.unmigrated_apps)
    before = len(state.apps.get_models())
    with drawing_new_models_alone():
        for migration, _ in plan:
            migration.mutate_state(state, preserve=False)
    one_by_one = len(drawn)

    assert connected(state.apps) == connected(executor.loader.project_state().apps)
    assert before < len(state.apps.get_models())
    # Django draws 6,500: each new model with all that are connected with it.
    assert one_by_one < 2_500


def connected(apps: Apps) -> dict[str, set[tuple[str, str]]]:
    """By model, its fields and what points at it from other models."""
    return {
        model._meta.label: {
            (field.name, field.related_model._meta.label if field.is_relation else "")
            for field in model._meta.get_fields(include_hidden=True)
        }
        for model in apps.get_models(include_auto_created=True)
    }
