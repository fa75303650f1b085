"""The database object, the base of all tables, and the way migrations run."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import MetaData
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


def migrate(owner_url: str) -> None:
    """Bring the database at ``owner_url`` (role ``spm_owner``) to the newest schema and register; forward only."""
    owner_url = owner_url.replace("postgresql://", "postgresql+psycopg://", 1)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = owner_url
    command.upgrade(config, "head")
