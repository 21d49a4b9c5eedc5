// Keeps what is being written as a draft on the server, two seconds after the last key and when the page is left.
// Without this file a button does it.
const PAUSE = 2000;
const RETRY = 15_000;
const SKIPPED = "csrf_token"; // sent as a header

function writer() {
  return [...crypto.getRandomValues(new Uint32Array(4))].map((number) => number.toString(36)).join("");
}

function follow(form) {
  const { draft_version: version, draft_writer: name } = form.elements;
  const status = form.querySelector("[data-draft-status]");
  let timer;
  let isStopped = false;
  let changes = 0;
  let kept = form.hasAttribute("data-unsaved") ? -1 : 0; // the number of changes that the server holds
  name.value ||= writer();

  function tell(reason) {
    const time = new Intl.DateTimeFormat(document.documentElement.lang, { timeStyle: "short", timeZone: "Europe/Copenhagen" }).format(new Date());
    status.textContent = status.dataset[reason].replace("{time}", time);
  }

  async function save(keepalive = false) {
    clearTimeout(timer);
    if (isStopped || kept === changes || form.hasAttribute("data-sent")) return;
    const sent = changes;
    const fields = new URLSearchParams(new FormData(form));
    fields.delete(SKIPPED);
    fields.delete("file");
    const headers = { Accept: "application/json", "X-CSRFToken": form.elements[SKIPPED].value };
    const answer = await fetch(form.dataset.draft, { method: "POST", body: fields, headers, keepalive }).catch(() => ({}));
    if (answer.status === 204) {
      version.value = answer.headers.get("Draft-Version");
      kept = Math.max(kept, sent);
      if (kept === changes) form.setAttribute("data-kept", "");
      tell("kept");
    } else if (answer.status === 409) {
      isStopped = true; // the button shows both texts
      tell("newer");
    } else if ([400, 401].includes(answer.status)) tell("signedOut");
    else {
      tell("failed");
      if (answer.status !== 422) timer = setTimeout(save, RETRY);
    }
  }

  function changed() {
    changes += 1;
    form.removeAttribute("data-kept");
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  }

  form.addEventListener("input", changed);
  window.addEventListener("pagehide", () => save(true));
  document.addEventListener("visibilitychange", () => document.hidden && save(true));
  document.addEventListener("submit", ({ target }) => {
    clearTimeout(timer);
    if (target.action.endsWith("/kladder/slet")) isStopped = true;
  });
  if (kept < changes) timer = setTimeout(save, PAUSE);
}

document.querySelectorAll("form[data-draft]").forEach(follow);
