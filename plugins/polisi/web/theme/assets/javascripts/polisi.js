// What every page does beyond its HTML: the menu, the language switch, the links to places, the
// contents list that follows the reader, and the way to the search, whose own script is fetched when it is wanted.

const root = document.documentElement;
root.classList.replace("no-js", "js");

// ------------------------------------------------------------------ the language switch
// It keeps the place: the one that the reader asked for, while it is in sight, or else the one
// nearest the line below the bar where asked-for places come to stand. Two ways to the switch are
// no reading, and leave the place as it is: by Tab, which moves the page with the focus, and, where
// the bar does not stay, all the way up since the page was last moved down.
const bar = document.querySelector(".polisi-bar");
let place = location.hash;
let known = 0; // how far the page was scrolled when that was last looked at
let isTabbed = false; // whether it was Tab that moved the page last
let isBack = false; // and whether with Shift

const placesOf = () => [...document.querySelectorAll("article [id]")].filter((each) => each.getClientRects().length);

function remember() {
  const [from, to] = [known, scrollY];
  known = to;
  const stays = bar && getComputedStyle(bar).position === "sticky";
  if (isTabbed || from === to || (to < from && !stays)) return;
  const asked = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const top = (element) => element.getBoundingClientRect().top;
  if (asked && top(asked) >= 0 && top(asked) < innerHeight) {
    place = location.hash;
    return;
  }
  const all = placesOf();
  const line = all.length && parseFloat(getComputedStyle(all[0]).scrollMarginTop);
  const above = all.findLast((each) => top(each) <= line);
  const below = all.find((each) => top(each) > line && top(each) < innerHeight);
  const isNearer = below && (!above || top(below) - line < line - top(above));
  place = to === 0 || !above ? "" : `#${(isNearer ? below : above).id}`;
}

const MOVING = ["ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End", " "];

addEventListener("keydown", (event) => {
  if (event.key === "Tab") {
    remember(); // where the reader is, if the page has not come to rest there
    isTabbed = true;
  } else if (MOVING.includes(event.key) && !event.target.closest("input, textarea, select, button")) {
    isTabbed = false;
  }
  isBack = event.shiftKey;
});
for (const event of ["wheel", "touchmove"]) {
  addEventListener(event, () => (isTabbed = false), { passive: true });
}
addEventListener("pointerdown", (event) => {
  if (event.target === root) isTabbed = false; // the scrollbar
});
// Who goes on by Tab is where the focus is, unless a place was asked for.
addEventListener("focusin", ({ target }) => {
  if (!isTabbed || isBack || !target.closest("article") || (place && place === location.hash)) return;
  const before = placesOf().findLast((each) => each === target || each.compareDocumentPosition(target) & Node.DOCUMENT_POSITION_FOLLOWING);
  if (before) place = `#${before.id}`;
});

addEventListener("scrollend", remember, { passive: true });
addEventListener("hashchange", () => (place = location.hash));

for (const link of document.querySelectorAll("a[data-polisi-switch]")) {
  for (const event of ["focus", "pointerenter", "click"]) {
    link.addEventListener(event, () => {
      remember();
      link.hash = place;
    });
  }
}

// ------------------------------------------------------------------ the menu
// Menu and search are opened by labels of hidden boxes, which work without this script and which a
// keyboard cannot reach: buttons take their place.
function buttonFor(label, pressed) {
  const box = document.getElementById(label.htmlFor);
  const button = document.createElement("button");
  button.type = "button";
  button.className = label.className;
  for (const name of Object.keys(label.dataset)) button.dataset[name] = "";
  button.append(...label.childNodes);
  label.replaceWith(button);
  const tell = () => button.setAttribute("aria-expanded", String(box.checked));
  box.addEventListener("change", tell);
  tell();
  button.addEventListener("click", () => {
    box.click();
    pressed?.();
  });
  return button;
}

const drawer = document.getElementById("__drawer");
const opened = document.getElementById("__search");
const list = document.querySelector(".polisi-menu");

// A browser that goes back puts boxes as they were left, and the page would lie behind menu or search.
// It leaves alone what is marked so; HTML allows the mark on other fields only, so it is set here.
for (const box of [drawer, opened]) box?.setAttribute("autocomplete", "off");

if (list) {
  const menu = buttonFor(document.querySelector(".polisi-menu-button"), () => {
    if (drawer.checked) list.querySelector("a")?.focus();
  });
  buttonFor(list.querySelector(".polisi-close"), () => menu.focus());
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !drawer.checked) return;
    drawer.click();
    menu.focus();
  });
  // Who has gone through the menu is back on the page, which it must not cover.
  list.addEventListener("focusout", (event) => {
    const next = event.relatedTarget;
    if (drawer.checked && next && next !== menu && !list.contains(next)) drawer.click();
  });
}
for (const part of document.querySelectorAll("label[data-polisi-part]")) buttonFor(part);

// ------------------------------------------------------------------ links to places
// A link to the place where it stands is followed to be passed on: it also copies its address.
const words = document.querySelector("[data-polisi-copied]")?.dataset;
const told = document.createElement("p");
told.className = "polisi-told";
told.setAttribute("role", "status");
document.body.append(told);

const PLACES = "a:is(.headerlink, .clause-label, .point-link)";

document.addEventListener("click", async (event) => {
  const link = event.target.closest(PLACES);
  if (!link) return;
  told.textContent = "";
  try {
    await navigator.clipboard.writeText(link.href);
  } catch {
    return; // not allowed here, as on a page that came without TLS: the address bar has it
  }
  told.textContent = words?.polisiCopied;
  setTimeout(() => (told.textContent = ""), 4000);
});

// There are hundreds of them. Tab comes to that of each heading, and to those of points only in the
// section that was asked for: by the contents list, by a link to it, or by its heading's own.
const HEADINGS = "h1, h2, h3, h4, h5, h6";
let sections = []; // each heading, with the links below it

function gather() {
  sections = [{ links: [] }];
  for (const each of document.querySelectorAll(`article :is(${HEADINGS}, .clause-label[href], .point-link)`)) {
    if (each.matches(HEADINGS)) sections.push({ heading: each, links: [] });
    else sections.at(-1).links.push(each);
  }
}

function stop() {
  const asked = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const starts = ({ heading }) => heading === asked || heading?.compareDocumentPosition(asked) & Node.DOCUMENT_POSITION_FOLLOWING;
  // Before any is asked for, it is what begins the page, with or without its title.
  const here = asked ? [sections.findLast(starts) ?? sections[0]] : sections.slice(0, 2);
  for (const section of sections) {
    for (const link of section.links) link.tabIndex = here.includes(section) ? 0 : -1;
  }
}
addEventListener("hashchange", stop);

// ------------------------------------------------------------------ print
// Paper has no links. What leads to other sites has its address in the page; what leads to another
// page of this one is given it here, where the site's own address is known.
const home = document.querySelector("link[rel=canonical]")?.href;

addEventListener("beforeprint", () => {
  for (const link of home ? document.querySelectorAll("article a[href]:not(.correction a)") : []) {
    const to = new URL(link.getAttribute("href"), home);
    const here = new URL(home);
    if (to.origin === here.origin && to.pathname !== here.pathname) link.dataset.address = to.href;
  }
});

// ------------------------------------------------------------------ wide tables
// A table that is wider than the text scrolls by itself, and so must be within a keyboard's reach.
function enframe(table) {
  const frame = document.createElement("div");
  frame.className = "polisi-scroll";
  table.replaceWith(frame);
  frame.append(table);
}

function reach() {
  for (const frame of document.querySelectorAll(".polisi-scroll")) {
    const wide = frame.scrollWidth > frame.clientWidth;
    const name = [...frame.querySelectorAll("caption, thead th")].map((each) => each.innerText).join(", ");
    for (const [mark, value] of [["role", "region"], ["tabindex", "0"], ["aria-label", name]]) {
      if (wide) frame.setAttribute(mark, value);
      else frame.removeAttribute(mark);
    }
  }
}
addEventListener("resize", reach, { passive: true });

