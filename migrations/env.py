"""How migrations run: as the owner role, in one transaction, giving way soon when a table is busy."""

from alembic import context
from sqlalchemy import create_engine, text

import spm_oversight.persistence.work  # noqa: F401  (fills the metadata: the stores know all tables)
from spm_oversight.persistence.database import Base


def run(url: str) -> None:
    """Apply what is missing; fail rather than block the service for longer than a minute."""
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("set local lock_timeout = '10s'"))
        connection.execute(text("set local statement_timeout = '60s'"))
        context.configure(connection=connection, target_metadata=Base.metadata, compare_server_default=True)
        context.run_migrations()
    engine.dispose()


run(context.config.attributes["url"])
