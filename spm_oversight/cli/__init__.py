"""The command line: ``flask --app wsgi spm ...``. Each module here adds its commands to the one group."""

from __future__ import annotations

from flask.cli import AppGroup

spm = AppGroup("spm", help="Pengawasan SPM: perintah bagi pengelola dan pemeriksa data.")
