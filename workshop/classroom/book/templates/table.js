"use strict";
// The table can be read without this: it adds sorting by a column and finding by name.
{
  const table = document.querySelector("table.all");
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const words = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
  const find = document.querySelector(".find");
  const [name, kind, shown] = find.querySelectorAll("input, select, output");
  const names = rows.map((row) => row.cells[0].textContent.toLocaleLowerCase());

  const key = (row, column) => {
    const cell = row.cells[column];
    return "key" in cell.dataset ? Number(cell.dataset.key) : cell.textContent.trim();
  };

  const compare = (one, other) => {
    if (typeof one === "number") return one - other;
    if (!one || !other) return Boolean(other) - Boolean(one) || 0; // those without come last
    return words.compare(one, other);
  };

  const sort = (heading) => {
    const column = heading.cellIndex;
    const ascending = heading.getAttribute("aria-sort") !== "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", ascending ? "ascending" : "descending");
    const keyed = rows.map((row) => [key(row, column), row]);
    keyed.sort(([one], [other]) => (ascending ? compare(one, other) : compare(other, one)));
    body.append(...keyed.map(([, row]) => row));
  };

  const filter = () => {
    const wanted = name.value.trim().toLocaleLowerCase();
    let count = 0;
    rows.forEach((row, number) => {
      const fits = names[number].includes(wanted) && (!kind.value || row.dataset.is.split(" ").includes(kind.value));
      row.hidden = !fits;
      count += fits;
    });
    shown.textContent = count === rows.length ? "" : `${count} of ${rows.length}`;
  };

  for (const heading of table.tHead.rows[0].cells) {
    const button = document.createElement("button");
    button.append(...heading.childNodes);
    button.addEventListener("click", () => sort(heading));
    heading.append(button);
  }
  name.addEventListener("input", filter);
  kind.addEventListener("change", filter);
  find.hidden = false;
  filter(); // a browser fills in again what was there before a reload
}
