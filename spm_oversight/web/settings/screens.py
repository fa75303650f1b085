"""The settings as a page: each version in words, and what the draft would do to a closed quarter."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from spm_oversight import formats
from spm_oversight.documents.model import Badge
from spm_oversight.documents.words import AGGREGATION, DATA_STATE, EMPTY_DENOMINATOR, REPORT_STATE, badge_of
from spm_oversight.domain.method import Method
from spm_oversight.domain.method_change import Moved, Place, moves_figures
from spm_oversight.domain.package import DataState
from spm_oversight.domain.show import bounds_for, shown
from spm_oversight.persistence.quarters import Period
from spm_oversight.services.method_versions import MethodVersion, Preview, Settings
from spm_oversight.web.told import title_of


@dataclass(frozen=True)
class VersionRow:
    """A version: since when it is in force, who switched it on, why, and its choices in words."""

    version: str
    since: str
    by: str
    why: str
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class RunningRow:
    """An open quarter and its version; ``again``: since when it is computed anew, ``newer``: the version to take."""

    code: str
    title: str
    version: str
    again: str
    newer: str
    corrected: bool


@dataclass(frozen=True)
class SettingsScreen:
    """The page. ``running``: the open quarters with the version each keeps; ``draft``: its facts, empty without one,
    ``changed``: what it changes, before and after; ``still``: nothing of it can move a figure or a rank.
    """

    title: str
    versions: tuple[VersionRow, ...]
    running: tuple[RunningRow, ...]
    draft: tuple[tuple[str, str], ...]
    changed: tuple[tuple[str, str, str], ...]
    still: bool
    token: str
    next: str


@dataclass(frozen=True)
class MovedRow:
    """A district before and after."""

    name: str
    index: tuple[str, str, str]
    badge: tuple[Badge, Badge]
    rank: tuple[str, str]
    move: str
    other_band: bool


@dataclass(frozen=True)
class PreviewScreen:
    """The draft tried on one closed quarter; ``choices``: code, title, whether shown, of all that can be tried on."""

    title: str
    facts: tuple[tuple[str, str], ...]
    rows: tuple[MovedRow, ...]
    choices: tuple[tuple[str, str, bool], ...]
    sample: bool


def settings_screen(found: Settings) -> SettingsScreen:
    """The versions of a province."""
    draft = found.draft
    facts = ()
    if draft:
        facts = (
            ("Konsep", f"versi {draft.method.version}"),
            ("Disimpan", f"{formats.moment(draft.at, found.zone)} oleh {draft.by}"),
            ("Alasan", draft.why),
        )
    return SettingsScreen(
        title=f"Metode {found.current.version} berlaku" + (", ada konsep perubahan" if draft else ""),
        versions=tuple(_version_row(each, found) for each in found.versions),
        running=tuple(_running_row(each, found) for each in found.running),
        draft=facts,
        changed=_changed(found.current, draft.method) if draft else (),
        still=bool(draft and not moves_figures(found.current, draft.method)),
        token=str(draft.id) if draft else "",
        next=title_of(found.next) if found.next else "periode pertama",
    )


def choices(method: Method) -> tuple[tuple[str, str], ...]:
    """A version's choices in words."""
    tolerances = method.tolerances
    share = formats.percent(100 * method.recipients_weight, 0 if _whole(method) else 2)
    rest = formats.percent(100 * method.quality_weight, 0 if _whole(method) else 2)
    bands = "; ".join(
        f"{badge_of(band.name, running=False).label} mulai {_plain(band.lower)}" for band in method.bands
    )
    return (
        ("Bobot", f"penerima {share}, mutu {rest}"),
        ("Mutu layanan", AGGREGATION[method.quality_aggregation]),
        ("Nihil", EMPTY_DENOMINATOR[method.empty_denominator]),
        ("Kategori", bands),
        ("Diperingkat", "laporan " + " atau ".join(REPORT_STATE[state] for state in method.ranked_states)),
        ("Lonjakan ditanyakan", f"lebih dari {_plain(tolerances.jump)} kali angka sebelumnya"),
        ("Penurunan ditanyakan", f"turun lebih dari {_plain(tolerances.fall)} persen"),
        (
            "Salah ketik nol ditanyakan",
            f"paling jauh {_plain(tolerances.slip)} persen dari kelipatan 10, 100, 1.000",
        ),
        ("Tenggat lazim", f"{formats.number(method.deadline_days)} hari sesudah triwulan berakhir"),
    )


