// Sharing several files: each is sent by itself as soon as it is chosen or dropped, with its progress, and gets its row.
const zone = document.querySelector("[data-many]");
const { form } = zone.querySelector("input[type=file]");
const input = zone.querySelector("input[type=file]");
const uploads = zone.querySelector("[data-uploads]");
const status = zone.querySelector("[data-uploads-status]");
const rows = form.querySelector("[data-file-rows]");
const MOST_AT_ONCE = 2;
const waiting = [];
let running = 0;

function line(file) {
  const item = document.createElement("li");
  const name = document.createElement("span");
  name.textContent = file.name;
  const bar = document.createElement("progress");
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", file.name);
  item.append(name, bar);
  uploads.append(item);
  return { item, bar };
}

function refused({ item, bar }, text) {
  bar.remove();
  item.className = "field-error";
  item.firstChild.textContent = text;
  status.textContent = text;
}

function taken({ item }, file, html) {
  item.remove();
  rows.append(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
  number();
  status.textContent = `${file.name} ${zone.dataset.done}`;
}

// The button that takes a file off says which one it is by its place
function number() {
  [...rows.querySelectorAll("[name=remove]")].forEach((button, place) => (button.value = place));
}

function send(file) {
  const shown = line(file);
  const limit = Number(input.dataset.maxBytes);
  if (file.size > limit) {
    const { tooLarge } = document.getElementById(`${input.id}-status`).dataset;
    refused(shown, `${file.name} ${tooLarge}`);
    return Promise.resolve();
  }
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    const body = new FormData();
    body.append("csrf_token", form.elements.csrf_token.value);
    body.append("file", file);
    request.upload.addEventListener("progress", ({ loaded, total }) => (shown.bar.value = loaded / total));
    request.addEventListener("load", () => {
      const isOurs = request.getResponseHeader("Content-Type")?.startsWith("application/json");
      const answer = isOurs ? JSON.parse(request.responseText) : {};
      if (answer.row) taken(shown, file, answer.row);
      else refused(shown, answer.message ?? `${file.name} ${zone.dataset.failed}`);
    });
    request.addEventListener("error", () => refused(shown, `${file.name}: ${zone.dataset.broken}`));
    request.addEventListener("loadend", done);
    request.open("POST", zone.dataset.many);
    request.setRequestHeader("Accept", "application/json");
    request.send(body);
  });
}

async function next() {
  while (waiting.length && running < MOST_AT_ONCE) {
    running += 1;
    send(waiting.shift())
      .catch(() => undefined)
      .finally(() => {
        running -= 1;
        next();
      });
  }
}

function take(files) {
  waiting.push(...files);
  next();
}

zone.querySelector("[data-without-script]").hidden = true;
input.addEventListener("change", (event) => {
  event.stopPropagation();
  const files = [...input.files];
  input.value = "";
  take(files);
});
for (const name of ["dragenter", "dragover"]) {
  zone.addEventListener(name, (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    zone.toggleAttribute("data-over", true);
  });
}
zone.addEventListener("dragleave", (event) => zone.contains(event.relatedTarget) || zone.removeAttribute("data-over"));
zone.addEventListener("drop", (event) => {
  event.preventDefault();
  zone.removeAttribute("data-over");
  take([...event.dataTransfer.files]);
});
rows.addEventListener("click", (event) => {
  const button = event.target.closest("[name=remove]");
  if (!button) return;
  event.preventDefault();
  button.closest("[data-file-row]").remove();
  number();
  input.focus();
});
