"""``spm check --deploy``: read back every setting that the promises rest on; production does not serve on a fault."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urlsplit

import click
from flask import current_app
from werkzeug.middleware.proxy_fix import ProxyFix

from spm_oversight.cli import spm
from spm_oversight.cli.acting import WRONG, refusing, running
from spm_oversight.config.settings import Settings
from spm_oversight.domain.finding import Finding
from spm_oversight.persistence.embedded import database_urls
from spm_oversight.persistence.server_facts import server_facts
from spm_oversight.services.check_machine import (
    check_answer,
    check_folder,
    check_printing,
    check_settings,
    check_work,
    room,
)
from spm_oversight.services.check_server import check_server


@spm.command("check")
@click.option(
    "--deploy", is_flag=True, required=True, help="Periksa semua yang harus benar sebelum melayani."
)
@click.pass_context
@refusing
def check_command(context: click.Context, deploy: bool) -> None:
    """Periksa pengaturan, basis data, dan mesin ini. Keluar dengan 1 bila ada yang salah; peringatan tidak dihitung."""
    with running() as settings:
        found = tuple(findings(settings))
    faults = [each for each in found if each.fatal]
    for each in sorted(found, key=lambda one: not one.fatal):
        word = "SALAH" if each.fatal else "PERINGATAN"
        click.echo(f"{word}  {each.place}: {each.what} {each.remedy}", err=each.fatal)
    click.echo(f"{len(faults)} salah, {len(found) - len(faults)} peringatan.")
    context.exit(WRONG if faults else 0)


def findings(settings: Settings) -> Iterator[Finding]:
    """All that is wrong or wants doing."""
    yield from check_settings(settings)
    yield from check_answer(_answered(settings), proxies=_proxies(), wanted=settings.proxies)
    yield from check_folder(settings.data_folder, room())
    yield from check_printing()
    urls = database_urls(settings)
    facts = server_facts(urls.app, urls.owner)
    yield from check_server(facts, here=datetime.now(UTC))
    if not [each for each in check_server(facts, here=facts.now) if each.place == "migrasi"]:
        yield from check_work(backups_here=bool(settings.embedded or settings.database_backup_url))


def _answered(settings: Settings) -> dict[str, str]:
    """The headers of the sign-in page, as a person's browser gets them behind the proxy."""
    site = urlsplit(settings.site)
    behind = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1"} if settings.https else {}
    host = settings.trusted_hosts[0].removeprefix(".")
    answer = current_app.test_client().get("/masuk", base_url=f"{site.scheme}://{host}", headers=behind)
    return dict(answer.headers)


def _proxies() -> int:
    outermost = current_app.wsgi_app
    return outermost.x_for if isinstance(outermost, ProxyFix) else 0
