import pytest

from accounts import second_factor
from tests import make

pytestmark = pytest.mark.django_db


def test_a_stored_secret_does_not_show_what_it_is():
    stored = second_factor.sealed("GEZDGNBVGY3TQOJQ")

    assert "GEZDGNBVGY3TQOJQ" not in stored
    assert second_factor.unsealed(stored) == "GEZDGNBVGY3TQOJQ"


def test_a_secret_outlives_a_change_of_the_key_as_long_as_the_old_key_is_known(settings):
    old = settings.SECRET_KEY
    stored = second_factor.sealed("GEZDGNBVGY3TQOJQ")
    settings.SECRET_KEY = "new" * 20

    with pytest.raises(second_factor.SecretRefused):
        second_factor.unsealed(stored)
    settings.SECRET_KEY_FALLBACKS = [old]

    assert second_factor.unsealed(stored) == "GEZDGNBVGY3TQOJQ"


def test_the_secret_that_everybody_knows_is_refused_in_production_whichever_way_it_got_there(settings):
    stored = second_factor.sealed(second_factor.DEMO_SECRET)
    settings.IN_PRODUCTION = True

    with pytest.raises(second_factor.SecretRefused):
        second_factor.unsealed(stored)
    with pytest.raises(second_factor.SecretRefused):
        second_factor.sealed(second_factor.DEMO_SECRET)


def test_a_code_is_spent_once_by_each_person():
    kim, lee = make.person(), make.person()

    spent = [
        second_factor.spend(person, code) for person, code in [(kim, "123456"), (kim, "123 456"), (lee, "123456")]
    ]

    assert spent == [True, False, True]


def test_a_code_stays_spent_for_as_long_as_it_could_be_taken(at):
    kim = make.person()
    with at(0):
        second_factor.spend(kim, "123456")

    with at(89):
        assert not second_factor.spend(kim, "123456")
    with at(91):
        assert second_factor.spend(kim, "123456")
