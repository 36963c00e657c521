"""Staff import plants from a file: everything is right, or nothing is written."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from factories.importing import MAX_ROWS, import_plants
from factories.models import FactoryPage
from tests.builders.pages import a_site

pytestmark = pytest.mark.django_db

SAMPLE = Path("factories/data/plants_public.csv")
HEADER = "name,sector,municipality,province,editions,source\n"
AVIO = "Avio Aero,aerospace,Rivalta di Torino,TO,2017;2018,press 2017-10-20\n"


def problems(content: str | bytes) -> list[tuple[int, str]]:
    data = content.encode() if isinstance(content, str) else content
    report = import_plants(data)
    assert FactoryPage.objects.count() == 0
    return [(problem.row, problem.column) for problem in report.problems]


def test_the_public_sample_becomes_drafts_with_public_facts_only():
    site = a_site()
    report = import_plants(SAMPLE.read_bytes())
    assert (len(report.created), report.problems) == (33, [])
    page = FactoryPage.objects.get(title="Avio Aero")
    assert not page.live
    assert page.get_parent().pk == site.catalogue.pk
    assert page.locale == site.italian
    assert (page.municipality, page.province, page.sector.key) == ("Rivalta di Torino", "TO", "other")
    assert round(page.latitude) == 45
    assert page.external_key == "avio-aero-to"
    assert "2017" in page.introduction
    assert (page.safety_text, page.access_text, page.website, page.founded) == ("", "", "", None)
    assert page.latest_revision.as_object().title == "Avio Aero"
    assert FactoryPage.objects.get(title="CSI Piemonte").sector.key == "other"


def test_importing_again_creates_nothing_and_keeps_the_editors_words():
    a_site()
    import_plants((HEADER + AVIO).encode())
    page = FactoryPage.objects.get()
    page.introduction = "Parole della redazione"
    page.save()
    report = import_plants((HEADER + AVIO).encode())
    assert (report.created, report.skipped) == ([], ["Avio Aero"])
    assert FactoryPage.objects.get().introduction == "Parole della redazione"


def test_a_dry_run_says_what_it_would_do_and_does_nothing():
    a_site()
    report = import_plants((HEADER + AVIO).encode(), dry_run=True)
    assert report.created == ["Avio Aero"]
    assert not FactoryPage.objects.exists()


@pytest.mark.parametrize(
    "content",
    [
        (HEADER + AVIO).encode("utf-8-sig"),
        (HEADER + AVIO).replace("\n", "\r\n").encode(),
        (HEADER.replace(",", "\t") + AVIO.replace(",", "\t")).encode("cp1252"),
        b"Name;Sector;Municipality;Province\nAvio Aero;aerospace;RIVALTA DI TORINO;to\n\n",
        b'name;sector;municipality;province;editions\nAvio Aero;Aerospace;Rivalta di Torino;TO;"2017;2018"\n',
    ],
)
def test_files_from_different_programs_are_read(content):
    a_site()
    assert import_plants(content).created == ["Avio Aero"]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("Avio,magic,Torino,TO,,", [(3, "sector")]),
        ("Avio,ict,Torino,MI,,", [(3, "province")]),
        ("Avio,ict,Milano,TO,,", [(3, "municipality")]),
        (",ict,Torino,TO,,", [(3, "name")]),
        ("Avio,ict,Torino,TO,last year,", [(3, "editions")]),
        ("Avio,ict,Torino,TO,1999,", [(3, "editions")]),
        ("Avio,magic,Milano,TO,,", [(3, "sector"), (3, "municipality")]),
        ("Avio,ict,Torino,TO,,,,x", [(3, "")]),
        ("Avio,ict", [(3, "municipality"), (3, "province")]),
        ("A\x07vio,ict,Torino,TO,,", [(3, "name")]),
        ("x" * 201 + ",ict,Torino,TO,,", [(3, "name")]),
        ("Avio Aero,ict,Torino,TO,,", [(3, "name")]),
        ('"Avio,ict,Torino,TO,,', [(3, "")]),
        ('Avio,"ict"x,Torino,TO,,', [(3, "")]),
    ],
)
def test_one_bad_row_stops_the_file_and_is_named(row, expected):
    a_site()
    assert problems(HEADER + AVIO + row + "\n") == expected


def test_empty_lines_do_not_shift_the_row_numbers():
    a_site()
    assert problems(HEADER + "\n" + AVIO + "\n\nAvio,magic,Torino,TO,,\n") == [(6, "sector")]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", [(1, column) for column in ("name", "sector", "municipality", "province")]),
        (b"name,sector,municipality\n", [(1, "province")]),
        (b"name,name,sector,municipality,province\n", [(1, "name")]),
        (HEADER.encode(), [(0, "")]),
        ((HEADER + AVIO).encode("utf-16"), [(0, "")]),
        (b"PK\x03\x04\xff\xfe", [(0, "")]),
        (b"x" * (10 * 1024 * 1024 + 1), [(0, "")]),
        ((HEADER + AVIO * (MAX_ROWS + 1)).encode(), [(0, "")]),
    ],
)
def test_a_file_that_is_not_a_list_of_plants_is_refused_with_a_sentence(content, expected):
    a_site()
    assert problems(content) == expected


def test_without_a_catalogue_nothing_can_be_imported():
    site = a_site()
    site.catalogue.delete()
    assert problems(HEADER + AVIO) == [(0, "")]


def test_a_failure_while_writing_leaves_nothing_behind(monkeypatch):
    a_site()

    def breaks_at_the_second(rows):
        for number, row in enumerate(rows):
            if number == 1:
                raise RuntimeError("disk full")
            yield row

    with pytest.raises(RuntimeError):
        import_plants(SAMPLE.read_bytes(), progress=breaks_at_the_second)
    assert not FactoryPage.objects.exists()


def test_the_command_names_row_and_column_and_fails(tmp_path):
    a_site()
    file = tmp_path / "plants.csv"
    file.write_text(HEADER + AVIO + "Avio,magic,Torino,TO,,\n", encoding="utf-8")
    with override("en"), pytest.raises(CommandError) as failure:
        call_command("import_plants", str(file), verbosity=0)
    assert "row 3, column sector" in str(failure.value)
    assert "Nothing was imported" in str(failure.value)


def test_the_command_reports_what_it_created(tmp_path):
    a_site()
    out = StringIO()
    with override("en"):
        call_command("import_plants", str(SAMPLE), "--dry-run", verbosity=0, stdout=out)
        call_command("import_plants", str(SAMPLE), verbosity=0, stdout=out)
        call_command("import_plants", str(SAMPLE), verbosity=0, stdout=out)
    said = out.getvalue().splitlines()
    assert said[:2] == ["Would create 33 draft pages.", "Created 33 draft pages."]
    assert said[-1] == "Already imported: 33."


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(CommandError):
        call_command("import_plants", str(tmp_path / "none.csv"), verbosity=0)
