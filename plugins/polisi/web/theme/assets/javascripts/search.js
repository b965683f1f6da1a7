// The search: asks the worker, which holds the index of the page's language, and shows what it
// finds. Both are fetched when a reader comes to search.

// Of one page, the places that are shown before the others are asked for.
const SHOWN = 3;

// Returns what leads its reader to the first thing found, once that is there.
export function start(area, { base, index, words }) {
  const query = area.querySelector(".md-search__input");
  const told = area.querySelector(".md-search-result__meta");
  const list = area.querySelector(".md-search-result__list");
  const worker = new Worker(new URL("./search-worker.js", import.meta.url), { type: "module" });

  // What was answered last, and whether its reader wants to be led to what is found next.
  let answered = "";
  let wanted = false;
  const lead = () => list.querySelector("a")?.focus();

  const ask = () => {
    const text = query.value.trim();
    wanted = false;
    if (text) {
      worker.postMessage({ query: text });
    } else {
      list.replaceChildren();
      told.textContent = words.placeholder;
      answered = "";
    }
  };
  worker.addEventListener("message", ({ data }) => {
    if (data.query !== query.value.trim()) return;
    told.textContent = count(data.found.length, "", words);
    list.replaceChildren(...data.found.map((page) => result(page, base, words)));
    answered = data.query;
    if (wanted) lead();
    wanted = false;
  });
  worker.postMessage({ index: new URL(index, location.href).href });
  query.addEventListener("input", ask);
  ask();

  query.form.addEventListener("reset", () => {
    query.value = "";
    ask();
    query.focus();
  });
  area.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const stops = [query, ...list.querySelectorAll("summary, a")].filter((stop) => stop.offsetHeight);
    stops.at((stops.indexOf(document.activeElement) + step) % stops.length).focus();
  });
  return () => {
    wanted = answered !== query.value.trim();
    if (!wanted) lead();
  };
}

function count(number, prefix, words) {
  const form = { 0: "none", 1: "one" }[number] ?? "other";
  return words[`${prefix}${form}`].replace("#", number);
}

// What was found on one page: the page, its best places, and the others behind a summary.
function result({ url, title, places }, base, words) {
  const at = (anchor) => new URL(anchor ? `${url}#${anchor}` : url || ".", new URL(base, location.href));
  const found = places.map((place) => link(at(place.anchor), "polisi-found", place.title, place.text));
  const parts = [link(at(""), "polisi-found-page", title), ...found.slice(0, SHOWN)];
  const more = found.slice(SHOWN);
  if (more.length) {
    const summary = element("summary", "", [count(more.length, "more.", words)]);
    parts.push(element("details", "md-search-result__more", [summary, ...more]));
  }
  return element("li", "md-search-result__item", parts);
}

function link(address, className, title, text = []) {
  const parts = [];
  if (title.some(Boolean)) parts.push(element("p", className, marked(title)));
  if (text.some(Boolean)) parts.push(element("p", "", marked(text)));
  const article = element("div", "md-search-result__article md-typeset", parts);
  const anchor = element("a", "md-search-result__link", [article]);
  anchor.href = address;
  return anchor;
}

// Every second piece of a text was asked for.
function marked(pieces) {
  return pieces.map((piece, number) => (number % 2 ? element("mark", "", [piece]) : piece));
}

function element(name, className, children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children);
  return made;
}
