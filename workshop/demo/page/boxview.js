// A box on the stage: where it is, how it is, what may be done to it, and what it printed last.

import { element, say } from "/page/dom.js";
import { order } from "/page/link.js";
import { rate } from "/page/words.js";

const ACTIONS = [ // what is offered, in this order; of two with one place the second while `instead` says so
  { does: ["kill"], says: ["Kill"] },
  { does: ["freeze", "thaw"], says: ["Freeze", "Thaw"], instead: (state) => state === "frozen" },
  { does: ["restart"], says: ["Restart"] },
  { does: ["deploy", "roll back"], says: ["Bad version", "Roll back"], instead: (state) => state === "bad version" },
];
const DELAYS = [0.5, 2, 5];
const LOG_EVERY = 2000; // milliseconds

export function boxView(setup, name) {
  const box = setup.boxes.find((each) => each.name === name);
  if (!box) return null;
  const state = element("p", { class: "step" });
  const knows = element("p", { class: "knows" });
  const refusal = element("p", { class: "refusal", role: "alert" });
  const lines = element("pre", { class: "log tail", tabindex: "0", "aria-label": `What ${name} printed last` });
  const isLoad = box.kind === "clients";
  const updates = [];
  let timer;

  async function send(button, path, body) {
    if (button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    say(refusal, await order(path, body));
    button.removeAttribute("aria-busy");
  }

  function actions() {
    const row = element("div", { class: "row", role: "group", "aria-label": `Do to ${name}` });
    for (const { does, says, instead } of ACTIONS.filter(({ does }) => box.actions.includes(does[0]))) {
      let at = 0;
      const button = element("button", { type: "button", text: says[0], onclick: () => send(button, "/api/action", { box: name, do: does[at] }) });
      updates.push((now) => {
        at = instead?.(now.boxes[name].state) ? 1 : 0;
        say(button, says[at]);
      });
      row.append(button);
    }
    return row;
  }

  function delays() {
    const row = element("div", { class: "row", role: "group", "aria-label": `Hold back each reply of ${name}` });
    row.append(element("span", { text: "Slow by" }));
    for (const seconds of [...DELAYS, 0]) {
      const label = seconds ? `${seconds} s` : "nothing";
      const button = element("button", { type: "button", "aria-pressed": "false", text: label, onclick: () => send(button, "/api/action", { box: name, do: "slow", seconds }) });
      const isSo = (now) => now.boxes[name].state === `slow ${seconds} s` || (!seconds && !now.boxes[name].state.startsWith("slow"));
      updates.push((now) => button.setAttribute("aria-pressed", String(isSo(now))));
      row.append(button);
    }
    return row;
  }

  function rates() {
    const row = element("div", { class: "row", role: "group", "aria-label": "Requests a second" });
    for (const each of setup.rates) {
      const button = element("button", { type: "button", "aria-pressed": "false", text: rate(each), onclick: () => send(button, "/api/rate", { rate: each }) });
      updates.push((now) => button.setAttribute("aria-pressed", String(now.rate === each)));
      row.append(button);
    }
    return row;
  }

  async function readLog() {
    const reply = await fetch(`/api/log?box=${encodeURIComponent(name)}`).catch(() => null);
    if (reply?.ok) {
      const atEnd = lines.scrollTop + lines.clientHeight >= lines.scrollHeight - 4;
      say(lines, (await reply.json()).log.trimEnd() || "It has printed nothing.");
      if (atEnd) lines.scrollTop = lines.scrollHeight;
    }
  }

  const rows = isLoad ? [element("p", { text: "How many requests are sent, over all routes:" }), rates()] : [actions()];
  if (box.actions.includes("slow")) rows.push(delays());
  if (!isLoad) {
    readLog();
    timer = setInterval(readLog, LOG_EVERY);
  }
  return {
    elements: [element("h2", {}, name, element("small", { text: ` ${box.says}` })), state, ...rows, refusal, ...(isLoad ? [knows] : [lines])],
    first: rows.at(isLoad ? 1 : 0).querySelector("button"),
    show(now) {
      const { words, knows: because, state: is } = now.boxes[name];
      say(state, [is === "running" || words.startsWith(is) ? words : `${is}; ${words}`, because].filter(Boolean).join(": "));
      lines.classList.toggle("short", Boolean(because));
      for (const update of updates) update(now);
    },
    close: () => clearInterval(timer),
  };
}
