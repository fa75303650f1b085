"""How a command acts: with the database running, as an account, in one unit of work."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, TypeVar

import click
from sqlalchemy.exc import OperationalError

from spm_oversight.config.reading import read_settings
from spm_oversight.config.settings import Settings, SettingsError
from spm_oversight.domain.access import Actor
from spm_oversight.domain.errors import Conflict, Invalid, SpmError
from spm_oversight.domain.period import Quarter
from spm_oversight.persistence.embedded import database
from spm_oversight.services.demonstration.people import COORDINATOR
from spm_oversight.services.sign_in import actor_by_email

DONE, WRONG, REFUSED = 0, 1, 2

Command = TypeVar("Command", bound=Callable[..., Any])


class QuarterCode(click.ParamType[Quarter]):
    """``2024-Q4`` on the command line."""

    name = "TAHUN-Qn"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Quarter:
        """The quarter of the text; a usage error with an example otherwise."""
        try:
            return value if isinstance(value, Quarter) else Quarter.parse(value)
        except ValueError:
            self.fail(f"{value} bukan triwulan; tulis misalnya 2024-Q4.", param, ctx)


as_option = click.option("--as", "email", help="Surel akun yang bertindak; tercatat dalam jejak audit.")
period_option = click.option(
    "--period", "quarter", type=QuarterCode(), required=True, help="Misalnya 2024-Q4."
)


@contextmanager
def running() -> Iterator[Settings]:
    """Settings, with the database running; the embedded one is left as it was found."""
    settings = read_settings(os.environ)
    with database(settings):
        yield settings


def acting(email: str | None, settings: Settings, place: str | None = None) -> Actor:
    """The account a command acts as, in its membership at ``place``; what it may not do on screen it may not here.

    Without ``--as``, on the embedded database only: the demonstration's provincial coordinator.
    """
    if email is None and not settings.embedded:
        raise click.UsageError("Tulis --as SUREL: atas nama siapa perintah ini dijalankan.")
    return actor_by_email(email=email or COORDINATOR, place=place)


def refusing(command: Command) -> Command:
    """Turn refusals into exit status 2 and conflicts into 1, each with its sentence."""

    @wraps(command)
    def run(*arguments: Any, **options: Any) -> Any:
        try:
            return command(*arguments, **options)
        except SpmError as error:
            click.echo(str(error), err=True)
            for fault in error.faults if isinstance(error, Invalid) else ():
                click.echo(f"  {fault.place}: {fault.message}", err=True)
            raise click.exceptions.Exit(WRONG if isinstance(error, Conflict) else REFUSED) from error
        except (SettingsError, OSError, OperationalError) as error:
            click.echo(_told(error), err=True)
            raise click.exceptions.Exit(REFUSED) from error

    return run  # pyright: ignore[reportReturnType]


def _told(error: Exception) -> str:
    """A fault of the machine in a sentence with its remedy."""
    match error:
        case OSError():
            name = error.filename or "itu"
            return f"Berkas {name} tidak dapat dibaca atau ditulis ({error.strerror}). Periksa folder dan haknya."
        case OperationalError():
            return "Basis data tidak menjawab. Periksa DATABASE_URL dan apakah PostgreSQL berjalan."
        case _:
            return str(error)
