"""Migrations: one line of them for each module, each with a name that says what it does, none missing."""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader

MODULES = [config.label for config in apps.get_app_configs() if config.name.startswith("tachiai.")]


@pytest.fixture(scope="module")
def names() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {module: [] for module in MODULES}
    for module, name in MigrationLoader(None).disk_migrations:
        if module in found:
            found[module].append(name)
    return {module: sorted(all_of_it) for module, all_of_it in found.items()}


@pytest.mark.parametrize("module", MODULES)
def test_they_follow_one_another_without_a_gap(module: str, names: dict[str, list[str]]) -> None:
    assert [int(name[:4]) for name in names[module]] == list(range(1, len(names[module]) + 1))
    assert len(MigrationLoader(None).graph.leaf_nodes(module)) == min(len(names[module]), 1)


@pytest.mark.parametrize("module", MODULES)
def test_each_says_what_it_does(module: str, names: dict[str, list[str]]) -> None:
    nameless = [name for name in names[module] if re.search(r"_auto_|^\d{4}_(migration|alter|merge)?$", name)]
    assert not nameless


@pytest.mark.django_db
def test_none_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
