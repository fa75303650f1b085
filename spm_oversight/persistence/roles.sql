-- The three roles of the system and its database; run by psql as a superuser, again and again without harm.
-- The embedded server runs it at every start, docker-compose.yml at the first start of the volume.
-- Passwords come from the environment, so that no process list shows them.
\set ON_ERROR_STOP on
\set QUIET on
\getenv owner_password DATABASE_OWNER_PASSWORD
\getenv app_password DATABASE_APP_PASSWORD
\getenv backup_password DATABASE_BACKUP_PASSWORD

-- spm_owner owns the tables and migrates; spm_app serves. Row-level security binds both (forced on the owner).
-- spm_backup dumps: it reads every row and writes nothing.
select format('create role %I login nosuperuser nocreatedb nocreaterole noreplication %s password %L', name, attribute, password)
from (values
    ('spm_owner', 'nobypassrls', :'owner_password'),
    ('spm_app', 'nobypassrls', :'app_password'),
    ('spm_backup', 'bypassrls', :'backup_password')
) as wanted (name, attribute, password)
where not exists (select from pg_roles where rolname = name)
\gexec

grant pg_read_all_data to spm_backup;

select 'create database spm owner spm_owner'
where not exists (select from pg_database where datname = 'spm')
\gexec

revoke all on database spm from public;
grant connect on database spm to spm_app, spm_backup;
