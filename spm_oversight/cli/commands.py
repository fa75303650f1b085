"""The command group with every command in it: importing a module adds its commands."""

from __future__ import annotations

from spm_oversight.cli import people, permissions, province, quarter_files, recompute, serve, spm

MODULES = (people, permissions, province, quarter_files, recompute, serve)

__all__ = ["MODULES", "spm"]
