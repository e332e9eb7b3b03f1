"""What somebody signs in to. Prompt, passcode and log are scoped by it."""

from django.db import models


class Service(models.Model):
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=80)

    def __str__(self) -> str:
        return self.name
