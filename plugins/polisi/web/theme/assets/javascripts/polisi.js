// The language switch keeps the place: the clause in the address or, failing that, the last one
// above the reader's eye.
const switches = document.querySelectorAll("a[data-polisi-switch]");

function place() {
  if (location.hash) return location.hash;
  const seen = [...document.querySelectorAll("article [id]")].filter(
    (element) => element.getBoundingClientRect().top < innerHeight / 4,
  );
  return scrollY > 0 && seen.length ? `#${seen.at(-1).id}` : "";
}

for (const link of switches) {
  for (const event of ["focus", "pointerenter", "click"]) {
    link.addEventListener(event, () => (link.hash = place()));
  }
}

const words = document.querySelector("[data-polisi-menu]")?.dataset;

// The theme opens its menu by a label, which a keyboard cannot reach: a button takes its place.
const label = document.querySelector("label.md-header__button[for=__drawer]");
const drawer = document.getElementById("__drawer");

if (words && label && drawer) {
  const menu = document.createElement("button");
  menu.type = "button";
  menu.className = label.className;
  menu.setAttribute("aria-label", words.polisiMenu);
  menu.append(...label.childNodes);
  label.replaceWith(menu);
  const tell = () => menu.setAttribute("aria-expanded", String(drawer.checked));
  const toggle = (open) => {
    drawer.checked = open;
    drawer.dispatchEvent(new Event("change", { bubbles: true }));
  };
  drawer.addEventListener("change", tell);
  tell();
  menu.addEventListener("click", () => {
    toggle(!drawer.checked);
    if (drawer.checked) document.querySelector(".md-nav--primary a")?.focus();
  });
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !drawer.checked) return;
    toggle(false);
    menu.focus();
  });
}

// The theme's search is a dialog without a name.
if (words) document.querySelector(".md-search")?.setAttribute("aria-label", words.polisiSearch);
