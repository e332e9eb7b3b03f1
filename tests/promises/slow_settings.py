"""The settings of a worker whose telephone company takes its time."""

from config.settings import *  # noqa: F403
from config.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.promises.slow_apps.SlowCompany"]