// ------------------------------------------------------------------ what follows the reader
let entries = [];

function follow() {
  const line = innerHeight / 5;
  const reached = entries.filter(({ heading }) => heading.getBoundingClientRect().top < line);
  const here = reached.at(-1)?.heading;
  for (const { link, heading } of entries) {
    const active = heading === here;
    if (active === link.hasAttribute("aria-current")) continue;
    if (active) {
      link.setAttribute("aria-current", "location");
      show(link);
    } else {
      link.removeAttribute("aria-current");
    }
  }
}

// Scrolls a list so far that an entry can be seen, and never the page with it.
function show(link) {
  const list = link.closest(".polisi-menu, .polisi-contents");
  if (!link.offsetHeight) return;
  const [inner, outer] = [link.getBoundingClientRect(), list.getBoundingClientRect()];
  if (inner.top < outer.top || inner.bottom > outer.bottom) {
    list.scrollTop += inner.top - outer.top - outer.height / 3;
  }
}

let due = false;
function soon() {
  if (due) return;
  due = true;
  requestAnimationFrame(() => {
    due = false;
    follow();
  });
}
addEventListener("scroll", soon, { passive: true });
addEventListener("resize", soon, { passive: true });

// ------------------------------------------------------------------ what the text itself is given
function dress() {
  for (const link of document.querySelectorAll(PLACES)) link.title = words?.polisiCopy ?? "";
  for (const table of document.querySelectorAll("article table")) {
    if (!table.closest(".polisi-document, .polisi-scroll")) enframe(table);
  }
  gather();
  stop();
  entries = [...document.querySelectorAll(".polisi-contents a[href^='#']")]
    .map((link) => ({ link, heading: document.getElementById(decodeURIComponent(link.hash.slice(1))) }))
    .filter((entry) => entry.heading);
  whenShown(reach);
  whenShown(follow);
}

// What is measured waits for the page to be laid out and shown, which it would hold up.
function whenShown(measure) {
  requestAnimationFrame(() => setTimeout(measure));
}

dress();
const current = document.querySelector(".polisi-menu [aria-current]");
if (current) whenShown(() => show(current));
// In the preview an editor's text changes on the page.
document.addEventListener("polisi:changed", dress);

// ------------------------------------------------------------------ the search
const query = document.querySelector(".polisi-search-input");
const settings = document.getElementById("polisi-search");

if (query && opened && settings) {
  const area = query.closest(".polisi-search");
  const button = buttonFor(document.querySelector(".polisi-search-button"));
  let search;
  let from; // what has the focus again when it closes
  const turn = (on) => opened.checked === on || opened.click();
  opened.addEventListener("change", () => {
    if (opened.checked) {
      search ??= import("./search.js").then((module) => module.start(area, JSON.parse(settings.textContent)));
      from = document.activeElement;
      query.focus();
    } else if (area.contains(document.activeElement)) {
      const back = from === document.body ? [button, query].find((each) => each.offsetHeight) : from;
      back.focus({ preventScroll: true });
    }
  });
  buttonFor(area.querySelector(".polisi-close"));
  // Who only passes with Tab is left in peace.
  for (const event of ["click", "input"]) query.addEventListener(event, () => turn(true));
  query.form.addEventListener("submit", (event) => {
    event.preventDefault();
    turn(true);
    search.then((lead) => lead());
  });
  area.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !area.contains(event.relatedTarget)) turn(false);
  });
  // What was found may be on this page, which the search must not cover then.
  area.addEventListener("click", (event) => {
    if (event.target.closest("a") && !event.ctrlKey && !event.metaKey && !event.shiftKey) turn(false);
  });
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") turn(false);
    // With a key beside it: a letter or sign alone belongs to whoever speaks to the computer.
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    turn(true);
    query.select();
  });
  // Sent from the page in another language, to search for the same in this one.
  const asked = new URLSearchParams(location.hash.slice(1)).get("q");
  if (asked) {
    query.value = asked;
    place = "";
    history.replaceState(null, "", location.pathname + location.search);
  }
  if (query.value) turn(true);
}
