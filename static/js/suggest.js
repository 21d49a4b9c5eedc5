// What a search may be about, while it is typed: a combobox over the search boxes, loaded by app.js when the first of
// them is entered. Without it one presses Search.
const PAUSE = 120; // milliseconds without a key
const SHORTEST = 2; // characters

function begin(input) {
  const list = input.form.querySelector("[role=listbox]");
  const status = input.form.querySelector("[data-suggest-status]");
  let [current, timer, asked] = [-1, undefined, ""];
  const options = () => [...list.children];

  async function look() {
    const words = input.value.trim();
    asked = words;
    if (words.length < SHORTEST) return show([]);
    const answer = await fetch(`${input.dataset.suggestUrl}?${new URLSearchParams({ q: words })}`, { headers: { Accept: "application/json" } });
    if (words === asked) show(answer.ok ? (await answer.json()).suggestions : []);
  }

  function show(found) {
    current = -1;
    list.replaceChildren(...found.map(({ title, context, url }, number) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${number}`;
      option.dataset.url = url;
      option.setAttribute("role", "option");
      const where = document.createElement("small");
      where.textContent = context;
      option.append(title, " ", where);
      option.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
      option.addEventListener("click", () => location.assign(url));
      return option;
    }));
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(Boolean(found.length)));
    status.textContent = found.length ? status.dataset.found.replace("{count}", found.length) : "";
    point();
  }

  function point() {
    options().forEach((option, number) => option.setAttribute("aria-selected", String(number === current)));
    const chosen = options()[current];
    chosen?.scrollIntoView({ block: "nearest" });
    if (chosen) input.setAttribute("aria-activedescendant", chosen.id);
    else input.removeAttribute("aria-activedescendant");
  }

  function move(by) {
    const count = options().length;
    current = ((current + 1 + by + count + 1) % (count + 1)) - 1; // one place more: the words as they were typed
    point();
  }

  function typed() {
    clearTimeout(timer);
    timer = setTimeout(() => look().catch(() => show([])), PAUSE); // offline for a moment: searching goes on without it
  }

  input.addEventListener("input", typed);
  if (input.value !== input.defaultValue) typed(); // before this was loaded
  input.addEventListener("blur", () => show([]));
  input.addEventListener("keydown", (event) => {
    if (list.hidden || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "ArrowDown") move(1);
    else if (event.key === "ArrowUp") move(-1);
    else if (event.key === "Enter" && current >= 0) location.assign(options()[current].dataset.url);
    else if (event.key === "Escape") show([]);
    else return;
    event.preventDefault();
  });
}

document.querySelectorAll("[data-suggest-url]").forEach(begin);
