"""What companies type and upload: a sentence at the right field, nothing typed is lost, never a 500."""

import datetime as dt
import struct
import zlib

import pytest
from django.contrib.sessions.models import Session
from PIL import Image

from events.rules import Refusal
from factories.applications import services
from factories.applications.form_parts import clean_vat_number
from factories.models import ApplicationPicture, PlantApplication
from tests.builders.applications import a_window, an_upload
from tests.builders.pages import image_bytes
from tests.factories.applicant import VISIT, Applicant, visits_data

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_days")]


@pytest.fixture
def applicant() -> Applicant:
    """A company after the first step."""
    a_window()
    someone = Applicant()
    someone.names_the_company()
    return someone


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("company_name", ""),
        ("company_name", "x" * 200),
        ("company_name", "A\x00B"),
        ("company_name", "+++"),
        ("vat_number", "01234567890"),
        ("vat_number", "123"),
        ("vat_number", "00000000000"),
        ("vat_number", "٣" * 11),
        ("sector", "astronavi"),
        ("founded", "1200"),
        ("founded", "mille"),
        ("website", "javascript:alert(1)"),
        ("website", "https://example.org/" + "a" * 200),
        ("contact_email", "a@b.it,c@d.it"),
        ("contact_email", "a@b.it\r\nBcc: c@d.it"),
        ("contact_phone", "telefono"),
    ],
)
def test_a_wrong_company_is_refused_at_its_field_and_kept(field, value):
    a_window()
    someone = Applicant()
    answer = someone.names_the_company(**{field: value})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert "+39 011 1234567" in answer.content.decode() or field == "contact_phone"
    assert not PlantApplication.objects.exists()


@pytest.mark.parametrize("written", ["01234567897", "IT01234567897", " it 012 345 678 97 ", "01.234.567.897"])
def test_a_vat_number_is_read_however_it_is_written(written):
    assert clean_vat_number(written) == "01234567897"


def test_an_unknown_municipality_gets_similar_ones_offered(applicant):
    answer = applicant.names_the_place(municipality="Biela")
    assert "Biella" in str(answer.context["form"].errors["municipality"])


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"introduction_it": ""}, "introduction_it"),
        ({"see_it": "\n".join(f"riga {n}" for n in range(9))}, "see_it"),
        ({"see_it": "x" * 201}, "see_it"),
        ({"see_en": "Only one line"}, "see_en"),
        ({"see_it": " \n - \n"}, "see_it"),
    ],
)
def test_wrong_words_are_refused_at_their_field(applicant, changes, field):
    answer = applicant.tells(**changes)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"days": ["2027-10-31"]}, "days"),
        ({"days": []}, "days"),
        ({"start": "25:00"}, "start"),
        ({"end": "08:00"}, "end"),
        ({"end": "09:30"}, "end"),
        ({"end": "", "second_start": "14:00"}, "end"),
        ({"second_start": "11:00", "second_end": "16:00"}, "second_start"),
        ({"second_end": "16:00"}, "second_start"),
        ({"capacity": "0"}, "capacity"),
        ({"capacity": "9999"}, "capacity"),
        ({"duration_minutes": "2.5"}, "duration_minutes"),
        ({"min_age": "7"}, "min_age"),
        ({"tour_language": "la"}, "tour_language"),
    ],
)
def test_wrong_visits_are_refused_at_their_field(applicant, changes, field):
    answer = applicant.offers({**VISIT, **changes})
    assert answer.status_code == 422
    assert field in answer.context["offers"].forms[0].errors


def test_the_only_kind_of_visit_cannot_be_removed_on_the_page(applicant):
    remove = "Togli questo tipo di visita"
    refused = applicant.offers({**VISIT, "capacity": ""})
    assert refused.status_code == 422
    assert remove not in refused.content.decode()
    applicant.offers(VISIT)
    stored = applicant.client.get(applicant.url("visits"))
    assert remove not in stored.content.decode()
    assert remove in applicant.client.get(applicant.url("visits") + "?more=1").content.decode()


def test_visits_are_added_and_removed_without_scripts(applicant):
    more = applicant.offers(more="1")
    assert more["Location"].startswith(applicant.url("visits") + "?more=1")
    page = applicant.client.get(more["Location"])
    assert len(page.context["offers"].forms) == 2
    applicant.offers(VISIT, {**VISIT, "tour_language": "en"})
    application = PlantApplication.objects.get()
    assert [visit.tour_language for visit in application.visits.all()] == ["it", "en"]
    applicant.offers({**VISIT, "DELETE": "on"}, {**VISIT, "tour_language": "en"})
    assert [visit.tour_language for visit in application.visits.all()] == ["en"]
    assert applicant.offers({**VISIT, "DELETE": "on"}).status_code == 422


