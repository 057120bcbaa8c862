// The place at the right where one thing is shown large: a scenario, a box and what may be done to it, or a reply.

import { element } from "/page/dom.js";
import { boxView } from "/page/boxview.js";
import { replyView } from "/page/replyview.js";
import { scenarioView } from "/page/scenarioview.js";

const VIEWS = { scenario: scenarioView, box: boxView, reply: replyView };

/** The stage of this setup. What it shows is kept, so that a reloaded page shows it again. */
export function makeStage(section, setup, changed) {
  let view = null;
  let shown = null;
  let back = null; // where the keyboard was
  let latest = null;

  function show(kind, name, from) {
    const made = VIEWS[kind](setup, name);
    if (!made) return;
    view?.close?.();
    view = made;
    shown = { kind, name };
    if (from) back = from;
    sessionStorage.setItem("stage", JSON.stringify(shown));
    section.replaceChildren(...view.elements);
    section.dataset.kind = kind;
    if (latest) view.show(latest);
    changed(shown);
    if (from) view.first?.focus({ preventScroll: true });
  }

  function welcome() {
    view?.close?.();
    view = null;
    shown = null;
    sessionStorage.removeItem("stage");
    delete section.dataset.kind;
    section.replaceChildren(
      element("h2", { text: "What shall happen?" }),
      element("p", { class: "large", text: `Choose a scenario (keys 1 to ${setup.scenarios.length}): its question for the room comes first, what happened and why comes after it.` }),
      element("p", { text: "Or press a box of the map, and do something to it. Esc comes back here." }),
    );
    changed(null);
  }

  return {
    show,
    /** Esc: back to the beginning, and the keyboard to where it was. */
    close() {
      if (!shown) return;
      welcome();
      back?.();
      back = null;
    },
    now(now) {
      const before = latest?.scenario?.id;
      latest = now;
      // who looks at nothing else sees the scenario that somebody has begun, on whichever page
      const begun = now.scenario && now.scenario.id !== before && shown?.kind !== "box";
      // made anew, what is shown already would lose the keyboard
      if (begun && shown?.name !== now.scenario.id) show("scenario", now.scenario.id);
      view?.show(now);
    },
    again() {
      const kept = JSON.parse(sessionStorage.getItem("stage") ?? "null");
      if (kept) show(kept.kind, kept.name);
      if (!view) welcome();
    },
  };
}
