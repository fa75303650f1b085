"""Room for the widest ratio that two amounts can make: a slip in a budget must not stop a save."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

RESULTS = ("recipients_pct", "quality_pct", "index")
COLUMNS = [
    *((table, column) for table in ("result", "snapshot_result") for column in RESULTS),
    *((table, "value") for table in ("indicator", "snapshot_indicator")),
]


def upgrade() -> None:
    for table, column in COLUMNS:
        op.alter_column(table, column, type_=sa.Numeric(36, 12))
