"""What looks odd in a figure, said in a sentence with what to do (look section 9)."""

from __future__ import annotations

from math import ceil

from spm_oversight import formats
from spm_oversight.domain.entry import decimals_of
from spm_oversight.domain.warnings import Odd, Warned

_SENTENCES = {
    Odd.ABOVE_BASE: "{value} lebih dari yang harus ada ({against}). Periksa keduanya, atau jelaskan.",
    Odd.FELL: "Turun dari {against} menjadi {value}. Angka kumulatif tidak boleh turun; betulkan, atau jelaskan.",
    Odd.JUMPED: "{value} lebih dari {times} kali {before} ({against}). Periksa, atau jelaskan.",
    Odd.SLIPPED: "{value} kira-kira kelipatan 10, 100, atau 1.000 dari {before} ({against}). Mungkin salah ketik.",
    Odd.COPIED: "Sama persis dengan {before}. Betulkan bila sudah ada kemajuan, atau jelaskan.",
    Odd.NOW_NIL: "{Before} ada {against} yang harus dilayani. Jelaskan mengapa sekarang nihil.",
    Odd.BASE_CHANGED: "Yang harus ada berubah dari {against} menjadi {value} dalam tahun yang sama. Jelaskan.",
    Odd.OFF_REGISTER: "Harus dilayani {value} berbeda dari sasaran terdaftar ({against}). Betulkan, atau jelaskan.",
    Odd.BUDGET_WITHOUT_RESULT: "Rp {value} sudah dibelanjakan, tetapi belum ada yang terlayani. Periksa atau jelaskan.",
    Odd.RESULT_WITHOUT_BUDGET: "{value} sudah terlayani, tetapi pagunya 0. Periksa anggarannya, atau jelaskan.",
    Odd.SPENT_ABOVE_ALLOCATION: "Realisasi Rp {value} lebih dari pagu Rp {against}. Periksa, atau jelaskan.",
}


def told(warned: Warned, *, unit: str, before: str) -> str:
    """The sentence; ``before`` names the period that was held against it (``TW II 2024``)."""
    decimals = 0 if warned.value.denominator == warned.against.denominator == 1 else decimals_of(unit)
    return _SENTENCES[warned.odd].format(
        value=formats.number(warned.value, decimals),
        against=formats.number(warned.against, decimals),
        times=formats.number(ceil(warned.value / warned.against) - 1) if warned.against else "",
        before=f"angka {before}",
        Before=f"Pada {before}",
    )
