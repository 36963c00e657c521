"""PO files go to the translators and come back with every link."""

import io
import json
import re
import zipfile

import polib
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation, Translation

from events.roles import Role
from factories.translations import po as files
from home.models import StoryPage
from tests.builders.pages import a_plant, a_site, a_story, translated
from tests.builders.staff import a_staff_client, a_staff_member, messages_of
from tests.builders.translations import a_translation, translate, translate_all
from tests.factories.tables import damaged

pytestmark = pytest.mark.django_db

TEXT = (
    "<h2>Il telaio {n}</h2><p>Con <a href='https://example.org/{n}/a'>un sito</a> e "
    "<b>un <a href='https://example.org/{n}/b'>altro</a></b>.</p>"
)


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    """wagtail-localize publishes when the transaction commits; tests never commit."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def stories(site, count: int) -> list[Translation]:
    translated(site.stories, title="Stories", slug="stories")
    made = []
    for n in range(count):
        faq = {"title": "", "items": [{"question": "Quanto?", "answer": f"<p><a href='/{n}/c'>Qui</a>.</p>"}]}
        body = [("text", TEXT.format(n=n)), ("faq", faq)]
        made.append(a_translation(a_story(site, title=f"Storia {n}", body=body)))
    return made


def download(client: Client, translations: list[Translation]) -> bytes:
    rows = [f"page:{row.source.object_id}|{row.target_locale.language_code}" for row in translations]
    response = client.post(reverse("translations:act", args=["export"]), {"item": rows})
    assert "attachment" in response["Content-Disposition"]
    return response.content


def upload(client: Client, content: bytes, name: str = "translations-en.po"):
    return client.post(reverse("translations:import"), {"file": SimpleUploadedFile(name, content)})


def worked_on(content: bytes, change=lambda text: f"EN {text}") -> bytes:
    po = polib.pofile(content.decode())
    for entry in po:
        entry.msgstr = change(entry.msgid)
        entry.flags = []
    return str(po).encode()


def links(page: StoryPage) -> list[str]:
    return re.findall(r"""href=\\?["']([^"'\\]+)""", json.dumps(page.body.get_prep_value()))


def test_twenty_pages_there_and_back_keep_every_link(commit):
    translations = stories(a_site(), 20)
    client = a_staff_client(Role.TRANSLATOR)
    content = download(client, translations)
    report = upload(client, worked_on(content)).context["report"]
    assert (report.refused, report.warnings) == ([], [])
    assert len(report.titles) == 20
    for translation in translations:
        assert not translation.get_target_instance().live, "a file publishes nothing"
        with commit():
            client.post(translation.get_target_instance_edit_url(), {"action": "publish"})
        english = translation.get_target_instance()
        italian = translation.source.get_source_instance()
        assert (english.live, english.title) == (True, f"EN {italian.title}")
        assert links(english) == links(italian)
        assert len(links(italian)) == 3
    again = upload(client, worked_on(content)).context["report"]
    assert (again.changed, again.refused) == (0, [])


def test_a_file_costs_queries_per_changed_text_only(django_assert_max_num_queries):
    site = a_site()
    translations = stories(site, 6)
    user = a_staff_member()
    content = worked_on(files.export_one(translations))
    files.import_files(files=files.read("a.po", content), user=user)
    # translations, pages one may write, texts, their translations, glossary, savepoint twice
    with django_assert_max_num_queries(9):
        files.import_files(files=files.read("a.po", content), user=user)


def test_what_changed_since_is_fuzzy_and_carries_the_earlier_words(commit):
    plant = a_plant(a_site(), introduction="Si lima a mano.")
    translation = a_translation(plant)
    translate_all(translation)
    with commit():
        translation.save_target(publish=True)
    plant.introduction = "Si lima a macchina."
    with commit():
        plant.save_revision().publish()
    content = download(a_staff_client(), [translation])
    (entry,) = [entry for entry in polib.pofile(content.decode()) if entry.fuzzy]
    assert (entry.previous_msgid, entry.msgid) == ("Si lima a mano.", "Si lima a macchina.")
    assert entry.msgstr == "EN Si lima a mano."
    report = upload(a_staff_client(), content).context["report"]
    assert (report.changed, report.left_out) == (0, 1), "fuzzy texts are not taken"


def test_two_languages_come_as_one_archive_and_go_back_as_one():
    site = a_site()
    plant = a_plant(site)
    french = Locale.objects.create(language_code="fr")
    site.home.copy_for_translation(french).save()
    site.catalogue.copy_for_translation(french).save()
    rows = [a_translation(plant), a_translation(plant, language="fr")]
    archive = download(a_staff_client(), rows)
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as there, zipfile.ZipFile(packed, "w") as back:
        assert sorted(there.namelist()) == ["translations-en.po", "translations-fr.po"]
        for name in there.namelist():
            back.writestr(name, worked_on(there.read(name), lambda text, name=name: f"{name}: {text}"))
    report = upload(a_staff_client(), packed.getvalue(), "translations.zip").context["report"]
    assert report.refused == []
    titles = StringTranslation.objects.filter(context__path="title", locale=french)
    assert titles.get().data.startswith("translations-fr.po: ")


def test_a_file_of_wagtail_localize_itself_is_understood():
    translation = a_translation(a_plant(a_site(), introduction="Si lima."))
    content = worked_on(str(translation.export_po()).encode())
    report = upload(a_staff_client(), content).context["report"]
    assert report.changed > 0
    assert report.refused == []


def test_wrong_entries_are_named_with_their_line_and_the_others_are_stored():
    site = a_site()
    first, second = stories(site, 2)
    client = a_staff_client()
    po = polib.pofile(download(client, [first, second]).decode())
    for entry in po:
        entry.msgstr = f"EN {entry.msgid}"
    linked = [entry for entry in po if "<a" in entry.msgid]
    linked[0].msgstr = '<a id="a99">Elsewhere</a>'
    linked[1].msgstr = "No link at all"
    po.append(polib.POEntry(msgctxt=f"{first.uuid}:title", msgid="Non più questo", msgstr="Not this"))
    po.append(polib.POEntry(msgctxt="no such page", msgid="Nulla", msgstr="Nothing"))
    content = str(po).encode()
    response = upload(client, content)
    report = response.context["report"]
    assert len(report.refused) == 3
    lines = content.decode().splitlines()
    assert f"{first.uuid}:title" in lines[report.refused[1].line - 1]
    assert len(report.warnings) == 1
    assert "link of the source is missing" in report.warnings[0].sentence
    assert report.changed == len(po) - 4 + 1
    assert "no such page" not in response.content.decode()


def test_the_glossary_is_checked_on_the_way_in():
    translation = a_translation(a_plant(a_site(), introduction="Ogni turno dura un'ora."))
    content = worked_on(download(a_staff_client(), [translation]))
    report = upload(a_staff_client(), content).context["report"]
    assert ["slot" in remark.sentence for remark in report.warnings] == [True]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("nothing.po", b""),
        ("words.po", b"solo parole, nessun PO"),
        ("binary.po", bytes(range(256)) * 20),
        ("utf16.po", 'msgid "a"\nmsgstr "b"\n'.encode("utf-16")),
        ("path.po", b"/etc/passwd"),
        ("broken.zip", b"PK\x03\x04 broken"),
        ("table.csv", b"a;b"),
    ],
)
def test_a_file_that_is_none_is_refused_with_a_sentence(name: str, content: bytes):
    response = upload(a_staff_client(), content, name)
    assert response.status_code == 200
    assert "file" in response.context["form"].errors


