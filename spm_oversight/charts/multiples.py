"""Several small drawings of one kind and scale as one: for paper; on screen each stands in its own cell of a grid."""

from __future__ import annotations

from collections.abc import Sequence

from spm_oversight.charts.marks import Chart, Group, tidy


def small_multiples(
    panels: Sequence[Chart],
    *,
    title: str,
    unit: str,
    source: str,
    columns: int = 3,
    gap: tuple[float, float] = (26, 14),
) -> Chart:
    """The panels in rows of ``columns``, in order; all are as large as the largest."""
    wide = max((panel.width for panel in panels), default=0)
    tall = max((panel.height for panel in panels), default=0)
    across = min(columns, max(1, len(panels)))
    down = -(-len(panels) // columns)
    groups = tuple(
        Group(
            panel.title,
            tuple(
                mark.moved((index % columns) * (wide + gap[0]), (index // columns) * (tall + gap[1]))
                for mark in panel.marks
            ),
        )
        for index, panel in enumerate(panels)
    )
    return Chart(
        kind="multiples",
        title=title,
        unit=unit,
        source=source,
        alternative=f"{title}. " + ". ".join(panel.alternative for panel in panels),
        width=tidy(across * wide + (across - 1) * gap[0]),
        height=tidy(down * tall + max(0, down - 1) * gap[1]),
        marks=groups,
    )
