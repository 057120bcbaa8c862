// A reply on the stage: what the client of a route has in its hands.

import { element, say } from "/page/dom.js";
import { outcomeOf } from "/page/verdict.js";
import { OUTCOMES, duration, list } from "/page/words.js";

export function replyView(setup, name) {
  const route = setup.routes.find((each) => each.name === name);
  if (!route) return null;
  const status = element("p", { class: "step" });
  const detail = element("p", { class: "large" });
  const said = element("pre", { class: "log", tabindex: "0", "aria-label": "The reply" });
  return {
    elements: [
      element("h2", { class: "route", text: name }),
      element("p", { text: `Needs ${list(route.needs, 5)}.` }),
      status, detail, said,
    ],
    show(now) {
      const reply = now.replies[name];
      if (!reply) return say(status, "Nothing was asked yet.");
      const outcome = outcomeOf(reply);
      const words = outcome === "waits" ? `waiting for ${duration(reply.waiting)}; before that ${reply.status}` : OUTCOMES[outcome] ?? OUTCOMES.well;
      say(status, `${reply.status || "No reply"}: ${words}, after ${duration(reply.seconds)}`);
      say(detail, detailOf(reply));
      say(said, [reply.kind, reply.said].filter(Boolean).join("\n"));
    },
  };
}

/** What a problem detail says to people. What is kept of a long reply may break off in the middle. */
export function detailOf({ kind, said }) {
  if (kind !== "application/problem+json") return "";
  const found = /"detail"\s*:\s*("(?:[^"\\]|\\.)*")/.exec(said);
  return found ? `“${JSON.parse(found[1])}”` : "";
}
