// What is broken, what still works, and why: in two lines, from the boxes and the last reply of each route.

import { say, set, setSign } from "/page/dom.js";
import { lookOf } from "/page/map.js";
import { clock, list } from "/page/words.js";

const PATIENT = 1; // seconds after which an answer is late, and who waits, if that isn't usual there, waits

/** well, late, stale, told, failed, none or waits: what is to be seen of a route at present; idle: nothing. */
export function outcomeOf(reply) {
  if (!reply) return "idle";
  if (reply.waiting > Math.max(PATIENT, 1.5 * reply.seconds)) return "waits";
  if (!reply.status) return "none";
  if (reply.status >= 400) return reply.kind === "application/problem+json" ? "told" : "failed";
  if (reply.stale) return "stale";
  return reply.seconds >= PATIENT ? "late" : "well";
}

const ANSWERS = ["well", "late", "stale"];

/** {look, what, why} */
export function verdict(setup, now) {
  const looks = setup.boxes.map(({ name }) => [name, now.boxes[name] ? lookOf(now.boxes[name]) : "well"]);
  const broken = looks.filter(([, look]) => look !== "well").map(([name]) => name);
  const causes = broken.filter((name) => now.boxes[name].state !== "running");
  const routes = setup.routes.map((route) => ({ ...route, outcome: outcomeOf(now.replies[route.name]) }))
    .filter((route) => route.outcome !== "idle");
  const bad = routes.filter((route) => !ANSWERS.includes(route.outcome));
  const look = causes.length || (broken.length && bad.length) ? worst(looks) : broken.length || bad.length ? "hurt" : "well";
  return { look, what: what(setup, now, causes, broken, bad), why: why(routes, bad, causes) };
}

function worst(looks) {
  return ["away", "frozen", "slow", "hurt"].find((look) => looks.some(([, other]) => other === look));
}

function what(setup, now, causes, broken, bad) {
  const described = (name) => {
    const { state } = now.boxes[name];
    if (state.startsWith("slow")) return `${name} is slow: ${state.slice(5)} a reply`;
    return `${name} is ${state === "bad version" ? "a bad version" : state}`;
  };
  if (causes.length) return causes.length < 3 ? causes.map(described).join(", ") : `Not running as they should: ${list(causes)}`;
  const seen = broken.filter((name) => name !== "clients");
  if (seen.length === 1) return `All runs, but ${seen[0]}: ${now.boxes[seen[0]].words}`;
  if (seen.length) return `All runs, but ${list(seen)} fail or are slow`;
  if (!bad.length) return "Everything answers";
  return bad.every((route) => route.outcome === "told") ? "All runs; some clients are refused, and told why" : "All runs, but not everything is answered";
}

function why(routes, bad, causes) {
  if (!routes.length) return "No reply has come yet.";
  const [late, old] = ["late", "stale"].map((outcome) => routes.filter((route) => route.outcome === outcome));
  const answer = bad.length ? `${routes.length - bad.length} of ${routes.length} routes answer` : `All ${routes.length} routes answer`;
  const how = [late.length && `${late.length} late`, old.length && `${old.length} with ${old.length === 1 ? "an old answer" : "old answers"}`];
  return [[answer, ...how.filter(Boolean)].join(", "), whose([...bad, ...late], causes)].filter(Boolean).join(". ") + ".";
}

/** Whether those in trouble need what is broken. */
function whose(troubled, causes) {
  if (!troubled.length || !causes.length) return "";
  const others = troubled.filter((route) => !route.needs.some((name) => causes.includes(name))).length;
  const them = causes.length === 1 ? causes[0] : "one of these";
  if (others) return `${others} of the ${troubled.length} in trouble ${others === 1 ? "does" : "do"} not even need ${them}`;
  return troubled.length === 1 ? `The one in trouble needs ${them}` : `All ${troubled.length} in trouble need ${them}`;
}

/** The head of the page, which says it. */
export function makeVerdict(head) {
  const [sign, text, reason] = head.children;
  return {
    show(setup, now) {
      const { look, what, why } = verdict(setup, now);
      set(head, "data-look", look);
      setSign(sign, look);
      say(text, what);
      say(reason, why);
      return what;
    },
    lost(state, since) {
      set(head, "data-look", "lost");
      setSign(sign, "none");
      if (state === "shut") {
        say(text, "This page belongs to a console that has ended");
        say(reason, "Open the address that the terminal shows now.");
      } else {
        say(text, `No news from the console since ${clock(since)}`);
        say(reason, "What you see is old. This page tries again by itself.");
      }
    },
  };
}
