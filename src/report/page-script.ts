/**
 * The page's one script: sorting, searching, filtering, opening. It stands in the page and is named by its hash in the
 * page's policy. Without it the page shows everything: what it needs (form, buttons) it shows or makes itself.
 */
export const PAGE_SCRIPT = `"use strict";
(() => {
  const one = (selector) => document.querySelector(selector);
  const all = (selector) => Array.from(document.querySelectorAll(selector));
  const form = one("#filter"), body = one("#list tbody"), said = one("#count");
  if (!form || !body) return;
  const rows = all("#list tbody tr"), cells = all("#matrix tbody tr"), stories = all("details.s");
  const plain = (text) => text.toLowerCase().normalize("NFKD").replace(/[\\u0300-\\u036f\\u200b-\\u200f]/g, "");
  let texts = null;
  const textOf = (at) => {
    texts ??= rows.map((row, i) => plain(row.textContent + " " + (row.dataset.k || "")));
    return texts[at];
  };
  const show = () => {
    const words = plain(form.q.value).split(/\\s+/).filter(Boolean);
    const { o, p, v } = { o: form.o.value, p: form.p.value, v: form.v.value };
    let shown = 0;
    rows.forEach((row, at) => {
      const { o: its, p: on, v: has } = row.dataset;
      const hit = (!o || its.split(" ").includes(o)) && (!p || on === p) &&
        (!v || has.split("|").includes(v)) && words.every((word) => textOf(at).includes(word));
      if (hit) shown += 1;
      row.hidden = !hit;
      if (cells[at]) cells[at].hidden = !hit;
      if (stories[at]) stories[at].hidden = !hit;
    });
    said.textContent = shown === rows.length
      ? "All " + rows.length.toLocaleString("en-GB") + " accounts are shown."
      : shown.toLocaleString("en-GB") + " of " + rows.length.toLocaleString("en-GB") + " accounts are shown.";
  };
  let later = 0;
  form.addEventListener("input", () => { clearTimeout(later); later = setTimeout(show, 120); });
  form.addEventListener("submit", (event) => { event.preventDefault(); show(); });
  form.addEventListener("reset", () => { setTimeout(show); });
  const keyOf = (row, column) => {
    const cell = row.cells[column];
    return cell.dataset.s === undefined ? plain(cell.textContent) : Number(cell.dataset.s);
  };
  const sort = (head, column) => {
    const heads = all("#list thead th");
    const first = head.dataset.first || "ascending";
    const other = first === "ascending" ? "descending" : "ascending";
    const way = head.getAttribute("aria-sort") === first ? other : first;
    heads.forEach((each) => { if (each.hasAttribute("aria-sort")) each.setAttribute("aria-sort", "none"); });
    head.setAttribute("aria-sort", way);
    const sign = way === "ascending" ? 1 : -1;
    const keyed = rows.map((row, at) => [keyOf(row, column), at, row]);
    keyed.sort((a, b) => (a[0] === b[0] ? a[1] - b[1] : a[0] < b[0] ? -sign : sign));
    body.append(...keyed.map((entry) => entry[2]));
    one("#sorted").textContent = "Sorted by " + head.textContent.trim().toLowerCase() + ", " + way + ".";
  };
  all("#list thead th").forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    head.setAttribute("aria-sort", head.dataset.sorted || "none");
    button.addEventListener("click", () => sort(head, column));
  });
  const openTarget = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    const target = id && document.getElementById(id);
    if (!target || target.tagName !== "DETAILS") return;
    target.hidden = false;
    target.open = true;
    target.scrollIntoView();
    target.querySelector("summary").focus({ preventScroll: true });
  };
  addEventListener("hashchange", openTarget);
  const openAll = (open) => stories.forEach((story) => { if (!story.hidden) story.open = open; });
  one("#open-all").addEventListener("click", () => openAll(true));
  one("#close-all").addEventListener("click", () => openAll(false));
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = all("details").filter((each) => !each.open);
    closed.forEach((each) => { each.open = true; });
  });
  addEventListener("afterprint", () => { closed.forEach((each) => { each.open = false; }); });
  form.hidden = false;
  all(".js").forEach((each) => { each.hidden = false; });
  show();
  openTarget();
})();
`;
