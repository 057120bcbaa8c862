// The map: boxes that are buttons, arrows with what goes along them.

import { element, say, set, setSign, shape, sign } from "/page/dom.js";
import { HIGH, WIDE, placed } from "/page/place.js";
import { count, duration, rate, share, spread } from "/page/words.js";

const LATE = 1; // seconds of waiting from which on an arrow's figures stand out
const LOUD = 0.1; // share of calls that fail from which on the arrow itself stands out

/** Draws the map of this setup; `chosen` is told the name of a box that is pressed. */
export function makeMap(section, setup, chosen) {
  const places = placed(setup);
  const field = element("div", { class: setup.boxes.some((box) => box.kind === "gateway") ? "tight field" : "field" });
  const drawing = shape("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, role: "group", "aria-label": "Calls between the boxes" }, heads());
  const arrows = places.edges.map((edge) => new Arrow(edge));
  drawing.append(...arrows.map((arrow) => arrow.group));
  const boxes = new Map(setup.boxes.map((box) => [box.name, new Box(box, places.boxes[box.name], chosen)]));
  field.append(drawing, ...[...boxes.values()].map((box) => box.button));
  section.replaceChildren(element("p", { class: "key" }, ...key()), field);
  return {
    show(now) {
      const flows = new Map(now.edges.map((edge) => [`${edge.source}→${edge.target}`, edge]));
      for (const arrow of arrows) arrow.show(flows.get(arrow.name), now.boxes[arrow.edge.source]?.breaker);
      for (const [name, box] of boxes) box.show(now.boxes[name], now.rate);
    },
    choose(name) {
      for (const [other, box] of boxes) set(box.button, "aria-expanded", String(other === name));
    },
    focus: (name) => boxes.get(name)?.button.focus(),
  };
}

function key() {
  return [
    "Arrows: calls a second, ", element("b", { text: "✗ share that fails" }),
    "; below, how long calls take: median · 95th percentile.",
  ];
}

function heads() {
  const head = (name) => shape("marker", {
    id: `head-${name}`, class: `head ${name}`, viewBox: "0 0 10 10", refX: 9, refY: 5,
    markerWidth: 11, markerHeight: 11, markerUnits: "userSpaceOnUse", orient: "auto",
  }, shape("path", { d: "M0 0L10 5L0 10z" }));
  return shape("defs", {}, head("calm"), head("loud"), head("quiet"));
}

class Arrow {
  constructor(edge) {
    this.edge = edge;
    this.name = `${edge.source}→${edge.target}`;
    const { from, to, label, upright } = edge;
    this.line = shape("line", { x1: from.x, y1: from.y, x2: to.x, y2: to.y });
    const anchor = upright ? "start" : "middle";
    const text = (dy) => shape("text", { x: label.x, y: label.y + dy, "text-anchor": anchor });
    this.calls = text(upright ? -4 : -6);
    this.calm = shape("tspan");
    this.loud = shape("tspan", { class: "fails" });
    this.calls.append(this.calm, this.loud);
    this.waits = text(upright ? 14 : 18);
    this.group = shape("g", { role: "img", class: "arrow" }, this.line, this.calls, this.waits);
    if (upright) this.group.append(this.makeBreaker(from, to));
  }

  /** A switch in the line, as in a circuit; shown where the caller has a breaker. */
  makeBreaker({ x, y }, to) {
    const half = (y + to.y) / 2;
    this.lever = shape("g", { class: "breaker", transform: `translate(${x} ${half})` },
      shape("rect", { x: -8, y: -14, width: 16, height: 22, class: "gap" }),
      shape("path", { d: "M0 8V-12", class: "closed" }),
      shape("path", { d: "M0 8L-16 -11", class: "open" }),
      shape("circle", { cy: 8, r: 4.5 }), shape("circle", { cy: -12, r: 4.5 }));
    return this.lever;
  }

  show(flow, breaker) {
    const calls = flow?.rate ?? 0;
    const errors = calls ? flow.errors : 0;
    const late = calls && flow.p95 >= LATE;
    const isOpen = Boolean(this.lever) && breaker === "open";
    const hang = isOpen ? 0 : flow?.hang ?? 0; // with the breaker open it is the probe
    const quiet = isOpen ? "breaker open" : hang ? "" : "no calls";
    say(this.calm, calls ? rate(calls) : quiet);
    say(this.loud, errors > 0 ? ` ✗ ${share(errors)}` : hang ? "✗ no answer" : "");
    say(this.waits, calls && flow.median !== null ? spread(flow.median, flow.p95) : "");
    const look = errors >= LOUD || hang ? "loud" : calls ? "calm" : "quiet";
    set(this.group, "class", `arrow ${look}${late ? " late" : ""}${isOpen ? " is-open" : ""}`);
    set(this.line, "marker-end", `url(#head-${look})`);
    if (this.lever) set(this.lever, "visibility", breaker ? "visible" : "hidden");
    const { source, target } = this.edge;
    const inWords = calls
      ? `${rate(calls).replace("/s", " calls a second")}, ${share(errors)} fail, median ${duration(flow.median)}, 95% within ${duration(flow.p95)}`
      : hang ? `${count(hang, "call")} without an answer` : quiet;
    set(this.group, "aria-label", `${source} to ${target}: ${inWords}`);
  }
}

class Box {
  constructor(box, place, chosen) {
    this.box = box;
    this.sign = sign("idle");
    this.state = element("span", { class: "state", text: "…" });
    this.more = element("span", { class: "more" });
    this.button = element("button", { type: "button", class: "box", "aria-expanded": "false", onclick: () => chosen(box.name) },
      element("span", { class: "name" }, this.sign, element("span", { text: box.name })), this.state, this.more);
    this.button.dataset.kind = box.kind;
    for (const [side, value] of [["left", place.x], ["top", place.y], ["width", place.w], ["height", place.h]]) {
      this.button.style[side] = `${value / 16}rem`;
    }
  }

  show(box, sent) {
    if (!box) return;
    const look = lookOf(box);
    set(this.button, "data-look", look);
    setSign(this.sign, look);
    say(this.state, inWords(box));
    say(this.more, besides(this.box, box, sent));
    if (this.more.textContent) this.more.classList.add("kept"); // its place, from now on
    const label = [this.box.name, this.state.textContent, this.more.textContent, box.knows];
    set(this.button, "aria-label", label.filter(Boolean).join(", "));
  }
}

/** well, hurt, slow, frozen or away: for the sign, the colour and the pattern of a box. */
export function lookOf(box) {
  if (box.state === "frozen") return "frozen";
  if (box.state.startsWith("slow")) return "slow";
  return box.state.startsWith("bad") ? "away" : box.look;
}

const inWords = (box) => (["running", "away", "frozen"].includes(box.state) || box.look === "away" ? box.words : box.state);

function besides(box, now, sent) {
  if (box.kind === "clients") return sent ? `send ${rate(sent)}` : "";
  if (now.breaker && now.breaker !== "closed") return `breaker ${now.breaker}`;
  if (now.hit_share !== null && now.hit_share !== undefined) return `cache has ${share(now.hit_share)}`;
  return now.breaker ? "breaker closed" : "";
}
