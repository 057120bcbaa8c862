// The last two minutes: what came of the requests, how long they took, and what happened meanwhile.

import { element, say, set, shape } from "/page/dom.js";
import { Flags } from "/page/flags.js";
import { OUTCOMES, clock, count, duration, share } from "/page/words.js";

const WIDE = 860;
const LEFT = 46; // of the charts; before them stand the scales
const RIGHT = 790; // after them the names of the lines
const SENT = { y: 40, h: 66 }; // above it events are named
const WAITS = { y: 113, h: 48 };
const HIGH = 182;
const SECONDS = 120;
const STEP = 0.5;
const DECADES = [-3, 1]; // from a millisecond to ten seconds
const NICE = [5, 10, 20, 30, 50, 75, 100, 150, 200, 300, 500, 1000]; // requests a second that a scale may end at
const NAMES = Object.keys(OUTCOMES);
const PATTERNS = {
  stale: "M0 3h6",
  told: "M-1 1L1 -1M0 6L6 0M5 7L7 5",
  failed: "M0 0L6 6M6 0L0 6",
};

/** Draws empty time lines; `show(now)` and `history(kept)` fill them. */
export function makeLines(figure) {
  const layers = NAMES.map((name) => shape("path", { class: `outcome ${name}` }));
  const lines = ["p95", "median"].map((name) => shape("path", { class: `wait ${name}` }));
  const most = shape("text", { x: LEFT - 6, y: SENT.y + 11, "text-anchor": "end" });
  const ticks = shape("g", { class: "ticks" });
  const flags = new Flags({ right: RIGHT, wide: WIDE, foot: WAITS.y + WAITS.h });
  const drawing = shape("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, "aria-hidden": "true" },
    patterns(), scales(), ticks, most, ...layers, ...lines, flags.group);
  const told = element("p", { class: "unseen" });
  figure.replaceChildren(legend(), drawing, told);
  let steps = []; // each from its `at` on

  function draw() {
    const end = steps.length ? steps.at(-1).at + STEP : Date.now() / 1000;
    const x = (at) => LEFT + (RIGHT - LEFT) * (1 - (end - at) / SECONDS);
    steps = steps.filter((step) => step.at >= end - SECONDS);
    const seconds = bySecond(steps);
    const highest = Math.max(0, ...seconds.map((second) => NAMES.reduce((all, name) => all + second.rate(name), 0)));
    const top = NICE.find((nice) => nice >= highest) ?? NICE.at(-1);
    say(most, `${top}/s`);
    stack(layers, seconds, x, top);
    lines.forEach((line, number) => set(line, "d", curve(steps, number ? "median" : "p95", x)));
    drawTicks(ticks, end, x);
    flags.show(x, end - SECONDS);
  }

  return {
    history(kept) {
      steps = kept.steps.slice();
      flags.events = kept.events.slice();
    },
    take(now) {
      const last = steps.at(-1)?.at ?? 0;
      steps.push(...now.steps.filter((step) => step.at > last));
      steps = steps.slice(-SECONDS / STEP);
      flags.take(now.events);
    },
    draw,
    /** What the charts show, in words, for who doesn't see them. */
    tell() {
      const outcomes = NAMES.map((name) => [name, steps.reduce((all, step) => all + step.outcomes[name], 0)]);
      const all = outcomes.reduce((sum, [, number]) => sum + number, 0);
      const parts = outcomes.filter(([, number]) => number).map(([name, number]) => `${share(number / all)} ${OUTCOMES[name]}`);
      const slowest = Math.max(0, ...steps.map((step) => step.p95 ?? 0));
      say(told, all
        ? `${count(all, "request")} in the last two minutes: ${parts.join(", ")}. 95% of each half second within ${duration(slowest)}.`
        : "No requests in the last two minutes.");
    },
  };
}

/** Two steps each, from one full second to the next, so that they are wide enough to be seen. */
function bySecond(steps) {
  const seconds = Object.groupBy(steps, (step) => Math.floor(step.at));
  return Object.values(seconds).map((halves) => ({
    from: halves[0].at,
    to: halves.at(-1).at + STEP,
    rate: (name) => halves.reduce((all, step) => all + step.outcomes[name], 0) / (halves.length * STEP),
  }));
}

