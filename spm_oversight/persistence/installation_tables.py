"""What the installation itself keeps: what went wrong in the queue, and whether it is a restored copy."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from spm_oversight.persistence.columns import Moment
from spm_oversight.persistence.database import Base


class JobFailureRow(Base):
    """How a job failed last: the error's kind and the place in the program, no word of the data it held."""

    __tablename__ = "job_failure"
    job_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Moment)
    what: Mapped[str]
    place: Mapped[str]


class HeldRow(Base):
    """At most one row: this database was restored from a backup (``source``), and nobody has let it work yet."""

    __tablename__ = "held"
    __table_args__ = (CheckConstraint("id", name="one"),)
    id: Mapped[bool] = mapped_column(primary_key=True, server_default=text("true"))
    since: Mapped[datetime] = mapped_column(Moment)
    source: Mapped[str]
