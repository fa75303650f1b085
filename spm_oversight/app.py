"""Joins the parts: the only place that knows them all."""

from __future__ import annotations

import logging
import os

import psycopg
from flask import Flask
from flask_bootstrap import Bootstrap5  # pyright: ignore[reportMissingTypeStubs]
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from spm_oversight.cli.commands import spm
from spm_oversight.config.reading import read_settings
from spm_oversight.config.settings import PROJECT, Settings
from spm_oversight.domain.evidence import MEGABYTE, Limits
from spm_oversight.exchange.post import post
from spm_oversight.persistence.database import db
from spm_oversight.persistence.embedded import database_urls
from spm_oversight.persistence.files import files
from spm_oversight.persistence.seal import seal
from spm_oversight.web import BLUEPRINTS
from spm_oversight.web.errors import handle_errors
from spm_oversight.web.guard import close
from spm_oversight.web.headers import add_headers, refuse_plain_http
from spm_oversight.web.limits import limit_forms, slow_checks
from spm_oversight.web.request_id import Line, name_requests
from spm_oversight.web.screen import equip_templates
from spm_oversight.web.session import keep_sessions
from spm_oversight.worker.command import worker_command

# The largest workbook, and what a form adds to the largest file it carries.
LARGEST_UPLOAD, FORM_AROUND = 20 * MEGABYTE, MEGABYTE


def create_app(settings: Settings | None = None) -> Flask:
    """The application. Nothing is connected to until the first statement, so that ``recompute`` needs nothing."""
    settings = settings or read_settings(os.environ)
    _tune_logs(settings)
    limits = Limits(settings.evidence_file_mb * MEGABYTE, settings.evidence_quota_mb * MEGABYTE)
    app = Flask("spm_oversight", template_folder=str(PROJECT / "templates"), static_folder="web/static")
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SECRET_KEY_FALLBACKS=list(settings.former_secret_keys),
        # Whatever FLASK_DEBUG says: a fault of ours is told as a page, and its trace is in the log alone.
        DEBUG=False,
        SETTINGS=settings,
        MAX_CONTENT_LENGTH=max(LARGEST_UPLOAD, limits.largest) + FORM_AROUND,
        # An entry page of twelve services, every explanation as long as it may be; what is larger is refused.
        MAX_FORM_MEMORY_SIZE=4 * 1024 * 1024,
        SQLALCHEMY_DATABASE_URI="postgresql+psycopg://",
        SQLALCHEMY_ENGINE_OPTIONS={
            # What is asked often is made ready by persistence/pipeline.py. Were psycopg to do so as well, it would have
            # PostgreSQL forget all of it after each rollback.
            "creator": lambda: psycopg.connect(database_urls(settings).app, prepare_threshold=None),
            # What was typed stands in no error, and so in no log.
            "hide_parameters": True,
        },
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.https,
        SESSION_COOKIE_NAME="__Host-spm" if settings.https else "spm",
        BOOTSTRAP_SERVE_LOCAL=True,
        TRUSTED_HOSTS=list(settings.trusted_hosts),
        # The form in a page stays good as long as its session.
        WTF_CSRF_TIME_LIMIT=None,
    )
    if count := settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=1, x_host=1)
    db.init_app(app)
    files.configure(settings.data_folder / "files", settings.secret_key, limits)
    seal.configure(settings.secret_key, settings.former_secret_keys)
    post.configure(settings.mail, settings.site, demonstrates=settings.demonstration)
    Bootstrap5(app)
    name_requests(app, behind_proxy=settings.proxies > 0)
    if settings.https:
        refuse_plain_http(app, settings.site)
    limit_forms(app)
    slow_checks(app)
    CSRFProtect(app)
    keep_sessions(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    spm.add_command(worker_command)
    app.cli.add_command(spm)
    equip_templates(app)
    handle_errors(app)
    add_headers(app)
    close(app)
    return app


def commands_only() -> Flask:
    """The command line without anything behind it, for settings that are wrong."""
    app = Flask("spm_oversight")
    app.cli.add_command(spm)
    return app


def _tune_logs(settings: Settings) -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(Line("%(levelname)s %(name)s%(request)s: %(message)s"))
    logging.basicConfig(level=settings.log_level, handlers=[handler])
    # What the libraries report of every step says nothing to the person who started it.
    for library in ("alembic", "procrastinate"):
        logging.getLogger(library).setLevel(max(logging.WARNING, logging.getLogger().level))
