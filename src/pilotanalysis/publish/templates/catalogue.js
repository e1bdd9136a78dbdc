// Search, filter and sort the catalogue of partners. Without it the page is a plain table.
"use strict";
{
  const table = document.querySelector("table.catalogue");
  const rows = [...table.tBodies[0].rows];
  const heads = [...table.tHead.rows[0].cells];
  const form = document.getElementById("filters");
  const count = document.getElementById("count");
  const field = (name) => form.elements.namedItem(name);
  const filters = ["cluster", "gap", "county", "origin"];
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const texts = new Map(rows.map((row) => [row, plain(row.textContent)]));
  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true, sensitivity: "base" });

  function show() {
    const words = plain(field("search").value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      const fits = filters.every((name) => !field(name).value || row.dataset[name] === field(name).value);
      row.hidden = !(fits && words.every((word) => texts.get(row).includes(word)));
      shown += row.hidden ? 0 : 1;
    }
    const said = count.dataset.said.replace("{shown}", shown.toLocaleString(document.documentElement.lang));
    count.textContent = shown ? said : count.dataset.none;
  }

  // A number stands in its element; what has neither number nor text comes last, in either order.
  function key(row, column) {
    const cell = row.cells[column];
    const number = cell.querySelector("data");
    return number ? Number(number.value) : cell.textContent.trim();
  }

  function compare(one, other) {
    return typeof one === "number" && typeof other === "number" ? one - other : collator.compare(one, other);
  }

  // Column -1: in the order of the page, gaps as they matter and candidates by rank.
  function sort(column, down) {
    const keys = new Map(rows.map((row) => [row, column < 0 ? 0 : key(row, column)]));
    const ordered = column < 0 ? rows : [...rows].sort((one, other) => {
      const [a, b] = [keys.get(one), keys.get(other)];
      if (a === "" || b === "") return (a === "") - (b === "");
      return (down ? -1 : 1) * compare(a, b);
    });
    table.tBodies[0].append(...ordered);
    heads.forEach((head, place) => {
      head.removeAttribute("aria-sort");
      if (place === column) head.setAttribute("aria-sort", down ? "descending" : "ascending");
    });
    field("sort").value = column;
    field("down").checked = down;
  }

  heads.forEach((head, place) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.addEventListener("click", () => sort(place, head.getAttribute("aria-sort") === "ascending"));
    head.append(button);
    field("sort").add(new Option(head.textContent.trim(), place));
  });
  form.addEventListener("input", (event) => {
    const order = ["sort", "down"].includes(event.target.name);
    if (order) sort(Number(field("sort").value), field("down").checked);
    else show();
  });
  form.addEventListener("reset", () => setTimeout(() => { sort(-1, false); show(); }));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  count.hidden = false;
  show();
}
