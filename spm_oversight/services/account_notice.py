"""Tell the owner of an account that the way into it has changed: whoever did it, the owner learns of it."""

from __future__ import annotations

from uuid import UUID

from spm_oversight import formats
from spm_oversight.domain.messages import ACCOUNT
from spm_oversight.persistence.sessions import Place
from spm_oversight.persistence.work import Work
from spm_oversight.services.read_messages import PLATFORM_ZONE
from spm_oversight.services.tell import tell

PASSWORD = "Kata sandi akun Anda diganti"  # noqa: S105 (a subject)
STEP = "Langkah kedua akun Anda berubah"
RECOVERY = "Kode cadangan dipakai untuk masuk"
_NOT_YOU = (
    "Bukan Anda? Minta kata sandi baru lewat Lupa kata sandi pada halaman masuk, keluarkan tempat lain pada "
    "halaman Akun, lalu beri tahu admin Anda."
)


def tell_owner(work: Work, account: UUID, subject: str, what: str, *, place: Place | None = None) -> None:
    """Write it to the owner's first living post, in a work of the system; who has none can open nothing anyway.

    ``place``: from where it was done. It goes by mail, whatever the person chose, and holds no secret: the platform's
    outbox shows it. No tenant's outbox does.
    """
    posts = work.accounts.memberships_of(account)
    if not posts:
        return
    province = work.places.province(posts[0].province) if posts[0].province else None
    when = formats.moment(work.now, province.time_zone if province else PLATFORM_ZONE)
    where = f", dari alamat {place.address}" if place and place.address else ""
    browser = f" ({place.browser})" if place and place.browser else ""
    tell(
        work,
        kind=ACCOUNT,
        to=[posts[0].id],
        subject=subject,
        text=f"{what}\n\nWaktu: {when}{where}{browser}.\n\n{_NOT_YOU}",
        path="/akun",
        sample=province is not None and province.sample,
    )
