"use strict";
(() => {
  const table = document.getElementById("plan-table");
  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  const words = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));
  const field = (name) => document.getElementById("f-" + name);
  const text = field("text"), unit = field("unit"), application = field("application"), verdict = field("verdict");

  const apply = () => {
    const wanted = text.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      const fits =
        (!unit.value || row.dataset.unit === unit.value) &&
        (!application.value || row.dataset.application === application.value) &&
        (!verdict.value || row.dataset.verdict === verdict.value) &&
        wanted.every((word) => words.get(row).includes(word));
      row.hidden = !fits;
      if (fits) shown += 1;
    }
    field("count").textContent = shown === rows.length ? `共 ${shown} 项` : `显示 ${shown} 项，共 ${rows.length} 项`;
    field("none").hidden = shown > 0;
  };

  text.addEventListener("input", apply);
  for (const select of [unit, application, verdict]) select.addEventListener("change", apply);
  field("reset").addEventListener("click", () => {
    for (const control of [text, unit, application, verdict]) control.value = "";
    apply();
    text.focus();
  });
  for (const tile of document.querySelectorAll("a[data-verdict]")) {
    tile.addEventListener("click", () => {
      verdict.value = tile.dataset.verdict;
      apply();
    });
  }

  const order = new Intl.Collator("zh-CN", { numeric: true });
  const heads = Array.from(table.tHead.rows[0].cells);
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const numbers = head.dataset.sort === "number";
      const was = head.getAttribute("aria-sort");
      // Numbers are first wanted from the greatest down, words from the first up.
      const descending = was ? was === "ascending" : numbers;
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", descending ? "descending" : "ascending");
      const key = (row) => numbers ? Number(row.cells[column].dataset.value) : row.cells[column].textContent;
      const compare = numbers ? (a, b) => a - b : order.compare;
      const sorted = rows.map((row, place) => ({ row, place, key: key(row) }));
      sorted.sort((a, b) => (descending ? -1 : 1) * compare(a.key, b.key) || a.place - b.place);
      body.append(...sorted.map((entry) => entry.row));
    });
  });

  field("count").textContent = "";
  document.getElementById("filters").hidden = false;
  // A browser that comes back to the page puts the old values into the fields only after the script ran.
  window.addEventListener("pageshow", apply);
  apply();
})();
