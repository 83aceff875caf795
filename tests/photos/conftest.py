import pytest


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """The media folder of this test alone."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT
