"""A browser window that notes whatever must never happen on any page."""

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response

# Runs in every page when it has been laid out. A phone widens its viewport to what overflows, so the width is given.
FITS = """addEventListener("load", () => {
  const { scrollWidth } = document.documentElement;
  if (scrollWidth > %(width)d) console.error(`${location.pathname} is ${scrollWidth} px wide in %(width)d px`);
});"""
REFUSED = "Failed to load resource: the server responded"  # told with its address by Watch._answered


class Watch:
    """What has gone wrong in a context: console errors, foreign requests, broken parts, pages wider than the screen."""

    def __init__(self, context: BrowserContext, url: str, width: int) -> None:
        self.url = url
        self.problems: list[str] = []
        # A form with errors is 422; a test that looks for another refusal adds it.
        self.expected_statuses = {422}
        context.add_init_script(FITS % {"width": width})
        context.on("console", self._said)
        context.on("weberror", lambda error: self.problems.append(f"exception: {error.error}"))
        context.on("request", self._asked)
        context.on("response", self._answered)
        context.on("requestfailed", self._failed)

    def take(self) -> list[str]:
        """What has been noted, once."""
        noted, self.problems = self.problems, []
        return noted

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(REFUSED):
            self.problems.append(f"console {message.type}: {message.text}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((f"{self.url}/", "data:", "blob:")):
            self.problems.append(f"request to another host: {request.url}")

    def _answered(self, response: Response) -> None:
        is_page = response.request.is_navigation_request()
        if response.status >= 400 and not (is_page and response.status in self.expected_statuses):
            self.problems.append(f"{response.status} for {response.url}")

    def _failed(self, request: Request) -> None:
        # Leaving a page ends what it was still fetching, and a download takes the place of a page.
        if request.failure != "net::ERR_ABORTED":
            self.problems.append(f"{request.failure} for {request.url}")
