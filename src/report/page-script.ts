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
  const rows = all("#list tbody tr"), cells = all(".matrix tbody tr"), stories = all("details.s");
  const plain = (text) => text.toLowerCase().normalize("NFKD").replace(/[\\u0300-\\u036f\\u200b-\\u200f]/g, "");
  const more = one("#more");
  let texts = null, order = rows.map((_, at) => at), limit = Number(form.dataset.limit) || Infinity;
  const see = (each, isShown) => {
    if (isShown) { each.hidden = false; each.classList.remove("m"); }
    else if (!each.classList.contains("m")) each.hidden = true;
  };
  const textOf = (at) => {
    texts ??= rows.map((row, i) => plain(row.textContent + " " + (row.dataset.k || "")));
    return texts[at];
  };
  const show = () => {
    const words = plain(form.q.value).split(/\\s+/).filter(Boolean);
    const { o, p, v } = { o: form.o.value, p: form.p.value, v: form.v.value };
    let hits = 0;
    for (const at of order) {
      const { o: its, p: on, v: has } = rows[at].dataset;
      const hit = (!o || its.split(" ").includes(o)) && (!p || on === p) &&
        (!v || has.split("|").includes(v)) && words.every((word) => textOf(at).includes(word));
      if (hit) hits += 1;
      for (const each of [rows[at], cells[at], stories[at]]) if (each) see(each, hit && hits <= limit);
    }
    const number = (count) => count.toLocaleString("en-GB");
    said.textContent = (hits === rows.length ? "All " + number(hits) + " accounts" : number(hits) + " of " + number(rows.length) + " accounts") +
      (hits > limit ? " match; the first " + number(limit) + " are shown." : " are shown.");
    more.hidden = hits <= limit;
  };
  let later = 0;
  const soon = () => { cancelAnimationFrame(later); later = requestAnimationFrame(show); };
  form.addEventListener("input", soon);
  more.addEventListener("click", () => { limit = Infinity; show(); });
  form.addEventListener("submit", (event) => { event.preventDefault(); show(); });
  form.addEventListener("reset", soon);
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
    order = keyed.map((entry) => entry[1]);
    for (const entry of keyed) body.append(entry[2]);
    show();
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
    see(target, true);
    target.open = true;
    target.scrollIntoView();
    target.querySelector("summary").focus({ preventScroll: true });
  };
  addEventListener("hashchange", openTarget);
  const openAll = (open) => stories.forEach((story) => { if (!story.hidden && !story.classList.contains("m")) story.open = open; });
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
