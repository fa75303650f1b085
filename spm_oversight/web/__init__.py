"""What a person sees: one folder a task, each with its blueprint."""

from spm_oversight.web.account.routes import blueprint as account
from spm_oversight.web.catalogue.routes import blueprint as catalogue
from spm_oversight.web.health.routes import blueprint as health
from spm_oversight.web.home.routes import blueprint as home
from spm_oversight.web.sign_in.routes import blueprint as sign_in

BLUEPRINTS = (
    sign_in,
    account,
    home,
    catalogue,
    health,
)