def test_a_damaged_archive_is_refused_with_a_sentence():
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("a.po", b'msgid "a"\nmsgstr "b"\n' * 50)
    directory_lost = whole.getvalue().replace(b"PK\x01\x02", b"\0\0\0\0")
    client = a_staff_client(Role.TRANSLATOR)
    for content in (damaged(whole.getvalue(), "a.po"), directory_lost):
        assert "that can be read" in str(upload(client, content, "a.zip").context["form"].errors["file"])


def test_characters_that_cannot_be_printed_are_refused():
    translation = stories(a_site(), 1)[0]
    content = worked_on(files.export_one([translation]), lambda text: f"EN \x00{text}")
    report = upload(a_staff_client(Role.TRANSLATOR), content).context["report"]
    assert report.changed == 0
    assert "cannot be printed" in report.refused[0].sentence


def test_an_archive_that_unpacks_to_too_much_is_refused_before_it_is_unpacked():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.po", b"0" * (files.MOST_UNPACKED + 1))
    response = upload(a_staff_client(), packed.getvalue(), "bomb.zip")
    assert "file" in response.context["form"].errors


def test_nobody_writes_pages_that_are_not_theirs_through_a_file():
    site = a_site()
    translation = a_translation(a_plant(site, introduction="Si lima."))
    content = worked_on(download(a_staff_client(), [translation]))
    translator = a_staff_member(Role.TRANSLATOR)
    translator.groups.get().page_permissions.all().delete()
    client = Client()
    client.force_login(translator)
    report = upload(client, content).context["report"]
    assert report.changed == 0
    assert {remark.sentence for remark in report.refused} == {
        "This page is not there any more, or is not yours to translate."
    }
    assert StoryPage.objects.count() == 0


# Machines -------------------------------------------------------------------------

DUMMY = {"CLASS": "wagtail_localize.machine_translators.dummy.DummyTranslator"}


def by_machine(client: Client, translation: Translation):
    rows = [f"page:{translation.source.object_id}|en"]
    return client.post(reverse("translations:act", args=["machine"]), {"item": rows}, follow=True)


def test_a_machine_drafts_what_is_missing_and_publishes_nothing(settings):
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = DUMMY
    translation = a_translation(a_plant(a_site(), introduction="Si lima qui."), title="Works")
    answer = by_machine(a_staff_client(Role.TRANSLATOR), translation)
    assert "Read them before you publish" in messages_of(answer)
    made = dict(StringTranslation.objects.values_list("context__path", "translation_type"))
    assert made == {
        "title": "manual",
        "introduction": "machine",
        "safety_text": "machine",
        "access_text": "machine",
    }
    assert not translation.get_target_instance().live
    (item,) = a_staff_client().get("/admin/translations/?state=draft").context["found"]
    assert item.progress.by_machine == 3


def test_without_a_machine_the_button_is_not_there_and_asking_is_refused():
    translation = a_translation(a_plant(a_site()))
    client = a_staff_client(Role.TRANSLATOR)
    assert "Draft by machine" not in client.get("/admin/translations/").content.decode()
    assert "No machine translation" in messages_of(by_machine(client, translation))


@pytest.mark.parametrize("service", ["DeepL", "LibreTranslate"])
def test_a_service_that_does_not_answer_is_no_error(service: str, settings, monkeypatch):
    import requests

    def no_answer(*args: object, **kwargs: object) -> None:
        raise requests.ConnectionError

    monkeypatch.setattr(requests, "post", no_answer)
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = {
        "CLASS": f"factories.translations.machines.{service}",
        "OPTIONS": {"AUTH_KEY": "k", "API_KEY": "", "LIBRETRANSLATE_URL": "https://translate.example.org"},
    }
    translation = a_translation(a_plant(a_site()))
    translate(translation, title="Works")
    answer = by_machine(a_staff_client(Role.TRANSLATOR), translation)
    assert "The machine gave nothing" in messages_of(answer)
    assert StringTranslation.objects.count() == 1
