// The console's page: made once from the setup, then changed twice a second.

import { say } from "/page/dom.js";
import { makeLines } from "/page/lines.js";
import { follow } from "/page/link.js";
import { makeMap } from "/page/map.js";
import { makeReplies } from "/page/replies.js";
import { makeStage } from "/page/stage.js";
import { makeStrip } from "/page/strip.js";
import { makeVerdict } from "/page/verdict.js";
import { clock } from "/page/words.js";

const TOLD_EVERY = 5000; // milliseconds between two descriptions of the charts for who doesn't see them
const AGAIN = 1000; // milliseconds before the next try
const PATIENCE = 5000; // milliseconds: what a browser loses while networks change may get no answer at all
const CONNECTION = { live: "live", connecting: "connecting", lost: "no connection", silent: "no news", shut: "ended" };

const place = (id) => document.getElementById(id);

async function setUp() {
  const reply = await fetch("/api/setup", { signal: AbortSignal.timeout(PATIENCE) });
  if (!reply.ok) throw new Error((await reply.json()).detail);
  return reply.json();
}

async function start() {
  try {
    begin(await setUp());
  } catch (error) {
    say(document.querySelector("#verdict .what"), "The console does not answer");
    say(document.querySelector("#verdict .why"), error.message);
    setTimeout(start, AGAIN);
  }
}

function begin(setup) {
  const number = String(setup.lesson.number).padStart(2, "0");
  document.title = `${number} ${setup.lesson.title}: the live stack`;
  say(place("title"), `${number} ${setup.lesson.title}`);

  const map = makeMap(place("map"), setup, (name) => stage.show("box", name, () => map.focus(name)));
  const strip = makeStrip(place("scenarios"), setup.scenarios, chooseScenario);
  const replies = makeReplies(place("replies"), setup.routes, (name) => stage.show("reply", name, () => replies.focus(name)));
  const lines = makeLines(place("lines"));
  const verdict = makeVerdict(place("verdict"));
  const stage = makeStage(place("stage"), setup, (shown) => {
    map.choose(shown?.kind === "box" ? shown.name : null);
    strip.choose(shown?.kind === "scenario" ? shown.name : null);
    replies.choose(shown?.kind === "reply" ? shown.name : null);
  });
  stage.again();

  function chooseScenario(id) {
    stage.show("scenario", id, () => strip.focus(id));
  }

  let now = null;
  let asked = false;
  let heardOf = 0; // the last event that was spoken

  function paint() {
    asked = false;
    if (!now || document.hidden) return;
    map.show(now);
    strip.show(now);
    replies.show(now);
    lines.draw();
    if (document.body.dataset.link === "live") verdict.show(setup, now);
    stage.now(now);
  }

  function paintSoon() {
    if (!asked) requestAnimationFrame(paint);
    asked = true;
  }

  addEventListener("visibilitychange", paintSoon);
  setInterval(() => lines.tell(), TOLD_EVERY);
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Escape") stage.close();
    const scenario = setup.scenarios[Number(event.key) - 1];
    if (scenario) chooseScenario(scenario.id);
  });

  follow({
    history(kept) {
      lines.history(kept);
      if (now) speak(kept.events);
      else heardOf = kept.events.at(-1)?.id ?? 0;
    },
    now(picture) {
      now = picture;
      lines.take(picture);
      speak(picture.events);
      paintSoon();
    },
    async link(state, since) {
      document.body.dataset.link = state;
      say(place("connection"), CONNECTION[state]);
      if (state === "live") {
        const fresh = await setUp().catch(() => setup);
        if (!isSame(fresh, setup)) location.reload();
      } else {
        verdict.lost(state, since);
        announce(place("verdict").textContent);
      }
    },
  });

  function speak(events) {
    const fresh = events.filter((event) => event.id > heardOf);
    if (!fresh.length) return;
    heardOf = fresh.at(-1).id;
    announce(fresh.map((event) => `${clock(event.at)} ${event.text}`).join(". "));
  }
}

// the rate alone may change while it runs
const isSame = (one, other) => JSON.stringify({ ...one, rate: 0 }) === JSON.stringify({ ...other, rate: 0 });

const announce = (text) => say(place("announcer"), text);

if (!window.isTooOld) start();
