// Where the boxes and arrows of the map are: from the stack's make-up alone, so that nothing ever moves.
// Units are those of the map's drawing, which is WIDE by HIGH.

export const WIDE = 860;
export const HIGH = 348;
const ROW = 62; // a service's height
const CALL = 40; // between two services of which one calls the other: room for that arrow and its figures
const APART = 20; // between two that have nothing to do with each other

/** {boxes: name → {x, y, w, h}, edges: [{source, target, upright, from, to, label}]}, in the order of the setup's edges. */
export function placed({ boxes, edges }) {
  const kinds = Object.groupBy(boxes, (box) => box.kind);
  const stores = byUse(kinds.store ?? [], edges);
  const services = inOrder(kinds.service ?? [], edges, stores);
  const columns = columnsFor(Boolean(kinds.gateway));
  const places = {};
  rows(services).forEach((y, row) => {
    places[services[row].name] = { ...columns.services, y, h: ROW };
  });
  for (const box of [...(kinds.clients ?? []), ...(kinds.gateway ?? [])]) {
    places[box.name] = { ...columns[box.kind], y: 0, h: HIGH };
  }
  if (stores[0]) places[stores[0].name] = { ...columns.wall, y: 0, h: HIGH };
  if (stores[1]) {
    const users = callers(stores[1], edges).map((name) => places[name]);
    places[stores[1].name] = { ...columns.between, ...between(users) };
  }
  return { boxes: places, edges: edges.map((edge) => arrow(edge, places, edges, stores)) };
}

function columnsFor(gateway) {
  if (gateway) {
    return {
      clients: { x: 0, w: 84 },
      gateway: { x: 188, w: 102 },
      services: { x: 402, w: 150 },
      between: { x: 650, w: 92 },
      wall: { x: 751, w: 109 },
    };
  }
  return {
    clients: { x: 0, w: 112 },
    services: { x: 250, w: 180 },
    between: { x: 566, w: 112 },
    wall: { x: 728, w: 132 },
  };
}

const callers = (box, edges) => edges.filter((edge) => edge.target === box.name).map((edge) => edge.source);

const byUse = (stores, edges) => stores.toSorted((a, b) => callers(b, edges).length - callers(a, edges).length);

/** Services that call each other next to each other; those with a second store towards the middle. */
function inOrder(services, edges, stores) {
  const groups = [];
  for (const service of services) {
    const joined = groups.find((group) => group.some((other) => edges.some(({ source, target }) =>
      (source === service.name && target === other.name) || (source === other.name && target === service.name))));
    if (joined) joined.push(service);
    else groups.push([service]);
  }
  const uses = (service) => edges.filter(({ source, target }) =>
    source === service.name && stores.some((store) => store.name === target)).length;
  return groups.flatMap((group, number) => group
    .toSorted((a, b) => (number === 0 ? uses(a) - uses(b) : uses(b) - uses(a)))
    .map((service) => ({ ...service, group: number })));
}

function rows(services) {
  const gaps = services.slice(1).map((service, above) => (service.group === services[above].group ? CALL : APART));
  const high = services.length * ROW + gaps.reduce((sum, gap) => sum + gap, 0);
  let y = Math.max(0, (HIGH - high) / 2);
  return services.map((_, row) => {
    const here = y;
    y += ROW + (gaps[row] ?? 0);
    return here;
  });
}

/** The place of a store between those that call it: below the upper one's arrow to the wall, above the lower one's. */
function between(users) {
  const top = Math.min(...users.map((place) => place.y));
  const bottom = Math.max(...users.map((place) => place.y + place.h));
  return { y: top + 28, h: bottom - top - 56 };
}

function arrow(edge, places, edges, [wall, second]) {
  const [a, b] = [places[edge.source], places[edge.target]];
  if (a.x === b.x) { // two services: up or down
    const x = a.x + 20;
    const [from, to] = a.y < b.y ? [a.y + a.h, b.y] : [a.y, b.y + b.h];
    return { ...edge, upright: true, from: { x, y: from }, to: { x, y: to }, label: { x: x + 20, y: (from + to) / 2 } };
  }
  const middle = second && places[second.name];
  const y = heightOf(edge, a, b, edges, wall, second && { name: second.name, ...middle });
  const next = middle && edge.target === wall.name ? middle.x : b.x;
  return { ...edge, upright: false, from: { x: a.x + a.w, y }, to: { x: b.x, y }, label: { x: (a.x + a.w + next - 6) / 2, y } };
}

/** Arrows are level, at half the height of the smaller box; who calls two stores has one above the other. */
function heightOf(edge, a, b, edges, wall, middle) {
  const half = a.h <= b.h ? a.y + a.h / 2 : b.y + b.h / 2;
  const callsBoth = middle && edges.some(({ source, target }) => source === edge.source && target === middle.name);
  if (!callsBoth || ![wall.name, middle.name].includes(edge.target)) return half;
  const isAbove = a.y < middle.y;
  return isAbove === (edge.target === wall.name) ? a.y + 10 : a.y + a.h - 10;
}
