"""Mail: one plain letter to one address through the configured server, sealed and with its certificate checked."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from uuid import UUID

from spm_oversight.config.settings import Mail

PRODUCT = "Pengawasan SPM"
# How long the server may keep silent at any step.
SILENT_SECONDS = 20.0
_PERMANENT = range(500, 600)


class NotSent(Exception):
    """The server did not take the letter; ``str()`` says why in Indonesian, ``final`` that no further try helps."""

    def __init__(self, why: str, *, final: bool = False) -> None:
        super().__init__(why)
        self.final = final


class Post:
    """The way to the mail server; without one, nothing leaves this installation."""

    def __init__(self) -> None:
        self._mail: Mail | None = None
        self.site = ""
        self.demonstrates = False

    def configure(self, mail: Mail | None, site: str, *, demonstrates: bool) -> None:
        """Say which server (None: none) and with which address links begin; when the application is made.

        ``demonstrates``: letters that stay here show even the links meant for their readers alone (ADR 0034).
        """
        self._mail, self.site, self.demonstrates = mail, site, demonstrates

    @property
    def works(self) -> bool:
        """Whether there is a server to give letters to."""
        return self._mail is not None

    def send(self, *, message: UUID, name: str, address: str, subject: str, body: str, at: datetime) -> None:
        """Give the letter to the server; raises NotSent. Tried again it bears the same number (Message-ID)."""
        if self._mail is None:
            raise NotSent("Server surel tidak diatur pada pemasangan ini.", final=True)
        letter = _letter(self._mail.sender, message, name, address, subject, body, at)
        try:
            server = self._connected(self._mail)
            try:
                server.send_message(letter)
            except BaseException:
                server.close()
                raise
        except (smtplib.SMTPException, OSError) as error:
            raise _not_sent(error) from error
        # The server has it: how the conversation ends changes nothing, and must not send the letter once more.
        with suppress(smtplib.SMTPException, OSError):
            server.quit()

    @staticmethod
    def _connected(mail: Mail) -> smtplib.SMTP:
        """A connection, signed in; the caller closes it."""
        if mail.tls == "TLS":
            server = smtplib.SMTP_SSL(
                mail.host, mail.port, timeout=SILENT_SECONDS, context=ssl.create_default_context()
            )
        else:
            server = smtplib.SMTP(mail.host, mail.port, timeout=SILENT_SECONDS)
        try:
            if mail.tls == "STARTTLS":
                server.starttls(context=ssl.create_default_context())
            if mail.user:
                server.login(mail.user, mail.password)
        except BaseException:
            server.close()
            raise
        return server


def _letter(
    sender: str, message: UUID, name: str, address: str, subject: str, body: str, at: datetime
) -> EmailMessage:
    """The letter; EmailMessage writes the headers, so that no text of ours or of a person becomes one."""
    letter = EmailMessage(policy=SMTP)
    domain = sender.rpartition("@")[2]
    try:
        letter["From"] = Address(PRODUCT, addr_spec=sender)
        letter["To"] = Address(_line(name), addr_spec=address)
    except (ValueError, IndexError) as error:
        raise NotSent("Alamat surel penerima tidak dapat dipakai. Periksa alamatnya.", final=True) from error
    letter["Subject"] = _line(subject)
    letter["Date"] = format_datetime(at)
    letter["Message-ID"] = f"<{message}@{domain}>"
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(body, charset="utf-8")
    return letter


def _line(text: str) -> str:
    """Text of a person as one line of printable signs."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _not_sent(error: smtplib.SMTPException | OSError) -> NotSent:
    """Why, with the server's code but without its words, which may hold an address."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            code = next(iter(error.recipients.values()))[0]
            told = f"Server surel menolak alamat penerima (kode {code}). Periksa alamatnya."
            return NotSent(told, final=code in _PERMANENT)
        case smtplib.SMTPAuthenticationError():
            return NotSent("Server surel menolak nama pengguna atau kata sandi. Periksa pengaturan surel.")
        case smtplib.SMTPNotSupportedError():
            return NotSent("Server surel tidak menyediakan TLS atau cara masuk. Periksa pengaturan surel.")
        case smtplib.SMTPResponseException():
            told = f"Server surel tidak menerima kiriman (kode {error.smtp_code})."
            refused = isinstance(error, (smtplib.SMTPDataError, smtplib.SMTPSenderRefused))
            return NotSent(told, final=refused and error.smtp_code in _PERMANENT)
        case ssl.SSLError():
            return NotSent("Sertifikat server surel tidak dapat dipercaya. Periksa pengaturan surel.")
        case _:
            return NotSent("Server surel tidak dapat dihubungi.")


post = Post()
