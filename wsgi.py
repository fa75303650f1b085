"""What gunicorn and flask load."""

import gc
import os
import sys

from spm_oversight.app import commands_only, create_app
from spm_oversight.config import SettingsError

try:
    app = create_app()
except SettingsError as error:
    if os.environ.get("FLASK_RUN_FROM_CLI") != "true":
        sys.exit(str(error))  # the faults alone: a traceback would bury them
    # A command says the faults itself, where it needs the settings; --help and recompute need none.
    app = commands_only()

# What is loaded by now stays: neither looked through again by the collector nor copied when gunicorn forks.
gc.collect()
gc.freeze()
# A request leaves thousands of objects and hardly a cycle: to look for one at every 700th is time lost.
gc.set_threshold(20_000, 50, 100)
