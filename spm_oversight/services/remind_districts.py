"""The province's coordinator reminds the districts whose report has not come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from spm_oversight.domain.access import Permission
from spm_oversight.domain.errors import Missing, Refused
from spm_oversight.domain.messages import REMINDER
from spm_oversight.domain.period import Quarter
from spm_oversight.domain.reminders import PAUSE
from spm_oversight.domain.show import shown
from spm_oversight.domain.walk import closes as ends
from spm_oversight.formats import percent, quarter_title
from spm_oversight.persistence.messages import Message, Recipient
from spm_oversight.persistence.places import District
from spm_oversight.persistence.quarters import Period
from spm_oversight.persistence.reports import Report
from spm_oversight.persistence.work import Work
from spm_oversight.services.begin import own_province, require
from spm_oversight.services.deadlines import until
from spm_oversight.services.needs import HANDED_IN
from spm_oversight.services.remind import Reminded
from spm_oversight.services.reminder_texts import ADMIN_ROLES, STANDING
from spm_oversight.services.tell import Told, link_to, tell


@dataclass(frozen=True)
class DistrictState:
    """A district's report in a period: its deadline, and how full it is in percent."""

    district: District
    report: Report
    closes: datetime
    completeness: Decimal | None

    @property
    def handed_in(self) -> bool:
        """Whether the report is with the province."""
        return self.report.state in HANDED_IN

    @property
    def standing(self) -> str:
        """``sedang diisi, keterisian 45,2 %``."""
        told = STANDING[self.report.state]
        if self.completeness is None or self.handed_in:
            return told
        return f"{told}, keterisian {percent(shown(Fraction(self.completeness), 1), 1)}"


@dataclass(frozen=True)
class DistrictsReminding:
    """What the page shows: every district, its admins, the reminders of the quarter, and why none can be written."""

    period: Period
    zone: str
    districts: tuple[DistrictState, ...]
    people: tuple[Recipient, ...]
    written: tuple[Message, ...]
    why_not: str | None

    @property
    def title(self) -> str:
        """``Triwulan III 2024``."""
        return quarter_title(self.period.quarter.year, self.period.quarter.number)


def districts_reminding(work: Work, *, quarter: Quarter) -> DistrictsReminding:
    """The own province's districts; ``Missing`` when the period was never opened."""
    require(work, Permission.REMIND_DISTRICTS)
    province = own_province(work)
    period, codes = work.quarters.period(province, quarter), work.scope.districts
    reports = work.reports.of_districts(quarter, codes)
    indicators = work.figures.indicators(quarter, codes)
    districts = tuple(
        DistrictState(
            district=each,
            report=reports[each.id],
            closes=ends(period.window, reports[each.id].extensions),
            completeness=indicators.get((each.id, "completeness")),
        )
        for each in work.places.districts(province)
    )
    return DistrictsReminding(
        period=period,
        zone=work.places.province(province).time_zone,
        districts=districts,
        people=work.messages.recipients(REMINDER, roles=ADMIN_ROLES, districts=codes),
        written=work.messages.about(REMINDER, quarter),
        why_not=_why_not(period, districts, work.now),
    )


def remind_districts(work: Work, *, quarter: Quarter, districts: Sequence[str] | None = None) -> Reminded:
    """Write to the admins of these districts, or of all whose report has not come; see ``remind`` for the pause.

    ``Missing`` for a district of another province, ``Refused`` when the period takes no report or none is missing.
    """
    require(work, Permission.REMIND_DISTRICTS)
    work.messages.hold(REMINDER, quarter)
    found = districts_reminding(work, quarter=quarter)
    wanted = _wanted(found, districts)
    if found.why_not:
        raise Refused(found.why_not)
    wanted = tuple(each for each in wanted if not each.handed_in and work.now < each.closes)
    if not wanted:
        raise Refused(
            "Laporan daerah itu sudah masuk atau tenggatnya sudah lewat; tidak ada yang diingatkan."
        )
    lately = work.messages.lately(REMINDER, quarter, work.now - PAUSE)
    told, spared, nobody = list[Told](), list[str](), list[str]()
    for each in wanted:
        here = [person for person in found.people if person.district == each.district.id]
        if not here:
            nobody.append(each.district.name)
        spared += [person.name for person in here if person.membership in lately]
        told += tell(
            work,
            kind=REMINDER,
            to=[person.membership for person in here if person.membership not in lately],
            subject=f"Pengingat: laporan SPM {found.title}, {each.district.name}",
            text=_text(found, each, work.now),
            about=quarter,
            path=f"/triwulan/{quarter.code}",
        )
    work.record.add(
        "districts_reminded", quarter.code, districts=[each.district.id for each in wanted], people=len(told)
    )
    return Reminded(tuple(told), tuple(spared), tuple(nobody))


def districts_chat_text(work: Work, *, quarter: Quarter, district: str | None = None) -> str:
    """A text ready to be copied, for one district or for all whose report has not come."""
    found = districts_reminding(work, quarter=quarter)
    wanted = _wanted(found, (district,) if district else None)
    lines = [f"- {each.district.name}: {each.standing}." for each in wanted if district or not each.handed_in]
    closes = wanted[0].closes if district else found.period.window.closes
    return "\n".join(
        [
            f"Pengingat laporan SPM {found.title}",
            f"Tenggat: {until(closes, found.zone, work.now)}.",
            *(["Belum masuk:", *lines] if lines else ["Semua laporan sudah masuk."]),
            f"Kirim di {link_to(f'/triwulan/{quarter.code}')}",
        ]
    )


def _text(found: DistrictsReminding, each: DistrictState, now: datetime) -> str:
    return (
        f"Laporan SPM {found.title} dari {each.district.name} belum dikirim ke provinsi.\n"
        f"Tenggat: {until(each.closes, found.zone, now)}.\n"
        f"Keadaan: {each.standing}."
    )


def _wanted(found: DistrictsReminding, districts: Sequence[str] | None) -> tuple[DistrictState, ...]:
    known = {each.district.id: each for each in found.districts}
    if districts is None:
        return found.districts
    if not set(districts) <= set(known):
        raise Missing("Kabupaten/kota itu tidak ada.")
    return tuple(known[each] for each in dict.fromkeys(districts))


def _why_not(period: Period, districts: tuple[DistrictState, ...], now: datetime) -> str | None:
    if period.closed_at is not None:
        return "Periode ini sudah ditutup."
    if now < period.window.opens:
        return "Periode ini belum dibuka."
    left = [each for each in districts if not each.handed_in]
    if not left:
        return "Semua laporan sudah masuk."
    if all(now >= each.closes for each in left):
        return "Tenggat periode ini sudah lewat. Perpanjang dahulu bagi daerah yang masih boleh mengirim."
    return None
