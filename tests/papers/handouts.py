"""A district's handout to print: one of the factory's districts with offices, problems, a letterhead and last year."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from fractions import Fraction

from spm_oversight.documents.handout import build_handout
from spm_oversight.documents.handout_facts import HandoutFacts, OfficeFacts
from spm_oversight.documents.html import to_html
from spm_oversight.documents.pdf import Attachment, render_pdf
from spm_oversight.domain.calculation import calculate
from spm_oversight.domain.catalogue import Catalogue
from spm_oversight.domain.district_paper import PaperSize, Source
from spm_oversight.domain.figures import BLANK, CellState, Pair, Problem
from spm_oversight.domain.letterhead import Letterhead, Signer, usual_letterhead
from spm_oversight.domain.method import ReportState
from spm_oversight.domain.package import DistrictFigures, Package
from spm_oversight.domain.period import Quarter
from spm_oversight.domain.results import Results
from spm_oversight.exchange.data_package import package_hash, write_package
from tests.papers import factory
from tests.papers.conftest import Warnings

KATINGAN, LAMANDAU = "62.06", "62.09"
THIRD = Quarter(2024, 3)
CUT_OFF = datetime(2024, 10, 14, 3, 12, tzinfo=UTC)
LETTERHEAD = Letterhead(
    "Pemerintah Kabupaten Katingan",
    "Sekretariat Daerah, Bagian Tata Pemerintahan",
    ("Jalan Garuda Nomor 1, Kompleks Perkantoran Kereng Humbang", "Kasongan 74413", "Kalimantan Tengah"),
    "Telepon (0536) 123456, surel tapem@contoh.test",
    PaperSize.F4,
    (
        Signer(
            "Sekretaris Daerah",
            "Drs. Andi Contoh, M.Si.",
            "19700101 199503 1 001",
            "Pembina Utama Madya, IV/d",
        ),
        Signer(
            "Kepala Bagian Tata Pemerintahan", "Siti Contoh, S.STP.", "19820202 200112 2 002", "Pembina, IV/a"
        ),
        Signer("Bupati Katingan", "Nama Contoh"),
    ),
)
# Offices by urusan, and the one urusan that three of them share.
OFFICES = {
    "Dinas Pendidikan": ("kab.1.01.",),
    "Dinas Kesehatan": ("kab.1.02.",),
    "Dinas Pekerjaan Umum dan Penataan Ruang": ("kab.1.03.",),
    "Dinas Perumahan Rakyat dan Kawasan Permukiman": ("kab.1.04.",),
    "Satuan Polisi Pamong Praja": ("kab.1.05.01",),
    "Badan Penanggulangan Bencana Daerah": ("kab.1.05.02", "kab.1.05.03", "kab.1.05.04"),
    "Dinas Pemadam Kebakaran dan Penyelamatan": ("kab.1.05.05",),
    "Dinas Sosial": ("kab.1.06.",),
}
PROBLEMS = (
    Problem("1.02", factory.LONG_PROBLEM, "Usulan formasi kepada BKN", "dr. Contoh", date(2024, 8, 31)),
    Problem(
        "1.02", "Alat USG belum ada di tiga puskesmas", "Pengadaan APBD Perubahan", "Kepala Bidang Yankes"
    ),
    Problem(
        "1.05",
        "Data <b>warga</b> terdampak belum dipadankan",
        "Pemadanan NIK",
        "Satpol PP",
        date(2024, 12, 1),
    ),
)


@dataclass(frozen=True)
class Made:
    """A handout on every step of its way."""

    package: Package
    results: Results
    facts: HandoutFacts
    html: str
    pdf: bytes
    warnings: tuple[str, ...]


def own_package(
    code: str = KATINGAN, *, quarter: Quarter = THIRD, state: ReportState = ReportState.DRAFT
) -> Package:
    """One district's quarter with two services still blank, compared with last year."""
    whole = factory.package(quarter=quarter)
    own = next(each for each in whole.districts if each.code == code)
    recipients = {
        c: BLANK if c in ("kab.1.02.03", "kab.1.05.02") else pair for c, pair in own.recipients.items()
    }
    # More served than were to be: nobody waits there, and nobody else's waiting is made less.
    recipients["kab.1.01.02"] = Pair(CellState.FILLED, Fraction(20_000), Fraction(20_500))
    # Nil services have no money: a base of nothing.
    nil = {c for c, pair in own.recipients.items() if pair.state is CellState.NIL}
    budget = tuple(
        replace(b, allocation=0, realisation=0) if b.service_code in nil else b for b in own.budget
    )
    own = replace(
        own, budget=budget, report_state=state, recipients=recipients, previous_year=Fraction("51.237")
    )
    return replace(whole, cut_off=CUT_OFF, districts=(own,))


def empty_package() -> Package:
    """A district that has not begun."""
    whole = own_package()
    own = whole.districts[0]
    nothing = DistrictFigures(own.code, own.name, own.kind, ReportState.NONE, submission=own.submission)
    return replace(whole, districts=(nothing,))


def facts_of(
    package: Package,
    *,
    source: Source = Source.LIVE,
    sheet: PaperSize = PaperSize.A4,
    letterhead: Letterhead = LETTERHEAD,
    problems: tuple[Problem, ...] = PROBLEMS,
) -> HandoutFacts:
    """Everything else the handout says."""
    own, codes = package.districts[0], package.catalogue.service
    return HandoutFacts(
        number=f"BR/{own.code}/{package.quarter.code}/1",
        province_name="Kalimantan Tengah",
        source=source,
        cut_off=package.cut_off,
        zone="Asia/Jakarta",
        data_hash=package_hash(write_package(package, Results((), ()))),
        sheet=sheet,
        letterhead=letterhead,
        offices=tuple(
            OfficeFacts(
                name,
                tuple(code for code in codes if code.startswith(stems)),
                f"Sedang diisi. Giliran {name}: 12 dari 165 isian belum ada.",
            )
            for name, stems in OFFICES.items()
        ),
        problems=problems,
        last_year=_last_year(own, package.catalogue),
        province_hash="7c1e90ab44d2" + "0f" * 26 if source is Source.FROZEN else "",
        sample=True,
    )


def make(package: Package, facts: HandoutFacts) -> Made:
    """Print a handout, with the package attached."""
    results = calculate(package)
    document = build_handout(package, results, facts=facts)
    attached = write_package(package, Results((), ()))
    with Warnings() as heard:
        pdf = render_pdf(
            to_html(document),
            attachments=[Attachment("paket-data.zip", attached, "Angka daerah")],
            created=facts.cut_off,
        )
    return Made(package, results, facts, to_html(document, sources=True), pdf, tuple(heard))


def no_letterhead(package: Package) -> Letterhead:
    """What stands there before the district has written its own."""
    return usual_letterhead(package.districts[0].name)


def _last_year(own: DistrictFigures, catalogue: Catalogue) -> dict[str, Fraction]:
    before = {code: Fraction(4000 + 37 * place, 100) for place, code in enumerate(catalogue.service)}
    urusan = {each.urusan_code: Fraction(50) for each in catalogue.services}
    whole = {} if own.previous_year is None else {own.code: own.previous_year}
    return {**before, **urusan, **whole}
