"""Database triggers: what pages said of the clinic in the past is never changed or deleted."""

from clinic_site import triggers
from clinic_site.directory.models import ClinicVersion


def rules(vendor):
    return [*triggers.kept(ClinicVersion), *triggers.fixed(ClinicVersion, vendor)]


_own = triggers.AppTriggers("directory", [ClinicVersion], rules)
create, drop, drop_before_migration = _own.create, _own.drop, _own.drop_before_migration
