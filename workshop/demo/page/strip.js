// The scenarios across the top: a button each, with its number, and how far the one that runs is.

import { element, say, set } from "/page/dom.js";

/** Draws the strip; `chosen` is told the id of the scenario that is pressed. */
export function makeStrip(nav, scenarios, chosen) {
  const entries = scenarios.map((scenario, number) => new Entry(scenario, number + 1, chosen));
  nav.replaceChildren(...entries.map((entry) => entry.button));
  return {
    show(now) {
      for (const entry of entries) entry.show(now.scenario?.id === entry.id ? now.scenario : null, now.at);
    },
    focus: (id) => entries.find((entry) => entry.id === id)?.button.focus(),
    choose(id) {
      for (const entry of entries) set(entry.button, "aria-pressed", String(entry.id === id));
    },
  };
}

class Entry {
  constructor({ id, title }, number, chosen) {
    this.id = id;
    this.left = element("span", { class: "left" });
    this.bar = element("span", { class: "bar" });
    this.button = element("button", { type: "button", "aria-pressed": "false", "aria-keyshortcuts": number, onclick: () => chosen(id) },
      element("kbd", { text: number }), element("span", { class: "title", text: title }), this.left, this.bar);
  }

  show(running, now) {
    set(this.button, "data-runs", String(Boolean(running)));
    say(this.left, running ? (running.left > 0 ? `${Math.ceil(running.left)} s` : "…") : "");
    const spent = running ? now - running.began : 0;
    this.bar.style.transform = `scaleX(${running ? spent / (spent + running.left) : 0})`;
  }
}
