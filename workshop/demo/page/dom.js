// Making and changing elements. What is as it should be is left alone: twice a second is often.

const SVG = "http://www.w3.org/2000/svg";

/** An element with these attributes and children; `text` and `on…` are what they say. */
export function element(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}

/** The same, for SVG. */
export function shape(name, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, name), attributes, children);
}

function filled(made, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "text") made.textContent = value;
    else if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value !== null && value !== false) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children);
  return made;
}

/** One of the signs of index.html; what it means is said in words beside it. */
export function sign(name) {
  return shape("svg", { class: "sign", "aria-hidden": "true" }, shape("use", { href: `#sign-${name}` }));
}

export function setSign(made, name) {
  set(made.firstElementChild, "href", `#sign-${name}`);
}

export function set(made, name, value) {
  if (made.getAttribute(name) !== value) made.setAttribute(name, value);
}

export function say(made, text) {
  const kept = made.firstChild; // a new one each time would be rubbish to collect
  if (!kept) made.append(text);
  else if (kept.data !== text) kept.data = text;
}
