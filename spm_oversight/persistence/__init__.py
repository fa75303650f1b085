"""How it is kept: tables, the tenancy wall, the unit of work."""
