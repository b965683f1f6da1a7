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

// The theme opens its menu by a label, which a keyboard cannot reach.
const menu = document.querySelector("label.md-header__button[for=__drawer]");
const drawer = document.getElementById("__drawer");

if (menu && drawer) {
  menu.tabIndex = 0;
  menu.setAttribute("role", "button");
  menu.setAttribute("aria-label", document.querySelector("[data-polisi-menu]").dataset.polisiMenu);
  const tell = () => menu.setAttribute("aria-expanded", String(drawer.checked));
  const toggle = (open) => {
    drawer.checked = open;
    drawer.dispatchEvent(new Event("change", { bubbles: true }));
  };
  drawer.addEventListener("change", tell);
  tell();
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    toggle(!drawer.checked);
    if (drawer.checked) document.querySelector(".md-nav--primary a")?.focus();
  });
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !drawer.checked) return;
    toggle(false);
    menu.focus();
  });
}
