// The last reply of each route, always in the same place: a row for each path, a column for what is done there.

import { element, say, set, setSign, sign } from "/page/dom.js";
import { outcomeOf } from "/page/verdict.js";
import { OUTCOMES, duration } from "/page/words.js";

const COLUMNS = [["GET"], ["POST", "PUT", "PATCH"], ["DELETE"]];
const SIGNS = { well: "well", late: "slow", stale: "stale", told: "told", failed: "away", none: "none", waits: "slow", idle: "idle" };

/** Draws the table; `chosen` is told the name of the route that is pressed. The arrow keys go through it. */
export function makeReplies(section, routes, chosen) {
  const cells = routes.map((route) => new Cell(route, chosen));
  const rows = inRows(cells);
  const table = element("table", { "aria-labelledby": "replies-are" },
    element("thead", {}, element("tr", {}, element("td"), ...COLUMNS.map((methods) =>
      element("th", { scope: "col", text: methods.slice(0, 2).join("/") })))),
    element("tbody", {}, ...rows.map(makeRow)));
  section.replaceChildren(element("h2", { id: "replies-are", text: "What a client sees now" }), table);
  roam(table, rows.map((row) => row.cells.filter(Boolean).map((cell) => cell.button)));
  return {
    show(now) {
      for (const cell of cells) cell.show(now.replies[cell.name]);
    },
    choose(name) {
      for (const cell of cells) set(cell.button, "aria-expanded", String(cell.name === name));
    },
    focus: (name) => cells.find((cell) => cell.name === name)?.button.focus(),
  };
}

/** [{path, service, cells}]: each cell in its column, on the first row of its path where that is free. */
function inRows(cells) {
  const rows = [];
  for (const cell of cells) {
    const column = COLUMNS.findIndex((methods) => methods.includes(cell.method));
    let row = rows.find((each) => each.path === cell.path && !each.cells[column]);
    if (!row) rows.push(row = { path: cell.path, service: cell.service, cells: [] });
    row.cells[column] = cell;
  }
  return rows;
}

function makeRow(row, number, rows) {
  const isFirst = number > 0 && rows[number - 1].service !== row.service;
  return element("tr", { class: isFirst ? "first" : null }, element("th", { scope: "row", title: row.path, text: row.path }),
    ...COLUMNS.map((_, column) => element("td", {}, ...(row.cells[column] ? [row.cells[column].button] : []))));
}

/** One of the buttons is reached by Tab, the others from it by the arrow keys. */
function roam(table, rows) {
  const all = rows.flat();
  const stop = (button) => all.forEach((each) => { each.tabIndex = each === button ? 0 : -1; });
  stop(all[0]);
  table.addEventListener("focusin", (event) => stop(event.target));
  table.addEventListener("keydown", (event) => {
    const y = rows.findIndex((row) => row.includes(event.target));
    const x = rows[y]?.indexOf(event.target);
    const row = { ArrowUp: rows[y - 1], ArrowDown: rows[y + 1], ArrowLeft: rows[y], ArrowRight: rows[y] }[event.key];
    const to = row?.[{ ArrowLeft: x - 1, ArrowRight: x + 1 }[event.key] ?? Math.min(x, row.length - 1)];
    if (!to) return;
    event.preventDefault();
    to.focus();
  });
}

class Cell {
  constructor({ name, service }, chosen) {
    this.name = name;
    this.service = service;
    [this.method, this.path] = name.split(" ", 2);
    this.sign = sign("idle");
    this.words = element("span");
    this.button = element("button", { type: "button", "aria-expanded": "false", onclick: () => chosen(name) }, this.sign, this.words);
  }

  show(reply) {
    const outcome = outcomeOf(reply);
    set(this.button, "data-outcome", outcome);
    setSign(this.sign, SIGNS[outcome]);
    say(this.words, inWords(outcome, reply));
    const status = reply?.status ? `${reply.status}, ` : "";
    const said = { idle: "not asked yet", waits: `waits for ${duration(reply?.waiting)}` }[outcome]
      ?? `${status}${OUTCOMES[outcome] ?? OUTCOMES.well} after ${duration(reply.seconds)}`;
    set(this.button, "aria-label", `${this.name}: ${said}`);
  }
}

function inWords(outcome, reply) {
  return { idle: "", waits: "waits", none: "none", late: duration(reply?.seconds), stale: "200 old" }[outcome] ?? String(reply.status);
}
