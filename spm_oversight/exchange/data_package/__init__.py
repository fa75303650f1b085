"""The open data package (contract 1): the file from which anyone can rebuild what was published.

``read_package`` takes a folder, a zip file or its bytes; ``write_package`` gives the bytes of a zip.
"""

from __future__ import annotations

from spm_oversight.exchange.data_package.reader import PackageReading, PublishedFigure, read_package
from spm_oversight.exchange.data_package.remarks import Remark
from spm_oversight.exchange.data_package.writer import package_hash, write_package

__all__ = [
    "PackageReading",
    "PublishedFigure",
    "Remark",
    "package_hash",
    "read_package",
    "write_package",
]
