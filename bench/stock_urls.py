"""One stock AdminSite with one ModelAdmin: what `startproject` and ten lines give."""

from typing import TYPE_CHECKING

from django.contrib.admin import AdminSite, ModelAdmin
from django.urls import path

from accounts.models import User

SEARCH_FIELDS = ("username", "given_name", "family_name", "employee_number")


if TYPE_CHECKING:
    _Admin = ModelAdmin[User]
else:
    _Admin = ModelAdmin


class PeopleAdmin(_Admin):
    list_display = ("username", "given_name", "family_name", "employee_number", "department")
    search_fields = SEARCH_FIELDS


site = AdminSite("stock")
site.register(User, PeopleAdmin)
urlpatterns = [path("admin/", site.urls)]
