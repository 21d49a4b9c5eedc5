// Helps to write Markdown: a toolbar with keys, and files that are pasted, dropped or chosen. Without this file the
// text box, the button “Vedhæft” and the links do the same.
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const marks = { bold: ["**", "**"], link: ["[", "](https://)"], heading: "# ", list: "- ", quote: "> " };
const keys = { KeyB: "bold", KeyK: "link" };
const shiftedKeys = { Digit5: "heading", Digit8: "list", Digit9: "quote" };

// insertText keeps the browser's undo; setRangeText is for browsers without it
function insert(area, text, start = area.selectionStart, end = area.selectionEnd) {
  area.focus();
  area.setSelectionRange(start, end);
  if (document.execCommand("insertText", false, text)) return;
  area.setRangeText(text, start, end, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

function mark(area, kind) {
  let { selectionStart: start, selectionEnd: end, value } = area;
  const wrap = marks[kind];
  const isWrap = Array.isArray(wrap);
  if (!isWrap) start = value.lastIndexOf("\n", start - 1) + 1;
  const chosen = value.slice(start, end);
  const text = isWrap ? wrap.join(chosen) : chosen.replace(/^/gm, wrap);
  insert(area, text, start, end);
  const from = isWrap ? start + wrap[0].length : start + text.length;
  area.setSelectionRange(from, isWrap ? from + chosen.length : from);
}

// What begins a line of its own, with a blank line before it; the caret ends up behind it
function insertBlock(area, text) {
  const before = area.value.slice(0, area.selectionStart);
  const gap = !before || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  insert(area, `${gap}${text}\n\n`);
}

function insertTable(area, dialog) {
  const [columns, rows] = all("input", dialog).map(({ value, max }) => Math.min(Math.max(Number(value) || 1, 1), max));
  const row = (cell) => `|${` ${cell} |`.repeat(columns)}`;
  const titles = Array.from({ length: columns }, (_, number) => ` ${dialog.dataset.column} ${number + 1} |`).join("");
  insertBlock(area, [`|${titles}`, row("---"), ...Array(rows).fill(row(" "))].join("\n"));
}

// Files

function uploader(area, block) {
  const { elements } = block.closest("form");
  const [list, input, status] = ["[data-attached]", "input[type=file]", "[role=status]"].map((part) => block.querySelector(part));

  async function upload(file) {
    const body = new FormData();
    body.append("file", file, file.name || "billede.png");
    const headers = { Accept: "application/json", "X-CSRFToken": elements.csrf_token.value };
    const answer = await fetch(block.dataset.attachments, { method: "POST", body, headers }).catch(() => ({}));
    if (answer.status !== 200) {
      const told = answer.status === 422 ? (await answer.json()).message : status.dataset.failed;
      throw new Error(file.name ? `${file.name}: ${told}` : told);
    }
    return answer.json();
  }

  function listed({ id, item }) {
    list.append(...new DOMParser().parseFromString(item, "text/html").body.childNodes);
    elements.attachments.value = `${elements.attachments.value} ${id}`.trim();
    elements.attachments.dispatchEvent(new Event("input", { bubbles: true })); // it belongs to the draft
  }

  // The caret stands in the brackets of the picture before, which waits for its words
  function leaveBrackets() {
    const { selectionStart: caret, value } = area;
    for (const { index, 0: picture } of value.matchAll(/!\[[^\]\n]*\]\([^)\n]*\) ?/g)) {
      const end = index + picture.length;
      if (index < caret && caret < end) area.setSelectionRange(end, end);
    }
  }

  function show({ markdown, isImage }) {
    leaveBrackets();
    insert(area, `${markdown} `);
    if (isImage) area.setSelectionRange(...Array(2).fill(area.selectionStart - markdown.length + 1));
  }

  // One after the other, so that the server sees them in their order
  async function take(files, isShown) {
    const told = [];
    const names = [];
    status.removeAttribute("data-invalid");
    for (const file of files) {
      status.textContent = status.dataset.uploading;
      try {
        const taken = await upload(file);
        listed(taken);
        if (isShown) show(taken);
        names.push(file.name);
        if (isShown && taken.isImage && !told.includes(status.dataset.describe)) told.push(status.dataset.describe);
      } catch (error) {
        told.push(error.message);
        status.setAttribute("data-invalid", "");
      }
    }
    if (names.length) told.unshift(status.dataset.taken.replace("{name}", names.join(", ")));
    status.textContent = told.join(" ");
  }

  function choose(isImage) {
    const { accept } = input;
    if (isImage) input.accept = "image/*";
    input.dataset.shown = isImage ? "1" : "";
    input.click();
    input.accept = accept;
  }

  block.querySelector("[name=attach]").hidden = true;
  input.addEventListener("change", () => {
    const files = [...input.files];
    const isShown = Boolean(input.dataset.shown);
    input.value = "";
    input.dataset.shown = "";
    take(files, isShown);
  });
  return { take, choose };
}

