from django.conf import settings
from django.core.checks import Tags, Warning, register


@register(Tags.security)
def backups_lie_elsewhere(app_configs, **kwargs):
    if settings.BACKUP_DIR is None or not settings.BACKUP_DIR.is_relative_to(settings.DATA_DIR):
        return []
    return [
        Warning(
            f"BACKUP_DIR ({settings.BACKUP_DIR}) lies in DATA_DIR: what destroys the site destroys its backups.",
            hint="Let BACKUP_DIR name a folder on another disk, best on another machine.",
            id="backups.W001",
        )
    ]
