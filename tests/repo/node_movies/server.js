// The movie service of lesson 3 in plain Node: the same API, so the same checks.

"use strict";

const { createServer } = require("node:http");
const { randomUUID } = require("node:crypto");
const { readFileSync } = require("node:fs");

const text = { type: "string" };
const name = { type: "string", pattern: "\\S" };
const NEW_MOVIE = {
  type: "object",
  required: ["title", "year"],
  additionalProperties: false,
  properties: {
    title: { ...name, maxLength: 200 },
    year: { type: "integer", minimum: 1888, maximum: 2100 },
    cast: { type: "array", items: name },
    image: { type: ["string", "null"], pattern: "^https?://[A-Za-z0-9.-]+(:[0-9]+)?([/?#]\\S*)?$" },
    description: text,
  },
};
const MOVIE = {
  type: "object",
  required: ["id", "title", "year", "cast", "image", "description"],
  properties: {
    id: text,
    title: text,
    year: { type: "integer" },
    cast: { type: "array", items: text },
    image: { type: ["string", "null"] },
    description: text,
  },
};
const ERROR = { type: "object", required: ["message"], properties: { message: text } };
const MOVIES = { type: "array", items: MOVIE };
const HEALTH = { type: "object", required: ["status"], properties: { status: text } };

/** An answer that is not the good one. */
class Refusal extends Error {
  constructor(status, message, headers = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }
}

// what a valid value is

const TYPES = {
  object: (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  array: Array.isArray,
  string: (value) => typeof value === "string",
  integer: Number.isInteger,
  null: (value) => value === null,
};

/** Why `value` is not valid by the part of JSON Schema that is used above, or undefined. */
function problem(schema, value, place = "the body") {
  const types = [schema.type].flat();
  if (!types.some((type) => TYPES[type](value))) return `${place} must be ${types.join(" or ")}`;
  if (typeof value === "string") {
    if (schema.pattern && !new RegExp(schema.pattern, "u").test(value)) return `${place} must match ${schema.pattern}`;
    if ([...value].length > schema.maxLength) return `${place} is longer than ${schema.maxLength}`;
  }
  if (typeof value === "number" && (value < schema.minimum || value > schema.maximum)) return `${place} is out of range`;
  if (Array.isArray(value)) return value.map((item) => problem(schema.items, item, `an item of ${place}`)).find(Boolean);
  if (TYPES.object(value)) {
    const missing = schema.required.find((key) => !Object.hasOwn(value, key));
    if (missing) return `${missing} is missing`;
    for (const [key, member] of Object.entries(value)) {
      if (!Object.hasOwn(schema.properties, key)) return `there is no ${key}`;
      const found = problem(schema.properties[key], member, key);
      if (found) return found;
    }
  }
}

// the movies

const movies = new Map(load().map((movie) => [movie.id, movie]));

function load() {
  const file = process.env.DATA_FILE;
  return file ? JSON.parse(readFileSync(file, "utf8")).map((fields) => complete(randomUUID(), fields)) : [];
}

function complete(id, { title, year, cast = [], image = null, description = "" }) {
  return { id, title, year, cast, image, description };
}

function put(id, fields) {
  const identity = (movie) => `${movie.year} ${movie.title.trim().toLowerCase()}`;
  const same = (movie) => movie.id !== id && identity(movie) === identity(fields);
  if ([...movies.values()].some(same)) throw new Refusal(409, "another movie has this title and year");
  movies.set(id, complete(id, fields));
  return movies.get(id);
}

function existing(id) {
  if (!movies.has(id)) throw new Refusal(404, "no movie has this id");
  return movies.get(id);
}

// the routes: what they do, and what the document says of them

const replies = (good, schema, ...bad) => ({
  ...(schema ? { [good]: schema } : { [good]: null }),
  ...Object.fromEntries(bad.map((status) => [status, ERROR])),
});

const ROUTES = {
  "/health": {
    get: { replies: replies(200, HEALTH), run: () => [200, { status: "ok" }] },
  },
  "/movies": {
    get: { replies: replies(200, MOVIES, 400), query: { year: "integer" }, run: list },
    post: { replies: replies(201, MOVIE, 400, 409, 415), takes: NEW_MOVIE, run: create },
  },
  "/movies/{id}": {
    get: { replies: replies(200, MOVIE, 404), run: ({ id }) => [200, existing(id)] },
    put: {
      replies: replies(200, MOVIE, 400, 404, 409, 415),
      takes: NEW_MOVIE,
      run: ({ id, body }) => [200, put(existing(id).id, body)],
    },
    delete: { replies: replies(204, null, 404), run: ({ id }) => [movies.delete(existing(id).id) && 204] },
  },
};

function list({ query }) {
  if (!query.has("year")) return [200, [...movies.values()]];
  const year = query.get("year");
  if (!/^-?\d+$/.test(year)) throw new Refusal(400, "year must be a whole number");
  return [200, [...movies.values()].filter((movie) => movie.year === Number(year))];
}

function create({ body }) {
  const movie = put(randomUUID(), body);
  return [201, movie, { Location: `/movies/${movie.id}` }];
}

const media = (schema) => ({ content: { "application/json": { schema } } });

function described({ replies, query = {}, takes }, path) {
  const inPath = path.includes("{id}") ? [{ name: "id", in: "path", required: true, schema: text }] : [];
  const inQuery = Object.entries(query).map(([key, type]) => ({ name: key, in: "query", schema: { type } }));
  const answers = Object.entries(replies).map(([status, schema]) => [
    status,
    { description: status, ...(schema && media(schema)) },
  ]);
  return {
    parameters: [...inPath, ...inQuery],
    ...(takes && { requestBody: media(takes) }),
    responses: Object.fromEntries(answers),
  };
}

const mapped = (object, change) => Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value, key)]));
const DOCUMENT = {
  openapi: "3.1.0",
  info: { title: "Movies, from Node", version: "1" },
  paths: mapped(ROUTES, (methods, path) => mapped(methods, (route) => described(route, path))),
};
const PAGE = `<!doctype html><html lang="en"><title>${DOCUMENT.info.title}</title><h1>${DOCUMENT.info.title}</h1>
<p>The document: <a href="/openapi.json">openapi.json</a></p></html>`;

