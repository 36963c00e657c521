"""The staff reviews applications: the list, asking, refusing, commenting, correcting; only those who may."""

import pytest
from django.test import Client
from django.urls import reverse
from post_office.models import Email

from events.roles import Role
from factories.models import PlantApplication
from tests.builders.applications import COMPANY, a_window, an_application
from tests.builders.pages import a_plant, a_sector, a_site
from tests.builders.staff import a_staff_client, a_staff_member, messages_of
from tests.factories.applicant import Applicant

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_days")]

REVIEWERS = [Role.EDITOR, Role.PUBLISHER, Role.ADMINISTRATOR]


def url(name: str, *args: object) -> str:
    return reverse(f"plant_applications:{name}", args=args)


def fresh(application: PlantApplication) -> PlantApplication:
    return PlantApplication.objects.get(pk=application.pk)


@pytest.mark.parametrize("role", REVIEWERS)
def test_reviewers_see_the_menu_with_the_number_that_waits_and_open_an_application(role):
    application = an_application(pictures=1)
    client = a_staff_client(role)
    home = client.get(reverse("wagtailadmin_home")).content.decode()
    assert "Applications (1)" in home
    assert "1 application to review" in home
    assert "Officine Prova" in client.get(url("index")).content.decode()
    page = client.get(url("inspect", application.pk)).content.decode()
    for words in ("Si fonde e si lima.", "Casting and filing.", "ada@officine.example", "Via del Maglio 12"):
        assert words in page
    picture = client.get(url("picture", application.pk, application.pictures.get().pk))
    assert b"".join(picture.streaming_content)[:2] == b"\xff\xd8"


@pytest.mark.parametrize("role", [Role.TRANSLATOR, Role.DESK])
def test_others_see_no_menu_and_open_no_page(role):
    application = an_application(pictures=1)
    client = a_staff_client(role)
    home = client.get(reverse("wagtailadmin_home")).content.decode()
    assert url("index") not in home
    number = application.pictures.get().pk
    pages = [url("index"), url("inspect", application.pk), url("picture", application.pk, number)]
    pages += [url(name, application.pk) for name in ("ask", "refuse", "accept", "comment", "place")]
    for page in pages:
        for answer in (client.get(page), client.post(page, {"reason": "x", "text": "x"})):
            assert answer.status_code in (302, 403, 405), page
            assert answer.status_code != 302 or answer["Location"] == reverse("wagtailadmin_home")
    assert fresh(application).status == "sent"
    assert application.entries.count() == 2


def test_nobody_without_a_login_sees_anything():
    application = an_application(pictures=1)
    for page in (url("index"), url("inspect", application.pk), url("accept", application.pk)):
        assert "/login/" in Client().get(page)["Location"]


def test_asking_for_changes_mails_the_reason_and_the_applicant_sends_it_again():
    application = an_application()
    client = a_staff_client(Role.EDITOR)
    answer = client.post(url("ask", application.pk), {"reason": "Manca la misura dei gradini."})
    assert answer["Location"] == url("inspect", application.pk)
    applicant = Applicant()
    path = applicant.mailed_path()
    applicant.client.post(path)
    page = applicant.get("state").content.decode()
    assert "Manca la misura dei gradini." in page
    assert applicant.says_the_rules(access_it="Due gradini di 15 cm.").status_code == 302
    applicant.sends()
    assert fresh(application).status == "sent"
    kinds = [entry.kind for entry in application.entries.all()]
    assert kinds == ["begun", "sent", "changes", "resent"]


def test_refusing_needs_a_reason_and_mails_it():
    application = an_application(language="en")
    client = a_staff_client(Role.PUBLISHER)
    assert "reason" in client.post(url("refuse", application.pk), {}).context["form"].errors
    client.post(url("refuse", application.pk), {"reason": "The plant is not in Piedmont."})
    assert fresh(application).status == "refused"
    mail = Email.objects.latest("pk")
    assert mail.to == [COMPANY["contact_email"]]
    assert "The plant is not in Piedmont." in mail.message


def test_a_decision_is_made_once():
    application = an_application()
    client = a_staff_client(Role.EDITOR)
    client.post(url("refuse", application.pk), {"reason": "No."})
    mails = Email.objects.count()
    again = client.post(url("ask", application.pk), {"reason": "Or perhaps?"})
    assert again.status_code == 200
    assert "not waiting for a decision" in again.content.decode()
    assert Email.objects.count() == mails


