"use strict";
(() => {
  const table = document.getElementById("plan-table");
  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  const words = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));
  const field = (name) => document.getElementById("f-" + name);
  const text = field("text"), unit = field("unit"), application = field("application"), verdict = field("verdict"), sort = field("sort");

  const filter = () => {
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

  const order = new Intl.Collator("zh-CN", { numeric: true });
  const heads = Array.from(table.tHead.rows[0].cells);
  const areNumbers = (column) => heads[column].dataset.sort === "number";
  // The rows as the register has them, or by one column; equal rows keep the register's order.
  const arrange = (column, descending) => {
    heads.forEach((head, place) => {
      if (place === column) head.setAttribute("aria-sort", descending ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
    if (column === undefined) return body.append(...rows);
    const numbers = areNumbers(column);
    const entries = rows.map((row, place) => {
      const cell = row.cells[column];
      return { row, place, key: numbers ? Number(cell.dataset.value) : cell.textContent };
    });
    const compare = numbers ? (a, b) => a - b : order.compare;
    entries.sort((a, b) => (descending ? -1 : 1) * compare(a.key, b.key) || a.place - b.place);
    body.append(...entries.map((entry) => entry.row));
  };

  heads.forEach((head, column) => {
    const name = head.textContent;
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const was = head.getAttribute("aria-sort");
      // Numbers are first wanted from the greatest down, words from the first up.
      arrange(column, was ? was === "ascending" : areNumbers(column));
    });
    // A narrow window shows no headers: there the same orders are in a list.
    sort.append(new Option(areNumbers(column) ? `按${name}（从多到少）` : `按${name}`, String(column)));
  });

  text.addEventListener("input", filter);
  for (const select of [unit, application, verdict]) select.addEventListener("change", filter);
  sort.addEventListener("change", () => {
    if (sort.value) arrange(Number(sort.value), areNumbers(Number(sort.value)));
    else arrange();
  });
  field("reset").addEventListener("click", () => {
    for (const control of [text, unit, application, verdict, sort]) control.value = "";
    filter();
    arrange();
    text.focus();
  });
  for (const tile of document.querySelectorAll("a[data-verdict]")) {
    tile.addEventListener("click", () => {
      verdict.value = tile.dataset.verdict;
      filter();
    });
  }

  document.getElementById("filters").hidden = false;
  // A browser that comes back to the page puts the old values into the fields only after the script ran.
  window.addEventListener("pageshow", () => {
    filter();
    if (sort.value) sort.dispatchEvent(new Event("change"));
  });
  filter();
})();