// HTTP

async function answer(request) {
  const { pathname, searchParams } = new URL(request.url, "http://localhost");
  if (pathname === "/openapi.json") return [200, DOCUMENT];
  if (pathname === "/") return [200, PAGE, { "Content-Type": "text/html; charset=utf-8" }];
  const [, id] = pathname.match(/^\/movies\/([^/]+)$/) ?? [];
  const methods = ROUTES[id === undefined ? pathname : "/movies/{id}"];
  if (!methods) throw new Refusal(404, "there is nothing here");
  const route = methods[request.method.toLowerCase()];
  if (!route) throw new Refusal(405, "not this method", { Allow: Object.keys(methods).join(", ").toUpperCase() });
  return route.run({ id, query: searchParams, body: route.takes && (await read(request, route.takes)) });
}

async function read(request, schema) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  if (!/^application\/json\s*(;|$)/i.test(request.headers["content-type"] ?? "")) throw new Refusal(415, "send JSON");
  let body;
  try {
    body = JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    throw new Refusal(400, "this is not JSON");
  }
  const wrong = problem(schema, body);
  if (wrong) throw new Refusal(400, wrong);
  return body;
}

function send(response, status, body, headers = {}) {
  response.writeHead(status, { ...(body !== undefined && { "Content-Type": "application/json" }), ...headers });
  response.end(typeof body === "object" ? JSON.stringify(body) : body);
}

createServer((request, response) => {
  answer(request)
    .then((reply) => send(response, ...reply))
    .catch((error) => {
      if (!(error instanceof Refusal)) console.error(error);
      send(response, error.status ?? 500, { message: error.message }, error.headers);
    });
}).listen(Number(process.env.PORT), process.env.HOST ?? "127.0.0.1");
