"""Reads variables and gathers their faults."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from spm_oversight.config.addresses import is_database, is_site
from spm_oversight.config.secret import SECRET_LENGTH, kept_secret
from spm_oversight.config.variables import VARIABLES

YES, NO = ("1", "ya", "true"), ("0", "tidak", "false")


class Reader:
    """Reads variables and gathers faults instead of stopping at the first."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = environment
        self.defaults = {variable.name: variable.default for variable in VARIABLES}
        self.faults: list[tuple[str, str]] = []
        for name in sorted(environment):
            if name.startswith("SPM_") and name not in self.defaults:
                self.fault(name, "tidak dikenal; periksa ejaannya dengan .env.example.")

    def fault(self, name: str, remedy: str) -> None:
        """Note what is wrong with a variable, and what to do about it."""
        self.faults.append((name, remedy))

    def text(self, name: str) -> str:
        """The variable as it is set, else its default."""
        return self.environment.get(name, "").strip() or self.defaults[name]

    def database(self, name: str, server: bool, *, optional: bool = False) -> str:
        """The address of a database; required with a ``server`` of one's own, unless ``optional``."""
        url = self.text(name)
        if not server:
            if url:
                self.fault(name, "berlaku hanya bersama DATABASE_URL; isi keduanya atau kosongkan keduanya.")
        elif not url:
            if not optional:
                self.fault(name, "wajib diisi jika DATABASE_URL diisi.")
        elif not is_database(url):
            self.fault(name, "harus berbentuk postgresql://peran:sandi@server:5432/basisdata.")
        return url

    def secret(self, name: str, server: bool, folder: Path) -> str:
        """The key: as set, or made and kept in ``folder`` where the embedded server serves."""
        key = self.text(name)
        if not key and not server:
            return kept_secret(folder / "secret_key")
        if not key:
            self.fault(name, "wajib diisi jika DATABASE_URL diisi.")
        elif len(key) < SECRET_LENGTH:
            self.fault(name, f"terlalu pendek; isi sedikitnya {SECRET_LENGTH} karakter acak.")
        return key

    def several(self, name: str) -> tuple[str, ...]:
        """What is listed by comma."""
        return tuple(each.strip() for each in self.text(name).split(",") if each.strip())

    def hosts(self, name: str, server: bool) -> tuple[str, ...]:
        """The host names, by comma; this machine's where none are set and none are required."""
        hosts = self.several(name)
        if server and not hosts:
            self.fault(name, "wajib diisi jika DATABASE_URL diisi, misalnya spm.provinsi.go.id.")
        return hosts or ("127.0.0.1", "localhost")

    def site(self, name: str, host: str, *, https: bool) -> str:
        """The address people open; of ``host`` where none is set."""
        text = self.text(name).rstrip("/")
        if text and not is_site(text):
            self.fault(name, "harus berbentuk https://spm.provinsi.go.id, tanpa lanjutan.")
        if text or https:
            return text or f"https://{host.removeprefix('.')}"
        return f"http://{host.removeprefix('.')}:{self.text('PORT')}"

    def switch(self, name: str, *, default: bool) -> bool:
        """Yes or no."""
        text = self.text(name).lower()
        if text and text not in YES + NO:
            self.fault(name, "harus 1 atau 0.")
        return text in YES if text else default

    def whole(self, name: str, lowest: int, highest: int) -> int:
        """A whole number within its bounds."""
        text = self.text(name)
        if text.isascii() and text.isdigit() and len(text) < 9 and lowest <= int(text) <= highest:
            return int(text)
        self.fault(name, f"harus bilangan bulat {lowest} sampai {highest}.")
        return lowest

    def one_of(self, name: str, allowed: tuple[str, ...]) -> str:
        """One of the words allowed, in capitals."""
        text = self.text(name).upper()
        if text not in allowed:
            self.fault(name, f"harus salah satu dari {', '.join(allowed)}.")
        return text
