// What was copied in Word, Outlook, Excel or a web page, as Markdown. Loaded when something formatted is pasted.
const SKIPPED = new Set(["SCRIPT", "STYLE", "HEAD", "META", "LINK", "TITLE", "TEMPLATE", "IMG", "svg", "XML"]);
const BLOCKS = new Set([
  ...["P", "DIV", "SECTION", "ARTICLE", "HEADER", "FOOTER", "MAIN", "ASIDE", "BLOCKQUOTE", "UL", "OL", "LI", "TABLE"],
  ...["PRE", "HR", "H1", "H2", "H3", "H4", "H5", "H6", "DL", "DT", "DD", "FIGURE", "FORM", "CENTER", "ADDRESS"],
]);
const LINK = /^(https?:|mailto:)/i;
const WORD_LIST = /mso-list:\s*l\d+ level(\d)/i;
const WORD_NUMBER = /^\(?[0-9a-z]{1,4}[.)]$/i;

const folded = (text) => text.replace(/[\s\u00a0]+/g, " ");
const escaped = (text) => text.replace(/[\\`*_[\]<]/g, "\\$&");
const isListItem = (node) => node.nodeType === 1 && (/MsoListParagraph/.test(node.className) || WORD_LIST.test(style(node)));
const style = (node) => node.getAttribute?.("data-style") ?? "";
const styled = (node, name) => RegExp(`(?:^|;)\\s*${name}\\s*:\\s*([^;]+)`, "i").exec(style(node))?.[1].trim().toLowerCase() ?? "";

export function toMarkdown(html) {
  // The page's security policy holds for what is parsed too: every style and handler would be a complaint
  const unstyled = html.replace(/<style[\s>][\s\S]*?<\/style>/gi, "").replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\s(style|on\w+)\s*=/gi, " data-$1="));
  const page = new DOMParser().parseFromString(unstyled, "text/html");
  return blocks(page.body).join("\n\n").replace(/\n{3,}/g, "\n\n").trim();
}

// Text of inline elements

function inline(node) {
  if (node.nodeType === 3) return escaped(folded(node.data));
  if (node.nodeType !== 1 || SKIPPED.has(node.tagName) || /mso-list:\s*ignore/i.test(style(node))) return "";
  if (node.tagName === "BR") return "\n";
  const text = [...node.childNodes].map(inline).join("");
  if (node.tagName === "A") return linked(text, node.getAttribute("href") ?? "");
  if (node.tagName === "CODE") return wrapped(folded(node.textContent), "`");
  const [weight, slant] = [styled(node, "font-weight"), styled(node, "font-style")];
  const isBold = /^(B|STRONG)$/.test(node.tagName) ? !/^(normal|400)$/.test(weight) : /^(bold|[6-9]00)$/.test(weight);
  const isItalic = /^(I|EM)$/.test(node.tagName) ? slant !== "normal" : slant === "italic";
  return wrapped(wrapped(text, isBold ? "**" : ""), isItalic ? "*" : "");
}

// Marks stand close to the words, or they are none
function wrapped(text, mark) {
  const words = text.trim();
  if (!mark || !words || words.includes("\n") || (words.startsWith(mark) && words.endsWith(mark))) return text;
  const at = text.indexOf(words);
  return `${text.slice(0, at)}${mark}${words}${mark}${text.slice(at + words.length)}`;
}

function linked(text, address) {
  const words = text.trim();
  if (!words || !LINK.test(address)) return text;
  return words === escaped(address) ? address : text.replace(words, () => `[${words}](${address.replace(/[\s()<>]/g, encodeURIComponent)})`);
}

const line = (nodes) => nodes.map(inline).join("").split("\n").map((part) => folded(part).trim()).join("  \n").trim();

// Blocks

function holdsBlocks(node) {
  return [...node.childNodes].some((child) => BLOCKS.has(child.tagName) || (child.nodeType === 1 && holdsBlocks(child)));
}

function blocks(root) {
  const found = [];
  let loose = [];
  let items = [];
  const endLoose = () => {
    const text = line(loose);
    if (text) found.push(text);
    loose = [];
  };
  const endItems = () => {
    if (items.length) found.push(items.join("\n"));
    items = [];
  };
  for (const node of root.childNodes) {
    if (node.nodeType === 8) continue;
    if (isListItem(node)) {
      endLoose();
      items.push(wordItem(node));
      continue;
    }
    const isBlock = BLOCKS.has(node.tagName) || (node.nodeType === 1 && holdsBlocks(node));
    if (items.length && (isBlock || node.textContent.trim())) endItems();
    if (!isBlock) loose.push(node);
    else {
      endLoose();
      found.push(...block(node));
    }
  }
  endLoose();
  endItems();
  return found.filter(Boolean);
}

function block(node) {
  const { tagName: tag } = node;
  if (SKIPPED.has(tag)) return [];
  const heading = /^H([1-6])$/.exec(tag) ?? /MsoHeading([1-6])|MsoTitle()/.exec(node.className);
  if (heading) return [headed(node, Number(heading[1] || 1))];
  if (tag === "HR") return ["---"];
  if (tag === "PRE") return ["```\n" + node.textContent.replace(/\n+$/, "") + "\n```"];
  if (tag === "UL" || tag === "OL") return [list(node, 0).join("\n")];
  if (tag === "TABLE") return table(node);
  if (tag === "BLOCKQUOTE") return [blocks(node).join("\n\n").replace(/^/gm, "> ").replace(/^> $/gm, ">")];
  return holdsBlocks(node) ? blocks(node) : [line([...node.childNodes])];
}

function headed(node, level) {
  const text = folded(line([...node.childNodes]).replaceAll("**", "")).trim();
  return text && `${"#".repeat(level)} ${text}`;
}

// Outlook and Word for the web put a list inside a list beside its items, not in them
function list(node, depth) {
  const lines = [];
  let number = Number(node.getAttribute("start")) || 1;
  for (const item of node.children) {
    if (/^[UO]L$/.test(item.tagName)) lines.push(...list(item, depth + 1));
    if (item.tagName !== "LI") continue;
    const inner = [...item.children].filter((child) => /^[UO]L$/.test(child.tagName));
    const text = line([...item.childNodes].filter((child) => !inner.includes(child))).replaceAll("  \n", " ");
    lines.push(`${"   ".repeat(depth)}${node.tagName === "OL" ? `${number++}.` : "-"} ${text}`);
    for (const nested of inner) lines.push(...list(nested, depth + 1));
  }
  return lines;
}

// Word's lists are paragraphs; the bullet or number is text that says to ignore it
function wordItem(node) {
  const level = Number(WORD_LIST.exec(style(node))?.[1] ?? 1) - 1;
  const given = [...node.querySelectorAll("span")].find((span) => /mso-list:\s*ignore/i.test(style(span)));
  let mark = given?.textContent.trim() ?? "";
  let text = line([...node.childNodes]);
  if (!mark) {
    const typed = /^(?:([·•▪o§-])|(\(?\w{1,3}[.)]))\s+/.exec(text);
    mark = typed?.[2] ?? "";
    if (typed) text = text.slice(typed[0].length);
  }
  return `${"   ".repeat(level)}${WORD_NUMBER.test(mark) ? `${Number.parseInt(mark, 10) || 1}.` : "-"} ${text}`;
}

// A table of one cell is how mails are laid out
function table(node) {
  const rows = [...node.rows].map((row) => [...row.cells]).filter((cells) => cells.length);
  const width = Math.max(0, ...rows.map((cells) => cells.length));
  if (width < 2) return rows.flat().flatMap(blocks);
  const text = rows.map((cells) =>
    Array.from({ length: width }, (_, at) => (cells[at] ? cell(cells[at]) : "")),
  ).filter((cells) => cells.some(Boolean));
  if (!text.length) return [];
  const shown = (cells) => `| ${cells.join(" | ")} |`;
  return [[shown(text[0].map((words) => words.replaceAll("**", ""))), shown(Array(width).fill("---")), ...text.slice(1).map(shown)].join("\n")];
}

const cell = (node) => folded(blocks(node).join(" ").replaceAll("  \n", " ")).replaceAll("|", "\\|").trim();
