"use strict";

// Makes the tables of the page sortable and copyable.

const status = (text) => { document.getElementById("status").textContent = text; };
const cellValue = (cell) =>
  "value" in cell.dataset ? Number(cell.dataset.value) : cell.textContent || null;

function sortBy(table, heading, index) {
  const rising = heading.getAttribute("aria-sort") === "ascending";
  const direction = rising ? "descending" : "ascending";
  for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
  heading.setAttribute("aria-sort", direction);
  const body = table.tBodies[0];
  const rows = [...body.rows].map((row) => ({ row, value: cellValue(row.cells[index]) }));
  const sign = rising ? -1 : 1;
  rows.sort((a, b) => compare(a.value, b.value, sign));
  body.append(...rows.map((each) => each.row));
  status(`Sorted by ${heading.textContent}, ${direction}`);
}

/** Cells without a value come last, in both directions. */
function compare(a, b, sign) {
  if (a === null || b === null) return (a === null) - (b === null);
  if (typeof a === "number" && typeof b === "number") return sign * (a - b);
  return sign * String(a).localeCompare(String(b), "en", { numeric: true });
}

function csv(table) {
  const field = (cell) => {
    const isNumber = "value" in cell.dataset;
    const text = isNumber ? cell.dataset.value : cell.textContent;
    // A spreadsheet would take such a name for a formula.
    const safe = !isNumber && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return [...table.rows].map((row) => [...row.cells].map(field).join(",")).join("\n") + "\n";
}

async function copy(table) {
  try {
    await navigator.clipboard.writeText(csv(table));
    status("Copied");
    return "Copied";
  } catch {
    status("The browser does not allow to copy");
    return "The browser does not allow to copy";
  }
}

function addCopyButton(table) {
  const button = document.createElement("button");
  const name = "Copy as CSV";
  button.type = "button";
  button.className = "copy";
  button.textContent = name;
  button.setAttribute("aria-label", `${name}: ${table.caption.textContent}`);
  button.addEventListener("click", async () => {
    button.textContent = await copy(table);
    setTimeout(() => { button.textContent = name; }, 2000);
  });
  table.closest(".table").append(button);
}

for (const table of document.querySelectorAll("table")) {
  [...table.tHead.rows[0].cells].forEach((heading, index) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = heading.textContent;
    heading.replaceChildren(button);
    button.addEventListener("click", () => sortBy(table, heading, index));
  });
  addCopyButton(table);
}
