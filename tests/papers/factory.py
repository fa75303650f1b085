"""A province to print: Kalimantan Tengah's 14 districts with invented, deterministic figures of every kind.

It holds what papers must stand: a tie, a nil urusan, a district without a report, one not yet accepted, unknown
denominators, long texts, and markup in what people typed.
"""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from random import Random

from spm_oversight.documents.booklet_facts import BookletFacts
from spm_oversight.domain.catalogue import Catalogue, QualityItem, Service
from spm_oversight.domain.figures import BudgetLine, BudgetVersion, CellState, DistrictTotals, Pair, Problem
from spm_oversight.domain.method import Method, ReportState
from spm_oversight.domain.package import DataState, DistrictFigures, Package, Submission
from spm_oversight.domain.period import Quarter

DATA = Path(__file__).resolve().parents[2] / "spm_oversight" / "persistence" / "data"
NAMES = {
    "62.01": "Kabupaten Kotawaringin Barat",
    "62.02": "Kabupaten Kotawaringin Timur",
    "62.03": "Kabupaten Kapuas",
    "62.04": "Kabupaten Barito Selatan",
    "62.05": "Kabupaten Barito Utara",
    "62.06": "Kabupaten Katingan",
    "62.07": "Kabupaten Seruyan",
    "62.08": "Kabupaten Sukamara",
    "62.09": "Kabupaten Lamandau",
    "62.10": "Kabupaten Gunung Mas",
    "62.11": "Kabupaten Pulang Pisau",
    "62.12": "Kabupaten Murung Raya",
    "62.13": "Kabupaten Barito Timur",
    "62.71": "Kota Palangka Raya",
}
CUT_OFF = datetime(2024, 1, 20, 16, 59, 59, tzinfo=UTC)
NOTHING_SENT, NOT_ACCEPTED, NIL_HOUSING, TIED, NO_TOTALS = (
    "62.12",
    "62.07",
    "62.09",
    ("62.05", "62.10"),
    "62.03",
)
LONGEST_NAMES = "62.11"
LONG_PROBLEM = (
    "Tenaga kesehatan pada tujuh puskesmas terpencil belum lengkap, sedangkan formasi yang diusulkan sejak tahun lalu "
    "belum ditetapkan, sehingga pelayanan ibu hamil dan bayi baru lahir di desa-desa hulu sungai sering tertunda "
    "berminggu-minggu pada musim kemarau"
)


def catalogue() -> Catalogue:
    """The 29 district services and their active items, as the application carries them."""
    with (DATA / "services.csv").open(encoding="utf-8", newline="") as source:
        services = tuple(
            Service(row["service_code"], row["urusan_code"], row["service"], row["unit"])
            for row in csv.DictReader(source)
            if row["level"] == "kabupaten"
        )
    codes = {service.code for service in services}
    with (DATA / "quality-items.csv").open(encoding="utf-8", newline="") as source:
        items = tuple(
            QualityItem(row["item_code"], row["service_code"], row["item"], row["unit"])
            for row in csv.DictReader(source)
            if row["service_code"] in codes and row["scheme"] == "baku"
        )
    return Catalogue(2023, services, items)


def package(*, quarter: Quarter = Quarter(2023, 4), districts: int = 14) -> Package:
    """A quarter of ``districts`` districts; beyond 14 further regencies are invented."""
    of = catalogue()
    names = dict(list(NAMES.items())[:districts])
    for number in range(len(names), districts):
        names[f"62.{number + 6:02d}"] = f"Kabupaten Contoh {chr(65 + number % 26)}{'i' * (number // 26)}"
    return Package(
        province="62",
        quarter=quarter,
        state=DataState.REPORTED,
        cut_off=CUT_OFF,
        method=Method(),
        catalogue=of,
        districts=tuple(_district(code, name, of) for code, name in names.items()),
    )


def with_longest_names(of: Package) -> Package:
    """The same, but that in ``LONGEST_NAMES`` the weakest services are those with the longest names."""
    services = of.catalogue.services_of
    weakest = {max(services[urusan], key=lambda s: len(s.name)).code for urusan in ("1.02", "1.04", "1.06")}
    little, nothing = (Pair(CellState.FILLED, Fraction(1_234_567), Fraction(part)) for part in (400_000, 0))

    def weakened(district: DistrictFigures) -> DistrictFigures:
        recipients = {
            service.code: nothing if service.code in weakest else little
            for urusan in ("1.02", "1.04", "1.06")
            for service in services[urusan]
        }
        quality = {item.code: nothing for item in of.catalogue.items if item.service_code in weakest}
        return replace(
            district,
            recipients={**district.recipients, **recipients},
            quality={**district.quality, **quality},
        )

    return replace(of, districts=tuple(weakened(d) if d.code == LONGEST_NAMES else d for d in of.districts))


