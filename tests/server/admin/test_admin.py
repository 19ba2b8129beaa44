"""The administration pages: every page opens, loads nothing from elsewhere, and masks as every desk does."""

import re

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from server.accounts.models import Device, Person
from server.grids.models import Street
from server.households.models import Household
from server.identity import new_id
from tests.factories.places import make_building, make_household, make_tree
from tests.people import PASSWORD, make_worker

pytestmark = pytest.mark.django_db
OURS = [model for model in admin.site._registry if model.__module__.startswith("server.")]


@pytest.fixture
def clerk(db) -> Client:
    clerk = Person.objects.create_superuser("admin", PASSWORD, display_name="admin")
    client = Client(headers={"accept-language": "en"})
    client.force_login(clerk, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def scene(db) -> Household:
    grids = make_tree()
    worker = make_worker(grids["S11"])
    Device.objects.create(id=new_id(), person=worker, name="Phone")
    return make_household(make_building(grids["S11"]), name="王小明", phone="13812348888")


def page(client: Client, model, verb: str, *args: object):
    return client.get(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{verb}", args=args))


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_list_and_record_opens_and_loads_nothing_from_elsewhere(clerk, scene, model):
    answers = [page(clerk, model, "changelist")]
    if record := model._default_manager.first():
        answers.append(page(clerk, model, "change", record.pk))
    if admin.site._registry[model].has_add_permission(answers[0].wsgi_request):
        answers.append(page(clerk, model, "add"))
    for answer in answers:
        assert answer.status_code == 200
        assert re.findall(r"""(?:src|href)=["'](?:https?:)?//[^"']+""", answer.content.decode()) == []


def test_a_centre_is_typed_as_text(clerk, scene):
    street = Street.objects.get()
    shown = page(clerk, Street, "change", street.pk).content.decode()
    assert "POINT (116.32 40)" in shown
    sent = {"code": street.code, "name": "新名", "centre": "SRID=4326;POINT (116.5 40.5)", "is_demo": "on"}
    clerk.post(reverse("admin:grids_street_change", args=[street.pk]), sent)
    street.refresh_from_db()
    assert (street.name, street.centre.coords) == ("新名", (116.5, 40.5))


def test_names_and_phones_are_masked(clerk, scene):
    for answer in (page(clerk, Household, "changelist"), page(clerk, Household, "change", scene.pk)):
        text = answer.content.decode()
        assert "王*" in text
        assert "小明" not in text
        assert "13812348888" not in text


def test_a_device_is_revoked(clerk, scene):
    device = Device.objects.get()
    clerk.post(reverse("admin:accounts_device_changelist"), {"action": "revoke", "_selected_action": [str(device.pk)]})
    device.refresh_from_db()
    assert device.revoked_at is not None
