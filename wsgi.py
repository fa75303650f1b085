"""What gunicorn and flask load."""

import sys

from spm_oversight.app import create_app
from spm_oversight.config import SettingsError

try:
    app = create_app()
except SettingsError as error:
    sys.exit(str(error))  # the faults alone: a traceback would bury them
