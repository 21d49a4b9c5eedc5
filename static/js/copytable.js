// Copies the table of answers, as a table and as text. Without this file it is marked and copied by hand.
// What begins like a formula must not become one in the spreadsheet that it is pasted into.
const harmless = (text) => (/^\s*[=+\-@＝＋－＠]/.test(text) ? `'${text}` : text);

function textOf(cell) {
  const copy = cell.cloneNode(true);
  copy.querySelectorAll(".visually-hidden").forEach((hidden) => hidden.remove());
  return harmless(copy.textContent.trim());
}

const quoted = (text) => (/[\t\n"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

async function copy(button) {
  const rows = [...document.getElementById(button.dataset.copyTable).closest("table").rows];
  const cells = rows.map((row) => [...row.cells].map(textOf));
  const table = document.createElement("table");
  for (const row of cells) {
    const line = table.insertRow();
    for (const text of row) line.insertCell().textContent = text;
  }
  const text = cells.map((row) => row.map(quoted).join("\t")).join("\n");
  const item = { "text/plain": new Blob([text], { type: "text/plain" }), "text/html": new Blob([table.outerHTML], { type: "text/html" }) };
  await navigator.clipboard.write([new ClipboardItem(item)]);
  document.querySelector("[data-copy-status]").textContent = button.dataset.copied;
}

for (const button of document.querySelectorAll("[data-copy-table]")) {
  if (!navigator.clipboard || !window.ClipboardItem) continue;
  button.hidden = false;
  button.addEventListener("click", () => copy(button).catch(() => undefined)); // refused: it can be marked by hand
}
