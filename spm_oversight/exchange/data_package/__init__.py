"""The open data package (contract 1): the file from which anyone can rebuild what was published.

``read_package`` takes a folder, a zip file or its bytes; ``write_package`` gives the bytes of a zip. ``recipients_in``
reads one of its tables, for pages.
"""

from __future__ import annotations

from spm_oversight.exchange.data_package.reader import (
    PackageReading,
    PublishedFigure,
    read_package,
    recipients_in,
)
from spm_oversight.exchange.data_package.remarks import Remark
from spm_oversight.exchange.data_package.writer import package_hash, write_package

__all__ = [
    "PackageReading",
    "PublishedFigure",
    "Remark",
    "package_hash",
    "read_package",
    "recipients_in",
    "write_package",
]