def facts(of: Package, *, draft: bool = False) -> BookletFacts:
    """Everything else the booklet says."""
    return BookletFacts(
        province_name="Kalimantan Tengah",
        letterhead=(
            "Pemerintah Provinsi Kalimantan Tengah",
            "Biro Pemerintahan dan Otonomi Daerah",
            "Jalan Contoh Nomor 1, Palangka Raya 73112",
        ),
        number="BK-62-2023-4-001",
        created=datetime(2024, 5, 15, 9, 0, tzinfo=UTC),
        zone="Asia/Jakarta",
        data_hash="7c1e90ab44d2" + "0f" * 26,
        draft=draft,
        sample=True,
        published=("capaian Kotawaringin Barat 85,20", "capaian Kapuas 14,90", "porsi urusan Sukamara 71,57"),
        notes=("Laporan lain menyebut porsi urusan Sukamara 71,57 sebagai realisasi.",),
        previous_ranks={d.code: place for place, d in enumerate(of.districts[:11], start=1)},
        problems={
            "62.06": (
                Problem(
                    "1.02", LONG_PROBLEM, "Usulan formasi kepada BKN", "Dinas Kesehatan", date(2024, 8, 31)
                ),
                Problem(
                    "1.04",
                    "Rumah korban bencana belum direhabilitasi.",
                    "Usulan APBD Perubahan",
                    "Dinas Perkim",
                ),
                Problem("1.06", "Data telantar <b>belum</b> dipadankan & dicocokkan", "Pemadanan NIK"),
                Problem("1.01", "Dua kecamatan tanpa penyelenggara kesetaraan", ""),
            ),
            "62.03": (Problem("1.03", "Cakupan air minum rendah", "Sambungan rumah 2024", "Dinas PUPR"),),
            "62.71": (Problem("1.05", LONG_PROBLEM, LONG_PROBLEM, "Satpol PP", date(2024, 12, 1)),),
        },
    )


def _district(code: str, name: str, of: Catalogue) -> DistrictFigures:
    # The tied pair shares its figures; every other district has a seed of its own.
    chance = Random(TIED[0] if code in TIED else code)  # noqa: S311 - figures to print, no secret
    state = {NOTHING_SENT: ReportState.NONE, NOT_ACCEPTED: ReportState.SENT}.get(code, ReportState.ACCEPTED)
    deadline = CUT_OFF
    plain = DistrictFigures(code, name, "kota" if "Kota " in name else "kabupaten", state)
    if state is ReportState.NONE:
        return replace(plain, submission=Submission(deadline))
    level = chance.uniform(0.35, 0.98)
    recipients = {
        s.code: Pair(CellState.NIL)
        if code == NIL_HOUSING and s.urusan_code == "1.04"
        else _pair(chance, level - 0.25 * (s.urusan_code in ("1.03", "1.04")), 60_000)
        for s in of.services
    }
    version = chance.choice(list(BudgetVersion))
    return replace(
        plain,
        recipients=recipients,
        quality={item.code: _pair(chance, level, 400) for item in of.items},
        budget=tuple(_budget(chance, s, version) for s in of.services),
        totals=() if code == NO_TOTALS else (_totals(chance, version),),
        submission=Submission(deadline, sent_at=deadline + timedelta(hours=chance.choice((-50, -3, 30)))),
        previous_quarter=Fraction(round(10_000 * level * 0.7), 100),
    )


def _pair(chance: Random, level: float, most: int) -> Pair:
    base = chance.randint(20, most)
    share = min(1.02, max(0.0, chance.gauss(level, 0.12)))
    return Pair(CellState.FILLED, Fraction(base), Fraction(round(base * share)))


def _budget(chance: Random, service: Service, version: BudgetVersion) -> BudgetLine:
    allocation = chance.randint(50, 9_000) * 1_000_000
    return BudgetLine(service.code, version, "DAU", allocation, round(allocation * chance.uniform(0.6, 0.99)))


def _totals(chance: Random, version: BudgetVersion) -> DistrictTotals:
    need = None if chance.random() < 0.4 else chance.randint(150, 260) * 10**9
    return DistrictTotals(version, chance.randint(900, 1_600) * 10**9, chance.randint(300, 500) * 10**9, need)