@pytest.mark.parametrize("count", ["-1", "x", "10000000"])
def test_a_made_up_number_of_visits_breaks_nothing(applicant, count):
    assert applicant.offers(VISIT, **{"visit-TOTAL_FORMS": count}).status_code == 422


def a_bomb() -> bytes:
    """A PNG of a few bytes that says it has 50,000 × 50,000 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "a.svg"),
        (b"<script>alert(1)</script>", "a.jpg"),
        (image_bytes("PNG"), "a.jpg"),
        (image_bytes()[:60], "a.jpg"),
        (a_bomb(), "a.png"),
        (b"", "a.jpg"),
        (image_bytes("GIF"), "a.gif"),
    ],
)
def test_what_is_no_good_picture_is_refused(applicant, content, name):
    answer = applicant.adds_a_picture(
        file=an_upload(content or b" ", name) if content else an_upload(b" ", name)
    )
    assert answer.status_code == 422
    assert "file" in answer.context["form"].errors
    assert not ApplicationPicture.objects.exists()


def test_a_picture_needs_text_credit_and_licence(applicant):
    answer = applicant.adds_a_picture(alt_it="", credit="", licence="free")
    assert set(answer.context["form"].errors) == {"alt_it", "credit", "licence"}


def test_position_and_owner_are_taken_out_of_a_picture_and_its_name_says_nothing(applicant):
    exif = Image.Exif()
    exif[0x013B] = "Ada Bianchi"
    exif.get_ifd(0x8825)[1] = "N"
    applicant.adds_a_picture(file=an_upload(image_bytes(exif=exif.tobytes()), "Casa di Ada.jpg"))
    picture = ApplicationPicture.objects.get()
    stored = picture.file.open().read()
    assert b"Ada Bianchi" not in stored
    assert "Ada" not in picture.file.name
    assert b"".join(applicant.get("picture", picture.pk).streaming_content) == stored


def test_there_are_eight_pictures_at_most_and_they_can_be_removed(
    applicant, django_capture_on_commit_callbacks
):
    for _ in range(8):
        assert applicant.adds_a_picture().status_code == 302
    assert applicant.adds_a_picture().status_code == 422
    picture = ApplicationPicture.objects.first()
    with django_capture_on_commit_callbacks(execute=True):
        applicant.post("pictures", {"remove": picture.pk})
    assert ApplicationPicture.objects.count() == 7
    assert not picture.file.storage.exists(picture.file.name)
    for number in ("x", "-1", "9" * 30, str(picture.pk)):
        assert applicant.post("pictures", {"remove": number}).status_code == 302
    assert ApplicationPicture.objects.count() == 7


def test_sending_too_often_is_answered_with_429_and_keeps_what_was_typed(applicant, settings):
    settings.RATELIMIT_ENABLE = True
    settings.FORM_LIMITS = {**settings.FORM_LIMITS, "application": {"session": "1/10m", "network": "9/10m"}}
    assert applicant.names_the_place().status_code == 302
    answer = applicant.names_the_place(address="Via Nuova 9")
    assert answer.status_code == 429
    assert "Via Nuova 9" in answer.content.decode()
    assert applicant.offers().status_code == 429 or applicant.offers().status_code == 429


def test_the_first_step_mails_nobody_more_than_five_links_a_day():
    a_window()
    for _ in range(5):
        assert Applicant().names_the_company().status_code == 302
    answer = Applicant().names_the_company()
    assert "contact_email" in answer.context["form"].errors
    assert PlantApplication.objects.count() == 5


def test_what_was_typed_leaves_a_shared_computer_after_two_hours_without_a_step(applicant):
    session = Session.objects.get(pk=applicant.client.session.session_key)
    lifetime = session.expire_date - dt.datetime.now(dt.UTC)
    assert lifetime <= dt.timedelta(hours=2, minutes=1)


@pytest.mark.parametrize(
    ("service", "step", "data"),
    [("save_visits", "visits", visits_data(VISIT)), ("remove_picture", "pictures", {"remove": "1"})],
)
def test_what_was_sent_from_another_window_meanwhile_is_said(
    applicant, monkeypatch: pytest.MonkeyPatch, service: str, step: str, data: dict
):
    def sent_meanwhile(**_values: object) -> None:
        raise Refusal("not_writable", "Questa candidatura è stata inviata.")

    monkeypatch.setattr(services, service, sent_meanwhile)
    answer = applicant.post(step, data)
    answer = applicant.get(step) if answer.status_code == 302 else answer
    assert "Questa candidatura è stata inviata." in answer.content.decode()
