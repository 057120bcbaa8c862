// Numbers and moments in words: short, and as wide today as tomorrow.

export const OUTCOMES = {
  well: "answered",
  stale: "old answer",
  told: "refused, and told why",
  failed: "failed",
  none: "no answer",
};

/** 12/s, 4.2/s */
export function rate(perSecond) {
  return `${perSecond < 9.95 ? perSecond.toFixed(1) : perSecond.toFixed(0)}/s`;
}

export function share(part) {
  return part > 0 && part < 0.01 ? "<1%" : `${Math.floor(part * 100)}%`;
}

/** 4 ms, 0.45 s, 2.1 s; a dash for none */
export function duration(seconds) {
  if (seconds === null || seconds === undefined) return "–";
  if (seconds < 0.1) return `${Math.max(1, Math.round(seconds * 1000))} ms`;
  return seconds < 9.95 ? `${seconds.toFixed(seconds < 0.995 ? 2 : 1)} s` : `${seconds.toFixed(0)} s`;
}

/** The median and the 95th percentile, with one unit where they have the same. */
export function spread(median, p95) {
  const [number, unit] = duration(median).split(" ");
  const upper = duration(p95);
  return upper.endsWith(` ${unit}`) ? `${number} · ${upper}` : `${duration(median)} · ${upper}`;
}

const clockForm = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });

/** 10:42:07 */
export function clock(at) {
  return clockForm.format(at * 1000);
}

/** "books", "books and users", "books, users and 2 more" */
export function list(names, most = 3) {
  const shown = names.length > most ? [...names.slice(0, most - 1), `${names.length - most + 1} more`] : names;
  return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}

export function count(number, one, many = `${one}s`) {
  return `${number} ${number === 1 ? one : many}`;
}
