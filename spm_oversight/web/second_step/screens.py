"""What the pages of the second step show."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from uuid import UUID

import segno
from markupsafe import Markup

from spm_oversight import formats
from spm_oversight.services.codes import RECOVERY_CODES
from spm_oversight.services.own_second_step import Offered, OwnSteps


@dataclass(frozen=True)
class PasskeyRow:
    """One passkey in words."""

    id: UUID
    name: str
    since: str
    used: str


@dataclass(frozen=True)
class StepsScreen:
    """What one has beside the password, in words; ``app_since`` and ``codes`` are empty where there is none."""

    any: bool
    app_since: str
    passkeys: tuple[PasskeyRow, ...]
    codes: str


@dataclass(frozen=True)
class AppScreen:
    """An app's secret as QR code and in groups of four."""

    picture: Markup
    secret: str


def steps_screen(own: OwnSteps, zone: str) -> StepsScreen:
    """The overview; times in ``zone``."""
    passkeys = tuple(
        PasskeyRow(
            each.id,
            each.name,
            formats.moment(each.made, zone),
            formats.moment(each.last_used, zone) if each.last_used else "belum pernah",
        )
        for each in own.passkeys
    )
    codes = f"{own.codes_left} dari {RECOVERY_CODES} kode cadangan belum dipakai." if own.any else ""
    since = formats.moment(own.app_since, zone) if own.app_since else ""
    return StepsScreen(own.any, since, passkeys, codes)


def app_screen(offered: Offered) -> AppScreen:
    """What a new app is given."""
    drawn = BytesIO()
    # Drawn by sizes of its own, without styles: the page allows none inside.
    segno.make_qr(offered.address, error="m").save(
        drawn, kind="svg", scale=5, border=4, xmldecl=False, svgns=False, nl=False, omitsize=False
    )
    groups = [offered.secret[at : at + 4] for at in range(0, len(offered.secret), 4)]
    return AppScreen(Markup(drawn.getvalue().decode()), " ".join(groups))  # noqa: S704 (ours: only lines and sizes)
