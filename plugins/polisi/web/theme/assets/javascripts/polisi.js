// What every page does beyond its HTML: the menu, the language switch, the links to places, the
// contents list that follows the reader, and the way to the search, whose own script is fetched when it is wanted.

const root = document.documentElement;
root.classList.replace("no-js", "js");

// ------------------------------------------------------------------ the language switch
// It keeps the place: the clause that the reader asked for, while it is in sight, or else the last
// one above the reader's eye. Whoever goes to the switch leaves that place, so it is remembered.
let place = location.hash;

function remember() {
  if (scrollY === 0) return;
  const asked = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const top = (element) => element.getBoundingClientRect().top;
  if (asked && top(asked) >= 0 && top(asked) < innerHeight) {
    place = location.hash;
  } else {
    const seen = [...document.querySelectorAll("article [id]")].filter((each) => top(each) < innerHeight / 4);
    place = seen.length ? `#${seen.at(-1).id}` : "";
  }
}

addEventListener("scrollend", remember, { passive: true });
addEventListener("hashchange", () => (place = location.hash));

for (const link of document.querySelectorAll("a[data-polisi-switch]")) {
  for (const event of ["focus", "pointerenter", "click"]) {
    link.addEventListener(event, () => (link.hash = place));
  }
}

// ------------------------------------------------------------------ the menu
// The theme opens its menu and the parts of it by labels of hidden boxes, which a keyboard cannot
// reach: buttons take their place.
function buttonFor(label, pressed) {
  const box = document.getElementById(label.htmlFor);
  const button = document.createElement("button");
  button.type = "button";
  button.className = label.className;
  button.append(...label.childNodes);
  label.replaceWith(button);
  const tell = () => button.setAttribute("aria-expanded", String(box.checked));
  box.addEventListener("change", tell);
  tell();
  button.addEventListener("click", () => {
    box.click();
    pressed?.(box);
  });
  return button;
}

const words = document.querySelector("[data-polisi-menu]")?.dataset;
const label = document.querySelector("label.md-header__button[for=__drawer]");
const drawer = document.getElementById("__drawer");

// A browser that goes back puts boxes as they were left, and the page would lie behind menu or search.
// It leaves alone what is marked so; HTML allows the mark on other fields only, so it is set here.
for (const box of document.querySelectorAll("#__drawer, #__search")) box.setAttribute("autocomplete", "off");

if (words && label && drawer) {
  const menu = buttonFor(label, () => {
    if (drawer.checked) document.querySelector(".md-nav--primary a")?.focus();
  });
  menu.setAttribute("aria-label", words.polisiMenu);
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !drawer.checked) return;
    drawer.click();
    menu.focus();
  });
  // Who has gone through the menu is back on the page, which it must not cover.
  document.querySelector(".md-sidebar--primary")?.addEventListener("focusout", (event) => {
    const next = event.relatedTarget;
    if (drawer.checked && next && next !== menu && !event.currentTarget.contains(next)) drawer.click();
  });
  // A link to a place on the same page would leave the menu open.
  addEventListener("hashchange", () => drawer.checked && drawer.click());
}
for (const part of document.querySelectorAll("label[data-polisi-part]")) buttonFor(part);

// ------------------------------------------------------------------ links to places
// A link to the place where it stands is followed to be passed on: it also copies its address.
const told = document.createElement("p");
told.className = "polisi-told";
told.setAttribute("role", "status");
document.body.append(told);

for (const link of document.querySelectorAll("a:is(.headerlink, .clause-label, .point-link)")) {
  link.addEventListener("click", async () => {
    told.textContent = "";
    try {
      await navigator.clipboard.writeText(link.href);
    } catch {
      return; // not allowed here, as on a page that came without TLS: the address bar has it
    }
    told.textContent = words?.polisiCopied;
    setTimeout(() => (told.textContent = ""), 4000);
  });
}

// ------------------------------------------------------------------ what follows the reader
// Once the heading of the page is out of sight, its title takes the place of the site's name.
const title = document.querySelector(".md-header__title");
const heading = document.querySelector("article h1");
const entries = [...document.querySelectorAll(".md-nav--secondary a[href^='#']")]
  .map((link) => ({ link, heading: document.getElementById(decodeURIComponent(link.hash.slice(1))) }))
  .filter((entry) => entry.heading);

function follow() {
  title?.classList.toggle("md-header__title--active", heading?.getBoundingClientRect().bottom < 48);
  const line = innerHeight / 5;
  const reached = entries.filter(({ heading }) => heading.getBoundingClientRect().top < line);
  const here = reached.at(-1)?.heading;
  for (const { link, heading } of entries) {
    const active = heading === here;
    if (active === link.classList.contains("md-nav__link--active")) continue;
    link.classList.toggle("md-nav__link--active", active);
    if (active) show(link);
  }
}

// Scrolls a list so far that an entry can be seen, and never the page with it.
function show(link) {
  const list = link.closest(".md-sidebar__scrollwrap");
  if (!list || !link.offsetHeight) return;
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
follow();
const current = document.querySelector(".md-sidebar--primary [aria-current]");
if (current) show(current);

// ------------------------------------------------------------------ the search
const query = document.querySelector(".md-search__input");
const opened = document.getElementById("__search");
const settings = document.getElementById("polisi-search");

if (query && opened && settings) {
  const area = query.closest(".md-search");
  let search;
  const open = () => {
    opened.checked = true;
    search ??= import("./search.js").then((module) => module.start(area, JSON.parse(settings.textContent)));
  };
  const close = () => {
    opened.checked = false;
    if (area.contains(document.activeElement)) document.activeElement.blur();
  };
  query.addEventListener("focus", open);
  query.form.addEventListener("submit", (event) => {
    event.preventDefault();
    open();
    search.then((lead) => lead());
  });
  opened.addEventListener("change", () => (opened.checked ? query.focus() : close()));
  area.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !area.contains(event.relatedTarget)) close();
  });
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && opened.checked) close();
  });
  if (query.value || document.activeElement === query) open();
}
