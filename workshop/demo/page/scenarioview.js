// A scenario on the stage: the question for the room, then what goes on, then what happened and why.

import { element, say } from "/page/dom.js";
import { order } from "/page/link.js";
import { duration } from "/page/words.js";

export function scenarioView(setup, id) {
  const scenario = setup.scenarios.find((each) => each.id === id);
  if (!scenario) return null;
  const turn = element("button", { type: "button", text: "Question", onclick: () => { asks = !asks; fill(); } });
  const stop = element("button", { type: "button", text: "Stop", onclick: () => send("/api/scenario/stop", {}) });
  const play = element("button", { type: "button", class: "main", onclick: begin });
  const lead = element("b");
  const words = element("span");
  const link = element("a", { href: scenario.link.href, target: "_blank", rel: "noopener", text: scenario.link.title });
  const text = element("p", { class: "large" }, lead, words, link);
  const step = element("p", { class: "step" });
  const refusal = element("p", { class: "refusal", role: "alert" });
  let asks = false; // whether the question is wanted again
  let latest = null;

  async function send(path, body) {
    play.setAttribute("aria-busy", "true");
    say(refusal, await order(path, body));
    play.removeAttribute("aria-busy");
  }

  function begin() {
    if (latest && !latest.scenario && !play.hasAttribute("aria-busy")) send("/api/scenario", { id });
  }

  function fill() {
    const runs = latest.scenario?.id === id;
    const elsewhere = Boolean(latest.scenario) && !runs;
    const played = !runs && latest.played?.[id];
    if (runs) asks = false;
    const over = Boolean(played) && !asks;
    say(lead, over ? "What happened: " : "Ask the room: ");
    say(words, over ? `${scenario.happened} ` : scenario.question);
    text.classList.toggle("long", over);
    link.hidden = !over;
    say(step, runs ? `Now: ${latest.scenario.step}` : elsewhere ? "Another scenario is running." : over ? measured(played) : "");
    say(play, runs ? "Playing …" : "Play");
    play.setAttribute("aria-disabled", String(runs || elsewhere));
    if (!runs && document.activeElement === stop) play.focus({ preventScroll: true });
    stop.hidden = !runs;
    turn.hidden = !played;
    turn.setAttribute("aria-pressed", String(asks));
  }

  return {
    elements: [element("div", { class: "top" }, element("h2", { text: scenario.title }), turn, play, stop), text, step, refusal],
    first: play,
    show(now) {
      latest = now;
      fill();
    },
  };
}

function measured({ sent, failed, recovered }) {
  const end = recovered === null ? "not well again in time" : `well again after ${duration(recovered)}`;
  return `Here ${failed} of ${sent} failed; ${end}.`;
}
