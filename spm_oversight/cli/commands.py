"""The command group with every command in it: importing a module adds its commands."""

from __future__ import annotations

from spm_oversight.cli import paper, people, permissions, province, quarter_files, recompute, serve, spm

MODULES = (paper, people, permissions, province, quarter_files, recompute, serve)

__all__ = ["MODULES", "spm"]
