"""The sentences around money and result: the finding, what is divided by what and why, what the lists hold."""

from __future__ import annotations

from spm_oversight.domain.catalogue import URUSAN_BY_CODE
from spm_oversight.services.money import Against, Money, Quadrant
from spm_oversight.services.money_words import (
    achieved_label,
    achieved_shown,
    allocated_label,
    allocated_shown,
    with_unit,
)


def title(money: Money) -> str:
    """``Pagu besar, capaian rendah: 3 dari 14 kabupaten/kota``."""
    placed = [each for each in money.places if each.quadrant]
    of = f", urusan {URUSAN_BY_CODE[money.urusan].short}" if money.urusan else ""
    if not placed:
        return f"Anggaran dan capaian di {len(money.places)} kabupaten/kota{of}"
    low = sum(each.quadrant is Quadrant.MUCH_LOW for each in placed)
    return f"Pagu besar, capaian rendah: {low or 'tidak satu pun'} dari {len(placed)} kabupaten/kota{of}"


def why(money: Money) -> str:
    """Why districts of unlike size can be compared by what the allocation is divided by."""
    if money.against is Against.SIX_URUSAN:
        return (
            "Pagu dibandingkan sebagai porsi urusan, yaitu pagu SPM dibagi belanja enam urusan, bukan dalam rupiah: "
            "daerah besar selalu berpagu besar, sedangkan porsi menunjukkan berapa yang disisihkan untuk SPM."
        )
    if money.against is Against.RECIPIENTS:
        return (
            f"Pagu dibagi jumlah {money.unit} yang harus dilayani, supaya daerah besar dan kecil sebanding. Yang "
            "berhak atas dua layanan dihitung pada keduanya, seperti pagunya. Layanan nihil dan layanan yang pagu atau "
            "sasarannya belum diisi tidak ikut."
        )
    return (
        "Urusan ini menghitung satuan yang berbeda dan tidak dijumlahkan, maka pagunya dibandingkan sebagai bagian "
        "dari seluruh pagu SPM daerah."
    )


def medians(money: Money) -> str:
    """What the two lines of the field are; empty where there are none."""
    if money.allocated is None or money.achieved is None:
        return ""
    placed = [each for each in money.places if each.quadrant]
    ranked = money.comparison.period.method.ranked_states
    others = any(each.row.report_state not in ranked for each in placed)
    among = ", termasuk yang laporannya belum diterima" if others else ""
    allocated = with_unit(allocated_label(money), allocated_shown(money, money.allocated))
    achieved = with_unit(achieved_label(money), achieved_shown(money, money.achieved))
    return (
        f"Besar dan kecil, tinggi dan rendah menurut median {len(placed)} daerah yang ditampilkan{among}: {allocated}; "
        f"{achieved}. Tepat pada median dihitung besar dan tinggi."
    )


COSTS = (
    "Realisasi layanan dibagi orang yang terlayani, keduanya kumulatif sampai akhir triwulan, dari versi APBD terakhir "
    "yang dimiliki daerah. Hanya layanan yang menghitung orang; layanan yang menghitung rumah tangga atau "
    "unit rumah tidak dinyatakan per orang. Daerah tanpa realisasi atau tanpa yang terlayani tidak ikut."
)
