"""A take-down does not wait for a run that is at work, and that run does not put back what was taken down."""

from uuid import uuid4

import pytest

from publishing.models import ArticlePage
from publishing.press import files, run
from publishing.press.portal import Portal
from publishing.press.run import press_all, press_pages, withdraw_at_once, withdraw_what_waits
from publishing.press.withholding import Withheld
from tracking.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(newsroom, pressed, committed) -> ArticlePage:
    """A public page."""
    with committed():
        return newsroom.published(newsroom.article("将要撤下的制度"))


def lying(pressed, path: str) -> list[str]:
    """What shows a page, in either mode and as data."""
    places = (pressed / path.strip("/"), pressed / "elder" / path.strip("/"))
    return sorted(file.name for place in places if place.is_dir() for file in place.iterdir() if file.is_file())


def taken_down(article: ArticlePage, pressed, path: str) -> None:
    """The page is down in the database, and what shows it goes, before anything else is done."""
    ArticlePage.objects.filter(pk=article.pk).update(live=False)
    withdraw_at_once([article.pk])
    assert lying(pressed, path) == []


def of_several(article) -> None:
    press_pages([article.pk, Portal.now().home.pk])


MOMENTS = {
    "before the files of a whole run are made": (files.PressedFolder, "make_all", lambda article: press_all()),
    "before a whole run takes its place": (files, "take_the_place", lambda article: press_all()),
    "before the files of several pages are made": (run, "press_paths", of_several),
    "before several pages take their place": (files, "take_the_place", of_several),
    "before the files of the page itself are made": (run, "press_paths", lambda article: press_pages([article.pk])),
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_run_at_work_neither_delays_a_take_down_nor_puts_the_page_back(article, pressed, moment, monkeypatch):
    where, name, press = MOMENTS[moment]
    path, done = Portal.now().path_of(article), []
    assert lying(pressed, path)
    act = getattr(where, name)

    def act_later(*args, **kwargs):
        if not done:
            taken_down(article, pressed, path)
        done.append(moment)
        return act(*args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(where, name, act_later)
        # The page is written anew, as if its words had changed: what is not would not be put back anyway.
        for file in pressed.glob(f"{path.strip('/')}/index.*"):
            file.unlink()
        press(article)
    assert done
    assert lying(pressed, path) == []
    assert Withheld(pressed).names(), "until a run has read the portal since"
    press_pages([article.pk])
    assert (lying(pressed, path), Withheld(pressed).names()) == ([], frozenset())
    assert not [name for name in files.Imprint.of(pressed).files if name.startswith(path.strip("/"))]
    ArticlePage.objects.filter(pk=article.pk).update(live=True)
    press_pages([article.pk])
    assert "index.html" in lying(pressed, path)


def test_a_page_that_is_public_again_is_not_withheld(article, pressed, monkeypatch):
    path, down = Portal.now().path_of(article), run._down
    answers = iter([{article.pk}])
    monkeypatch.setattr(run, "_down", lambda keys: next(answers, None) or down(keys))
    withdraw_at_once([article.pk])
    assert "index.html" in lying(pressed, path)
    assert Withheld(pressed).names() == frozenset()


def test_another_portals_folder_is_left_alone(article, pressed):
    path = Portal.now().path_of(article)
    imprint = files.Imprint.of(pressed)
    imprint.pressed_by(imprint.source | {"home": str(uuid4())})
    imprint.end()
    ArticlePage.objects.filter(pk=article.pk).update(live=False)
    withdraw_at_once([article.pk])
    assert "index.html" in lying(pressed, path)


def test_a_server_takes_away_what_another_took_down_while_its_own_run_is_at_work(article, pressed, settings):
    path = Portal.now().path_of(article)
    settings.TRACKING_SERVER = "web2"
    ArticlePage.objects.filter(pk=article.pk).update(live=False)
    job = Job.objects.create(kind=run.KIND, key="web1", server="web2", payload={"pages": [article.pk]})
    with files.PressedFolder(pressed).lock():
        assert withdraw_what_waits(frozenset()) == {job.pk}
    assert lying(pressed, path) == []
    assert Job.objects.filter(pk=job.pk).exists(), "the rest of it follows in its turn"
    ArticlePage.objects.filter(pk=article.pk).update(live=True)
    press_pages([article.pk])
    assert withdraw_what_waits(frozenset({job.pk})) == {job.pk}
    assert "index.html" in lying(pressed, path)
