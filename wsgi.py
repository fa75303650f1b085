"""What gunicorn and flask load."""

from spm_oversight.app import create_app

app = create_app()
