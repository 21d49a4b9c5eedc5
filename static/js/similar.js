// While the title of a question is being written: what already stands here about it.
const SHORTEST = 8; // characters
const PAUSE = 400; // milliseconds without a key

function follow(place) {
  const title = place.closest("form").elements.title;
  let timer, asked = title.value.trim();

  async function look() {
    const words = title.value.trim();
    if (words === asked) return;
    asked = words;
    const response = words.length < SHORTEST ? null : await fetch(`${place.dataset.similarUrl}?${new URLSearchParams({ titel: words })}`);
    if (words !== asked || (response && (!response.ok || response.redirected))) return;
    const fresh = new DOMParser().parseFromString(response ? await response.text() : "", "text/html");
    place.replaceChildren(...fresh.body.childNodes);
  }

  title.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => look().catch(() => undefined), PAUSE); // offline for a moment: asking goes on without it
  });
}

document.querySelectorAll("[data-similar-url]").forEach(follow);