def test_accepting_in_the_admin_leads_to_the_draft():
    a_site()
    a_sector()
    application = an_application()
    client = a_staff_client(Role.EDITOR)
    answer = client.post(url("accept", application.pk), follow=True)
    assert "draft of the page" in messages_of(answer)
    page = fresh(application).page
    assert reverse("wagtailadmin_pages:edit", args=[page.pk]) in answer.content.decode()


def test_where_the_plant_has_a_page_already_staff_says_which_one_it_gets():
    site = a_site()
    page = a_plant(site, title="Officine PROVA", municipality="Biella", province="BI")
    first, second = an_application(), an_application(contact_email="ugo@officine.example")
    client = a_staff_client(Role.EDITOR)
    answer = client.post(url("accept", first.pk))
    assert "onto" in answer.context["form"].errors
    assert "Use the page “Officine PROVA” (published)" in answer.content.decode()
    client.post(url("accept", first.pk), {"onto": page.pk})
    assert fresh(first).page_id == page.pk
    client.post(url("accept", second.pk), {"onto": 0})
    assert fresh(second).status == "accepted"
    assert fresh(second).page_id != page.pk


def test_comments_stay_inside_with_who_wrote_them():
    application = an_application()
    client = a_staff_client(Role.EDITOR)
    client.post(url("comment", application.pk), {"text": "Telefonare lunedì."})
    page = client.get(url("inspect", application.pk)).content.decode()
    assert "Telefonare lunedì." in page
    assert application.entries.get(kind="comment").user.username in page
    assert not Email.objects.filter(message__contains="Telefonare").exists()


def test_the_place_can_be_put_right_before_the_decision():
    application = an_application()
    client = a_staff_client(Role.EDITOR)
    data = {"address": "Via Nuova 1", "municipality": "Ivrea", "province": "BI"}
    assert "municipality" in client.post(url("place", application.pk), data).context["form"].errors
    client.post(url("place", application.pk), {**data, "province": "TO"})
    assert (fresh(application).municipality, fresh(application).province) == ("Ivrea", "TO")
    assert fresh(application).latitude == pytest.approx(45.46, abs=0.05)
    client.post(
        url("place", application.pk), {**data, "province": "TO", "latitude": "45.5", "longitude": "7.9"}
    )
    assert fresh(application).latitude == 45.5


def test_staff_is_led_to_other_applications_and_pages_of_the_same_company():
    site = a_site()
    page = a_plant(site, title="Officine PROVA", municipality="Biella", province="BI")
    first = an_application()
    second = an_application(contact_email="ugo@officine.example")
    text = a_staff_client(Role.EDITOR).get(url("inspect", second.pk)).content.decode()
    assert url("inspect", first.pk) in text
    assert reverse("wagtailadmin_pages:edit", args=[page.pk]) in text


def test_everybody_who_may_review_is_told_unless_an_address_is_set(settings):
    editor, desk = a_staff_member(Role.EDITOR), a_staff_member(Role.DESK)
    an_application()
    told = [address for mail in Email.objects.all() for address in mail.to]
    assert editor.email in told
    assert desk.email not in told
    Email.objects.all().delete()
    settings.APPLICATIONS_EMAIL = "candidature@example.org"
    an_application(contact_email="ugo@officine.example")
    told = [address for mail in Email.objects.all() for address in mail.to]
    assert "candidature@example.org" in told
    assert editor.email not in told


def test_a_slip_in_the_year_of_a_window_is_refused_at_its_field():
    window = a_window()
    typed = {"edition": window.edition_id, "opens_at": "0001-01-01 00:00", "closes_at": "9999-12-31 23:59"}
    page = a_staff_client().post(reverse("application_windows:edit", args=[window.pk]), typed)
    assert set(page.context["form"].errors) == {"opens_at", "closes_at"}


def test_the_list_is_filtered_by_state_and_does_not_grow_in_queries(django_assert_max_num_queries):
    edition = a_window().edition
    an_application(edition)
    client = a_staff_client(Role.EDITOR)
    client.get(url("index"))
    for number in range(4):
        an_application(edition, sent=False, contact_email=f"a{number}@officine.example")
    # session, user, profile, permissions (2), locales, filter choices, count, rows, menu's count
    with django_assert_max_num_queries(24):
        page = client.get(url("index") + "?status=sent")
    assert len(page.context["object_list"]) == 1


def test_a_picture_whose_file_is_lost_is_an_unknown_address():
    picture = an_application(a_window().edition, pictures=1).pictures.get()
    picture.file.storage.delete(picture.file.name)
    address = url("picture", picture.application_id, picture.pk)
    assert a_staff_client().get(address, follow=True).status_code == 404
