"""The example is loaded once: what somebody tried in it since is left as it stands."""

import pytest

from huiyin.example import load, people
from tracking.loop import take
from tracking.models import HandlingRecord, Session
from tracking.stages import Stage

pytestmark = pytest.mark.django_db


def test_an_item_of_one_s_own_is_left_alone_when_the_example_is_loaded_again(settings, tmp_path):
    settings.KEYS_DIR = settings.PRIVATE_ROOT = tmp_path
    users, session = people.make_people(), load.make_session()
    facts = {"kind": "suggestion", "origin": "city", "number": 61, "duty": "lead", "first_signer": "示例代表甲"}
    take("register", account=users["clerk"], session=session, title="关于示例工作的建议", **facts)
    _session, _users, fresh = load.load_ledger()
    assert fresh is False
    assert Session.objects.count() == 1
    assert HandlingRecord.objects.get().stage == Stage.REGISTERED