def _running_row(period: Period, found: Settings) -> RunningRow:
    corrected = period.quarter in found.corrected
    old = period.method_version != found.current.version and not corrected
    return RunningRow(
        code=period.quarter.code,
        title=title_of(period.quarter),
        version=period.method_version,
        again=formats.moment(period.recalculating, found.zone) if period.recalculating else "",
        newer=found.current.version if old else "",
        corrected=corrected,
    )


def _changed(before: Method, after: Method) -> tuple[tuple[str, str, str], ...]:
    pairs = zip(choices(before), choices(after), strict=True)
    return tuple((name, old, new) for (name, old), (_, new) in pairs if old != new)


def _whole(method: Method) -> bool:
    return (100 * method.recipients_weight).denominator == 1


def _plain(value: Fraction) -> str:
    return formats.number(value, 0 if value.denominator == 1 else 2)


def _version_row(each: MethodVersion, found: Settings) -> VersionRow:
    since = title_of(each.quarters[0]) if each.quarters else "periode berikutnya yang dibuka"
    kept = each.kept
    return VersionRow(
        version=kept.method.version,
        since=f"{since} sampai {title_of(each.quarters[-1])}" if len(each.quarters) > 1 else since,
        by=f"{kept.by}, {formats.moment(kept.at, found.zone)}" if kept.at else "bawaan",
        why=kept.why or "metode awal provinsi",
        choices=choices(kept.method),
    )


def preview_screen(preview: Preview, found: Settings) -> PreviewScreen:
    """What would change in the quarter; nothing of it is published."""
    snapshot, method = preview.snapshot, preview.draft.method
    moved = preview.moved
    other_rank = sum(each.before.rank != each.after.rank for each in moved)
    other_band = sum(each.other_band for each in moved)
    return PreviewScreen(
        title=f"Pratinjau: {other_rank} daerah berganti peringkat, {other_band} berganti kategori",
        facts=(
            ("Periode", title_of(snapshot.quarter)),
            ("Ukuran", "Capaian (IPSPM), %"),
            ("Keadaan data", f"{DATA_STATE[DataState.REPORTED]}, dibekukan"),
            ("Batas data", formats.moment(snapshot.cut_off, found.zone)),
            ("Sidik data", snapshot.sha256[:12]),
            ("Metode", f"sebelum {preview.published_under.version}, sesudah konsep {method.version}"),
        ),
        rows=tuple(_moved_row(each, preview) for each in moved),
        choices=tuple((q.code, title_of(q), q == snapshot.quarter) for q in found.closed),
        sample=found.sample,
    )


def _moved_row(each: Moved, preview: Preview) -> MovedRow:
    running = preview.snapshot.quarter.number < 4
    lifted = each.lifted
    return MovedRow(
        name=each.name,
        index=(
            _index(each.before, preview.published_under),
            _index(each.after, preview.draft.method),
            formats.EMPTY if lifted is None else formats.signed(shown(lifted, 2, ()), 2),
        ),
        badge=(
            badge_of(each.before.category, running=running),
            badge_of(each.after.category, running=running),
        ),
        rank=(_rank(each.before), _rank(each.after)),
        move=_move(each),
        other_band=each.other_band,
    )


def _index(place: Place, method: Method) -> str:
    if place.index is None:
        return formats.EMPTY
    return formats.number(shown(place.index, 2, bounds_for("index", method)), 2)


def _rank(place: Place) -> str:
    return formats.EMPTY if place.rank is None else formats.number(place.rank)


def _move(each: Moved) -> str:
    climbed = each.climbed
    if climbed is None:
        return "tetap tanpa peringkat" if each.before.rank == each.after.rank else "berganti status peringkat"
    if climbed == 0:
        return "tetap"
    return f"{'naik' if climbed > 0 else 'turun'} {formats.number(abs(climbed))}"