// Pasting

async function pasteFormatted(area, source, html, plain) {
  const { toMarkdown } = await import(source).catch(() => ({ toMarkdown: () => plain }));
  insert(area, toMarkdown(html) || plain);
}

function equip(editor) {
  const area = editor.querySelector("textarea");
  const template = editor.querySelector("template");
  template.after(template.content.cloneNode(true));
  const block = editor.closest("form").querySelector("[data-attachments]");
  const files = block && uploader(area, block);
  const dialog = editor.querySelector("dialog");
  const acts = {
    table: () => dialog.showModal(),
    image: () => files.choose(true),
    attachment: () => files.choose(false),
  };
  const act = (kind) => (acts[kind] ?? (() => mark(area, kind)))();

  for (const button of all("[data-mark]", editor)) {
    const { mark: kind } = button.dataset;
    if (!files && ["image", "attachment"].includes(kind)) button.remove();
    button.addEventListener("click", () => act(kind));
  }
  dialog.addEventListener("close", () => {
    if (dialog.returnValue) insertTable(area, dialog);
    else area.focus();
    dialog.returnValue = "";
  });
  for (const button of all("button", dialog)) button.addEventListener("click", () => dialog.close(button.value));
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.matches("button")) return;
    event.preventDefault(); // it would send the whole form
    dialog.close("1");
  });

  area.addEventListener("keydown", (event) => {
    const kind = (event.shiftKey ? shiftedKeys : keys)[event.code];
    if (!kind || event.altKey || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    act(kind);
  });
  if (area.form.elements.place) {
    const begin = ({ data }) => {
      if (!data?.includes("@")) return;
      area.removeEventListener("input", begin);
      import(editor.dataset.mention).then(({ offer }) => offer(area, editor, insert)).catch(() => undefined);
    };
    area.addEventListener("input", begin);
  }
  area.addEventListener("paste", (event) => {
    const { clipboardData: data } = event;
    const [plain, html] = ["text/plain", "text/html"].map((type) => data.getData(type));
    if (files && data.files.length && !plain.trim()) {
      event.preventDefault();
      files.take([...data.files], true);
    } else if (html) {
      event.preventDefault();
      pasteFormatted(area, editor.dataset.paste, html, plain);
    }
  });
  if (!files) return;
  for (const name of ["dragenter", "dragover"]) {
    area.addEventListener(name, (event) => event.dataTransfer.types.includes("Files") && event.preventDefault());
  }
  area.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    files.take([...event.dataTransfer.files], true);
  });
}

// Quoting: what is selected in a post goes into the reply at hand, or else all of the post

function selectedIn(post) {
  const chosen = getSelection();
  if (!chosen.rangeCount || chosen.isCollapsed) return null;
  const range = chosen.getRangeAt(0);
  return post.querySelector("[data-prose]")?.contains(range.commonAncestorContainer) ? range.cloneContents() : null;
}

async function quote(link, area, selected, source) {
  const answer = await fetch(link.href, { headers: { Accept: "application/json" } });
  const { first, text } = await answer.json();
  const words = selected && (await import(source)).toMarkdown(selected);
  area.setSelectionRange(area.value.length, area.value.length); // what was written before stays before it
  insertBlock(area, `${first}\n>\n${words ? words.replace(/^/gm, "> ").replace(/^> $/gm, ">") : text}`);
  area.scrollIntoView({ block: "center" });
}

// A press on the link would end the selection
document.addEventListener("mousedown", (event) => event.target.closest("[data-quote]") && event.preventDefault());
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-quote]");
  const editor = document.querySelector("#svar [data-editor]");
  if (!link || !editor || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const place = document.createElement("div");
  const selected = selectedIn(link.closest("article"));
  if (selected) place.append(selected);
  const html = selected && place.innerHTML;
  quote(link, editor.querySelector("textarea"), html, editor.dataset.paste).catch(() => location.assign(link.href));
});

all("[data-editor]").forEach(equip);
