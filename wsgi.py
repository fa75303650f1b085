"""What gunicorn and flask load."""

import gc
import os
import subprocess
import sys

import click

from spm_oversight.app import commands_only, create_app
from spm_oversight.config.settings import SettingsError

try:
    app = create_app()
except SettingsError as error:
    if os.environ.get("FLASK_RUN_FROM_CLI") != "true":
        sys.exit(str(error))  # the faults alone: a traceback would bury them
    # A command says the faults itself, where it needs the settings; --help and recompute need none.
    app = commands_only()

if click.get_current_context(silent=True) is None and app.config["SETTINGS"].production:
    # A server loads this, not a command. In a process of its own: nothing it opens is inherited by the servers.
    checked = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "spm", "check", "--deploy"], check=False
    )
    if checked.returncode:
        sys.exit("Server web tidak dijalankan. Perbaiki yang bertanda SALAH, lalu jalankan lagi.")

# What is loaded by now stays: neither looked through again by the collector nor copied when gunicorn forks.
gc.collect()
gc.freeze()
# A request leaves thousands of objects and hardly a cycle: to look for one at every 700th is time lost.
gc.set_threshold(20_000, 50, 100)
# Who saves waits for the database a dozen times, and each time after for a thread that writes a workbook: not for long.
sys.setswitchinterval(0.0005)
