"""Check the settings and the machine an installation stands on (ADR 0036)."""

from __future__ import annotations

import os
import re
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryFile
from urllib.parse import urlsplit

from spm_oversight.config.secret import SECRET_LENGTH
from spm_oversight.config.settings import Settings
from spm_oversight.documents.pdf import RenderFailed, render_pdf
from spm_oversight.domain.finding import Finding
from spm_oversight.persistence.files import files
from spm_oversight.services.begin import begin_system
from spm_oversight.services.installation import SILENT_SECONDS
from spm_oversight.wall import wall_available

LOCAL = ("localhost", "127.0.0.1", "::1", "[::1]")
# 32 random characters have more different ones than this; a word written again and again has not.
DIFFERENT_SIGNS = 12
EXAMPLES = ("contoh", "example", "changeme", "rahasia", "secret", "password")
BACKUP_AGE = timedelta(hours=36)
MEGABYTE = 1024 * 1024
NO_ROOM, LITTLE_ROOM = 256 * MEGABYTE, 2048 * MEGABYTE
_FACE = b"Source-Sans-3"
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_PAGE = """<!doctype html><html lang="id"><head><title>Uji</title>
<link rel="stylesheet" href="paper:print.css"></head><body><h1>Uji cetak</h1></body></html>"""


def check_settings(settings: Settings) -> Iterator[Finding]:
    """What the environment decides, beyond what a start refuses anyway."""
    if settings.embedded:
        yield Finding(
            "DATABASE_URL",
            "Basis data bawaan yang dipakai; itu untuk mencoba dan mengembangkan.",
            "Isi DATABASE_URL dengan server PostgreSQL.",
        )
    key = settings.secret_key
    if len(key) < SECRET_LENGTH or len(set(key)) < DIFFERENT_SIGNS or any(w in key.lower() for w in EXAMPLES):
        yield Finding(
            "SECRET_KEY",
            "Kuncinya pendek, berulang, atau contoh, sehingga dapat ditebak.",
            "Buat yang acak, misalnya: python -c 'import secrets; print(secrets.token_urlsafe(32))'",
        )
    if settings.demonstration:
        yield Finding(
            "SPM_DEMONSTRATION",
            "Pemasangan contoh: kata sandinya diketahui umum dan tautan pribadi tampak di kotak keluar.",
            "Isi SPM_DEMONSTRATION=0, dan pakai basis data tanpa provinsi contoh.",
        )
    yield from _addresses(settings)
    yield from _mail(settings)
    if not settings.embedded and not settings.database_backup_url:
        yield Finding(
            "DATABASE_BACKUP_URL",
            "Kosong, sehingga cadangan tidak dapat dibuat dari pemasangan ini.",
            "Isi dengan peran spm_backup, atau buat cadangan dengan cara lain dan coba pulihkan.",
            fatal=False,
        )


def _addresses(settings: Settings) -> Iterator[Finding]:
    if not settings.https:
        yield Finding(
            "SPM_HTTPS",
            "Mati: kata sandi dan sesi lewat tanpa sandi.",
            "Isi SPM_HTTPS=1 dan letakkan proksi https di depan.",
        )
    site = urlsplit(settings.site)
    if site.scheme != "https":
        yield Finding(
            "SPM_ADDRESS",
            f"Tautan dalam surel dimulai dengan {settings.site}, tanpa https.",
            "Isi misalnya SPM_ADDRESS=https://spm.provinsi.go.id.",
        )
    hosts = settings.trusted_hosts
    if any(host.lower() in LOCAL or host.strip(".") in ("", "*") for host in hosts):
        yield Finding(
            "SPM_TRUSTED_HOSTS",
            f"Berisi {', '.join(hosts)}: nama mesin sendiri, atau nama apa saja.",
            "Isi hanya nama yang dibuka orang, misalnya spm.provinsi.go.id.",
        )
    name = site.hostname or ""
    if not any(name == host or (host.startswith(".") and name.endswith(host)) for host in hosts):
        yield Finding(
            "SPM_ADDRESS",
            f"{name} tidak ada dalam SPM_TRUSTED_HOSTS, sehingga tautan dalam surel ditolak situs ini.",
            "Samakan keduanya.",
        )


def _mail(settings: Settings) -> Iterator[Finding]:
    if settings.mail is None:
        yield Finding(
            "SPM_SMTP_HOST",
            "Kosong: undangan, tautan kata sandi, dan pengingat tidak dikirim.",
            "Isi server surel, atau biarkan bila memang dikehendaki.",
            fatal=False,
        )
    elif settings.mail.tls == "NONE" and settings.mail.host not in LOCAL:
        yield Finding(
            "SPM_SMTP_TLS",
            f"Surel, juga tautan kata sandi, lewat tanpa sandi ke {settings.mail.host}.",
            "Isi STARTTLS atau TLS.",
        )


