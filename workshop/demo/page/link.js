// The stream of figures: opened again by itself when it breaks, and watched for silence.

const SILENCE = 3000; // milliseconds without news after which it is said
const AGAIN = 1000; // milliseconds before the next try, where the browser makes none

/** Follows the stream; `told` is called as told.history(data), told.now(data) and told.link(state, since). */
export function follow(told) {
  let source;
  let heard = Date.now();
  let state = "connecting";

  function become(next) {
    if (next === state) return;
    state = next;
    told.link(state, heard / 1000);
  }

  function listen() {
    source?.close();
    source = new EventSource("/api/stream");
    for (const name of ["history", "now"]) {
      source.addEventListener(name, (event) => {
        heard = Date.now();
        become("live");
        told[name](JSON.parse(event.data));
      });
    }
    source.addEventListener("error", () => {
      become("lost");
      if (source.readyState === EventSource.CLOSED) setTimeout(ask, AGAIN);
    });
  }

  /** A stream that was refused: because this page's token is of an earlier console? */
  async function ask() {
    const reply = await fetch("/api/setup").catch(() => null);
    if (reply?.status === 401) become("shut");
    else if (!document.hidden) listen();
  }

  // a browser keeps six connections to a server, and a page that nobody sees needs none
  document.addEventListener("visibilitychange", () => {
    heard = Date.now();
    if (document.hidden) source.close();
    else listen();
  });
  setInterval(() => {
    if (document.hidden) return;
    if (state === "live" && Date.now() - heard > SILENCE) become("silent");
    if (state === "silent" && Date.now() - heard > 3 * SILENCE) listen();
  }, 500);
  listen();
}

/** Ask for something to be done. What is wrong comes back in words; nothing where it is done. */
export async function order(path, body) {
  let reply;
  try {
    reply = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  } catch {
    return "The console did not answer: try once more.";
  }
  if (reply.ok) return "";
  const problem = await reply.json().catch(() => ({}));
  return problem.detail ?? `The console answered ${reply.status}.`;
}
