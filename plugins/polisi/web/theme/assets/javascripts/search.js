// The search: asks the worker, which holds the index of the page's language, and shows what it
// finds. Both are fetched when a reader comes to search.

// Of one page, the places that are shown before the others are asked for.
const SHOWN = 3;

// How long nobody writes before a screen reader says how much was found (milliseconds), which it would
// else do over every letter.
const QUIET = 500;

// Returns what leads its reader to the first thing found, once that is there.
export function start(area, { base, index, words }) {
  const query = area.querySelector(".polisi-search-input");
  const output = area.querySelector(".polisi-search-output");
  const told = area.querySelector(".polisi-search-told");
  const said = area.querySelector(".polisi-search-said");
  const list = area.querySelector(".polisi-search-found");
  const other = area.querySelector(".polisi-search-other");
  const worker = new Worker(new URL("./search-worker.js", import.meta.url), { type: "module" });

  // What was answered last, and whether its reader wants to be led to what is found next.
  let answered = "";
  let wanted = false;
  const lead = () => output.querySelector("a")?.focus();
  let telling;
  const tell = (text) => {
    told.textContent = text;
    clearTimeout(telling);
    telling = setTimeout(() => (said.textContent = text), QUIET);
  };

  const ask = () => {
    const text = query.value.trim();
    wanted = false;
    if (text) {
      worker.postMessage({ query: text });
    } else {
      list.replaceChildren();
      other.replaceChildren();
      tell(words.start);
      answered = "";
    }
  };
  worker.addEventListener("message", ({ data: { query: asked, meant, isWhole, isForeign, pages } }) => {
    if (asked !== query.value.trim()) return;
    tell(summary(asked, meant, pages.length, words));
    list.replaceChildren(...pages.map((page) => result(page, base, words)));
    other.replaceChildren(...(isWhole ? [] : elsewhere(asked, words)));
    (isForeign ? told : list).after(other);
    output.scrollTop = 0;
    answered = asked;
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
    const stops = [query, ...output.querySelectorAll("summary, a")].filter((stop) => stop.offsetHeight);
    stops.at((stops.indexOf(document.activeElement) + step) % stops.length).focus();
  });
  return () => {
    wanted = answered !== query.value.trim();
    if (!wanted) lead();
  };
}

// What is said of all that was found.
function summary(asked, meant, number, words) {
  if (!number) return filled(words.none, { words: asked });
  const counted = count(number, words.pages);
  return meant ? `${filled(words.meant, { words: meant })} ${counted}.` : counted;
}

// Says a number: with the words that the language has for it alone (6 thudalen), else with the last.
function count(number, words) {
  const forms = words.split(" | ");
  return forms.find((form) => form.startsWith(`${number} `)) ?? filled(forms.at(-1), { number });
}

function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

// Links that search for the same in the other languages of the page. What is asked for is in the part
// of the address that no server is told.
function elsewhere(asked, words) {
  const twins = [...document.querySelectorAll(".polisi-bar a[data-polisi-switch]")];
  return twins.filter((twin) => words[`in_${twin.hreflang}`]).map((twin) => {
    const address = new URL(twin.href);
    address.hash = new URLSearchParams({ q: asked });
    const anchor = element("a", "", [filled(words[`in_${twin.hreflang}`], { words: asked })]);
    anchor.href = address;
    anchor.hreflang = twin.hreflang;
    return anchor;
  });
}

// What was found on one page: its best place with the title, or the page itself if that was asked for;
// then more of its places, and the others behind a summary.
function result({ url, title, anchor, places }, base, words) {
  const at = (anchor) => new URL(anchor ? `${url}#${anchor}` : url || ".", new URL(base, location.href));
  const found = places.map((place) => link(at(place.anchor), place.title, place.text));
  const name = element("p", "polisi-found-page", marked(title));
  if (!anchor) found.unshift(link(at("")));
  found[0].prepend(name);
  const shown = anchor ? SHOWN : SHOWN + 1;
  const parts = found.slice(0, shown);
  const more = found.slice(shown);
  if (more.length) {
    const summary = element("summary", "", [count(more.length, words.more)]);
    parts.push(element("details", "", [summary, ...more]));
  }
  return element("li", "", parts);
}

function link(address, title = [], text = []) {
  const parts = [];
  if (title.some(Boolean)) parts.push(element("p", "polisi-found", marked(title)));
  if (text.some(Boolean)) parts.push(element("p", "", marked(text)));
  const anchor = element("a", "", parts);
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
