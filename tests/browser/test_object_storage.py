"""Files that come from a bucket: a real browser follows the links, and the content security policy lets it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from tests.browser.acts import main
from tests.conftest import Start
from tests.features.test_attachments import photo, reply_with
from tests.world import LEMVIG, World

pytestmark = pytest.mark.browser
Opened = Callable[[World, int], tuple[Page, list[str]]]


@contextmanager
def serving(world: World) -> Iterator[str]:
    """Its address, as long as it is asked for."""
    server = make_server("127.0.0.1", 0, world.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(params=["links", "application"])
def world_in_a_bucket(request: pytest.FixtureRequest, start: Start) -> World:
    return start(NETWORK_S3_DOWNLOADS=request.param)


@pytest.mark.parametrize("width", [1280, 360])
def test_a_picture_is_shown_and_a_document_is_downloaded(
    world_in_a_bucket: World, browser: Browser, tmp_path: Path, width: int
) -> None:
    world, complaints = world_in_a_bucket, []
    author, reader = world.member(), world.member(LEMVIG)
    thread = world.thread(author)
    number = world.upload(author, "dige.jpg", photo("Jernbanegade 7"))
    reply_with(world, author, thread, number, body=f"![Et dige](/filer/{number}/dige.jpg)")
    document = world.document(author, content="Æblerne først.\n".encode(), name="Årsplan Ærø.txt")
    cookie = world.client(reader).get_cookie("session")
    assert cookie is not None
    with serving(world) as url:
        window = browser.new_context(base_url=url, locale="da-DK", viewport={"width": width, "height": 800})
        window.add_cookies([{"name": "session", "value": cookie.value, "url": url}])
        window.on("console", lambda message: complaints.append(message.text))
        window.on("weberror", lambda error: complaints.append(str(error.error)))
        page = window.new_page()
        page.goto(f"/traade/{thread.id}-{thread.slug}")
        picture = main(page).get_by_role("img", name="Et dige")
        expect(picture).to_be_visible()
        picture.scroll_into_view_if_needed()
        page.wait_for_function("image => image.complete", arg=picture.element_handle())
        assert picture.evaluate("image => [image.naturalWidth, image.naturalHeight]") == [40, 20]
        page.goto(f"/dokumenter/{document.id}-{document.slug}")
        with page.expect_download() as begun:
            main(page).locator("a[href$='/original']").first.click()
        assert begun.value.suggested_filename == "Årsplan Ærø.txt"
        begun.value.save_as(tmp_path / "a.txt")
        assert (tmp_path / "a.txt").read_text() == "Æblerne først.\n"
        window.close()
    assert complaints == []
