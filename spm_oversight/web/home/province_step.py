"""The next step of the province in words, on its button."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import url_for

from spm_oversight.domain.access import Permission
from spm_oversight.domain.method import ReportState
from spm_oversight.domain.province_step import ProvinceNext, province_step
from spm_oversight.formats import long_date, number
from spm_oversight.services.province_overview import ProvinceOverview
from spm_oversight.web.home.step import Step

May = Callable[[Permission], bool]


def province_step_of(found: ProvinceOverview, may: May) -> Step:
    """The step that is due, as ``domain/province_step.py`` chose it."""
    code, standing = found.period.quarter.code, found.standing
    step = province_step(standing, decides=may(Permission.DECIDE_REPORT))
    match step:
        case ProvinceNext.EXAMINE:
            return _examine(found)
        case ProvinceNext.REMIND:
            sentence = (
                f"{number(standing.missing)} daerah belum mengirim laporannya. Ingatkan sebelum tenggat."
            )
            return Step(sentence, "Ingatkan daerah", "send", url_for("reminders.districts", code=code))
        case ProvinceNext.CLOSE | ProvinceNext.PUBLISH:
            return Step(_to_finish(found), "Buka periode", "lock", url_for("desk.period", code=code))
        case ProvinceNext.FOLLOW:
            return _follow(found, may)
        case ProvinceNext.READ:
            state = "sudah diterbitkan" if standing.published else "sudah dibekukan, belum diterbitkan"
            address = url_for("ranking.page", periode=code)
            told = f"Hasil triwulan ini {state}."
            return Step(told, "Lihat peringkat", "file-earmark-text", address, mine=False)


def _to_finish(found: ProvinceOverview) -> str:
    if found.standing.closed:
        return "Angka sudah dibekukan. Terbitkan hasilnya agar kabupaten/kota dapat melihatnya."
    if found.standing.missing:
        return (
            f"Tenggat sudah lewat dan {number(found.standing.missing)} daerah belum mengirim. Ingatkan, tambah waktu, "
            "atau tutup periode."
        )
    return "Semua laporan sudah diterima. Tutup periode agar angkanya dibekukan."


def _examine(found: ProvinceOverview) -> Step:
    waiting = (line for line in found.lines if line.state is ReportState.SENT)
    oldest = min(waiting, key=lambda line: _sent(found, line.gathered and line.gathered.report.sent_at))
    sent = oldest.gathered.report.sent_at if oldest.gathered else None
    zone = ZoneInfo(found.period.province.time_zone)
    when = f", dikirim {long_date(sent.astimezone(zone).date())}" if sent else ""
    count = number(found.standing.waiting)
    return Step(
        f"{count} laporan menunggu pemeriksaan Anda. Paling lama: {oldest.district.name}{when}.",
        "Periksa laporan",
        "check2-circle",
        url_for("desk.report", code=found.period.quarter.code, district=oldest.district.id),
    )


def _sent(found: ProvinceOverview, at: datetime | None) -> datetime:
    return at or found.period.cut_off


def _follow(found: ProvinceOverview, may: May) -> Step:
    standing, code = found.standing, found.period.quarter.code
    sentence = (
        f"{number(standing.waiting)} laporan menunggu pemeriksaan koordinator provinsi, {number(standing.missing)} "
        "belum dikirim daerahnya."
    )
    if may(Permission.MAKE_PAPERS):
        return Step(
            sentence, "Buka periode", "file-earmark-text", url_for("desk.period", code=code), mine=False
        )
    address = url_for("comparison.page", periode=code)
    return Step(sentence, "Lihat perbandingan", "file-earmark-text", address, mine=False)
