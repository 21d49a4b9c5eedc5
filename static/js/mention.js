// A list of members that opens while a name is typed behind an @. Loaded with the first @.
// Without it, a name that is written in full is recognised all the same.

const BEGUN = /(?<![\p{L}\d_@.+/-])@(\p{L}[\p{L}\d'’.-]*(?: [\p{L}\d'’.-]+){0,3} ?)$/u;
const PAUSE = 150; // milliseconds without a key

export function offer(area, editor, insert) {
  const form = area.form;
  const [list, status] = ["[role=listbox]", "[data-mention-status]"].map((part) => editor.querySelector(part));
  let [people, current, start, closedAt, timer, asked] = [[], 0, -1, -1];

  function fields(begun) {
    const body = new URLSearchParams({ begyndt: begun });
    const [kind, number] = form.elements.place.value.split(":");
    if (kind === "reply") body.set("traad", number);
    else body.set("publikum", form.elements.audience.value);
    return body;
  }

  async function look() {
    const begun = area.selectionStart === area.selectionEnd && BEGUN.exec(area.value.slice(0, area.selectionStart));
    start = begun ? begun.index : -1;
    if (!begun || start === closedAt) return show([]);
    asked = begun[1];
    const headers = { Accept: "application/json", "X-CSRFToken": form.elements.csrf_token.value };
    const answer = await fetch(editor.dataset.names, { method: "POST", body: fields(begun[1]), headers });
    if (begun[1] === asked) show(answer.ok ? (await answer.json()).people : []);
  }

  function show(found) {
    people = found;
    current = 0;
    list.hidden = !people.length;
    list.replaceChildren(...people.map(({ name, organisation }, number) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${number}`;
      option.setAttribute("role", "option");
      const where = document.createElement("small");
      where.textContent = organisation;
      option.append(name, " ", where);
      option.addEventListener("mousedown", (event) => event.preventDefault()); // the text box keeps the focus
      option.addEventListener("click", () => choose(number));
      return option;
    }));
    status.textContent = people.length ? status.dataset.found.replace("{count}", people.length) : "";
    point();
  }

  function point() {
    [...list.children].forEach((option, number) => option.setAttribute("aria-selected", String(number === current)));
    list.children[current]?.scrollIntoView({ block: "nearest" });
    if (people.length) area.setAttribute("aria-activedescendant", list.children[current].id);
    else area.removeAttribute("aria-activedescendant");
  }

  function choose(number) {
    const { text } = people[number];
    closedAt = start;
    insert(area, `${text} `, start, area.selectionStart);
    show([]);
  }

  area.setAttribute("aria-autocomplete", "list");
  area.setAttribute("aria-haspopup", "listbox");
  area.setAttribute("aria-controls", list.id);
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(() => look().catch(() => show([])), PAUSE);
  };
  area.addEventListener("input", (event) => {
    if (event.data === "@") closedAt = -1;
    later();
  });
  area.addEventListener("blur", () => show([]));
  area.addEventListener("keydown", (event) => {
    if (!people.length || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = {
      ArrowDown: () => (current = (current + 1) % people.length),
      ArrowUp: () => (current = (current + people.length - 1) % people.length),
      Enter: () => choose(current),
      Tab: () => choose(current),
      Escape: () => {
        closedAt = start;
        show([]);
      },
    }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
    if (people.length) point();
  });
  later();
}