/** What came of the requests of each second, the worst at the bottom, where the eye finds it. */
function stack(layers, seconds, x, most) {
  const base = seconds.map(() => 0);
  const height = (number) => SENT.y + SENT.h - (SENT.h * Math.min(number, most)) / most;
  [...layers].reverse().forEach((layer) => {
    const name = layer.classList[1];
    let path = "";
    seconds.forEach((second, number) => {
      const tall = second.rate(name);
      if (!tall) return;
      const [low, high] = [height(base[number]), height(base[number] + tall)];
      base[number] += tall;
      path += `M${x(second.from).toFixed(1)} ${low.toFixed(1)}V${high.toFixed(1)}H${x(second.to).toFixed(1)}V${low.toFixed(1)}z`;
    });
    set(layer, "d", path);
  });
}

function level(seconds) {
  const [low, high] = DECADES;
  const part = (Math.log10(Math.max(seconds, 10 ** low)) - low) / (high - low);
  return WAITS.y + WAITS.h * (1 - Math.min(part, 1));
}

function curve(steps, name, x) {
  let path = "";
  let pen = "M";
  for (const step of steps) {
    if (step[name] === null) pen = "M";
    else {
      path += `${pen}${x(step.at + STEP).toFixed(1)} ${level(step[name]).toFixed(1)}`;
      pen = "L";
    }
  }
  return path;
}

function scales() {
  const group = shape("g", { class: "scales" });
  for (const { y, h } of [SENT, WAITS]) group.append(shape("rect", { x: LEFT, y, width: RIGHT - LEFT, height: h }));
  for (const [seconds, name] of [[0.01, "10 ms"], [0.1, ""], [1, "1 s"]]) {
    const y = level(seconds);
    group.append(shape("path", { d: `M${LEFT} ${y}H${RIGHT}` }));
    group.append(shape("text", { x: LEFT - 5, y: y + 5, "text-anchor": "end", text: name }));
  }
  group.append(shape("text", { x: RIGHT + 6, y: SENT.y + SENT.h / 2 + 5, text: "requests" }));
  group.append(shape("text", { x: RIGHT + 6, y: WAITS.y + 16, class: "p95", text: "95%" }));
  group.append(shape("text", { x: RIGHT + 6, y: WAITS.y + 38, class: "median", text: "median" }));
  return group;
}

function drawTicks(group, end, x) {
  const first = Math.ceil((end - SECONDS) / 30) * 30;
  for (let number = 0; number < 4; number++) {
    const tick = group.children[number] ?? group.appendChild(
      shape("g", {}, shape("path", { d: `M0 ${SENT.y}V${SENT.y + SENT.h}M0 ${WAITS.y}V${WAITS.y + WAITS.h}` }),
        shape("text", { y: HIGH - 4, "text-anchor": "middle" })),
    );
    const at = first + 30 * number;
    set(tick, "transform", `translate(${Math.max(x(at), LEFT + 26).toFixed(1)} 0)`);
    say(tick.lastChild, clock(at));
  }
}

function patterns() {
  const pattern = ([name, d]) => shape("pattern", {
    id: `pattern-${name}`, class: `pattern ${name}`, width: 6, height: 6, patternUnits: "userSpaceOnUse",
  }, shape("rect", { width: 6, height: 6 }), shape("path", { d }));
  return shape("defs", {}, ...Object.entries(PATTERNS).map(pattern));
}

function legend() {
  const entry = ([name, words]) => element("li", {}, swatch(name), words);
  return element("figcaption", {}, element("ul", { class: "legend" }, ...Object.entries(OUTCOMES).map(entry)));
}

function swatch(name) {
  return shape("svg", { viewBox: "0 0 20 14", "aria-hidden": "true" },
    shape("rect", { class: `outcome ${name}`, x: 1, y: 1, width: 18, height: 12 }));
}
