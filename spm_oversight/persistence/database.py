"""The database object, the base of all tables, and the way migrations run."""

from __future__ import annotations

import select
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import MetaData, Pool, event
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.orm import DeclarativeBase

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


class Base(DeclarativeBase):
    """Every table; named constraints so that a migration can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


# Flask-SQLAlchemy keeps the engine with the application; the models stay plain (ADR 0005).
db = SQLAlchemy(metadata=Base.metadata, disable_autonaming=True)


@event.listens_for(Pool, "checkout")
def _refuse_dead(connection: Any, *_: Any) -> None:
    """Have a connection replaced that PostgreSQL has ended while it lay in the pool, without asking it anything.

    An idle connection has nothing to read, unless the other side has hung up. A "ping" would be a round trip with
    every request.
    """
    idle = select.poll()
    idle.register(connection.fileno(), select.POLLIN)
    if idle.poll(0):
        raise InvalidatePoolError


def migrate(owner_url: str) -> None:
    """Bring the database at ``owner_url`` (role ``spm_owner``) to the newest schema and register; forward only."""
    owner_url = owner_url.replace("postgresql://", "postgresql+psycopg://", 1)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = owner_url
    command.upgrade(config, "head")
