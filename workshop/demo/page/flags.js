// Events on the time lines: a mark through the charts each, and its words where they have room.

import { set, shape } from "/page/dom.js";
import { clock } from "/page/words.js";

const MOST = 400; // events
const LEVEL = 19; // the height of a line of words; there are two

export class Flags {
  /** `edges`: the right one of the charts, how wide the drawing is, and where the marks end. */
  constructor(edges) {
    this.edges = edges;
    this.group = shape("g", { class: "flags" });
    this.events = [];
    this.made = new Map(); // by the event's id
    this.pen = document.createElement("canvas").getContext("2d");
  }

  take(events) {
    const known = this.events.at(-1)?.id ?? 0;
    this.events = [...this.events, ...events.filter((event) => event.id > known)].slice(-MOST);
  }

  /** `x` gives the place of a moment; what was before `first` is gone. */
  show(x, first) {
    this.events = this.events.filter((event) => event.at > first);
    const gone = new Set(this.made.keys());
    const free = [Infinity, Infinity]; // left of this each line has room; the newest words come first
    for (const event of this.events.toReversed()) {
      gone.delete(event.id);
      this.put(this.made.get(event.id) ?? this.make(event), x(event.at), free);
    }
    for (const id of gone) {
      this.made.get(id).group.remove();
      this.made.delete(id);
    }
  }

  put(flag, x, free) {
    const at = Math.min(x, this.edges.right);
    const start = Math.min(at + 4, this.edges.wide - flag.wide);
    const level = [flag.level, 1 - flag.level].find((one) => start + flag.wide + 10 < free[one]);
    if (level !== undefined) {
      flag.level = level;
      free[level] = Math.min(start, at);
    }
    const top = LEVEL * flag.level + (start < at ? LEVEL : 3); // under its words, or beside them
    set(flag.group, "transform", `translate(${at.toFixed(1)} 0)`);
    set(flag.text, "visibility", level === undefined ? "hidden" : "visible");
    set(flag.text, "transform", `translate(${(start - at).toFixed(1)} ${15 + LEVEL * flag.level})`);
    set(flag.mark, "d", `M0 ${level === undefined ? 2 * LEVEL : top}V${this.edges.foot}`);
  }

  make(event) {
    const words = `${clock(event.at)} ${event.text}`;
    this.pen.font = `600 15px ${getComputedStyle(document.body).fontFamily}`;
    const flag = { mark: shape("path"), text: shape("text", { text: words }), wide: this.pen.measureText(words).width, level: 0 };
    flag.group = this.group.appendChild(shape("g", {}, flag.mark, flag.text));
    this.made.set(event.id, flag);
    return flag;
  }
}
