// Conveniences only: every task works without this file. Behaviour attaches to data-* hooks.
const all = (selector, root = document) => [...root.querySelectorAll(selector)];

// One submit is one request, and written text is not lost by a slip.
function lock(form, sent) {
  form.toggleAttribute("data-sent", sent);
  for (const button of all("button:not([type=button])", form)) button.disabled = sent;
}

function submitted(event) {
  const form = event.target;
  if (!form.matches("[data-guard], [data-once]")) return;
  const tooLarge = form.querySelector("[data-max-bytes][aria-invalid=true]");
  if (tooLarge || form.hasAttribute("data-sent")) {
    event.preventDefault();
    tooLarge?.focus();
    return;
  }
  form.setAttribute("data-sent", "");
  setTimeout(lock, 0, form, true); // later, for a disabled button's value would not be sent
  setTimeout(lock, 10_000, form, false); // the network may have failed
}

const unsent = (form) =>
  !form.matches("[data-sent], [data-kept]") &&
  all("textarea", form).some(
    ({ value, defaultValue }) => value.trim() && (value !== defaultValue || form.querySelector("[data-errors]")),
  );

function autosize(area) {
  area.style.blockSize = "auto";
  area.style.blockSize = `${area.scrollHeight + 2}px`;
}

// A chosen file: its name and size, and a word at once if it is too large
function fileChosen(input) {
  const files = [...input.files];
  const status = document.getElementById(`${input.id}-status`);
  const number = (value, digits) =>
    new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: digits }).format(value);
  const sized = (size) => (size < 1e6 ? `${number(Math.ceil(size / 1e3), 0)} kB` : `${number(size / 1e6, 1)} MB`);
  const tooLarge = files.find((file) => file.size > Number(input.dataset.maxBytes ?? Infinity));
  const named = ({ name, size }) => `${name} (${sized(size)})`;
  status.textContent = tooLarge ? `${named(tooLarge)} ${status.dataset.tooLarge}` : files.map(named).join(", ");
  status.toggleAttribute("data-invalid", Boolean(tooLarge));
  if (tooLarge) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
}

async function copy(link) {
  await navigator.clipboard.writeText(link.href);
  const note = document.createElement("span");
  note.className = "copied";
  note.setAttribute("role", "status");
  link.after(note);
  note.textContent = link.dataset.copy;
  setTimeout(() => note.remove(), 4000);
}

// Asks every two seconds, at most ten minutes, whether a document's text has been read
async function refresh(element, left = 300) {
  await new Promise((done) => setTimeout(done, 2000));
  if (!document.hidden) await ask(element).catch(() => undefined); // offline for a moment: the next try tells
  if (element.dataset.refreshUrl && left) refresh(element, left - 1);
}

async function ask(element) {
  const response = await fetch(element.dataset.refreshUrl);
  if (!response.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("[data-text-state]");
  if (!fresh || fresh.dataset.textState === element.dataset.textState) return;
  for (const { name } of [...element.attributes]) if (!fresh.hasAttribute(name)) element.removeAttribute(name);
  for (const { name, value } of [...fresh.attributes]) element.setAttribute(name, value);
  element.replaceChildren(...fresh.childNodes);
}

// A table wider than the screen is scrolled by keyboard too, in browsers that do not see to it themselves
function reachTables() {
  for (const table of all("[data-prose] table")) table.tabIndex = table.scrollWidth > table.clientWidth ? 0 : -1;
}

const openMenus = () => all("details[data-disclosure][open]");

document.addEventListener("submit", submitted);
document.addEventListener("change", ({ target }) => target.matches("input[type=file]") && fileChosen(target));
document.addEventListener("click", ({ target }) => {
  for (const menu of openMenus()) if (!menu.contains(target)) menu.open = false;
  const link = target.closest("[data-copy]");
  if (link && navigator.clipboard) copy(link).catch(() => undefined); // refused: the link still works as a link
});
document.addEventListener("keydown", ({ key }) => {
  if (key !== "Escape") return;
  for (const menu of openMenus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
window.addEventListener("pageshow", () => all("[data-sent]").forEach((form) => lock(form, false)));
window.addEventListener("beforeunload", (event) => {
  if (all("form[data-guard]").some(unsent)) event.preventDefault();
});

// A search box says at once that it suggests, and learns to when it is entered: most pages are left without a search
const suggesting = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false" };
for (const box of all("[data-suggest-script]")) {
  for (const [name, value] of Object.entries(suggesting)) box.setAttribute(name, value);
  box.setAttribute("aria-controls", `${box.id}-suggestions`);
  box.addEventListener("focus", () => import(box.dataset.suggestScript).catch(() => undefined), { once: true });
  if (box === document.activeElement) import(box.dataset.suggestScript).catch(() => undefined);
}

window.addEventListener("resize", reachTables);
reachTables();
all("[data-refresh-url]").forEach((element) => refresh(element));
if (!CSS.supports("field-sizing", "content")) {
  for (const area of all("[data-autosize]")) {
    area.addEventListener("input", () => autosize(area));
    autosize(area);
  }
}
