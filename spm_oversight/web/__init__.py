"""What a person sees: one folder a task, each with its blueprint."""

from spm_oversight.web.account.routes import blueprint as account
from spm_oversight.web.account.sessions import blueprint as sessions
from spm_oversight.web.archive.routes import blueprint as archive
from spm_oversight.web.booklet.routes import blueprint as booklet
from spm_oversight.web.catalogue.routes import blueprint as catalogue
from spm_oversight.web.check.routes import blueprint as check
from spm_oversight.web.comparison.routes import blueprint as comparison
from spm_oversight.web.desk.evidence import blueprint as desk_evidence
from spm_oversight.web.desk.routes import blueprint as desk
from spm_oversight.web.district.routes import blueprint as district
from spm_oversight.web.entry.routes import blueprint as entry
from spm_oversight.web.evaluation.routes import blueprint as evaluation
from spm_oversight.web.evidence.routes import blueprint as evidence
from spm_oversight.web.evidence.uploads import blueprint as evidence_uploads
from spm_oversight.web.health.routes import blueprint as health
from spm_oversight.web.home.routes import blueprint as home
from spm_oversight.web.letterhead.routes import blueprint as letterhead
from spm_oversight.web.letters.routes import blueprint as letters
from spm_oversight.web.links.routes import blueprint as links
from spm_oversight.web.messages.routes import blueprint as messages
from spm_oversight.web.money.routes import blueprint as money
from spm_oversight.web.offices.routes import blueprint as offices
from spm_oversight.web.papers.routes import blueprint as papers
from spm_oversight.web.peer_groups.routes import blueprint as peer_groups
from spm_oversight.web.people.routes import blueprint as people
from spm_oversight.web.platform.routes import blueprint as platform
from spm_oversight.web.province_map.routes import blueprint as province_map
from spm_oversight.web.provinces.routes import blueprint as provinces
from spm_oversight.web.quarter.routes import blueprint as quarter
from spm_oversight.web.ranking.routes import blueprint as ranking
from spm_oversight.web.record.routes import blueprint as record
from spm_oversight.web.register.routes import blueprint as register
from spm_oversight.web.reminders.routes import blueprint as reminders
from spm_oversight.web.second_step.passkeys import blueprint as passkeys
from spm_oversight.web.second_step.routes import blueprint as second_step
from spm_oversight.web.settings.routes import blueprint as settings
from spm_oversight.web.sign_in.routes import blueprint as sign_in
from spm_oversight.web.totals.routes import blueprint as totals
from spm_oversight.web.urusan.routes import blueprint as urusan
from spm_oversight.web.walk.routes import blueprint as walk
from spm_oversight.web.workbook.routes import blueprint as workbook

BLUEPRINTS = (
    sign_in,
    links,
    account,
    sessions,
    second_step,
    passkeys,
    home,
    quarter,
    entry,
    register,
    totals,
    walk,
    workbook,
    evidence,
    evidence_uploads,
    desk,
    desk_evidence,
    settings,
    comparison,
    money,
    urusan,
    district,
    evaluation,
    ranking,
    archive,
    peer_groups,
    province_map,
    papers,
    booklet,
    letterhead,
    letters,
    people,
    record,
    offices,
    provinces,
    platform,
    catalogue,
    messages,
    reminders,
    check,
    health,
)
