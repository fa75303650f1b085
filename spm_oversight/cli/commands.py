"""The command group with every command in it: importing a module adds its commands."""

from __future__ import annotations

from spm_oversight.cli import (
    audit,
    backup,
    check,
    demo,
    paper,
    people,
    permissions,
    province,
    quarter_files,
    recompute,
    serve,
    spm,
)

MODULES = (audit, backup, check, demo, paper, people, permissions, province, quarter_files, recompute, serve)

__all__ = ["MODULES", "spm"]
