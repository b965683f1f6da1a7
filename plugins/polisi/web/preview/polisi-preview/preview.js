// Keeps a page of the preview as the files are, without losing the reader's place on it.
//
// The server tells what has changed; the page then asks for itself and compares what it gets with
// what it got before. Only what differs between the two is changed on the screen, so that what
// scripts have added, what is typed in, what is opened and where the reader stands all stay. What
// is not the page's own text (the menu, a style) lets the page be loaded anew.

const root = new URL("../", import.meta.url);
const REGIONS = document.querySelector("article") ? "title, article, .polisi-contents" : "title, main";
const own = decodeURI(location.pathname.slice(root.pathname.length));
const isEditors = document.body.classList.contains("polisi-editors");

// Other scripts run after this one: the page is still as it was sent.
let known = document.cloneNode(true);

// ------------------------------------------------------------------ what has changed
function parse(html) {
  const sent = new DOMParser().parseFromString(html, "text/html");
  // Where scripts run, what is in this element is read as text.
  for (const each of sent.querySelectorAll("noscript")) each.textContent = each.innerHTML;
  return sent;
}

function frame(sent) {
  const copy = sent.documentElement.cloneNode(true);
  for (const each of copy.querySelectorAll(REGIONS)) each.replaceChildren();
  return copy;
}

let asking = false;
let again = false;
let given = 0; // how often the server has sent the page unasked; then an older answer is no news

async function refresh() {
  again = true;
  if (asking) return;
  asking = true;
  while (again) {
    again = false;
    const before = given;
    try {
      const answer = await fetch(location.pathname + location.search, { cache: "no-store" });
      const html = await answer.text();
      if (given === before) show(parse(html));
    } catch {
      // The server is gone; when it is back, the stream opens again and asks.
    }
  }
  asking = false;
}

function show(sent) {
  const [was, will, on] = [known, sent, document].map((each) => [...each.querySelectorAll(REGIONS)]);
  // The form makes its own page of the policy, from data that it has read.
  const isForm = known.getElementById("polisi-form-data");
  const isSame = was.every((each, at) => each.isEqualNode(will[at]));
  if (!frame(known).isEqualNode(frame(sent)) || on.length !== was.length || (isForm && !isSame)) {
    location.reload();
    return;
  }
  known = sent;
  if (isSame) return;
  const keep = hold();
  on.forEach((region, at) => children(region, was[at], will[at]));
  document.dispatchEvent(new Event("polisi:changed"));
  tell();
  keep();
}

// ------------------------------------------------------------------ changing it on the screen
function node(on, was, will) {
  if (was.isEqualNode(will)) return;
  if (on.nodeName !== was.nodeName || was.nodeName !== will.nodeName) {
    on.replaceWith(document.importNode(will, true));
  } else if (will.nodeType !== Node.ELEMENT_NODE) {
    on.data = will.data;
  } else {
    for (const { name, value } of will.attributes) {
      if (was.getAttribute(name) !== value) on.setAttribute(name, value);
    }
    for (const { name } of was.attributes) if (!will.hasAttribute(name)) on.removeAttribute(name);
    children(on, was, will);
  }
}

// Nodes on the screen go with those that were sent by their place. Where a script has added or
// taken away some, all are exchanged for what is sent now.
function children(on, was, will) {
  const [there, old, next] = [on, was, will].map((each) => [...each.childNodes]);
  if (there.length !== old.length) {
    on.replaceChildren(...next.map((each) => document.importNode(each, true)));
    return;
  }
  let [at, to] = [0, 0];
  for (const [from, into] of [...common(old, next), [old.length, next.length]]) {
    // What stands between two that have stayed: in pairs, as far as there are any.
    const pairs = Math.min(from - at, into - to);
    for (let step = 0; step < pairs; step += 1) node(there[at + step], old[at + step], next[to + step]);
    for (const each of there.slice(at + pairs, from)) each.remove();
    const come = next.slice(to + pairs, into).map((each) => document.importNode(each, true));
    if (from < there.length) there[from].before(...come);
    else on.append(...come);
    [at, to] = [from + 1, into + 1];
  }
}

