import pytest
from django.core.exceptions import ValidationError

from accounts.phones import hyphenated, is_phone


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("01012345678", "010-1234-5678"),
        ("010 1234 5678", "010-1234-5678"),
        ("010.1234.5678", "010-1234-5678"),
        ("+82 10-1234-5678", "010-1234-5678"),
        ("0082 10 1234 5678", "010-1234-5678"),
        ("+82 (0)10 1234 5678", "010-1234-5678"),
        ("０１０－１２３４－５６７８", "010-1234-5678"),
        ("0212345678", "02-1234-5678"),
        ("021234567", "02-123-4567"),
        ("(031) 000-0142", "031-000-0142"),
        ("07012345678", "070-1234-5678"),
        ("15881234", "1588-1234"),
        ("050512345678", "0505-1234-5678"),
    ],
)
def test_a_number_is_kept_in_one_form_however_it_is_typed(typed, kept):
    assert hyphenated(typed) == kept
    is_phone(kept)


@pytest.mark.parametrize(
    "typed", ["", "없음", "010-1234", "12345678", "०१०१२३४५६७८", "010-1234-5678 내선 3", "02-120\n"]
)
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(ValidationError):
        is_phone(hyphenated(typed) or "-")
