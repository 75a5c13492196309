"""`manage.py import_factories`."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from companies.models import Company, FactoryRecord, RegistryImport
from companies.registry import samples

pytestmark = pytest.mark.django_db

UTF8 = samples.FOLDER / samples.UTF8


def run(*arguments) -> str:
    out = io.StringIO()
    call_command("import_factories", *map(str, arguments), stdout=out, stderr=io.StringIO())
    return out.getvalue()


def test_the_counts_come_as_json_and_add_up():
    counts = json.loads(run(UTF8, "--json"))

    assert counts == {"rows": 154, "created": 150, "updated": 0, "unchanged": 0, "rejected": 4}
    assert FactoryRecord.objects.count() == 150


def test_twice_changes_nothing():
    run(UTF8)

    counts = json.loads(run(UTF8, "--json"))

    assert counts == {"rows": 154, "created": 0, "updated": 0, "unchanged": 150, "rejected": 4}


def test_a_dry_run_says_the_same_and_changes_nothing():
    said = run(UTF8, "--dry-run")

    assert "아무것도 바꾸지 않았습니다" in said
    assert "모두 154줄: 새로 150, 고침 0, 그대로 0, 되돌림 4." in said
    assert (Company.objects.count(), RegistryImport.objects.count()) == (0, 0)


def test_the_run_is_kept_with_its_counts():
    run(UTF8)

    kept = RegistryImport.objects.get()
    assert (kept.state, kept.rows, kept.created, kept.rejected) == ("DONE", 154, 150, 4)
    assert kept.uploaded_by is None
    with kept.rejects.open() as rejects:
        assert rejects.read().startswith(b"\xef\xbb\xbf")


def test_rejects_are_written_where_one_says(tmp_path):
    said = run(UTF8, "--rejects", tmp_path / "out.csv")

    lines = (tmp_path / "out.csv").read_bytes().decode("utf-8-sig").splitlines()
    assert str(tmp_path / "out.csv") in said
    assert lines[0].endswith("공장관리번호,사유")
    assert len(lines) == 5
    assert lines[1].startswith(",시연틀린번호(주),999-81-00000,")


def test_rejected_rows_are_no_failure(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("회사명,주소\n,\n,예시로 1\n")

    assert json.loads(run(path, "--json")) == {"rows": 1, "created": 0, "updated": 0, "unchanged": 0, "rejected": 1}


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", b"a,b\n1,2\n", "찾은 칸: a, b, 1, 2"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(9), "옛 엑셀"),
        ("a.csv", b"", "빈 파일"),
    ],
)
def test_a_file_that_cannot_be_read_ends_with_2_and_says_why(tmp_path, name, content, words):
    (tmp_path / name).write_bytes(content)

    with pytest.raises(CommandError, match=words) as failure:
        run(tmp_path / name)

    assert failure.value.returncode == 2
    assert RegistryImport.objects.count() == 0


def test_a_file_that_is_not_there_ends_with_2(tmp_path):
    with pytest.raises(CommandError, match="열 수 없습니다") as failure:
        run(tmp_path / "none.csv")

    assert failure.value.returncode == 2
