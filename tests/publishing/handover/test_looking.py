"""A look at the addresses on the platform above, asked of a real server: what is there, gone, silent or changed."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.management import call_command
from django.utils import timezone
from django.utils.html import escape

from publishing.handover import looking, packing, platforms
from publishing.models import Sighting, UpperLook
from publishing.review import upper
from publishing.review.upper import Given


class Server:
    """A platform's server: what lies at each address."""

    def __init__(self):
        self.pages: dict[str, tuple[int, bytes]] = {}
        self.leads_to = ""
        self.half = False
        pages, server = self.pages, self

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self):  # noqa: N802 (as the library calls it)
                status, body = pages.get(self.path, (404, b""))
                self.send_response(302 if server.leads_to else status)
                if server.leads_to:
                    self.send_header("Location", server.leads_to)
                self.send_header("Content-Type", "text/html")
                if server.half:
                    self.send_header("Transfer-Encoding", "chunked")
                    body = b"zz\r\n"
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server.server_port}{path}"

    def close(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def platform(settings):
    settings.PUBLISHING_PLATFORM_HOSTS = frozenset({"127.0.0.1"})
    server = Server()
    yield server
    server.close()


@pytest.fixture
def shown(newsroom, notice, platform):
    """A piece that the platform shows as signed, in its own dress."""
    url = platform.url("/1.html")
    at = timezone.now()
    upper.enter(Given(notice, url, at), account=newsroom.editor, platform="示例平台")
    put(platform, dressed(notice))
    return notice


def dressed(page, *, without: str = "") -> str:
    """The piece as a platform sets it: other marks around it, other spaces in it."""
    lines = [line for line in page.letter.splitlines() if line and line != without]
    words = "".join(f"<div>　　{escape(line)}&nbsp;</div>\n" for line in lines)
    return f'<html><head><meta charset="gb18030"></head><body><h1>{escape(page.title)}</h1><script>1</script>{words}</body></html>'


def put(platform: Server, html: str, status: int = 200) -> None:
    platform.pages["/1.html"] = (status, html.encode("gb18030"))


def found() -> tuple[Sighting, str]:
    [one] = looking.look(platforms.current())
    assert UpperLook.objects.get().found == one.found
    return one.found, one.detail


def test_a_piece_that_stands_there_as_it_was_signed_is_fine(shown):
    assert found() == (Sighting.SAME, "")


def test_a_paragraph_that_is_gone_is_named(shown, platform):
    line = [one for one in shown.letter.splitlines() if one.strip()][-1]
    put(platform, dressed(shown, without=line))
    sighting, detail = found()
    assert sighting is Sighting.DIFFERS
    assert "有1处与签发的文稿不同" in detail
    assert line[:20] in detail


def test_what_was_taken_down_there_is_gone(shown, platform):
    put(platform, "", status=404)
    assert found() == (Sighting.GONE, "平台答 404。")


def test_a_server_that_answers_nothing_is_told_apart(shown, platform):
    platform.close()
    assert found()[0] is Sighting.SILENT


def test_the_command_lists_what_is_wrong_and_exits_1(shown, platform, capsys):
    call_command("check_published")
    assert "核查网址1个，有问题的0个。" in capsys.readouterr().out
    put(platform, "", status=410)
    with pytest.raises(SystemExit, match="1"):
        call_command("check_published", json=True)
    said = json.loads(capsys.readouterr().out)
    assert [one["found"] for one in said["findings"]] == ["gone"]


def test_an_address_inside_the_house_is_not_asked_unless_its_host_is_listed(shown, settings):
    settings.PUBLISHING_PLATFORM_HOSTS = frozenset()
    sighting, detail = found()
    assert sighting is Sighting.SILENT
    assert "HUIYIN_PLATFORM_HOSTS" in detail


@pytest.mark.parametrize(
    "url",
    ["http://localhost/", "http://10.0.0.1/", "http://192.168.1.1:8000/a", "http://169.254.169.254/latest", "http://[::1]/",
     "http://[::ffff:127.0.0.1]/", "http://0.0.0.0/", "http://2130706433/", "http://%31%32%37.0.0.1/", "http://127.1/",
     "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/"],
)  # fmt: skip
def test_loopback_and_private_networks_are_inside(settings, url):
    settings.PUBLISHING_PLATFORM_HOSTS = frozenset()
    assert looking.is_inside(url)
    assert not looking.is_inside("http://8.8.8.8/")


def test_a_platform_that_leads_into_the_house_is_not_followed(shown, platform, settings):
    other = Server()
    other.pages["/1.html"] = platform.pages["/1.html"]
    platform.leads_to = other.url("/1.html").replace("127.0.0.1", "localhost")
    assert found()[0] is Sighting.SILENT
    other.close()


@pytest.mark.parametrize("host", ["localhost", "%6cocalhost", "%31%32%37.0.0.2"])
def test_no_spelling_of_an_address_leads_into_the_house(shown, platform, host):
    """The library asks a host that is written in percent signs."""
    other = Server()
    other.pages["/1.html"] = platform.pages["/1.html"]
    platform.leads_to = other.url("/1.html").replace("127.0.0.1", host)
    assert found()[0] is Sighting.SILENT
    other.close()


def test_a_connection_goes_to_no_address_that_was_not_looked_at(settings, platform):
    settings.PUBLISHING_PLATFORM_HOSTS = frozenset()
    with pytest.raises(OSError, match="inside"):
        looking._connected(("localhost", platform.server.server_port), 5)


def test_half_an_answer_is_told_as_none(shown, platform):
    platform.pages["/1.html"] = (200, b"")
    platform.half = True
    assert found()[0] is Sighting.SILENT


def test_words_of_scripts_do_not_count_as_shown(shown):
    parcel = packing.parcel_of(shown, platforms.current())
    hidden = f"<script>{parcel.page.title} {parcel.words}</script>".encode()
    assert looking.squeezed(looking.read_words(hidden)) == ""
