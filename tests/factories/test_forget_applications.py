"""Applications and personal data: drafts nobody sends go, persons go when the edition is long over."""

import datetime as dt
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command

from events import worker
from factories.applications import services
from factories.models import ApplicationEntry, PlantApplication
from tests.builders.applications import an_application
from tests.builders.events import NOW
from tests.builders.staff import a_staff_member
from tests.factories.applicant import Applicant

pytestmark = pytest.mark.django_db

KEPT = dt.timedelta(days=60)
AFTER = dt.datetime(2027, 10, 31, tzinfo=dt.UTC) + KEPT + dt.timedelta(days=1)


def test_a_draft_goes_with_its_pictures_when_nobody_went_on_with_it(django_capture_on_commit_callbacks):
    draft = an_application(sent=False, pictures=1)
    file = draft.pictures.get().file
    early = services.forget_applications(now=NOW + KEPT - dt.timedelta(hours=1))
    assert set(early.values()) == {0}
    with django_capture_on_commit_callbacks(execute=True):
        services.forget_applications(now=NOW + KEPT + dt.timedelta(hours=1))
    assert not PlantApplication.objects.exists()
    assert not file.storage.exists(file.name)


def test_a_sent_one_keeps_company_and_decision_and_forgets_the_person():
    application = an_application(pictures=1)
    services.comment(application_id=application.pk, user=a_staff_member(), text="Ada è gentile", now=NOW)
    services.refuse(application_id=application.pk, user=a_staff_member(), reason="Ada, no", now=NOW)
    services.forget_applications(now=AFTER - dt.timedelta(days=3))
    application.refresh_from_db()
    assert application.contact_name == "Ada Bianchi"
    services.forget_applications(now=AFTER)
    application.refresh_from_db()
    assert (application.company_name, application.status) == ("Officine Prova", "refused")
    person = ("contact_name", "contact_role", "contact_email", "contact_phone")
    assert [getattr(application, name) for name in person] == ["", "", "", ""]
    assert (application.links.count(), application.pictures.count()) == (0, 0)
    assert not ApplicationEntry.objects.exclude(text="", user=None).exists()
    assert set(services.forget_applications(now=AFTER).values()) == {0}


def test_a_forgotten_application_opens_no_more(open_days):
    applicant = Applicant()
    an_application()
    path = applicant.mailed_path()
    services.forget_applications(now=AFTER)
    assert applicant.client.get(path).status_code == 404


def test_the_purge_command_and_the_worker_do_it():
    an_application(sent=False)
    with time_machine.travel(AFTER, tick=False):
        out = StringIO()
        call_command("purge", "--dry-run", stdout=out)
        assert "1 applications never sent, erased" in out.getvalue()
        assert PlantApplication.objects.exists()
        worker.forget_persons(AFTER)
    assert not PlantApplication.objects.exists()