def check_answer(headers: Mapping[str, str], *, proxies: int, wanted: int) -> Iterator[Finding]:
    """What the site's own sign-in page answered: its cookie's flags; ``proxies``: how many it believes."""
    cookie = headers.get("Set-Cookie", "")
    flags = {part.strip().lower() for part in cookie.split(";")}
    needed = {"secure", "httponly", "samesite=lax", "path=/"}
    if not cookie.startswith("__Host-") or not needed <= flags or any(f.startswith("domain=") for f in flags):
        yield Finding(
            "kuki sesi",
            "Tidak bertanda __Host-, Secure, HttpOnly, dan SameSite=Lax.",
            "Isi SPM_HTTPS=1; jangan mengubah SESSION_COOKIE_* di tempat lain.",
        )
    if "default-src 'none'" not in headers.get("Content-Security-Policy", ""):
        yield Finding("Content-Security-Policy", "Tidak ada pada jawaban.", "Pasang ulang program ini.")
    if proxies != wanted:
        yield Finding(
            "proksi",
            f"Alamat pengunjung dibaca lewat {proxies} proksi, seharusnya {wanted}.",
            "Isi SPM_PROXIES dengan banyaknya proksi di depan, dan pasang ulang program ini.",
        )


def check_folder(folder: Path, room: tuple[int, int]) -> Iterator[Finding]:
    """The data folder: writable by this user, closed to others, with room (all and free bytes)."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with TemporaryFile(dir=folder) as trial:
            trial.write(b"x")
    except OSError as error:
        yield Finding(
            f"SPM_DATA ({folder})",
            f"Tidak dapat ditulisi ({error.strerror}).",
            "Berikan folder itu kepada pengguna yang menjalankan program ini.",
        )
        return
    status = folder.stat()
    if status.st_mode & 0o077 or status.st_uid != os.geteuid():
        yield Finding(
            f"SPM_DATA ({folder})",
            f"Haknya {status.st_mode & 0o777:o}; pengguna lain di mesin ini dapat membacanya.",
            f"Jalankan: chmod 700 {folder}, dan jadikan milik pengguna program ini.",
        )
    if room[1] < LITTLE_ROOM:
        yield Finding(
            f"SPM_DATA ({folder})",
            f"Ruang kosong tinggal {room[1] // MEGABYTE} MB.",
            "Tambah ruang penyimpanan.",
            fatal=room[1] < NO_ROOM,
        )


def check_printing() -> Iterator[Finding]:
    """Whether a paper can be printed behind its wall, in its own face."""
    if not wall_available():
        yield Finding(
            "cetak", "Mesin ini tidak mengenal dinding pencetak.", "Pakai Linux x86-64 atau aarch64."
        )
        return
    try:
        paper = render_pdf(_PAGE, created=datetime(2024, 1, 1, tzinfo=UTC))
    except RenderFailed as error:
        yield Finding("cetak", str(error), "Pasang pustaka yang disebut bin/setup, lalu coba lagi.")
        return
    if not any(_FACE in each for each in _inflated(paper)):
        yield Finding(
            "cetak", "Huruf Source Sans 3 tidak terpakai.", "Pasang ulang paket dari requirements.txt."
        )


def _inflated(paper: bytes) -> Iterator[bytes]:
    """The compressed parts of a PDF, among which it names its fonts."""
    for part in _STREAM.findall(paper):
        with suppress(zlib.error):
            yield zlib.decompress(part)


def check_work(*, backups_here: bool) -> Iterator[Finding]:
    """Whether somebody does the work, and whether it is backed up; warnings, since both come after a first start."""
    with begin_system() as work:
        machine, now = work.installation.machine(silent_seconds=SILENT_SECONDS), work.now
        held = work.installation.held()
    if held:
        yield Finding(
            "salinan",
            "Basis data ini salinan hasil pemulihan yang masih ditahan.",
            "Bila sudah benar: flask --app wsgi spm restore --release",
            fatal=False,
        )
    if not machine.workers:
        yield Finding(
            "pekerja",
            "Tidak ada yang aktif, sehingga dokumen tidak dibuat dan surel tidak dikirim.",
            "Jalankan: flask --app wsgi spm worker",
            fatal=False,
        )
    if backups_here and (machine.backup_at is None or now - machine.backup_at > BACKUP_AGE):
        when = f"{machine.backup_at:%Y-%m-%d %H:%M} UTC" if machine.backup_at else "belum ada"
        yield Finding(
            "cadangan",
            f"Cadangan terakhir: {when}.",
            "Jalankan flask --app wsgi spm backup setiap malam.",
            fatal=False,
        )


def room() -> tuple[int, int]:
    """All and free bytes where the files lie."""
    return files.room()
