"""The settings of a worker that can be stopped at each step of a call."""

from config.settings import *  # noqa: F403
from config.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.delivery.faults.apps.Faults"]
