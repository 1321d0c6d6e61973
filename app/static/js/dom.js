/** Small helpers to build and change elements. */

/** Return an element with attributes and children; `on…` values are listeners, false and null attributes are left out. */
export function el(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key === "value" || key === "checked" || key === "selected" || key === "hidden") node[key] = value;
    else if (value !== false && value != null) node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child != null && child !== false));
  return node;
}

/** Set the text of an element only where it differs, so that nothing is announced or repainted needlessly. */
export function say(node, words) {
  if (node.textContent !== words) node.textContent = words;
}

let last = 0;

/** Return an id that no other element of the page has. */
export function uniqueId(stem) {
  last += 1;
  return `${stem}-${last}`;
}

/** Return a table with a caption, column headings and rows whose first cell is the row's heading. */
export function tableOf(caption, headings, rows) {
  return el(
    "table",
    {},
    el("caption", {}, caption),
    el("thead", {}, el("tr", {}, headings.map((heading) => el("th", { scope: "col" }, heading)))),
    el("tbody", {}, rows.map(([first, ...cells]) => el("tr", {}, el("th", { scope: "row" }, first), cells.map((cell) => el("td", {}, cell))))),
  );
}

/** Call `draw` when a disclosure is opened, and again by `refresh` while it stays open. */
export function disclosure(title, draw) {
  const body = el("div", { class: "disclosed", tabindex: "0", role: "group", "aria-label": title });
  const refresh = () => node.open && body.replaceChildren(draw());
  const node = el("details", { class: "table-behind", ontoggle: refresh }, el("summary", {}, title), body);
  return { node, refresh };
}

/** Offer a file to the reader. */
export function offerFile(name, content, type) {
  const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  const link = el("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

/** Return a file's text: UTF-8 where it is that, else Windows-1252, as the command line reads it. */
export async function textOf(file) {
  const bytes = await file.arrayBuffer();
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}