// The longest series of nodes that are in both lists, as pairs of places.
function common(old, next) {
  const [one, two] = [old, next].map((list) => list.map((each) => each.outerHTML ?? each.data));
  let [start, end] = [0, 0];
  const most = Math.min(one.length, two.length);
  while (start < most && one[start] === two[start]) start += 1;
  while (end < most - start && one.at(-1 - end) === two.at(-1 - end)) end += 1;
  const [rows, columns] = [one.length - end - start, two.length - end - start];
  const length = Array.from({ length: rows + 1 }, () => new Uint16Array(columns + 1));
  for (let row = rows - 1; row >= 0; row -= 1) {
    for (let column = columns - 1; column >= 0; column -= 1) {
      const isSame = one[start + row] === two[start + column];
      length[row][column] = isSame
        ? length[row + 1][column + 1] + 1
        : Math.max(length[row + 1][column], length[row][column + 1]);
    }
  }
  const pairs = Array.from({ length: start }, (_, at) => [at, at]);
  for (let row = 0, column = 0; row < rows && column < columns; ) {
    if (one[start + row] === two[start + column]) {
      pairs.push([start + row, start + column]);
      [row, column] = [row + 1, column + 1];
    } else if (length[row + 1][column] >= length[row][column + 1]) {
      row += 1;
    } else {
      column += 1;
    }
  }
  for (let back = end; back > 0; back -= 1) pairs.push([one.length - back, two.length - back]);
  return pairs;
}

// What is first on the screen and still there afterwards stays where it is; so does the focus.
function hold() {
  const focused = document.activeElement;
  const seen = [...document.querySelectorAll(":is(article, main) :is(h1, h2, h3, h4, p, li, td, th, dt, dd)")]
    .map((each) => [each, each.getBoundingClientRect()])
    .filter(([, box]) => box.bottom > 0 && box.top < innerHeight);
  return () => {
    if (!focused.isConnected && focused.id) document.getElementById(focused.id)?.focus({ preventScroll: true });
    const still = seen.find(([each]) => each.isConnected);
    if (!still || scrollY === 0) return;
    const moved = still[0].getBoundingClientRect().top - still[1].top;
    if (moved) scrollBy({ top: moved, behavior: "instant" });
  };
}

// ------------------------------------------------------------------ what holds for the whole site
let findings; // how many; not known yet
let failed = [];

function piece([text, isCode, lang]) {
  const element = document.createElement(isCode ? "code" : "span");
  element.textContent = text;
  if (lang) element.lang = lang;
  return element;
}

function tell() {
  for (const link of document.querySelectorAll("[data-polisi-site]")) {
    link.textContent = link.dataset.polisiSite.replace("{number}", findings);
    link.parentElement.hidden = !findings;
  }
  for (const place of document.querySelectorAll("[data-polisi-failed]")) {
    place.hidden = !failed.length;
    place.querySelector("span").replaceChildren(...failed.map(piece));
  }
}

async function count() {
  try {
    const answer = await fetch(new URL("findings.json", import.meta.url), { cache: "no-store" });
    findings ??= (await answer.json()).findings;
  } catch {
    return; // as in `refresh`
  }
  tell();
}
count();

// ------------------------------------------------------------------ the server
let stream;

function hear({ data }) {
  const news = JSON.parse(data);
  failed = news.failed;
  findings = news.findings ?? findings;
  tell();
  if (news.files) {
    location.reload();
  } else if (news.html) {
    given += 1;
    show(parse(news.html));
  } else if (news.pages === null || news.pages.includes(own) || (isEditors && !news.pages.length)) {
    refresh();
  }
}

function listen() {
  // A browser has few connections to one server, and a page that is not seen needs none.
  if (document.hidden) {
    stream?.close();
    stream = undefined;
  } else if (!stream) {
    stream = new EventSource(new URL(`events?page=${encodeURIComponent(own)}`, import.meta.url));
    stream.onopen = refresh;
    stream.onmessage = hear;
  }
}

addEventListener("visibilitychange", listen);
addEventListener("pagehide", () => {
  stream?.close();
  stream = undefined;
});
addEventListener("pageshow", listen);
listen();
