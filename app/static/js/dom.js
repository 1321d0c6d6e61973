/** Small helpers to build and change elements. */

/** Attributes that are set as properties, since an attribute is but their first value. */
const PROPERTIES = ["value", "checked", "selected", "hidden"];

/**
 * Return an element with attributes and children; `on…` values are listeners, false and null attributes are left out.
 *
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Record<string, any>} attributes
 * @param {Child[]} children
 * @returns {HTMLElementTagNameMap[Name]}
 */
export function el(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (PROPERTIES.includes(key)) Object.assign(node, { [key]: value });
    else if (value !== false && value != null) node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...flat(children));
  return node;
}

/**
 * @param {Child[]} children
 * @returns {(Node | string)[]}
 */
function flat(children) {
  return children.flatMap((child) => {
    if (Array.isArray(child)) return flat(child);
    return child == null || child === false ? [] : [child];
  });
}

/**
 * Set the text of an element only where it differs, since each change may be announced and is repainted.
 *
 * @param {Element} node
 * @param {string} words
 */
export function say(node, words) {
  if (node.textContent !== words) node.textContent = words;
}

/**
 * Return an element of the document by its id.
 *
 * @param {string} id
 */
export const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** @param {string} id */
export const inputOf = (id) => /** @type {HTMLInputElement} */ (byId(id));

/** @param {string} id */
export const selectOf = (id) => /** @type {HTMLSelectElement} */ (byId(id));

/** @param {string} id */
export const dialogOf = (id) => /** @type {HTMLDialogElement} */ (byId(id));

let last = 0;

/**
 * Return an id that no other element of the page has.
 *
 * @param {string} stem
 */
export function uniqueId(stem) {
  last += 1;
  return `${stem}-${last}`;
}

/**
 * Return a table with a caption, column headings and rows whose first cell is the row's heading.
 *
 * @param {string} caption
 * @param {string[]} headings
 * @param {string[][]} rows
 */
export function tableOf(caption, headings, rows) {
  return el(
    "table",
    {},
    el("caption", {}, caption),
    el(
      "thead",
      {},
      el(
        "tr",
        {},
        headings.map((heading) => el("th", { scope: "col" }, heading)),
      ),
    ),
    el(
      "tbody",
      {},
      rows.map(([first, ...cells]) =>
        el(
          "tr",
          {},
          el("th", { scope: "row" }, first),
          cells.map((cell) => el("td", {}, cell)),
        ),
      ),
    ),
  );
}

/**
 * Return a disclosure that calls `draw` when it is opened, and again by `refresh` while it stays open.
 *
 * @param {string} title
 * @param {() => Node} draw
 */
export function disclosure(title, draw) {
  const body = el("div", { class: "disclosed", tabindex: "0", role: "group", "aria-label": title });
  const refresh = () => {
    if (node.open) body.replaceChildren(draw());
  };
  const node = el("details", { class: "table-behind", ontoggle: refresh }, el("summary", {}, title), body);
  return { node, refresh };
}

/**
 * Offer a file to the reader.
 *
 * @param {string} name
 * @param {Blob} content
 */
export function offerFile(name, content) {
  const url = URL.createObjectURL(content);
  const link = el("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}
