"""From the draft to the public page: an editor submits, a publisher approves."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, Workflow
from wagtail.users.models import UserProfile

from events.roles import Role, make_roles
from events.workflow import NAME
from tests.builders.pages import an_information_page
from tests.builders.staff import a_staff_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(site):
    """An editor and a publisher who read the admin in Italian."""
    editor, publisher = a_staff_member(Role.EDITOR), a_staff_member(Role.PUBLISHER)
    UserProfile.objects.update(preferred_language="it")
    return editor, publisher


def as_(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def edit(user, page, **data):
    values = {
        "title": page.title,
        "slug": page.slug,
        "introduction": "Due frasi.",
        "body-count": 0,
        "comments-TOTAL_FORMS": 0,
        "comments-INITIAL_FORMS": 0,
        **data,
    }
    return as_(user).post(reverse("wagtailadmin_pages:edit", args=[page.pk]), values)


def approve(user, page, action="approve", **data):
    state = page.current_workflow_task_state
    url = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, action, state.pk])
    return as_(user).post(url, data)


def test_an_editor_submits_a_publisher_approves_and_the_page_is_public(site, people):
    editor, publisher = people
    page = an_information_page(site, live=False)
    edit(editor, page, **{"action-submit": "1"})
    page.refresh_from_db()
    assert page.workflow_in_progress
    assert not page.live
    assert approve(publisher, page).status_code == 302
    assert Client().get(page.get_url()).status_code == 200


def test_an_editor_cannot_publish_whatever_is_sent(site, people):
    editor, _publisher = people
    page = an_information_page(site, live=False)
    edit(editor, page, **{"action-publish": "1"})
    assert not Page.objects.get(pk=page.pk).live


def test_an_editor_cannot_approve_what_an_editor_submitted(site, people):
    editor, _publisher = people
    page = an_information_page(site, live=False)
    edit(editor, page, **{"action-submit": "1"})
    page.refresh_from_db()
    approve(editor, page)
    page.refresh_from_db()
    assert page.workflow_in_progress
    assert not page.live


def test_a_translator_submits_too(site, people):
    translator, publisher = a_staff_member(Role.TRANSLATOR), people[1]
    english = site.catalogue_en
    english.unpublish()
    edit(translator, english, **{"action-submit": "1"})
    english.refresh_from_db()
    approve(publisher, english)
    assert Page.objects.get(pk=english.pk).live


def mail_to(mailoutbox, user):
    [mail] = [mail for mail in mailoutbox if mail.to == [user.email]]
    return mail


def test_both_are_told_in_italian(site, people, mailoutbox):
    editor, publisher = people
    page = an_information_page(site, title="Come si arriva", live=False)
    edit(editor, page, **{"action-submit": "1"})
    asked = mail_to(mailoutbox, publisher)
    assert "Come si arriva" in asked.subject
    assert "è stata inviata per essere approvata" in asked.body
    page.refresh_from_db()
    approve(publisher, page)
    told = mail_to(mailoutbox, editor)
    assert "è stata approvata" in told.subject


def test_a_page_sent_back_comes_with_the_reason(site, people, mailoutbox):
    editor, publisher = people
    page = an_information_page(site, live=False)
    edit(editor, page, **{"action-submit": "1"})
    page.refresh_from_db()
    approve(publisher, page, "reject", comment="Manca il numero di telefono.")
    assert "Manca il numero di telefono." in mail_to(mailoutbox, editor).body
    assert not Page.objects.get(pk=page.pk).live


def test_wagtails_own_workflow_makes_way(site):
    make_roles()
    assert [workflow.name for workflow in Workflow.objects.active()] == [NAME]
    page = an_information_page(site)
    assert page.get_workflow().name == NAME


def test_wagtails_own_workflow_stays_where_people_use_it(site):
    moderators, _ = Group.objects.get_or_create(name="Moderators")
    moderators.user_set.add(a_staff_member())
    make_roles()
    assert Workflow.objects.active().count() == 2


def test_running_it_again_keeps_what_staff_changed(site):
    make_roles()
    workflow = Workflow.objects.get(name=NAME)
    Workflow.objects.filter(pk=workflow.pk).update(active=False)
    make_roles()
    assert not Workflow.objects.get(name=NAME).active
    assert Workflow.objects.filter(name=NAME).count() == 1
